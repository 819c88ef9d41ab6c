"""Encoding and collation of a new database: the source's own where this server has them, else the nearest."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from psycopg import errors

from ....model.database import Database
from ....model.names import literal, quote

PLAIN = frozenset({"C", "POSIX"})

# What a server says of a locale, provider or encoding that it does not have or cannot join.
UNKNOWN = (
    errors.WrongObjectType,
    errors.UndefinedObject,
    errors.InvalidParameterValue,
    errors.FeatureNotSupported,
    errors.SyntaxError,
    errors.InvalidObjectDefinition,
    errors.ObjectNotInPrerequisiteState,
)


def localise(admin: psycopg.Connection, major: int, name: str, owner: str, like: Database | None) -> tuple[str, ...]:
    """Create database ``name`` like that one; gives a sentence where its locale could not be recreated."""
    reason = ""
    # Copying files is half the work of the default since 15, which writes every page to the log.
    copied = "TEMPLATE template0" + " STRATEGY file_copy" * (major >= 15)
    for options, exact in _attempts(major, like or Database()):
        try:
            admin.execute(f"CREATE DATABASE {quote(name)} OWNER {quote(owner)} {copied} {options}".encode())
        except UNKNOWN as error:
            reason = reason or (error.diag.message_primary or str(error))
            continue
        if exact or like is None:
            return ()
        return (
            f"database {name}: locale {_spoken(like)} is not available here ({reason}); "
            f"used {options}, so text may sort and match in another order",
        )
    raise AssertionError("encoding UTF8 with locale C is in every server")


def _attempts(major: int, like: Database) -> Iterator[tuple[str, bool]]:
    """Options of CREATE DATABASE, the exact ones first, and whether they are exact."""
    encoding = f"ENCODING {literal(like.encoding)}"
    libc = "LOCALE_PROVIDER libc " if major >= 15 else ""
    exact = f"{encoding} {libc}{_libc(like.collate, like.ctype)}"
    linguistic = like.locale_provider == "icu" or (like.locale_provider == "libc" and like.collate not in PLAIN)
    if like.locale_provider == "libc":
        yield exact, True
    elif like.locale_provider == "icu" and like.locale:
        icu = f"LOCALE_PROVIDER icu ICU_LOCALE {literal(like.locale)}"
        yield f"{encoding} {icu} {_libc(like.collate, like.ctype)}", True
        yield f"{encoding} {icu} {_libc('C', 'C')}", True  # libc's part hardly matters under ICU
    elif like.locale:
        builtin = f"LOCALE_PROVIDER builtin BUILTIN_LOCALE {literal(like.locale)}"
        yield f"{encoding} {builtin} {_libc(like.collate, like.ctype)}", True
        yield f"{encoding} {builtin} {_libc('C', 'C')}", True
    for fallback in (encoding, "ENCODING 'UTF8'"):
        # Under libc every locale but C and POSIX sorts by rules: LIKE 'a%' then uses no plain index, as in the source.
        if linguistic:
            for unicode in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
                yield f"{fallback} {libc}{_libc(unicode, unicode)}", False
        yield f"{fallback} {libc}{_libc('C', 'C.UTF-8')}", False
        yield f"{fallback} {libc}{_libc('C', 'C')}", False


def _libc(collate: str, ctype: str) -> str:
    return f"LC_COLLATE {literal(collate)} LC_CTYPE {literal(ctype)}"


def _spoken(like: Database) -> str:
    named = like.locale if like.locale_provider != "libc" else like.collate
    return f"{named} ({like.locale_provider}, {like.encoding})"
