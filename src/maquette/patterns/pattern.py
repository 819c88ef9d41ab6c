"""The machinery of patterns: what a pattern is, how it is found, how its options are read, how it is fitted."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ..model.design import Choice, Design, DesignWish, Fit, Note, Premise, Probe, Step, Trial
from ..model.errors import ConfigError
from ..model.names import Name
from ..model.table import Table
from .ground import Ground

HERE = Path(__file__).parent
HEADINGS = ("Problem", "Design", "Alternatives and when they win", "What it costs", "Limits", "References")
TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")

Part = Step | Choice | Premise | Trial | Probe | Note
Tables = tuple[Table, ...]
Function = Callable[..., Iterator[Part]]


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a pattern: ``--set name=value``."""

    name: str
    kind: Any  # str, int, bool, float, tuple[str, ...] or a Literal
    default: Any
    words: str

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty

    def read(self, text: str) -> Any:
        """The value that a text stands for. Raises ConfigError."""
        if typing.get_origin(self.kind) is Literal:
            allowed = typing.get_args(self.kind)
            if text not in allowed:
                raise ConfigError(f"--set {self.name}={text}: no such value", f"one of {', '.join(allowed)}")
            return text
        if typing.get_origin(self.kind) is tuple:
            return tuple(part.strip() for part in text.split(",") if part.strip())
        if self.kind is bool:
            if text.lower() not in TRUE + FALSE:
                raise ConfigError(f"--set {self.name}={text}: neither true nor false", f"--set {self.name}=true")
            return text.lower() in TRUE
        try:
            return self.kind(text)
        except ValueError:
            article = "a whole number" if self.kind is int else "a number"
            raise ConfigError(f"--set {self.name}={text}: not {article}", self.words) from None


@dataclass(frozen=True)
class Pattern:
    """A pattern; its name is its folder's, its page its docstring, its options its keyword parameters."""

    name: str
    function: Function

    @property
    def page(self) -> str:
        return inspect.getdoc(self.function) or ""

    @property
    def title(self) -> str:
        """The first line of its page."""
        return self.page.splitlines()[0].rstrip(".")

    @property
    def room(self) -> Path:
        """Its folder."""
        return HERE / self.name.replace("-", "_")

    @property
    def takes_tables(self) -> bool:
        return "tables" in inspect.signature(self.function).parameters

    @property
    def needs_tables(self) -> bool:
        """Whether it cannot do without: its parameter has no default."""
        tables = inspect.signature(self.function).parameters.get("tables")
        return tables is not None and tables.default is tables.empty

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be set, each with its sentence."""
        hints = typing.get_type_hints(self.function, include_extras=True)
        found = []
        for parameter in inspect.signature(self.function).parameters.values():
            if parameter.kind is not parameter.KEYWORD_ONLY:
                continue
            kind, words = typing.get_args(hints[parameter.name])[:2]
            found.append(Option(parameter.name, kind, parameter.default, words))
        return tuple(found)

    @property
    def told_options(self) -> tuple[tuple[str, str, str], ...]:
        """Name, default and sentence of each option, for its page."""
        return tuple((one.name, _told(one.default), one.words) for one in self.options)

    def fits(self, ground: Ground) -> Iterator[Fit]:
        """Where it is worth it in that schema."""
        module = importlib.import_module(self.function.__module__)
        for fit in module.fits(ground) if hasattr(module, "fits") else ():
            yield replace(fit, pattern=self.name)


def _told(default: Any) -> str:
    if default is inspect.Parameter.empty:
        return "…"
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default).lower() if isinstance(default, bool) else str(default)


def pattern(function: Function) -> Pattern:
    """Make a generator of steps, choices, trials, probes and notes a pattern."""
    folder, file = function.__module__.split(".")[-2:]
    if not folder == file == function.__name__:
        raise ConfigError(f"pattern {folder}: file {file}, function {function.__name__}")
    return Pattern(folder.replace("_", "-"), function)


@cache
def all_patterns() -> Mapping[str, Pattern]:
    """Every pattern, by name."""
    found = {}
    for folder in pkgutil.iter_modules([str(HERE)]):
        if not folder.ispkg:
            continue
        module = importlib.import_module(f"{__package__}.{folder.name}.{folder.name}")
        made: Pattern = getattr(module, folder.name)
        found[made.name] = made
    return dict(sorted(found.items()))


def find(name: str) -> Pattern:
    """The pattern of that name. Raises ConfigError."""
    if name not in all_patterns():
        raise ConfigError(f"no pattern is called {name!r}", "maquette design lists them")
    return all_patterns()[name]


def fit(chosen: Pattern, ground: Ground, wish: DesignWish) -> Design:
    """The pattern fitted to the tables that are wished for, with options as given.

    Raises ConfigError for names and options that are wrong, UnsupportedError for what cannot be done there."""
    given, options = wish.options, {option.name: option for option in chosen.options}
    for name in given:
        if name not in options:
            known = ", ".join(options) or "none"
            raise ConfigError(f"the pattern {chosen.name} has no option {name!r}", f"its options: {known}")
    for option in options.values():
        if option.required and option.name not in given:
            raise ConfigError(f"the pattern {chosen.name} needs --set {option.name}=…", option.words)
    values = {name: options[name].read(text) for name, text in given.items()}
    found = [table_of(ground, text) for text in wish.tables]
    if chosen.needs_tables and not found:
        raise ConfigError(f"the pattern {chosen.name} needs a table", "give --table NAME")
    if found and not chosen.takes_tables:
        raise ConfigError(
            f"the pattern {chosen.name} takes no --table", f"maquette design {chosen.name} tells its options"
        )
    ground = replace(ground, room=chosen.room)
    parts = (
        chosen.function(ground, tuple(found), **values) if chosen.takes_tables else chosen.function(ground, **values)
    )
    made = tuple(parts)

    def of(kind: type) -> tuple[Any, ...]:
        return tuple(part for part in made if isinstance(part, kind))

    told = [note.text for note in of(Note)] + [f"Taken for granted: {one.claim}." for one in of(Premise)]
    return Design(
        pattern=chosen.name, title=chosen.title, tables=tuple(table.name for table in found), options=dict(given),
        steps=of(Step), choices=of(Choice), premises=of(Premise), trials=of(Trial), probes=of(Probe),
        notes=tuple(dict.fromkeys(told)),
    )  # fmt: skip


def table_of(ground: Ground, text: str) -> Table:
    """The table that a user names: ``orders``, ``billing.orders``, ``"Order Items"``. Raises ConfigError."""
    name = name_of(text)
    table = ground.database.table(name)
    if table is None:
        near = [str(one.name) for one in ground.database.roots if one.name.name == name.name]
        hint = f"is it {' or '.join(near)}?" if near else "maquette erd SOURCE draws what is there"
        raise ConfigError(f"there is no table {name}", hint)
    return table


def name_of(text: str, schema: str = "public") -> Name:
    """A name as SQL would write it; without a schema it is ``schema``'s. Raises ConfigError."""
    parts = re.fullmatch(r'(?:("(?:[^"]|"")+"|[^".]+)\.)?("(?:[^"]|"")+"|[^".]+)', text.strip())
    if not parts:
        raise ConfigError(f"{text!r} is no name of a table", 'write table, schema.table or schema."Table"')

    def plain(part: str) -> str:
        return part[1:-1].replace('""', '"') if part.startswith('"') else part

    return Name(plain(parts[1]) if parts[1] else schema, plain(parts[2]))
