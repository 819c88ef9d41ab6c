"""The keys into which GIN takes values apart, and how many rows have each: from statistics or a sample of values."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from ....model.statistics import ColumnStatistics
from .copies import possible
from .shape import Elements

Valued = Sequence[tuple[str, float]]  # values and the share of the rows that each stands for

SEEN_OFTEN = 5  # times in a sample from which on a key's own frequency is taken from it
LEAST = 20  # values that are a sample
ALL = 0.95  # share of the rows from which on the most common values are as good as all
FEW_REPEATS = 8  # below so many the number of rare keys is not known
LISTED_FROM = (
    9 * 7 / 1_000_000
)  # share of all elements from which on one is in the list (compute_array_stats, target 100)
TAIL = 0.3  # share of the keys beyond the statistics' list up to which it says enough
HASHED = 125  # bytes from which on jsonb_ops stores a hash (JGIN_MAXLENGTH)
LEXEME_POSITIONS = 8.5  # bytes of a lexeme in a tsvector beside its letters: its entry, and the positions of one or two
VECTOR_HEAD = 5
WORD = re.compile(r"[^\W_]+")
LEXEME = re.compile(r"'((?:[^']|'')*)'")

Keys = Callable[[str], Iterator[tuple[str, object]]]  # of a value: groups in which keys are alike, and keys


def elements_of(class_: str, known: ColumnStatistics | None, values: Valued) -> Elements | None:
    """The keys that an operator class finds in a column; None where nothing tells."""
    if known is not None and known.common_elements and known.element_frequencies:
        return _listed(known, known.common_elements, known.element_frequencies)
    found = TRIGRAMS if "trgm" in class_ else SAMPLED.get(class_)
    if found is None or not values:
        return None
    every = known is not None and not known.histogram and sum(share for _, share in values) > ALL
    return _sampled(values, *found, often=0 if every else SEEN_OFTEN) if every or len(values) >= LEAST else None


def scalar(known: ColumnStatistics, distinct: float, size: float) -> Elements:
    """The values themselves, as btree_gin has them."""
    common = known.common_frequencies or ()
    rest = max(0.0, 1 - known.null_fraction - sum(common))
    others = max(distinct - len(common), 0.0)
    return Elements(frequencies=common, rare=((others, rest),) if others and rest else (), bytes=size)


def joined(found: Sequence[Elements | None]) -> Elements | None:
    """The keys of all columns of an index."""
    known = [one for one in found if one is not None]
    if len(known) < len(found) or not known:
        return None
    if len(known) == 1:
        return known[0]
    numbers = [len(one.frequencies) + sum(number for number, _ in one.rare) for one in known]
    return Elements(
        frequencies=tuple(frequency for one in known for frequency in one.frequencies),
        rare=tuple(rare for one in known for rare in one.rare),
        bytes=sum(n * one.bytes for n, one in zip(numbers, known, strict=True)) / max(sum(numbers), 1.0),
        sure=all(one.sure for one in known),
    )


def _listed(known: ColumnStatistics, keys: Sequence[str], frequencies: Sequence[float]) -> Elements:
    """The list of most common elements, and a tail of others that continues it as words do: by a power law."""
    common = sorted(frequencies[: len(keys)], reverse=True)
    length = sum(len(key.encode()) for key in keys) / len(keys)
    if known.element_counts:
        every = known.element_counts[-1]
    else:
        weighted = sum(len(key.encode()) * f for key, f in zip(keys, frequencies, strict=False)) / sum(common)
        every = (known.width - VECTOR_HEAD) / (LEXEME_POSITIONS + weighted)
    rest, with_value = max(0.0, every - sum(common)), 1 - known.null_fraction
    if common[-1] > 2 * LISTED_FROM * every:  # rarer ones would stand in the list
        rest = 0.0
    rare = ((_tail(common, rest), rest * with_value),) if rest > 0.05 * every else ()
    return Elements(
        frequencies=tuple(frequency * with_value for frequency in common),
        rare=rare,
        bytes=1 + length,
        sure=rest <= TAIL * every,
    )


def _tail(common: Sequence[float], rest: float) -> float:
    """How many more keys have ``rest`` of the rows together when frequencies go on falling with their rank."""
    count, half = len(common), len(common) // 2
    if count < 8 or common[half] <= common[-1]:
        return rest / common[-1]
    slope = math.log(common[half] / common[-1]) / math.log(count / max(half, 1))
    ratio = rest / (common[-1] * count)  # the integral of (rank / count) ** -slope, in units of the list
    if abs(slope - 1) < 0.01:
        return count * math.expm1(min(ratio, 20.0))
    inside = max(1 + (1 - slope) * ratio, 1e-9)
    return count * (min(math.pow(inside, 1 / (1 - slope)), 1e6) - 1)


def _sampled(values: Valued, keys: Keys, size: Callable[[object], float], often: int) -> Elements:
    """Keys seen more often have their own frequency; the rare ones of a group are thought equally frequent."""
    frequencies: list[float] = []
    rare: list[tuple[float, float]] = []
    bytes_, number, sure = 0.0, 0.0, True
    seen: defaultdict[str, Counter[object]] = defaultdict(Counter)
    shares: defaultdict[object, float] = defaultdict(float)
    for value, share in values:
        for group, key in set(keys(value)):
            seen[group][key] += 1
            shares[group, key] += share
    for group, counts in seen.items():
        few = {key: count for key, count in counts.items() if count <= often}
        apart = [key for key in counts if key not in few]
        frequencies += [shares[group, key] for key in apart]
        drawn = sum(few.values())
        others = 0.0
        if drawn:
            share = sum(shares[group, key] for key in few)
            sure = sure and (drawn - len(few) >= FEW_REPEATS or drawn <= FEW_REPEATS)
            others = possible(len(few), drawn) if drawn > len(few) else math.inf
            rare.append((others, share))
            others = min(others, 1e9)
        length = sum(map(size, counts)) / len(counts)
        bytes_, number = bytes_ + length * (len(apart) + others), number + len(apart) + others
    return Elements(frequencies=tuple(frequencies), rare=tuple(rare), bytes=bytes_ / max(number, 1.0), sure=sure)


def _trigrams(value: str) -> Iterator[tuple[str, object]]:
    """Of each word in lower case with two blanks before and one behind (pg_trgm, trgm_op.c)."""
    for word in WORD.findall(value.lower()):
        padded = f"  {word} "
        yield from (("", padded[start : start + 3]) for start in range(len(padded) - 2))


def _lexemes(value: str) -> Iterator[tuple[str, object]]:
    yield from (("", lexeme) for lexeme in LEXEME.findall(value))


def _json_keys(value: str) -> Iterator[tuple[str, object]]:
    """Each name of a member, each scalar (jsonb_gin.c, gin_extract_jsonb)."""
    for path, leaf in _json_leaves(_parsed(value)):
        yield ("names", path[-1]) if leaf is NAME else (".".join(path), leaf)


def _json_paths(value: str) -> Iterator[tuple[str, object]]:
    """Each scalar, hashed with its path (gin_extract_jsonb_path)."""
    yield from ((".".join(path), leaf) for path, leaf in _json_leaves(_parsed(value)) if leaf is not NAME)


NAME = object()  # stands for the name of a member


def _json_leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield (*path, name), NAME
            yield from _json_leaves(below, (*path, name))
    elif isinstance(value, list):
        for below in value:
            yield from _json_leaves(below, path)
    else:
        yield path, json.dumps(value)


def _json_length(text: str) -> float:
    return 8.0 if len(text) > HASHED else len(text.strip('"').encode())


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return None


TRIGRAMS: tuple[Keys, Callable[[object], float]] = (_trigrams, lambda _: 4.0)
SAMPLED: dict[str, tuple[Keys, Callable[[object], float]]] = {
    "tsvector_ops": (_lexemes, lambda key: 1.0 + len(str(key).encode())),
    "jsonb_ops": (_json_keys, lambda key: 2.0 + _json_length(str(key))),
    "jsonb_path_ops": (_json_paths, lambda _: 4.0),
}
