"""Places of synthetic rows: SQL expressions over a row's ordinal that give a number from 0 to 1, or to a modulus.

A place follows the row's position as far as the statistics call a column correlated with it, so that the rows made
lie in their files as the source's do (manual, pg_stats: correlation).
"""

from __future__ import annotations

import math

from .values import ORDINAL as N

OVERSAMPLING = 4  # rows made for each that is wanted, where a check may refuse some
FINE = 2**31  # steps of a random place
IN_ORDER = 0.98  # correlation from which every row is in order
MIXED = 0.02  # and from which any is
MOSTLY = 0.5  # and from which rows are in order that must all differ


def hashed(seed: int, modulus: str, of: str = N) -> str:
    """A number from 0 to below ``modulus`` that looks random, the same for the same row and seed."""
    return f"((hashint8extended({of}, {seed}) & 9223372036854775807) % ({modulus}))"


def share(seed: int) -> str:
    """A fraction from 0 to below 1."""
    return f"({hashed(seed, str(FINE))} / {FINE}.0::float8)"


def placed_at(seed: int, correlation: float, wanted: int, even: bool = False) -> str:
    """The row's place: its position for as many rows as the correlation says, any other for the rest.

    Of rows so mixed the correlation is the share of those in order. ``even``: the others are scattered evenly.
    """
    other = scattered(wanted) if even else share(seed)
    if abs(correlation) < MIXED:
        return other
    order = in_order(wanted, correlation < 0)
    if abs(correlation) > IN_ORDER:
        return order
    return f"CASE WHEN {share(700 + seed)} < {abs(correlation):.4f} THEN {order} ELSE {other} END"


def ranked_at(correlation: float, wanted: int) -> str:
    """A place that no other row has: in order, or scattered evenly."""
    return in_order(wanted, correlation < 0) if abs(correlation) >= MOSTLY else scattered(wanted)


def in_order(wanted: int, backwards: bool = False) -> str:
    """The row's position. Rows beyond those wanted, made because checks refuse some, come between the others."""
    place = f"((({N} - 1) % {wanted} + {_turn(wanted)}) / {wanted}.0::float8)"
    return f"(1 - {place})" if backwards else place


def scattered(wanted: int) -> str:
    """The positions leapt through by the golden section, so that any stretch of rows has them from everywhere."""
    return f"(({N} * {_coprime(wanted)} % {wanted} + {_turn(wanted)}) / {wanted}.0::float8)"


def _turn(wanted: int) -> str:
    return f"({1 / (2 * OVERSAMPLING)} + ({N} - 1) / {wanted} % {OVERSAMPLING} / {OVERSAMPLING}.0::float8)"


def _coprime(count: int) -> int:
    found = max(int(count * 0.618), 1)
    while math.gcd(found, count) > 1:
        found += 1
    return found
