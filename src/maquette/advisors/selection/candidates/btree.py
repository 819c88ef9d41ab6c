"""B-trees: which keys, in which orders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, permutations

from ....model.index import IndexKey
from ....sql.analysis import Join, Order, Predicate
from .demand import Demand
from .ground import Ground, distinct_keys
from .shape import backwards

Keys = tuple[IndexKey, ...]

PERMUTED = 6  # columns that are tried in every order
PREFIX = re.compile(r"[^%_\\]+")
ANCHORED = re.compile(r"\^[\w @-]+")
PATTERNS = {
    "text": "text_pattern_ops", "character varying": "varchar_pattern_ops", "character": "bpchar_pattern_ops",
}  # fmt: skip


def key_lists(demand: Demand, width: int) -> list[Keys]:
    """Key lists by the roles of the columns: equality, then a range or an order; joins before and after filters."""
    ground = demand.ground
    equal = equalities(demand)
    joined = _joined(demand)
    tails = _tails(demand)
    sorts = [keys for order in demand.sorts if (keys := _sorted(order, ground))]
    fixed = _fixed(demand.predicates, ground)
    heads: list[list[IndexKey]] = [[], equal, *joined]
    heads += [[*group, *equal] for group in joined if equal] + [[*equal, *group] for group in joined if equal]
    lists: list[Sequence[IndexKey]] = [[key] for key in single_keys(demand)]
    lists += heads[1:]
    lists += [[*head, *tail] for tail in tails for head in heads]
    lists += [[*head, *_unfixed(keys, fixed)] for keys in sorts for head in heads]
    lists += [tail + head for tail in tails for head in joined]
    for arm in demand.alternatives:
        own = _selective(distinct_keys(ground.key(one.operand) for one in arm if one.equality), ground)
        own += distinct_keys(ground.key(one.operand) for one in arm if one.range)
        own += distinct_keys(_prefix(one, ground) for one in arm)
        lists += [own, [*equal, *own], *([*group, *own] for group in joined)]
    return cut(lists, width)


def orders(demand: Demand, width: int) -> list[Keys]:
    """The columns that a search begins with, in every order, up to that width."""
    keys = single_keys(demand)[:PERMUTED]
    return cut(chain.from_iterable(permutations(keys, size) for size in range(1, width + 1)), width)


def single_keys(demand: Demand) -> list[IndexKey]:
    """Every key that an index may begin with: what is compared, joined, or sorted first."""
    ground = demand.ground
    arms = [ground.key(one.operand) for arm in demand.alternatives for one in arm if one.equality or one.range]
    firsts = (ground.key(order[0].operand) for order in demand.sorts)
    joined = (key for group in _joined(demand) for key in group)
    tails = (key for tail in _tails(demand) for key in tail)
    return distinct_keys(chain(equalities(demand), joined, tails, arms, firsts))


def equalities(demand: Demand) -> list[IndexKey]:
    """What is compared for equality with something that is no column, the most distinct first."""
    ground = demand.ground
    found = (one for one in demand.predicates if one.equality and not _is_joined(one))
    return _selective(distinct_keys(ground.key(one.operand) for one in found), ground)


def cut(lists: Iterable[Iterable[IndexKey]], width: int) -> list[Keys]:
    """Key lists without repeats in or among them, no wider than that."""
    seen: dict[Keys, None] = {}
    for keys in lists:
        once: dict[tuple[str | None, str | None], IndexKey] = {}
        for key in keys:
            once.setdefault((key.column, key.expression), key)
        if once:
            seen.setdefault(tuple(once.values())[:width])
    return list(seen)


def _selective(keys: list[IndexKey], ground: Ground) -> list[IndexKey]:
    return sorted(keys, key=lambda key: -ground.distinct(key))


def _is_joined(predicate: Predicate) -> bool:
    """Whether it compares with what other relations give, one value after the other."""
    return any(value.kind == "column" for value in predicate.values) or (
        predicate.operator == "in" and any(value.kind == "subquery" for value in predicate.values)
    )


def _joined(demand: Demand) -> list[list[IndexKey]]:
    """The columns joined with each other relation, each alone, and all of them together."""
    ground = demand.ground
    partners: dict[object, list[Join]] = {}
    for join in demand.joins:
        if join.operator == "=":
            partners.setdefault(join.right.relation, []).append(join)
    groups = [distinct_keys(ground.key(join.left) for join in joins) for joins in partners.values()]
    met = (one for one in demand.predicates if one.equality and _is_joined(one))
    alone = distinct_keys(ground.key(one.operand) for one in met)
    singles = distinct_keys(iter([*(key for group in groups for key in group), *alone]))
    wanted = [*([key] for key in singles), *groups, singles, singles[::-1]]
    return [list(keys) for keys in dict.fromkeys(tuple(group) for group in wanted if group)]


def _tails(demand: Demand) -> list[list[IndexKey]]:
    """What may follow equalities: ranges, and prefixes of texts."""
    ground = demand.ground
    compared = [one.operand for one in demand.predicates if one.range]
    compared += [join.left for join in demand.joins if join.operator in ("<", "<=", ">", ">=")]
    ranges = distinct_keys(ground.key(operand) for operand in compared)
    prefixes = distinct_keys(_prefix(one, ground) for one in demand.predicates)
    together = [ranges] if len(ranges) > 1 else []
    return [[key] for key in (*ranges, *prefixes)] + together


def _prefix(predicate: Predicate, ground: Ground) -> IndexKey | None:
    """A key on which LIKE 'abc%' is a range in every collation (manual, 11.10 "Operator Classes")."""
    form = {"like": PREFIX, "~": ANCHORED, "^@": PREFIX}.get(predicate.operator)
    if form is None or len(predicate.values) != 1:
        return None
    (value,) = predicate.values
    if not (value.kind == "parameter" or (value.kind == "constant" and form.match(value.text))):
        return None
    key, type_ = ground.key(predicate.operand), ground.type_of(predicate.operand)
    column = ground.column(predicate.operand.column)
    plain = ground.by_code_point if column is None or column.collation is None else column.collation.endswith('"C"')
    if key is None or type_ not in PATTERNS or plain:
        return key
    return replace(key, opclass=PATTERNS[type_], default_opclass=False)


def _sorted(order: Iterable[Order], ground: Ground) -> list[IndexKey]:
    """An order as keys with their directions, as far as it can be had; read backwards where that is plainer."""
    keys: list[IndexKey] = []
    for one in order:
        key = ground.key(one.operand)
        if key is None:
            break
        keys.append(replace(key, descending=one.descending, nulls_first=one.nulls_first))
    return list(min(keys, backwards(keys), key=_oddness))


def _oddness(keys: Iterable[IndexKey]) -> tuple[int, int]:
    odd = [(key.nulls_first != key.descending, key.descending) for key in keys]
    return sum(one for one, _ in odd), sum(down for _, down in odd)


def _fixed(predicates: Iterable[Predicate], ground: Ground) -> set[IndexKey]:
    """Keys that have one value in all rows wanted, so that they sort nothing."""
    found = (one for one in predicates if one.equality and one.operator != "in" and not _is_joined(one))
    return set(distinct_keys(ground.key(one.operand) for one in found))


def _unfixed(keys: Iterable[IndexKey], fixed: set[IndexKey]) -> list[IndexKey]:
    return [key for key in keys if replace(key, descending=False, nulls_first=False) not in fixed]
