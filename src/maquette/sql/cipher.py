"""Values replaced by others in the same order, so that a planner estimates with them as it did before.

What stays the same: order, equality, prefixes and what LIKE matches; ratios of numbers; days of times. This hides
values from a reader, not from an analyst who knows some of them: order-preserving replacement cannot.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

Family = Literal["text", "lexeme", "number", "time", "uuid", "bytes", "json", "range", "fixed", "other"]

TEXT = ("text", "character varying", "character", "citext", "name")
NUMBER = ("smallint", "integer", "bigint", "numeric", "real", "double precision", "oid")
TIME = (
    "date",
    "timestamp without time zone",
    "timestamp with time zone",
    "time without time zone",
    "time with time zone",
)
LIMITS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1, "oid": 2**32 - 1}

NUMBER_TEXT = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
TIME_TEXT = re.compile(
    r"(\d{4,}-\d\d-\d\d)?([ T]?)(?:(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?([+-]\d\d(?::?\d\d)*|Z)?( BC)?"
)
UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
REGEX_PART = re.compile(r"\\.|\[\^?\]?[^\]]*\]|\(\?[:=!]|\{[\d,]*\}|.", re.DOTALL)
CLASSES = (r"\d", r"\w", r"\s", r"\D", r"\W", r"\S")
DIGITS, ASCII = "0123456789", "abcdefghijklmnopqrstuvwxyz"
DAY = 86_400_000_000  # microseconds


def family_of(type_name: str, kind: str = "base") -> Family:
    """The family of a type (format_type's name without modifier) and of its kind (model.table.Column.kind)."""
    if kind == "enum" or type_name in ("boolean", "interval"):
        return "fixed"  # labels are schema; intervals and truth values tell of nobody
    if kind in ("range", "multirange") or type_name.endswith(("range", "multirange")):
        return "range"
    for family, names in (("text", TEXT), ("number", NUMBER), ("time", TIME)):
        if type_name.removesuffix("[]") in names:
            return family  # type: ignore[return-value]
    plain: dict[str, Family] = {
        "uuid": "uuid", "bytea": "bytes", "json": "json", "jsonb": "json", "tsvector": "lexeme",
    }  # fmt: skip
    return plain.get(type_name.removesuffix("[]"), "other")


def family_of_text(value: str) -> Family:
    """The family that a value seems to be of, where no type is known."""
    if UUID_TEXT.fullmatch(value):
        return "uuid"
    if NUMBER_TEXT.fullmatch(value):
        return "number"
    if re.match(r"\d{4}-\d\d-\d\d", value) and TIME_TEXT.fullmatch(value):
        return "time"
    if value[:1] in ("{", "[") and _is_json(value):
        return "json"
    return "text"


class Cipher:
    """One secret; the same value is always replaced by the same one. ``alphabet`` holds every text to be replaced."""

    def __init__(self, alphabet: Iterable[str], seed: bytes | None = None) -> None:
        self._key = seed or secrets.token_bytes(32)
        chance = random.Random(self._key)
        self.factor = chance.choice((3, 7, 9))
        self._bend = chance.choice((0.87, 0.91, 1.09, 1.13))
        seen = {letter for text in alphabet for letter in text} | {"%", "_"}
        letters = sorted(seen | {_small(letter) for letter in seen}, key=_rank)
        self._width = max(3, len(str(4 * len(letters))))
        self._digits = self._code_each(letters, chance, DIGITS)
        # Letters become letters, so that ILIKE, lower() and citext find what they found: the case stays.
        small = self._code_each(dict.fromkeys(_small(letter) for letter in letters if letter.isalpha()), chance, ASCII)
        self._codes = {
            letter: code.upper() if letter != _small(letter) else code
            for letter in letters
            if (code := small.get(_small(letter)) or self._digits[letter])
        }

    def _code_each(self, letters: Iterable[str], chance: random.Random, signs: str) -> dict[str, str]:
        """A code for each letter, in their order."""
        letters = tuple(letters)
        numbers = sorted(chance.sample(range(len(signs) ** self._width), len(letters)))
        places = [len(signs) ** place for place in reversed(range(self._width))]
        codes = ("".join(signs[number // place % len(signs)] for place in places) for number in numbers)
        return dict(zip(letters, codes, strict=True))

    def replace(self, value: str, family: Family) -> str | None:
        """The value in place of ``value``; None where its family cannot be replaced in order."""
        if family == "fixed":
            return value
        if family == "other":
            return None
        return _REPLACERS[family](self, value)

    def text(self, value: str) -> str:
        """Letter by letter: letters into letters, marks and digits into digits; trailing blanks count for nothing."""
        return self.text_inside(value.rstrip(" "))

    def pattern(self, value: str) -> str:
        """A LIKE pattern: its letters replaced, its wildcards kept."""
        parts = re.findall(r"\\.|%|_|[^\\%_]+|\\", value, re.DOTALL)
        kept = {"%": "%", "_": "_" * self._width}
        return "".join(kept.get(part) or self.text_inside(part.removeprefix("\\")) for part in parts)

    def text_inside(self, value: str) -> str:
        """As ``text``, with blanks at the end."""
        return "".join(self._codes.get(letter) or self._unseen(letter) for letter in value)

    def lexeme(self, value: str) -> str:
        """A word of a text search into digits, which no dictionary changes."""
        return "".join(self._digits.get(letter) or self._unseen(letter) for letter in value)

    def regex(self, value: str) -> str:
        """A regular expression: its letters replaced; a class of letters becomes any letter."""
        any_letter = f"(?:.{{{self._width}}})"
        made = ""
        for part in REGEX_PART.findall(value):
            if part == "." or part[0] == "[" or part in CLASSES:
                made += any_letter
            elif part[0] in "^$|?*+(){" or (part[0] == "\\" and part[1:].isalnum()):
                made += part
            else:
                made += f"(?:{self.text_inside(part[-1])})"
        return made

    def similar(self, value: str) -> str:
        """A pattern of SIMILAR TO: LIKE's wildcards, with a regular expression's choices, repetition and classes."""
        any_letter = "_" * self._width
        parts = REGEX_PART.findall(value)
        made = ""
        for part, after in zip(parts, [*parts[1:], ""], strict=True):
            if part[0] in "%|?*+(){":
                made += part
                continue
            one = any_letter if part == "_" or part[0] == "[" else self.text_inside(part[-1])
            made += f"({one})" if after[:1] in ("?", "*", "+", "{") else one
        return made

    def number(self, value: str) -> str:
        """The number times a secret factor."""
        try:
            return f"{Decimal(value) * self.factor:f}"
        except InvalidOperation:  # NaN, Infinity
            return value

    def time(self, value: str) -> str:
        """The same day, another time of it: later stays later, midnight stays midnight."""
        found = TIME_TEXT.fullmatch(value)
        if not found or found[3] is None:
            return value  # a day alone, infinity
        day, gap, hour, minute, second, fraction, zone, era = found.groups(default="")
        clock = (int(hour) * 3600 + int(minute) * 60 + int(second or 0)) * 1_000_000 + round(float(fraction or 0) * 1e6)
        bent = min(round(DAY * (clock / DAY) ** self._bend), DAY - 1)
        seconds, micro = divmod(bent, 1_000_000)
        clock_text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" + (
            f".{micro:06}" if micro else ""
        )
        return f"{day}{gap}{clock_text}{zone}{era}"

    def uuid(self, value: str) -> str:
        """Another UUID in the same order by its first half."""
        digits = self._bits(value.replace("-", "").lower())
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def bytes(self, value: str) -> str:
        """Other bytes of the same length, in the same order by the first eight."""
        return "\\x" + self._bits(value.removeprefix("\\x")) if value.startswith("\\x") else value

    def json(self, value: str) -> str | None:
        """The same document with other values; keys are kept, as queries name them."""
        try:
            return json.dumps(self._json(json.loads(value, parse_float=Decimal)), ensure_ascii=False, default=str)
        except (ValueError, RecursionError):
            return None

    def range(self, value: str) -> str:
        """A range with both bounds replaced."""

        def bound(found: re.Match[str]) -> str:
            return self.replace(found[0], family_of_text(found[0])) or found[0]

        return re.sub(r'[^\[\](),"{}]+', bound, value)

    def _json(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._json(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._json(inner) for inner in value]
        if isinstance(value, str):
            return self.text_inside(value)
        return value * self.factor if isinstance(value, int | Decimal) and not isinstance(value, bool) else value

    def _bits(self, digits: str) -> str:
        """Hexadecimal digits: the first sixteen bent in order, the rest hashed."""
        head, rest = digits[:16], digits[16:]
        top = 16 ** len(head)
        bent = min(int(top * (int(head or "0", 16) / top) ** self._bend), top - 1)
        hashed = hashlib.blake2b(digits.encode(), key=self._key, digest_size=32).hexdigest()
        return f"{bent:0{len(head)}x}"[: len(head)] + (hashed * (len(rest) // 64 + 1))[: len(rest)]

    def _unseen(self, letter: str) -> str:
        return self._codes.setdefault(letter, f"{ord(letter) % 10**self._width:0{self._width}}")


_REPLACERS: dict[str, Callable[[Cipher, str], str | None]] = {
    "text": Cipher.text, "lexeme": Cipher.lexeme,
    "number": Cipher.number, "time": Cipher.time, "uuid": Cipher.uuid, "bytes": Cipher.bytes,
    "json": Cipher.json, "range": Cipher.range,
}  # fmt: skip


def _rank(letter: str) -> tuple[int, str, str, bool, str]:
    """Letters about as collations sort them: marks, digits, letters by base, accent and case."""
    plain = unicodedata.normalize("NFKD", letter)
    group = 2 if letter.isalpha() else 1 if letter.isdigit() else 0
    return group, plain[:1].casefold(), plain[1:], letter.isupper(), letter


def _small(letter: str) -> str:
    """The letter in lower case; itself where it has no case, or one that is not one letter."""
    small, large = letter.lower(), letter.upper()
    return small if len(small) == len(large) == 1 and large.lower() == small else letter


def _is_json(value: str) -> bool:
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True
