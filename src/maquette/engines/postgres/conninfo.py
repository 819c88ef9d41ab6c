"""Connection strings: what they say, what to call the source, and never a password in any text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote as percent_encode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ...model.errors import SourceError

HIDDEN = "***"
SECRET = re.compile("pass|secret|token|key|credential", re.IGNORECASE)  # names of options that hold one
PASSWORDS = ("password", "sslpassword", "oauth_client_secret")  # parameters of libpq that are one
URI_PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):\S*@")
KEYWORD_PASSWORD = re.compile(r"(pass(?:word|wd|phrase)\s*=\s*)('(?:[^'\\]|\\.|'')*'?|[^\s&]+)", re.IGNORECASE)


def parse(dsn: str) -> dict[str, Any]:
    """The connection string's parameters. Raises SourceError without repeating any of it: it may hold a password.

    An @ or / in a password that is not percent-encoded would make libpq take a part of it for the host and print it;
    such a string is refused here.
    """
    rest = re.sub(r"^[^@/]*@", "", dsn.partition("://")[2])
    try:
        given = dict(conninfo_to_dict(dsn))
    except psycopg.Error:
        given = {"port": "?"}
    if "@" in rest.partition("?")[0] or not re.fullmatch(r"[\d,]*", str(given.get("port") or "")):
        raise SourceError(
            "the connection string cannot be read",
            "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, and percent-encode @ : / ? # and % in the password",
        ) from None
    return given


def label(dsn: str) -> str:
    """What to call the source: host:port/database, or its service; never a password."""
    given = parse(dsn)
    if "service" in given and "host" not in given:
        return f"service {given['service']}"
    host = given.get("host") or given.get("hostaddr") or os.environ.get("PGHOST") or "localhost"
    host = "[local]" if host.startswith("/") else host  # a unix socket, as the server's log calls it
    port = given.get("port") or os.environ.get("PGPORT") or "5432"
    user = given.get("user") or os.environ.get("PGUSER") or ""
    return f"{host}:{port}/{given.get('dbname') or os.environ.get('PGDATABASE') or user}"


def passwords(dsn: str) -> frozenset[str]:
    """The passwords of a connection string and of the environment, in every form in which they may be echoed."""
    try:
        given = conninfo_to_dict(dsn) if dsn else {}
    except psycopg.Error:
        given = {}
    found = {str(given.get(name) or "") for name in PASSWORDS} | {os.environ.get("PGPASSWORD", "")}
    return frozenset(
        form
        for secret in found - {""}
        for form in (
            secret,
            percent_encode(secret),
            percent_encode(secret, safe=""),
            secret.replace("\\", "\\\\").replace("'", "\\'"),
            secret.replace("'", "''"),
            repr(secret)[1:-1],
        )
    )


def scrub(text: str, dsn: str = "") -> str:
    """The text without passwords: those of ``dsn`` and the environment, and whatever looks like one in a conninfo."""
    for secret in sorted(passwords(dsn), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = URI_PASSWORD.sub(rf"\1:{HIDDEN}@", text)
    return KEYWORD_PASSWORD.sub(rf"\1{HIDDEN}", text)


def without_secrets(options: Iterable[str]) -> tuple[str, ...]:
    """Options as "name=value" without those whose name says that they hold a secret."""
    return tuple(option for option in options if not SECRET.search(option.partition("=")[0]))
