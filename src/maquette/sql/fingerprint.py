"""What two statements that differ in their literals alone have in common."""

from __future__ import annotations

import postgast

from .tree import LONGEST


def fingerprint(sql: str) -> str:
    """Sixteen hexadecimal digits, equal for statements of one structure; empty where the text is no statement."""
    if len(sql) > LONGEST:
        return ""
    try:
        return str(postgast.fingerprint(sql).hex)
    except (postgast.PgQueryError, UnicodeEncodeError):
        return ""


def normalise(sql: str) -> str:
    """The statement with every literal replaced by a parameter; itself where it is no statement."""
    if len(sql) > LONGEST:
        return sql
    try:
        return str(postgast.normalize(sql))
    except (postgast.PgQueryError, UnicodeEncodeError):
        return sql
