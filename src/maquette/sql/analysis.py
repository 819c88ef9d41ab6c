"""What a statement does, in nouns: the relations it reads, by which conditions, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..model.names import Name
from ..model.workload import Query

EQUALITY = frozenset(("=", "in", "is null", "is true", "is false", "is not distinct from"))
RANGE = frozenset(("<", "<=", ">", ">=", "between"))
Role = Literal["statement", "arm", "from", "cte", "exists", "not exists", "in", "not in", "scalar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table or view at one place of a statement; ``place`` tells two uses of one table apart."""

    name: Name
    alias: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """What a condition compares: a column of one relation, or an expression over its columns.

    ``expression`` is the canonical text that an expression index's key would have (``lower(email)``), None for a bare
    column. ``wrapper`` is what stands outermost around the columns: ``lower()``, ``::date``, ``+``.
    """

    relation: Relation
    columns: tuple[str, ...]
    expression: str | None = None
    wrapper: str | None = None
    functions: tuple[str, ...] = ()

    @property
    def column(self) -> str | None:
        """The column, when it stands bare."""
        return self.columns[0] if self.expression is None else None

    def __str__(self) -> str:
        return self.expression or self.columns[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a column is compared with; ``text`` is a constant's bare value, else SQL text.

    Kind "column" is what other sources give: another relation's column that is no plain join, a WITH query's, a
    function's. ``type`` is the written or implied type as format_type names it, empty where none is (a plain string
    literal, a parameter). ``functions`` are those called outside of subqueries.
    """

    kind: Literal["constant", "parameter", "expression", "subquery", "column"]
    text: str = ""
    type: str = ""
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A condition on one relation that every row of the result meets.

    ``operator`` is PostgreSQL's (=, <>, <, @>, ~ …) or one of: in, not in, between, not between, like, not like, ilike,
    not ilike, similar, is null, is not null, is true, is false, is distinct from, is not distinct from, any = (a value
    in an array column).
    """

    operand: Operand
    operator: str
    values: tuple[Value, ...] = ()
    clause: Literal["where", "on"] = "where"

    @property
    def equality(self) -> bool:
        """Whether it fixes its operand to a value, or a few: what leads a b-tree."""
        return self.operator in EQUALITY

    @property
    def range(self) -> bool:
        """Whether it is an interval of its operand: what may follow equalities in a b-tree."""
        return self.operator in RANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A condition between two relations; one side may stand in an outer block (a correlated subquery)."""

    left: Operand
    right: Operand
    operator: str = "="
    kind: Literal["inner", "left", "right", "full", "semi"] = "inner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One key of ORDER BY; ``operand`` is None for what no single relation gives (an aggregate, random())."""

    text: str
    operand: Operand | None = None
    descending: bool = False
    nulls_first: bool = False
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One column of the result."""

    name: str
    operand: Operand | None = None
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One query level: a SELECT, or the body of an UPDATE, DELETE, INSERT or MERGE.

    ``alternatives`` are its ORs: of each, the arms, of each the predicates. ``parts`` are the aliases of FROM, grouped
    by what conditions tie together: more than one part is a Cartesian product. ``windows`` are what window functions
    want sorted, PARTITION BY before ORDER BY; ``extremes`` the arguments of min and max.
    """

    role: Role
    relations: tuple[Relation, ...] = ()
    predicates: tuple[Predicate, ...] = ()
    alternatives: tuple[tuple[tuple[Predicate, ...], ...], ...] = ()
    joins: tuple[Join, ...] = ()
    group_by: tuple[Operand | None, ...] = ()
    order_by: tuple[Order, ...] = ()
    distinct: bool = False
    distinct_on: tuple[Operand | None, ...] = ()
    windows: tuple[tuple[Order, ...], ...] = ()
    extremes: tuple[Operand, ...] = ()
    aggregates: bool = False
    limit: Value | None = None
    offset: Value | None = None
    stars: tuple[Relation, ...] = ()
    outputs: tuple[Output, ...] = ()
    reads: tuple[tuple[Relation, tuple[str, ...]], ...] = ()  # columns used anywhere, without those of a star
    compared: tuple[Operand | None, ...] = ()  # the left side of IN and NOT IN
    parts: tuple[tuple[str, ...], ...] = ()
    filtered: bool = False  # it has a WHERE
    having: bool = False

    def columns(self, relation: Relation) -> tuple[str, ...]:
        """The columns of ``relation`` that the statement uses by name, in the order of first use."""
        return next((columns for read, columns in self.reads if read == relation), ())

    def of(self, relation: Relation) -> tuple[Predicate, ...]:
        """The conditions on that relation."""
        return tuple(predicate for predicate in self.predicates if predicate.operand.relation == relation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A statement taken apart: its blocks, outermost first. ``problem`` says why there are none."""

    kind: Literal["select", "insert", "update", "delete", "merge", "other"]
    blocks: tuple[Block, ...] = ()
    target: Relation | None = None  # what it writes
    writes: tuple[str, ...] = ()  # columns that it assigns
    problem: str | None = None

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Every relation at every place."""
        return tuple(relation for block in self.blocks for relation in block.relations)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedQuery:
    """A query of the workload with what it does."""

    query: Query
    analysis: Analysis
