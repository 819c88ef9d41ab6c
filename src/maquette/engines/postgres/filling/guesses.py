"""What a column's values may be when a CHECK restricts them: guesses, of which a server picks those that hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....model.names import literal
from .values import ORDINAL as N

QUOTED = re.compile(r"'((?:[^']|'')*)'")
NUMBER = re.compile(r"(?<![\w.'])-?\d+(?:\.\d+)?(?![\w'])")
MANY = 24  # literals of one condition that are tried

TEXTS = (
    f"'v' || {N}",
    f"({N})::text",
    f"'user' || {N} || '@example.org'",
    f"'https://example.org/' || {N}",
    f"upper(to_hex({N}))",
    f"'AB-' || lpad(({N})::text, 6, '0')",
    f"'ABC' || {N}",
    f"'abc-' || {N}",
    f"'abc_' || {N}",
    f"'Abc ' || {N}",
    f"lpad(({N})::text, 2, '0')",
    f"lpad(({N})::text, 3, '0')",
    f"lpad(({N})::text, 5, '0')",
    f"lpad(({N})::text, 8, '0')",
    f"lpad(({N})::text, 10, '0')",
    f"chr(65 + ({N} % 26)::int) || chr(65 + (({N} / 26) % 26)::int)",
    f"chr(65 + ({N} % 26)::int) || chr(65 + (({N} / 26) % 26)::int) || chr(65 + (({N} / 676) % 26)::int)",
    f"chr(97 + ({N} % 26)::int) || chr(97 + (({N} / 26) % 26)::int)",
    f"chr(97 + ({N} % 26)::int) || chr(97 + (({N} / 26) % 26)::int) || chr(97 + (({N} / 676) % 26)::int)",
    f"chr(97 + ({N} % 26)::int)",
    f"chr(65 + ({N} % 26)::int)",
    f"({N} % 10)::text",
    f"'#' || lpad(to_hex({N} % 16777216), 6, '0')",
    f"'+1555' || lpad(({N})::text, 7, '0')",
    f"'1.0.' || {N}",
    f"md5(({N})::text)",
    f"md5(({N})::text)::uuid::text",
    f"'10.0.' || ({N} / 256) % 256 || '.' || {N} % 256",
    f"'host' || {N} || '.example.org'",
    f"(date '2024-01-01' + ({N} % 365)::int)::text",
    "'Text with several words, of some length, that ends like this ' || " + N,
    "''",
)
NUMBERS = (N, f"{N} % 100 + 1", f"{N} % 5 + 1", f"({N} % 1000) / 1000.0", f"-({N})", f"1990 + {N} % 30", "1", "0")
MOMENTS = ("'2024-01-01'::{type} + {n} * interval '1 minute'", "'2034-01-01'::{type} - {n} * interval '1 minute'",
           "'1990-01-01'::{type} - {n} * interval '1 hour'", "date_trunc('month', '2024-05-01'::{type})",
           "date_trunc('day', '2024-01-01'::{type} + {n} * interval '1 day')",
           "date_trunc('month', '2024-01-01'::{type} + {n} * interval '31 days')")  # fmt: skip
DOCUMENTS = ("'{}'", "'[]'", "'\"text\"'", "'1'", '\'{"type": "a", "name": "b", "id": 1}\'', "'[1]'")


LOOKS = {
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": f"md5(({N})::text)::uuid::text",
    r"[0-9a-f]{32}": f"md5(({N})::text)",
    r"\d{1,18}": f"({N})::text",
    r"[^@\s]+@[^@\s]+": f"'user' || {N} || '@example.org'",
    r"https?://\S+": f"'https://example.org/' || {N}",
    r"\d{4}-\d{2}-\d{2}": f"(date '2000-01-01' + ({N} % 9000)::int)::text",
}


def alike(values: Sequence[str]) -> str | None:
    """An expression whose values look like all of these texts; None where they have no look that is known."""
    for look, expression in LOOKS.items():
        if values and all(re.fullmatch(look, value, re.IGNORECASE) for value in values):
            return expression
    return None


def guesses(type_: str, conditions: Sequence[str]) -> Iterator[str]:
    """Expressions of that type over the row's ordinal, likelier ones first: the condition's own literals lead."""
    name = type_.partition("(")[0]
    said = " ".join(conditions)
    words = [word.replace("''", "'") for word in dict.fromkeys(QUOTED.findall(said))][:MANY]
    numbers = list(dict.fromkeys(NUMBER.findall(QUOTED.sub("", said))))[:MANY]
    if words:
        yield _pick(words, type_)
        yield from (f"{literal(word)}::{type_}" for word in words)
    if name in ("smallint", "integer", "bigint", "numeric", "real", "double precision", "money"):
        yield from (f"({made})::{type_}" for made in (*_between(numbers), *NUMBERS))
    elif name in ("text", "character varying", "character", "name", "citext") or name.endswith(".citext"):
        lengths = [int(number) for number in numbers if number.isdigit() and 0 < int(number) <= 4000]
        yield from (f"({made})::{type_}" for made in TEXTS)
        yield from (f"rpad(({N})::text, {length}, 'x')::{type_}" for length in lengths)
        yield from (f"lpad(({N})::text, {length}, '0')::{type_}" for length in lengths)
    elif name.startswith("timestamp") or name == "date":
        yield from (f"({moment.format(type=type_, n=N)})::{type_}" for moment in MOMENTS)
    elif name in ("json", "jsonb"):
        yield from (f"{document}::{type_}" for document in DOCUMENTS)
    elif name == "boolean":
        yield from ("true", "false")
    elif type_.endswith("[]"):
        yield f"ARRAY[{literal(words[0])}]::{type_}" if words else f"'{{}}'::{type_}"
        yield f"'{{}}'::{type_}"
    elif name == "interval":
        yield from ("interval '1 hour'", "interval '0'", "interval '1 day'", "interval '-1 hour'")


def _pick(words: Sequence[str], type_: str) -> str:
    listed = ", ".join(literal(word) for word in words)
    return f"((ARRAY[{listed}]::text[])[1 + ({N} % {len(words)})::int])::{type_}"


def _between(numbers: Sequence[str]) -> Iterator[str]:
    """Values about the numbers that a condition names: between each two neighbours, then at and beside each."""
    found = sorted(numbers, key=float)
    if len(found) > 1:
        low, high = found[0], found[-1]
        yield f"{low} + {N} % ceil({high} - {low})::bigint" if float(high) - float(low) >= 1 else low
        yield f"{low} + ({high} - ({low})) * ({N} % 100) / 100.0"
    for number in found:
        yield f"{number} + {N}"
        yield f"{number} + {N} % 100 / 100.0"
        yield f"{number} - {N}"
        yield from (number, f"{number} + 1", f"{number} - 1")
