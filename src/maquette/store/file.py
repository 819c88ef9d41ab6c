"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ..model.errors import ConfigError


def write_whole(path: Path, content: str | bytes, private: bool = False) -> None:
    """Write the file; what was there stays when that fails. ``private``: for its owner's eyes alone.

    Raises ConfigError when the disk or the directory refuses."""
    data = content.encode() if isinstance(content, str) else content
    place = Path(os.path.realpath(path))  # a link goes on to point there
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(data)  # a pipe or a device: nothing to put in its place
            return
        mode = 0o600 if private else place.stat().st_mode if place.exists() else 0o666 & ~_umask()
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name[:200]}.", delete=False) as file:
            try:
                os.fchmod(file.fileno(), mode & 0o777)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, place)
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        raise ConfigError(
            f"cannot write {path}: {error.strerror}", "choose another place, or make room there"
        ) from None


def _umask() -> int:
    mask = os.umask(0)  # there is no other way to ask
    os.umask(mask)
    return mask
