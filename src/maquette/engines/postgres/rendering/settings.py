"""Recipes for the server's settings, and for queries, which have no statements."""

from __future__ import annotations

import re

from ....model.change import AlterSystem, RewriteQuery
from ....model.database import Database
from ....model.names import literal, quote
from ...base import Rendered
from .recipe import alone, recipe, rendered

# Settings whose value is a list of names, each quoted for itself (GUC_LIST_QUOTE in the server's source).
LISTS = frozenset(
    ("search_path", "temp_tablespaces", "shared_preload_libraries", "session_preload_libraries",
     "local_preload_libraries", "unix_socket_directories")
)  # fmt: skip
ELEMENT = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,]*?))\s*(?:,|$)')


def setting_value(name: str, value: str) -> str:
    """The value as SET takes it: a literal, or for a list of names ("a, b" as the server keeps it) one for each."""
    if name not in LISTS:
        return literal(value)
    found = [match for match in ELEMENT.finditer(value) if match[0]]
    names = [match[1].replace('""', '"') if match[1] is not None else match[2] for match in found]
    return ", ".join(literal(one) for one in names) or "''"


@recipe.register
def _alter_system(change: AlterSystem, database: Database) -> Rendered:
    """The undo takes the line out again: the value of the configuration file, or the default, holds as before."""
    head = f"ALTER SYSTEM SET {quote(change.setting)} = {setting_value(change.setting, change.value)}"
    back = f"ALTER SYSTEM RESET {quote(change.setting)}"
    reload = [] if change.restart else ["SELECT pg_reload_conf()"]
    return rendered([alone(head), *reload], [alone(back), *reload])


@recipe.register
def _rewrite_query(change: RewriteQuery, database: Database) -> Rendered:
    """A query is the application's: there is nothing to run on the server."""
    return rendered([], [])
