"""What the size of an index depends on. All sizes are bytes unless said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

POINTER = 4  # a line pointer (ItemIdData)
TID = 6  # a heap row's address (ItemPointerData)
ENTRY = 8  # header of an index tuple (IndexTupleData)
NULLS_ENTRY = 16  # the same with a bitmap of nulls
ALIGNMENT = {"c": 1, "s": 2, "i": 4, "d": 8}
SHORT = 126  # a value of no more bytes has a header of one byte and no alignment
FEW = 400  # sizes that are told apart


Sizes = tuple[tuple[int, float], ...]  # bytes, and the share of the rows that take so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One column of an index; ``sizes`` are those of its values as stored, where it is not null."""

    alignment: str = "i"
    variable: bool = False
    nulls: float = 0.0
    distinct: float = 1.0  # number of distinct values
    even: bool = False  # whether each value has the same number of rows
    frequencies: tuple[float, ...] = ()  # of the most common values, as fractions of all rows
    common_sizes: tuple[int, ...] = ()  # of the same, where they differ
    sizes: Sizes = ((4, 1.0),)

    @property
    def mean(self) -> float:
        """Average bytes of a value."""
        return mean(self.sizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """The keys into which a GIN index takes its rows apart, as shares of the table's rows.

    ``frequencies`` are shares of the rows that have each of the common keys; ``rare`` are groups of other keys: their
    number, and how many of them a row has; ``bytes`` is the average size of a key. ``sure`` is False where the values
    that are known cannot tell how many keys there are."""

    frequencies: tuple[float, ...]
    rare: tuple[tuple[float, float], ...] = ()
    bytes: float = 4.0
    sure: bool = True

    @property
    def mean(self) -> float:
        """Keys of a row."""
        return sum(self.frequencies) + sum(share for _, share in self.rare)


Together = tuple[frozenset[int], float]  # places of columns, and how many combinations they have


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An index's method, rows and columns; ``together`` tells how many combinations some of its columns have."""

    method: str
    rows: float
    parts: tuple[Part, ...]
    keys: int = 1  # how many of the parts are keys; the others are INCLUDEd
    together: tuple[Together, ...] = ()
    unique: bool = False
    equal_image: bool = True  # whether equal keys have equal bytes, so that a b-tree may deduplicate
    fill: float = 0.9
    heap_pages: int = 0
    table_rows: float = 0.0
    pages_per_range: int = 128
    classes: tuple[str, ...] = ()  # names of the keys' operator classes
    sorted: bool = False  # of GiST: whether a build sorts the rows
    elements: Elements | None = None  # of GIN and text search, where the statistics tell them
    known: bool = True  # whether statistics stand behind every part


@lru_cache(maxsize=20_000)
def entry_of(parts: tuple[Part, ...], header: int = ENTRY) -> float:
    """Average size of an index tuple of those columns, all present: header, aligned values, a multiple of 8."""
    sizes: dict[int, float] = {0: 1.0}
    for part in parts:
        longer: dict[int, float] = {}
        for start, share in sizes.items():
            for size, portion in part.sizes:
                packed = part.variable and size <= SHORT
                end = start + size if packed else aligned(start, ALIGNMENT[part.alignment]) + size
                longer[end] = longer.get(end, 0.0) + share * portion
        sizes = longer if len(longer) < FEW else _gathered(longer)
    return mean(tuple((header + aligned(size), share) for size, share in sizes.items()))


def entry(parts: Sequence[Part]) -> float:
    """The same, nulls included, as if they came independently."""
    total = 0.0
    for share, present in patterns(parts):
        total += share * entry_of(present, ENTRY if len(present) == len(parts) else NULLS_ENTRY)
    return total


def patterns(parts: Sequence[Part]) -> list[tuple[float, tuple[Part, ...]]]:
    """Which of the columns are not null, and the share of the rows where just those are."""
    found: list[tuple[float, tuple[Part, ...]]] = [(1.0, ())]
    for part in parts:
        with_value = [(share * (1 - part.nulls), (*present, part)) for share, present in found]
        found = with_value + ([(share * part.nulls, present) for share, present in found] if part.nulls else [])
    return found


def mean(sizes: Sizes) -> float:
    """The average of sizes with shares."""
    return sum(size * share for size, share in sizes) / (sum(share for _, share in sizes) or 1.0)


def aligned(size: float, to: int = 8) -> int:
    """The next multiple."""
    return -int(-size // to) * to


def _gathered(sizes: Mapping[int, float]) -> dict[int, float]:
    gathered: dict[int, float] = {}
    for size, share in sizes.items():
        gathered[aligned(size, 4)] = gathered.get(aligned(size, 4), 0.0) + share
    return gathered
