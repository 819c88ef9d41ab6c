"""What nobody expected, in a sentence: the disk that is full, or a mistake of maquette's own."""

from __future__ import annotations

import errno
import os
import sys
import traceback

from ..model.errors import MaquetteError


def unexpected(error: Exception) -> MaquetteError:
    """The error as one to be told; its traceback is printed where MAQUETTE_TRACEBACK is set, without passwords."""
    if os.environ.get("MAQUETTE_TRACEBACK"):
        print(_scrub("".join(traceback.format_exception(error))), file=sys.stderr)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MaquetteError("no room is left on the disk", "make room, or write to another place")
    return MaquetteError(
        f"unexpected {type(error).__name__}: {_scrub(str(error).partition(chr(10))[0])}",
        "this is a mistake of maquette; please report it with what MAQUETTE_TRACEBACK=1 maquette … prints",
    )


def _scrub(text: str) -> str:
    from ..engines.postgres.conninfo import scrub

    for word in sys.argv[1:]:  # any of them may be a connection string
        text = scrub(text, word)
    return text
