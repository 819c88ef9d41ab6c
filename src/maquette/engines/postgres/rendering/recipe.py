"""Where recipes are kept: one function a kind of change, registered by the modules beside this one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from ....model.change import Change
from ....model.database import Database
from ....model.errors import UnsupportedError
from ....model.evidence import Statement
from ....model.names import Name
from ....model.table import Table
from ...base import Rendered


@singledispatch
def recipe(change: Change, database: Database) -> Rendered:
    """The change as statements for ``database``, without the guard that ``render`` puts before them."""
    raise UnsupportedError(f"PostgreSQL has no statements for {type(change).__name__}")


def rendered(statements: Iterable[str | Statement], undo: Iterable[str | Statement]) -> Rendered:
    """Statements and undo; plain text is a statement that may run in a transaction."""
    return Rendered(statements=_statements(statements), undo=_statements(undo))


def _statements(texts: Iterable[str | Statement]) -> tuple[Statement, ...]:
    return tuple(Statement(sql=text) if isinstance(text, str) else text for text in texts)


def alone(sql: str) -> Statement:
    """A statement that the server refuses inside a transaction block."""
    return Statement(sql=sql, transactional=False)


def atomically(*statements: str) -> str:
    """Several statements as one, so that nobody sees a state in between."""
    body = "".join(f"    {statement};\n" for statement in statements)
    tag = "$do$"
    while tag in body:
        tag = tag[:-1] + "o$"
    return f"DO {tag}\nBEGIN\n{body}END\n{tag}"


def need(major: int, what: str, database: Database) -> None:
    """Raises UnsupportedError where the server is older than what the statements need."""
    if database.major < major:
        raise UnsupportedError(f"{what} needs PostgreSQL {major}, the server has {database.major}")


def find_table(database: Database, name: Name) -> Table:
    """The table of that name. Raises UnsupportedError where there is none."""
    table = database.table(name)
    if table is None:
        raise UnsupportedError(f"there is no table {name}")
    return table
