"""The whole flow on one page: a source is read, checks find, the twin is asked, what is found is proved.

source ──read──▶ snapshot ──advise──▶ findings ──prove──▶ recommendations ──▶ review
                    └──build──▶ twin ──plans, estimates──┘
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from .advisors import ignores
from .advisors.check import all_checks, run, select
from .advisors.merging import merge
from .advisors.selection.samples import condense
from .config import Config
from .engines.base import Engine
from .engines.postgres.engine import Postgres
from .model.advice import IndexAdvice, Wishes
from .model.database import Database
from .model.design import Design, DesignAdvice, DesignWish, Fit
from .model.errors import ConfigError, SourceError, UnsupportedError
from .model.fidelity import Fidelity
from .model.finding import Finding
from .model.health import Health
from .model.progress import Progress, silent
from .model.review import Review
from .model.snapshot import Snapshot
from .model.workload import Workload
from .patterns import pattern as patterns
from .patterns.ground import Ground
from .proof import designing
from .proof.prove import prove
from .proof.weighing import rewritten, weighed
from .report.pages import Page, PatternPage
from .sql.analyse import analyse_workload
from .sql.redact import redact
from .sql.workload import prepare, read_queries
from .store.baseline import read_baseline
from .store.snapshot_file import is_snapshot, read_snapshot
from .twin.assumed import assume_sizes
from .twin.estimate import TwinEstimate
from .twin.fidelity import measure
from .twin.pool import open_oracle
from .twin.reach import reached
from .twin.twin import Twin, open_twin

ENGINES: dict[str, Engine] = {"postgres": Postgres()}


def review(source: str, config: Config, baseline: Path | None = None, progress: Progress = silent) -> Review:
    """Everything: read the source, build its twin, run the checks, prove what they found.

    With ``baseline``, findings that it knows are left out. Raises MaquetteError.
    """
    started = time.monotonic()
    checks = select(config.select, config.ignore)  # a wrong name is told before any work
    known = read_baseline(baseline) if baseline else frozenset()
    snapshot = read(source, config, progress)
    engine = ENGINES[snapshot.database.engine]
    findings, outcomes = run([made for made in checks if not made.asks_twin], snapshot)
    with _twin_if_useful(snapshot, findings, progress) as twin:
        plans = twin.plans(snapshot.workload) if twin and snapshot.workload else None
        asking = [made for made in checks if made.asks_twin]
        more = run(asking, snapshot, plans=plans, estimate=TwinEstimate(twin) if twin else None)
        findings = sorted([*findings, *more[0]], key=lambda finding: finding.check)
        outcomes = sorted([*outcomes, *more[1]], key=lambda outcome: outcome.check)
        kept, ignored = ignores.set_aside(findings, config.ignores, datetime.now(UTC).date())
        merged = merge(kept, snapshot.database)
        new = [finding for finding in merged if finding.key not in known]
        proved = prove(new, snapshot, twin, engine, config.rehearsal_rows if config.rehearse else 0, progress)
        facts = twin.facts() if twin else None
    return Review(
        snapshot=snapshot, twin=facts, recommendations=proved, outcomes=tuple(outcomes), plans=plans or (),
        ignored=ignored, known=len(merged) - len(new), seconds=time.monotonic() - started,
    )  # fmt: skip


def advise_indexes(
    source: str,
    config: Config,
    wishes: Wishes,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> IndexAdvice:
    """The best set of indexes for the source's workload, with a bound that no other set falls below.

    ``stop`` is asked now and then: once it says so, the best set so far is given. Raises MaquetteError.
    """
    from .proof.advise import Adviser  # brings the solver and numpy, which no other command is to wait for

    began = time.monotonic()
    snapshot = read(source, config, progress)
    if snapshot.workload is None or not snapshot.workload.queries:
        raise ConfigError("choosing indexes needs queries", "give --queries FILE, or install pg_stat_statements")
    if snapshot.statistics is None:
        raise ConfigError("nothing tells how large the tables are", "give --rows table=N, or a source with statistics")
    workload = condense(snapshot.workload)
    snapshot, statements = replace(snapshot, workload=workload), [query.sql for query in workload.queries]
    engine, part = ENGINES[snapshot.database.engine], reached(snapshot, statements)
    with twin_of(part, progress) as twin:
        opener = partial(open_oracle, part, engine, workers=wishes.workers, progress=progress, twin=twin)
        return Adviser(
            snapshot=snapshot, twin=twin, estimate=TwinEstimate(twin, opener), engine=engine, wishes=wishes,
            began=began, progress=progress, stop=stop,
        ).advise()  # fmt: skip


def design(source: str, config: Config, wish: DesignWish, progress: Progress = silent) -> DesignAdvice:
    """A pattern fitted to the source, and rehearsed before it is shown. Raises MaquetteError."""
    chosen = patterns.find(wish.pattern)
    snapshot = read(source, config, progress)
    ground = ground_of(snapshot)

    def fitted(database: Database) -> Design:
        return patterns.fit(chosen, replace(ground, database=database), wish)

    rows = config.rehearsal_rows if config.rehearse else 0
    engine = ENGINES[snapshot.database.engine]
    return designing.rehearse(fitted(snapshot.database), fitted, snapshot, engine, rows, progress)


def recommend_designs(source: str, config: Config, progress: Progress = silent) -> tuple[Fit, ...]:
    """Where which pattern is worth it, by the source's own figures."""
    ground = ground_of(read(source, config, progress))
    return tuple(fit for pattern in patterns.all_patterns().values() for fit in pattern.fits(ground))


def ground_of(snapshot: Snapshot) -> Ground:
    """What a pattern may know of a source."""
    queries = analyse_workload(snapshot.workload, snapshot.database) if snapshot.workload else ()
    return Ground(snapshot.database, snapshot.statistics, snapshot.workload, queries)


def read(source: str, config: Config, progress: Progress = silent) -> Snapshot:
    """Read a source, whatever it is: a server's DSN, a snapshot file, DDL files. Raises SourceError, ConfigError."""
    snapshot = _read_only(source, config.server_version, progress)
    if config.queries:
        snapshot = replace(snapshot, workload=_read_workload(config.queries))
    if config.rows:
        snapshot = replace(snapshot, statistics=assume_sizes(snapshot.database, snapshot.statistics, config.rows))
    if snapshot.workload:
        snapshot = replace(snapshot, workload=prepare(snapshot.workload))
    return snapshot


@contextmanager
def twin_of(snapshot: Snapshot, progress: Progress = silent, statements: Sequence[str] | None = None) -> Iterator[Twin]:
    """The twin of a snapshot, as long as the block lasts; of what ``statements`` can touch, where they are given.

    Raises UnsupportedError, ExperimentError."""
    part = snapshot if statements is None else reached(snapshot, statements)
    with open_twin(ENGINES[snapshot.database.engine], part, progress) as twin:
        yield twin


def is_server(source: str) -> bool:
    """Whether the source is a connection string: a URI, or words like service=prod."""
    return "://" in source or any("=" in word for word in source.split()[:1])


def _read_only(source: str, major: int | None, progress: Progress) -> Snapshot:
    postgres = ENGINES["postgres"]
    if is_server(source):
        scheme = source.partition("://")[0] if "://" in source else "postgresql"
        if scheme not in ("postgresql", "postgres"):
            raise UnsupportedError(f"no engine reads {scheme}://", "a PostgreSQL source begins with postgresql://")
        return postgres.read(source, progress)
    path = Path(source)
    if is_snapshot(path) or path.suffix == ".maquette":
        snapshot = read_snapshot(path)
        return replace(snapshot, origin=replace(snapshot.origin, kind="snapshot"))
    if path.exists():
        return postgres.read_ddl([path], major, progress)
    raise SourceError(
        f"no source at {source!r}", "give postgresql://…, service=…, a .sql file or folder, or a .maquette file"
    )


def _read_workload(path: Path) -> Workload:
    try:
        return read_queries(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text", "save the query file as UTF-8") from None
    except OSError as error:
        hint = "give a file of SQL statements with --queries FILE"
        raise ConfigError(f"cannot read the queries {path}: {error.strerror}", hint) from None


@contextmanager
def _twin_if_useful(snapshot: Snapshot, findings: Sequence[Finding], progress: Progress) -> Iterator[Twin | None]:
    """A twin where there is a workload to plan and statistics to plan it with; else None.

    It holds what the workload can touch, and what weighing the findings' changes asks about beside it."""
    if snapshot.workload is None or snapshot.statistics is None:
        yield None
        return
    statements = [query.sql for query in snapshot.workload.queries]
    part = reached(snapshot, [*statements, *rewritten(findings)], weighed(findings))
    with twin_of(part, progress) as twin:
        yield twin


def twin_check(source: str, config: Config, progress: Progress = silent) -> Fidelity:
    """Plan each query on the source and on its twin, and compare. Raises ConfigError without server or workload."""
    if not is_server(source):
        raise ConfigError("twin check needs a server to compare with", "give postgresql://… as the source")
    snapshot = read(source, config, progress)
    if not snapshot.workload:
        raise ConfigError("twin check needs queries", "give --queries FILE")
    engine = ENGINES[snapshot.database.engine]
    statements = [query.sql for query in snapshot.workload.queries]
    with twin_of(snapshot, progress, statements) as twin, engine.explain_on(source) as explain:
        return measure(twin, snapshot.workload, explain, progress)


def redacted(snapshot: Snapshot, redaction: str) -> Snapshot:
    """The snapshot without the data's values: "hash" replaces them in the same order, "drop" leaves them out."""
    return snapshot if redaction == "keep" else redact(snapshot, redaction)


def examine(source: str | None, progress: Progress = silent) -> tuple[Health, ...]:
    """What is installed, permitted and missing."""
    return ENGINES["postgres"].examine(source, progress)


def pages() -> dict[str, Page]:
    """Every check's page, by name."""
    found = {made.name: Page(made.advisor, made.severity, made.title, made.page) for made in all_checks()}
    return found | {ignores.NAME: Page("settings", "info", ignores.PAGE.splitlines()[0].rstrip("."), ignores.PAGE)}


def pattern_pages() -> dict[str, PatternPage]:
    """Every pattern's page, by name."""
    return {made.name: PatternPage(made.page, made.told_options) for made in patterns.all_patterns().values()}
