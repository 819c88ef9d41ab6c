"""The machinery of checks: what a check is, how it is found, how it is run."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ..model.errors import ConfigError
from ..model.finding import Finding, Outcome, Severity
from ..model.snapshot import Snapshot
from ..sql.analyse import analyse_workload

HERE = Path(__file__).parent
HEADINGS = ("Condition", "Effect", "Remedy", "When to ignore it", "References")
NEEDS = {
    "database": "a design",
    "statistics": "statistics: a live server or a snapshot, or --rows TABLE=N",
    "activity": "activity counters: a live server or a snapshot",
    "settings": "a server's settings: a live server or a snapshot",
    "workload": "workload: pg_stat_statements on the server, or --queries FILE",
    "queries": "workload: pg_stat_statements on the server, or --queries FILE",  # the workload, each query taken apart
    "plans": "plans: a workload, statistics and a twin",
    "estimate": "what-if plans: a workload, statistics and a twin",
}


@dataclass(frozen=True)
class Examined:
    """What a check may yield beside findings: that it looked at so many more objects."""

    objects: int = 1


Function = Callable[..., Iterator[Finding | Examined]]


@dataclass(frozen=True)
class Check:
    """A check; its name is its file's, its advisor its folder's, its page its docstring."""

    name: str
    advisor: str
    severity: Severity
    engines: tuple[str, ...]
    function: Function

    @property
    def title(self) -> str:
        """The first line of its page."""
        return self.page.splitlines()[0].rstrip(".")

    @property
    def page(self) -> str:
        return inspect.getdoc(self.function) or ""

    @property
    def example(self) -> str:
        """The SQL beside it: -- bad, -- good, named edge cases."""
        return (HERE / self.advisor / f"{self.name.replace('-', '_')}.sql").read_text("utf-8")

    @property
    def needs(self) -> tuple[str, ...]:
        """The nouns that it cannot do without: its parameters without a default."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(parameter.name for parameter in parameters if parameter.default is parameter.empty)

    @property
    def uses(self) -> tuple[str, ...]:
        """The nouns that it asks for: its parameters' names. One with the default None may be absent."""
        return tuple(inspect.signature(self.function).parameters)

    @property
    def asks_twin(self) -> bool:
        """Whether it looks at plans or asks what-if questions; the others look at what was read alone."""
        return not {"plans", "estimate"}.isdisjoint(self.uses)


def check(severity: Severity, engines: tuple[str, ...] = ("postgres",)) -> Callable[[Function], Check]:
    """Make a function a check. It yields findings, and ``Examined(n)`` for what it looked at."""

    def make(function: Function) -> Check:
        advisor, file = function.__module__.split(".")[-2:]
        unknown = set(inspect.signature(function).parameters) - NEEDS.keys()
        if file != function.__name__ or unknown:
            raise ConfigError(f"check {file}: function {function.__name__} with needs {sorted(unknown)}")
        return Check(file.replace("_", "-"), advisor, severity, engines, function)

    return make


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, by name."""
    found = []
    for folder in pkgutil.iter_modules([str(HERE)]):
        if not folder.ispkg:
            continue
        for file in pkgutil.iter_modules([str(HERE / folder.name)]):
            module = importlib.import_module(f"{__package__}.{folder.name}.{file.name}")
            if isinstance(made := getattr(module, file.name, None), Check):
                found.append(made)
    return tuple(sorted(found, key=lambda made: made.name))


def select(names: Collection[str] = (), without: Collection[str] = ()) -> tuple[Check, ...]:
    """The checks chosen by name or by advisor. Raises ConfigError for a name that no check has."""
    checks = all_checks()
    known = {made.name for made in checks} | {made.advisor for made in checks}
    for name in (*names, *without):
        if name not in known:
            raise ConfigError(f"no check or advisor is called {name!r}", "maquette rule lists them")
    return tuple(
        made
        for made in checks
        if (not names or made.name in names or made.advisor in names)
        and made.name not in without
        and made.advisor not in without
    )


def run(checks: Iterable[Check], snapshot: Snapshot, **more: Any) -> tuple[list[Finding], list[Outcome]]:
    """Run checks on a snapshot; ``more`` holds needs that no snapshot has (plans). Silence never means fine."""
    checks = tuple(checks)
    nouns = {need: more.get(need, getattr(snapshot, need, None)) for need in NEEDS}
    if snapshot.workload and any("queries" in made.uses for made in checks):
        nouns["queries"] = analyse_workload(snapshot.workload, snapshot.database)
    findings: list[Finding] = []
    outcomes: list[Outcome] = []
    for made in checks:
        found, outcome = _run_one(made, nouns, snapshot)
        findings += found
        outcomes.append(outcome)
    return findings, outcomes


def _run_one(made: Check, nouns: Mapping[str, Any], snapshot: Snapshot) -> tuple[Sequence[Finding], Outcome]:
    if snapshot.database.engine not in made.engines:
        return (), Outcome(check=made.name, outcome="not applicable", reason=f"not for {snapshot.database.engine}")
    for need in made.needs:
        if nouns[need] is None:
            source = "workload" if need == "queries" else need
            refused = next((f"{r.detail}: {r.remedy}" for r in snapshot.refusals if r.need == source), None)
            if refused:
                return (), Outcome(check=made.name, outcome="not permitted", reason=refused)
            return (), Outcome(check=made.name, outcome="not applicable", reason=f"needs {NEEDS[need]}")
    found: list[Finding] = []
    examined = 0
    try:
        for said in made.function(**{use: nouns[use] for use in made.uses}):
            if isinstance(said, Examined):
                examined += said.objects
            else:
                found.append(replace(said, check=made.name, severity=said.severity or made.severity))
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        # A check that trips over one database must not take the other checks with it; it is reported as an error.
        reason = f"{type(error).__name__}: {error}"
        return (), Outcome(check=made.name, outcome="error", examined=examined, reason=reason)
    hidden = _hidden(made, snapshot)  # nothing was found in the part that could be seen
    kind = "found" if found else "not permitted" if hidden else "passed"
    return found, Outcome(check=made.name, outcome=kind, examined=examined, found=len(found), reason=hidden)  # type: ignore[arg-type]


def _hidden(made: Check, snapshot: Snapshot) -> str:
    """What the role may not see of the statistics that a check uses, and what to grant."""
    if "statistics" not in made.uses:
        return ""
    return "; ".join(f"{r.detail}: {r.remedy}" for r in snapshot.refusals if r.need == "statistics")
