"""What DDL files say, sorted by what has to be done with it; nothing has run yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ....model.errors import SourceError
from ....model.names import quote
from ....model.progress import Progress, silent
from ....sql.foreign import Foreign, judge
from ....sql.split import Piece, split
from ..clauses import Ddl
from .files import DdlFile

HARMLESS_COMMANDS = re.compile(r"\\(un)?restrict\b")  # pg_dump writes them against injected commands
CONCURRENTLY = re.compile(r"\A(CREATE\s+(?:UNIQUE\s+)?INDEX)\s+CONCURRENTLY\b", re.IGNORECASE)
DUMPED_FROM = re.compile(r"^-- Dumped from database version (\d+)", re.MULTILINE)

# Settings that decide what a later statement means; the empty name is RESET ALL.
LASTING = frozenset(
    ("", "search_path", "standard_conforming_strings", "escape_string_warning", "default_table_access_method")
) | frozenset(("xmloption", "datestyle", "intervalstyle", "timezone"))


@dataclass(slots=True)
class Script:
    """The statements of the files. ``object`` of each is its place: file and line."""

    roles: dict[str, dict[str, bool]] = field(default_factory=dict)  # with their attributes, by the model's names
    schemas: list[Ddl] = field(default_factory=list)
    extensions: dict[str, Ddl] = field(default_factory=dict)
    design: list[Ddl] = field(default_factory=list)
    owners: list[Ddl] = field(default_factory=list)
    rows: int = 0  # statements that only change data
    left_out: list[str] = field(default_factory=list)
    dumped_from: int | None = None  # the major version that pg_dump has noted
    once: set[int] = field(default_factory=set)  # the design that may not be tried again, by identity

    def may_repeat(self, statement: Ddl) -> bool:
        """Whether a second try, after others have run, means the same as the first: DROP, say, does not."""
        return id(statement) not in self.once

    def beforehand(self, guest: str) -> Iterator[Ddl]:
        """Roles that can do nothing but own and be granted to, schemas, extensions: before any other text has run."""
        for role in sorted(self.roles):
            made = f"CREATE ROLE {quote(role)} NOLOGIN; GRANT {quote(role)} TO {guest} WITH ADMIN OPTION"
            yield Ddl(f"role {role}", made, privileged=True)
        yield from self.schemas
        yield from self.extensions.values()

    def add(self, found: Foreign, statement: Ddl) -> None:
        """Put a statement where it belongs."""
        for role in found.roles:
            self.roles.setdefault(role, {})
        match found.purpose:
            case "role":
                self.roles.setdefault(found.name, {}).update(found.options)
                grants = (f"GRANT {quote(group)} TO {quote(found.name)}" for group in found.member_of)
                self.design += (Ddl(statement.object, grant) for grant in grants)
            case "schema":
                self.schemas.append(statement)
            case "extension" if found.name != "plpgsql":
                self._add_extension(found, statement.object)
            case "owner":
                self.owners.append(statement)
            case "rows":
                self.rows += 1
            case "leave":
                self.left_out.append(f"{statement.object}: {found.reason}")
            case "design" | "once":
                self.design.append(statement)
                if found.purpose == "once":
                    self.once.add(id(statement))

    def _add_extension(self, found: Foreign, place: str) -> None:
        schema = found.schema or "public"  # said aloud: the admin's search path begins with pg_catalog
        if schema != "public":
            self.schemas.append(Ddl(place, f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}"))
        sql = f"CREATE EXTENSION IF NOT EXISTS {quote(found.name)} SCHEMA {quote(schema)} CASCADE"
        self.extensions.setdefault(found.name, Ddl(f"{place}: extension {found.name}", sql, privileged=True))


def read_script(files: Sequence[DdlFile], progress: Progress = silent) -> Script:
    """The statements of the files, sorted. Raises SourceError at the first that may not run."""
    script = Script()
    for number, file in enumerate(files):
        progress("reading the files", number, len(files))
        if dumped := DUMPED_FROM.search(file.text):
            script.dumped_from = int(dumped[1])
        settings: dict[str, str] = {}
        for piece in split(file.text):
            place = f"{file.name}:{piece.line}"
            found = _judge(piece, place)
            if found.purpose != "setting":
                script.add(found, Ddl(place, _under(settings, piece.sql)))
            elif found.name in LASTING:
                settings = {**settings, found.name: piece.sql} if found.name else {"": piece.sql}
    return script


def _judge(piece: Piece, place: str) -> Foreign:
    if piece.kind == "copy":
        return Foreign("rows")
    if piece.kind == "meta":
        if HARMLESS_COMMANDS.match(piece.sql):
            return Foreign("pass")
        command = piece.sql.split()[0]
        raise SourceError(
            f"{place}: {command} is a command of psql, which is not run", "leave nothing but SQL in the file"
        )
    found = judge(piece.sql)
    if found.purpose == "refuse":
        raise SourceError(f"{place}: {found.reason}; nothing of the files was run", "take that statement out")
    return found


def _under(settings: Mapping[str, str], sql: str) -> str:
    """The statement so that it means the same at any time: between the settings that it was written under.

    An empty database has nobody who would have to wait, and CONCURRENTLY forbids the company of other statements."""
    sql = CONCURRENTLY.sub(r"\1", sql)
    return "; ".join((*settings.values(), f"{sql}\n", "RESET ALL")) if settings else sql
