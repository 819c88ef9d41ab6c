"""What a person sees while work goes on: results to stdout, progress and errors to stderr."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..model.progress import Progress, silent

if TYPE_CHECKING:
    from ..model.errors import MaquetteError


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar a step on stderr; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, int] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                for earlier in tasks.values():  # a step that begins ends the one before
                    bars.update(earlier, total=1, completed=1)  # type: ignore[arg-type]
                tasks[what] = bars.add_task(what, total=total or None)
            bars.update(tasks[what], completed=done, total=total or None)  # type: ignore[arg-type]

        yield show


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Gives what tells whether Ctrl-C was pressed, so that long work may end with what it has; a second one ends it."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before, pressed = signal.getsignal(signal.SIGINT), threading.Event()

    def press(_number: int, _frame: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)
        print("\nstopping: the best so far follows (Ctrl-C again ends at once)", file=sys.stderr)

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def say_error(error: MaquetteError) -> None:
    """What happened, and what to do about it."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True)
    console.print(Text.assemble(("maquette: ", "bold red"), _visible(error.message)))
    if error.hint:
        console.print(Text.assemble(("  hint: ", "bold"), _visible(error.hint)))


def _visible(text: str) -> str:
    """Text from outside without the characters that move a cursor."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
