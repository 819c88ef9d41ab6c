"""Values as a column's statistics have them: a row has a place from 0 to 1, and there the distribution has a value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ....model.names import literal
from ....model.statistics import ColumnStatistics
from .places import FINE, MIXED
from .values import ORDINAL as N

SAMPLED = 500  # common values that are used
BUCKETS = 100  # of a histogram
ELEMENTS = 40  # of the most common elements
NUMBER = re.compile(r"-?\d+")
ENDLESS = ("infinity", "-infinity", "NaN", "Infinity", "-Infinity")
WHOLE = ("smallint", "integer", "bigint")
TEXTS = ("text", "character varying", "character", "citext")
COMPUTABLE = (
    "numeric", "real", "double precision", "money", "date", "timestamp without time zone", "timestamp with time zone",
    "time without time zone", "interval",
)  # fmt: skip
DENSE = 1.5  # numbers to a row, below which hardly one is left out
OPAQUE = ("uuid", "bytea", "inet", "macaddr")


@dataclass(frozen=True)
class Distribution:
    """The distribution of a column of type ``type_`` in a table of ``wanted`` rows.

    ``order`` sorts the common values, then the bounds (0-based); None: they stay as they are, but for numbers.
    ``exact``: nothing but values of the statistics will do, for a check may refuse what lies between them.
    """

    known: ColumnStatistics
    type_: str
    wanted: int
    order: tuple[int, ...] | None = None
    exact: bool = False

    @property
    def name(self) -> str:
        """The type without its modifier."""
        return re.sub(r"\(\d+(,-?\d+)?\)", "", self.type_)

    @property
    def listed(self) -> tuple[str, ...]:
        """The common values, then the bounds: as many as are used."""
        frequencies = self.known.common_frequencies or ()
        return (*(self.known.common_values or ())[: min(SAMPLED, len(frequencies))], *self._bounds)

    @property
    def sorts(self) -> bool:
        """Whether the server must tell how the values sort."""
        return bool(self.known.common_values) and abs(self.known.correlation or 0.0) >= MIXED and not self._numbers

    @property
    def correlation(self) -> float:
        """How far rows lie in the order of the column, for itself.

        Equal values are sorted by their rows, so a column of few values counts as correlated though its rows lie
        anyhow: by the sum of the squares of their shares, which is taken off here.
        """
        if self.known.correlation is None:
            return 0.0
        ties = min(sum(share * share for share in self._shares), 1.0)
        return 0.0 if ties > 0.99 else max(min((self.known.correlation - ties) / (1 - ties), 1.0), -1.0)

    @property
    def distinct(self) -> float:
        """Distinct values in the table to be made."""
        known = self.known.distinct
        return min(known if known > 0 else -known * self.wanted, self.wanted) or self.wanted

    @property
    def scant(self) -> bool:
        """Whether there are far more values than are known, of a type between whose values none can be computed."""
        return self.name in OPAQUE and self.distinct > 3 * len(self.listed)

    @property
    def telling(self) -> bool:
        """Whether most rows have one of the common values."""
        return sum(self._shares) > 0.5

    @property
    def roomy(self) -> bool:
        """Whether there are as many different values as rows: of texts always."""
        bounds = self._bounds
        if len(bounds) >= self.wanted:
            return True
        if len(bounds) < 2 or not (self._continuous or self._suffixed):
            return False
        return self.name not in WHOLE or int(bounds[-1]) - int(bounds[0]) + 1 >= self.wanted

    def without_common(self) -> Distribution:
        """The distribution of a column that differs from row to row."""
        known = replace(self.known, common_values=None, common_frequencies=None, distinct=-1.0, null_fraction=0.0)
        return replace(self, known=known, order=None)

    def at(self, place: str) -> str:
        """The value at a place."""
        pieces = list(self._pieces())
        which = (
            f"(width_bucket({place}, {_floats([end for end, _, _ in pieces][:-1])}) + 1)" if len(pieces) > 1 else "1"
        )
        low = f"({_texts([low for _, low, _ in pieces])})[{which}]"
        if all(high == low for _, low, high in pieces) or not (self._continuous or self._suffixed):
            return f"{low}::{self.type_}"
        starts = [0.0, *(end for end, _, _ in pieces)][: len(pieces)]
        widths = [max(end - start, 1e-9) for start, (end, _, _) in zip(starts, pieces, strict=True)]
        within = f"(({place} - ({_floats(starts)})[{which}]) / ({_floats(widths)})[{which}])"
        steps = max(round((self.distinct - len(self._shares)) / sum(high != low for _, low, high in pieces)), 1)
        high = f"({_texts([high for _, _, high in pieces])})[{which}]"
        if self._suffixed:
            return f"({self._more(low, f'floor({within} * {steps})::bigint', f'{high} <> {low}')})::{self.type_}"
        if self.known.distinct > -0.99:
            within = f"(floor({within} * {steps}) / {steps})"
        return self._between(f"{low}::{self.name}", f"{high}::{self.name}", within)

    def nth(self, number: str, count: int) -> str:
        """The value of that number, from 0, of so many different ones."""
        if len(self.listed) >= self.distinct * 0.9:
            values = self.listed
            ordered = [values[place] for place in self._order]
            return f"({_texts(list(dict.fromkeys(ordered)))})[1 + {number}]::{self.type_}"
        return self.without_common().at(f"(({number} + 0.5) / {count}.0::float8)")

    def nearest(self, place: str, keys: str) -> str:
        """The value at a place, but of an array of ``keys`` the next that is not greater: one that can be joined."""
        value = self.at(place)
        return f"({keys})[greatest(width_bucket({value}, {keys}), 1)]"

    def common(self, place: str) -> str | None:
        """A common value at the places that have one, else null; None where there are none."""
        shares = self._shares
        if not shares:
            return None
        ends = [min(sum(shares[: number + 1]), 1.0) for number in range(len(shares))]
        return f"({_texts(self.listed[: len(shares)])})[width_bucket({place}, {_floats(ends)}) + 1]::{self.type_}"

    @property
    def _shares(self) -> tuple[float, ...]:
        """Of the values that are not null, those that are each common value."""
        filled = max(1.0 - self.known.null_fraction, 1e-9)
        common = len(self.known.common_values or ())
        return tuple(share / filled for share in (self.known.common_frequencies or ())[: min(common, SAMPLED)])

    @property
    def _bounds(self) -> tuple[str, ...]:
        bounds = self.known.histogram or ()
        if len(bounds) <= BUCKETS + 1:
            return bounds
        return tuple(bounds[i * (len(bounds) - 1) // BUCKETS] for i in range(BUCKETS + 1))

    @property
    def _numbers(self) -> bool:
        return self.name in WHOLE and all(NUMBER.fullmatch(text) for text in self.listed)

    @property
    def _order(self) -> Sequence[int]:
        if self._numbers:
            return sorted(range(len(self.listed)), key=lambda place: int(self.listed[place]))
        return self.order or range(len(self.listed))

    @property
    def _continuous(self) -> bool:
        """Whether there are values between two bounds that can be computed."""
        computable = self._numbers or self.name in COMPUTABLE
        return not self.exact and computable and not set(self.listed) & set(ENDLESS)

    @property
    def _suffixed(self) -> bool:
        """Whether more texts can be had than are known, by adding to them: they sort where those do."""
        return self.name in TEXTS and not self.exact

    def _more(self, low: str, number: str, between: str) -> str:
        length = re.search(r"\((\d+)\)", self.type_)
        kept = f"left({low}, {length[1]} - 1 - length(({number})::text))" if length else low
        return f"CASE WHEN {between} AND {number} > 0 THEN {kept} || ' ' || {number} ELSE {low} END"

    def _between(self, low: str, high: str, within: str) -> str:
        if self.name in WHOLE:
            value = f"{low}::numeric + floor({within}::numeric * ({high}::numeric - {low}::numeric))"
        elif self.name == "date":
            value = f"{low} + floor({within} * ({high} - {low}))::int"
        elif self.name == "numeric":
            decimals = max((len(text.partition(".")[2]) for text in self.listed), default=0)
            value = f"round({low} + {within}::numeric * ({high} - {low}), {decimals})"
        elif self.name.startswith("timestamp") and not any("." in text for text in self.listed):
            value = f"date_trunc('second', {low} + {within} * ({high} - {low}))"
        else:
            value = f"{low} + {within} * ({high} - {low})"
        return f"({value})::{self.type_}"

    def _pieces(self) -> Iterator[tuple[float, str, str]]:
        """Where each piece of the distribution ends, and its lowest and highest value: one value, or a bucket.

        The bounds are values like others where there are hardly more than they.
        """
        values, shares, count = self.listed, self._shares, len(self._bounds)
        apart = count == 1 or self.distinct - len(shares) <= 1.2 * count
        rest = max(1.0 - sum(shares), 0.0) / max(count if apart else count - 1, 1)
        scale = 1.0 if count else 1.0 / max(sum(shares), 1e-9)
        end = 0.0
        for place in self._order:
            if place < len(shares):
                end += shares[place] * scale
                yield end, values[place], values[place]
            elif apart or place < len(values) - 1:
                end += rest
                yield end, values[place], values[place if apart else place + 1]


def pinned(drawn: Distribution, place: str, pins: Sequence[str]) -> str:
    """Whole numbers in the order of ``place``, all different, among them the ``pins``, each where it belongs."""
    value, bounds = drawn.at(place), [int(bound) for bound in drawn.listed]
    rows: dict[int, int] = {}  # by row in that order: the pin that it has
    row = -1
    for pin in sorted({int(pin) for pin in pins if NUMBER.fullmatch(pin)}):
        bucket = min(max(bisect_right(bounds, pin) - 1, 0), len(bounds) - 2)
        within = (pin - bounds[bucket]) / (bounds[bucket + 1] - bounds[bucket])
        row = max(row + 1, int((bucket + within) / (len(bounds) - 1) * drawn.wanted))
        if row < drawn.wanted:
            rows[row] = pin
    if not rows or bounds[-1] - bounds[0] < DENSE * drawn.wanted:
        return value  # nearly all numbers are there
    places = f"ARRAY[{', '.join(map(str, rows))}]::bigint[]"
    own = f"floor({place} * {drawn.wanted})::bigint"
    nearest = f"width_bucket({own}, {places})"
    having = f"(ARRAY[{', '.join(map(str, rows.values()))}]::{drawn.name}[])[{nearest}]"
    return f"CASE WHEN ({places})[{nearest}] = {own} THEN {having} ELSE {value} END"


def elements(known: ColumnStatistics, seed: int) -> str | None:
    """An array of texts, each of the common elements as often as it is common; None where none are known."""
    found = list(zip(known.common_elements or (), known.element_frequencies or (), strict=False))[:ELEMENTS]
    if not found:
        return None
    words, often = _texts([word for word, _ in found]), _floats([frequency for _, frequency in found])
    one = f"(hashint8extended({N}, {10_000 + 100 * seed} + x.k) & 9223372036854775807) % {FINE} / {FINE}.0::float8"
    return f"ARRAY(SELECT x.e FROM unnest({words}, {often}) WITH ORDINALITY AS x(e, f, k) WHERE {one} < x.f)"  # noqa: S608


def _texts(values: Sequence[str]) -> str:
    return f"ARRAY[{', '.join(map(literal, values))}]::text[]"


def _floats(values: Sequence[float]) -> str:
    return f"ARRAY[{', '.join(format(value, '.9g') for value in values)}]::float8[]"
