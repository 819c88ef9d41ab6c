"""How many rows share a key. Rows are thought to fall on possible keys at random, so on each a Poisson number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .shape import Part, Shape

CELLS = 48  # groups that are told apart
MANY = 30.0  # rows a key from which on their number is as good as fixed
SINGLE = 1.0001


Value = tuple[int, int | None]  # place of a column, and the bytes of its value where that is known


@dataclass(frozen=True, slots=True)
class Group:
    """Rows whose keys are alike in how often they come, and in which columns are null."""

    rows: float
    possible: float  # keys that those rows can have; as many of them occur as ``keys`` says
    present: tuple[Value, ...]  # the columns that are not null
    even: bool = False  # whether each key has the same number of rows

    @property
    def rate(self) -> float:
        """Rows that fall on a possible key on average."""
        return self.rows / self.possible

    @property
    def keys(self) -> float:
        """Keys that occur."""
        return self.possible if self.even else occurring(self.possible, self.rows)


def groups(shape: Shape) -> list[Group]:
    """The rows of an index by how often their keys come, its columns being independent where nothing says otherwise."""
    if shape.keys == 1 and shape.parts[0].even:
        part = shape.parts[0]
        rows = shape.rows * (1 - part.nulls)
        nulls = [Group(shape.rows - rows, 1.0, ())] if part.nulls else []
        return [*nulls, Group(rows, part.distinct, ((0, None),), even=True)]
    cells = [Group(shape.rows, 1.0, ())]
    for places, count in shape.together:
        cells = _counted(_crossed(cells, shape, sorted(places)), count, shape.rows)
    told = {place for places, _ in shape.together for place in places}
    cells = _crossed(cells, shape, [place for place in range(shape.keys) if place not in told])
    return [cell for cell in cells if cell.rows > 1e-9]


def _crossed(cells: list[Group], shape: Shape, places: list[int]) -> list[Group]:
    for place in sorted(places, key=lambda place: shape.parts[place].distinct):
        outcomes = list(_outcomes(shape.parts[place], place, shape.rows, max(1, CELLS // len(cells))))
        cells = [_within(cell, *outcome) for cell in cells for outcome in outcomes]
    return cells


def _counted(cells: list[Group], count: float, rows: float) -> list[Group]:
    """The same with as many more or fewer possible keys that about ``count`` occur in all the rows."""
    low, high = 1e-6, 1e6
    if count >= rows * 0.999:
        low = high = high * max(1.0, rows / min(cell.possible for cell in cells))
    for _ in range(30 if low < high else 0):
        middle = math.sqrt(low * high)
        few = sum(Group(cell.rows, cell.possible * middle, ()).keys for cell in cells) < count
        low, high = (middle, high) if few else (low, middle)
    return [replace(cell, possible=cell.possible * high) for cell in cells]


def distinct_keys(shape: Shape, columns: int) -> float:
    """How many combinations the first columns have."""
    if columns == shape.keys and shape.unique:
        return shape.rows
    whole = [(places, count) for places, count in shape.together if max(places) < columns]
    told = {place for places, _ in whole for place in places}
    single = [part.distinct for place, part in enumerate(shape.parts[:columns]) if place not in told]
    product = math.prod(possible(count, shape.rows) for count in [*(count for _, count in whole), *single])
    return occurring(product, shape.rows)


def _outcomes(part: Part, place: int, rows: float, room: int) -> Iterator[tuple[float, float, tuple[Value, ...]]]:
    """What a column can be: share of the rows, possible values, and the column itself unless null."""
    if part.nulls > 0:
        yield part.nulls, 1.0, ()
    apart = part.frequencies[: room - 1]
    for number, frequency in enumerate(apart):
        yield frequency, 1.0, ((place, part.common_sizes[number] if part.common_sizes else None),)
    rest = max(0.0, 1.0 - part.nulls - sum(apart))
    others = part.distinct - len(apart)
    if rest * rows >= 0.5 and others >= 0.5:
        yield rest, possible(others, rest * rows), ((place, None),)


def _within(cell: Group, share: float, values: float, present: tuple[Value, ...]) -> Group:
    return Group(cell.rows * share, cell.possible * values, cell.present + present)


def occurring(keys: float, rows: float) -> float:
    """How many of the possible keys so many rows have."""
    return keys * -math.expm1(-rows / keys) if keys < rows * 1e6 else rows


def possible(distinct: float, rows: float) -> float:
    """How many keys are possible when so many occur; very many when each row has its own."""
    copies = rows / max(distinct, 1.0)
    if copies <= SINGLE:
        return rows * 1e6
    rate = copies
    for _ in range(60):
        rate, before = copies * -math.expm1(-rate), rate
        if before - rate < 1e-6 * rate:
            break
    return rows / rate


def number_of_copies(rate: float, even: bool) -> Sequence[tuple[int, float]]:
    """How many rows a key has that occurs, with shares of the keys, when ``rate`` rows fall on each on average."""
    if even:
        least = max(1, math.floor(rate))
        return [(least, 1 - (rate - least)), (least + 1, rate - least)]
    if rate < 1e-4:
        return [(1, 1.0)]
    share, shares = rate * math.exp(-rate) / -math.expm1(-rate), []
    for copies in range(1, int(rate + 6 * math.sqrt(rate)) + 4):
        shares.append((copies, share))
        share *= rate / (copies + 1)
    return shares
