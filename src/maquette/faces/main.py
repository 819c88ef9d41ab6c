"""The command line: one file a command under commands/, each loaded with what it needs only when it runs."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from .. import __version__
from ..model.errors import MaquetteError
from .commands import demo, design, doctor, erd, explain, index, review, rule, snapshot, twin
from .failure import unexpected
from .terminal import say_error

INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it; what typer ends with on KeyboardInterrupt

app = typer.Typer(
    name="maquette",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="An automated database architect: reviews a PostgreSQL database on its planner-exact twin.",
    epilog="Exit: 0 clean · 1 findings at or over --fail-on · 2 wrong use or failure · 3 source unreachable.",
)
for module in (demo, review, index, design, snapshot, explain, twin, erd, rule, doctor):
    module.register(app)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"maquette {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Options of maquette itself."""


def main() -> None:
    """Run a command; a failure is one clear message and an exit code, never a traceback."""
    gc.set_threshold(50_000)  # what is imported and read stays: to look there for garbage is a sixth of every start
    signal.signal(signal.SIGTERM, _stop)  # so that scratch servers are stopped in order
    try:
        try:
            app(prog_name="maquette")
        finally:
            sys.stdout.flush()  # so that a reader who went away, or a full disk, is noticed here
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer makes it exit code 1, which would speak of findings
            _forget_output()
            sys.exit(0)
        if end.code == INTERRUPTED:
            print("maquette: interrupted; nothing was changed, scratch servers are stopped", file=sys.stderr)
        raise
    except BrokenPipeError:
        _forget_output()  # the reader went away, as with | head
    except Exception as error:
        _forget_output()
        told = error if isinstance(error, MaquetteError) else unexpected(error)
        say_error(told)
        sys.exit(told.exit_code)


def _forget_output() -> None:
    """Let nothing that stdout refused be tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
