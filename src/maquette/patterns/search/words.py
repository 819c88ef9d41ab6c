"""What is searched, and in which language: the SQL expressions that column, trigger, index and function share."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.database import Database
from ...model.errors import ConfigError
from ...model.names import Name, literal, quote
from ...model.table import Column

LONGEST = 100_000  # characters of a row: a tsvector holds 1 MiB of words at most, and refuses the row that has more
WEIGHTS = "ABCD"
BUILT_IN = frozenset(
    """
    arabic danish dutch english finnish french german greek hungarian indonesian irish italian lithuanian nepali
    norwegian portuguese romanian russian simple spanish swedish tamil turkish
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
SINCE_14 = frozenset(("armenian", "basque", "catalan", "hindi", "serbian", "yiddish"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A value of the language column, and the text search configuration that it stands for."""

    value: str
    configuration: Name

    @property
    def config(self) -> str:
        """The configuration as a constant: with it to_tsvector is immutable."""
        return f"{literal(str(self.configuration))}::regconfig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The searched columns, most important first, and the languages, the first of which is the default."""

    columns: tuple[Column, ...]
    languages: tuple[Language, ...]
    language: str = ""  # the column that tells a row's language
    constants: bool = False  # that column is a regconfig

    def config(self, of: str = "") -> str:
        """The configuration of the row ``of``."""
        return self._chosen(of, [one.config for one in self.languages])

    def query(self, of: str) -> str:
        """The query in that row's language."""
        return self._chosen(of, [f"here.asked[{place}]" for place in range(1, len(self.languages) + 1)])

    def _chosen(self, of: str, results: list[str]) -> str:
        if not self.language or len(results) == 1:
            return results[0]
        column = of + quote(self.language)
        pairs = list(zip(self.languages, results, strict=True))
        whens = (
            f"WHEN {one.config if self.constants else literal(one.value)} THEN {result}" for one, result in pairs[1:]
        )
        return f"CASE {column} {' '.join(whens)} ELSE {results[0]} END"

    def document(self, of: str = "") -> str:
        """The weighted words of the row ``of``; what is NULL adds none."""
        room = LONGEST // len(self.columns)
        parts = (
            f"setweight(to_tsvector({self.config(of)}, left(coalesce({of}{quote(column.name)}::text, ''), {room})),"
            f" '{WEIGHTS[min(place, 3)]}')"
            for place, column in enumerate(self.columns)
        )
        return " || ".join(parts)

    def read(self, of: str) -> str:
        """The columns that the document is made of, comparable byte by byte."""
        names = [column.name for column in self.columns] + ([self.language] if self.language else [])
        return ", ".join(f'{of}{quote(name)}::text COLLATE "C"' for name in names)

    def text(self, of: str, columns: int = 4) -> str:
        """The text to show, safe to stand in HTML."""
        shown = self.columns[:columns]
        text = f"concat_ws(' ', {', '.join(of + quote(column.name) for column in shown)})"
        for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = f"replace({text}, '{plain}', '{escaped}')"
        return text


def languages(database: Database, named: tuple[str, ...]) -> tuple[Language, ...]:
    """The languages that are named, as ``configuration`` or ``value:configuration``."""
    own = {one.name for one in database.definitions if one.kind == "text search configuration"}
    there = BUILT_IN | (SINCE_14 if database.major >= 14 else frozenset())
    found: list[Language] = []
    for item in named:
        value, _, configuration = item.rpartition(":")
        schema, _, name = configuration.rpartition(".")
        if schema in ("", "pg_catalog") and name in there:
            known = Name("pg_catalog", name)
        elif str(Name(schema or "public", name)) in own:
            known = Name(schema or "public", name)
        else:
            hint = f"One of {', '.join(sorted({*there, *own}))}; a value that stands for one is written de:german."
            raise ConfigError(f"no text search configuration {configuration!r}", hint)
        found.append(Language(value=value or name, configuration=known))
    if not found:
        raise ConfigError("no language", "--set languages=english, the default language first.")
    return tuple(found)
