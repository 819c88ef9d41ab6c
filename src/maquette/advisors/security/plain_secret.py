"""plain-secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ...model.database import Database
from ...model.finding import Finding, Severity
from ...model.statistics import ColumnStatistics, Statistics
from ...model.table import Column
from ..check import Examined, check
from ..vocabulary import words

SECRETS = frozenset(("password", "passwd", "pwd", "secret", "apikey", "ssn", "cvv", "cvc", "iban"))
PAIRS = frozenset(
    {("api", "key"), ("private", "key"), ("reset", "token"), ("access", "token"), ("refresh", "token")}
    | {("session", "token"), ("card", "number"), ("credit", "card")}
)
# Words that say that the value is no secret itself: hashed, encrypted, or about the secret.
NO_SECRET = frozenset(
    """
    hash hashed digest encrypted enc cipher ciphertext salt id at on date expires count hint policy type status version
    last masked length algorithm is has must change changed
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
SLOW_HASH = re.compile(
    r"\$(2[abxy]|argon2(id|i|d)|scrypt|pbkdf2|[156y])\$|SCRAM-SHA-256\$|pbkdf2_|\{(SSHA|BCRYPT)", re.I
)
TEXT = ("text", "character varying", "character", "citext")


@check(severity="warning")
def plain_secret(database: Database, statistics: Statistics | None = None) -> Iterator[Finding | Examined]:
    """Secret kept in plain text.

    Condition
        A text column's name says that it holds a secret (password, api_key, reset_token, card_number …), not its hash
        or cipher. Where the planner's statistics have values of it, they decide: values that look like bcrypt, argon2,
        scrypt, PBKDF2 or SCRAM pass. Without values it is information, not a warning.

    Effect
        Whoever reads the table, a dump, a replica, or the statistics in pg_stats, has the secret. Plain MD5 or SHA-256
        of a password is guessed at billions of tries a second.

    Remedy
        Passwords: a slow, salted hash (argon2id, bcrypt; crypt() of pgcrypto). Tokens: keep their SHA-256, compare with
        that. Secrets that must be read again: encrypt them with a key that the database does not have.

    When to ignore it
        The application encrypts the values, and the name does not tell.

    References
        PostgreSQL manual, 18.8 "Encryption Options"; "pgcrypto", "Password Hashing Functions".
    """
    for table in database.tables:
        if table.partition_of:
            continue
        for column in table.columns:
            if column.base not in TEXT or not _names_secret(column.name):
                continue
            yield Examined()
            relation = statistics.of(table.name) if statistics else None
            known = relation.column(column.name) if relation and statistics and not statistics.redacted else None
            said = _judge(column, known)
            if said:
                yield Finding(
                    object=f"{table.name}.{column.name}",
                    detail=f"{table.name}.{column.name} {said[0]}",
                    advice="Keep a slow salted hash of passwords, a SHA-256 of tokens, and encrypt what must be read.",
                    severity=said[1],
                    tables=(str(table.name),),
                )


def _names_secret(name: str) -> bool:
    said = words(name)
    pairs = set(pairwise(said))
    meant = not SECRETS.isdisjoint(said) or not PAIRS.isdisjoint(pairs)
    return meant and NO_SECRET.isdisjoint(said)


def _judge(column: Column, known: ColumnStatistics | None) -> tuple[str, Severity | None] | None:
    """What is wrong, and how surely; never a value itself."""
    values = (*(known.common_values or ()), *(known.histogram or ())) if known else ()
    if not values:
        return "by its name holds a secret in plain text; no values are known", "info"
    if all(SLOW_HASH.match(value) for value in values):
        return None
    if all(re.fullmatch(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}", value) for value in values):
        return "holds a secret as a plain token or a fast hash", None
    return "holds a secret in plain text", None
