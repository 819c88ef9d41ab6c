"""A design: how a pattern is fitted to a schema, step by step, and what its rehearsal showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .change import Change
from .evidence import Evidence, Statement
from .names import Name
from .plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignWish:
    """Which pattern, for which tables (as a user names them), with which options."""

    pattern: str
    tables: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what it makes, why, and the statements that make it and take it back, or the change that they render.

    ``stands``: it is there already, and nothing is done.
    """

    makes: str  # "trigger touch on public.orders"
    why: str = ""
    change: Change | None = None
    statements: tuple[Statement, ...] = ()
    undo: tuple[Statement, ...] = ()
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that the pattern had to answer; ``others`` are the answers not taken, each with when it wins."""

    question: str
    chosen: str
    because: str
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """SQL that fails where ``claim`` does not hold; it runs in a transaction that is rolled back."""

    claim: str
    sql: str


@dataclass(frozen=True, slots=True)
class Premise:
    """What the design takes for granted of the rows; ``sql`` makes it so of the synthetic ones of a rehearsal."""

    claim: str
    sql: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One statement of the application, whose time before and after tells what the design costs."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that whoever applies the design has to read."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A pattern fitted to a schema."""

    pattern: str
    title: str
    tables: tuple[Name, ...]
    options: Mapping[str, str]  # as given
    steps: tuple[Step, ...] = ()
    choices: tuple[Choice, ...] = ()
    premises: tuple[Premise, ...] = ()
    trials: tuple[Trial, ...] = ()
    probes: tuple[Probe, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Step, ...]:
        """The steps that are left to do."""
        return tuple(step for step in self.steps if not step.stands)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What makes it, in order."""
        return tuple(statement for step in self.open for statement in step.statements)

    @property
    def undo(self) -> tuple[Statement, ...]:
        """What takes it back: the steps' undo from the last to the first."""
        return tuple(statement for step in reversed(self.open) for statement in step.undo)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a probe took before and after, in the middle of several runs, and by which plans; ``rows`` it touched.

    ``before`` is None where only the design makes such a statement possible."""

    name: str
    sql: str
    rows: int
    before: float | None  # ms
    after: float  # ms
    plan_before: Plan | None = None
    plan_after: Plan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A trial that was run; ``problem`` is the server's word where it failed."""

    claim: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignAdvice:
    """A design with its rehearsal; ``evidence`` is None where none was held, and ``obstacle`` says why."""

    design: Design
    label: str  # the source
    version: int  # its major version
    evidence: Evidence | None = None
    obstacle: str = ""
    tried: tuple[Tried, ...] = ()
    costs: tuple[Cost, ...] = ()
    rows: int = 0  # in the tables that the design was asked for
    bytes_before: int = 0  # of all relations on the stage
    bytes_after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A table where a pattern is worth it, and the figures that say so."""

    table: Name
    because: str
    options: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""  # set by the machinery
