"""Changes examined on real servers: proved, refuted, or open, and always for the reason that holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from record import judge, read_recorded

from maquette.advisors.check import all_checks, run, select
from maquette.advisors.example import examples
from maquette.engines.base import Rendered, Stage
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.scratch import GUEST, Scratch
from maquette.engines.postgres.servers.installations import Installation
from maquette.engines.postgres.stage import PostgresStage, open_stage
from maquette.model.change import AddKey, AlterPolicy, AlterSystem, Change, CreateIndex, DropIndex, RewriteQuery
from maquette.model.constraint import Check
from maquette.model.database import Database
from maquette.model.evidence import Evidence, Lock, Recommendation, RehearsedStatement, Statement
from maquette.model.finding import Finding
from maquette.model.likeness import differences
from maquette.model.names import Name
from maquette.model.progress import Progress, silent
from maquette.model.security import Policy
from maquette.model.snapshot import Snapshot
from maquette.model.statistics import Statistics
from maquette.model.workload import Query, Workload
from maquette.proof.prove import MOST_OF_A_CHECK, prove
from maquette.twin.twin import Twin, open_twin

ROWS = 300
PURCHASE = Name("public", "purchase")
SHOP = """
CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE purchase (
    id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, state text NOT NULL, total integer NOT NULL
);
CREATE INDEX purchase_state ON purchase (state);
CREATE INDEX purchase_total ON purchase (total);
CREATE INDEX purchase_total_too ON purchase (total);
CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_setting(''shop.me'', true)';
CREATE POLICY own ON purchase USING (customer_id::text = me());
INSERT INTO customer SELECT n, 'c' || n FROM generate_series(1, 2000) n;
INSERT INTO purchase SELECT n, n % 2000 + 1, 'state ' || n % 500, n % 977 FROM generate_series(1, 40000) n;
ANALYZE;
"""
QUERIES = (
    Query(name="by state", sql="SELECT * FROM purchase WHERE state = 'state 7'", calls=100),
    Query(name="by email", sql="SELECT * FROM customer WHERE email = 'c7'", calls=10),
    Query(name="by text", sql="SELECT * FROM purchase WHERE id::text = '7'", calls=1),
    Query(name="broken", sql="SELECT FROM nowhere", calls=5),
)


@pytest.fixture(scope="module")
def shop(server: Scratch) -> Iterator[Snapshot]:
    server.create_database("proof_shop")
    with server.guest("proof_shop") as guest:
        guest.execute(SHOP.encode())
    snapshot = Postgres().read(server.dsn("proof_shop", GUEST))
    yield replace(snapshot, workload=Workload(queries=QUERIES, origin="test"))
    server.drop_database("proof_shop")


@pytest.fixture(scope="module")
def twin(shop: Snapshot) -> Iterator[Twin]:
    with open_twin(Postgres(), shop) as twin:
        yield twin


def finding(change: Change | None, check: str = "a-check", queries: Sequence[str] = ()) -> Finding:
    return Finding(
        object=repr(change), detail="", change=change, severity="warning", check=check, queries=tuple(queries),
        tables=("public.purchase",),
    )  # fmt: skip


def proved(shop: Snapshot, twin: Twin | None, *findings: Finding, rows: int = ROWS) -> list[Recommendation]:
    """Recommendations in the order of the findings."""
    found = {one.finding.key: one for one in prove(findings, shop, twin, Postgres(), rows)}
    return [found[finding.key] for finding in findings]


def by_method(recommendation: Recommendation, method: str) -> Evidence:
    (found,) = (one for one in recommendation.evidence if one.method == method)
    return found


def test_the_check_looks_at_a_setting_s_new_value(shop: Snapshot, twin: Twin) -> None:
    findings, _ = run(select(["durability-off", "autovacuum-off"]), shop)
    changes = {one.object: one for one in findings if isinstance(one.change, AlterSystem)}
    assert {"fsync", "autovacuum"} <= changes.keys()
    for one in proved(shop, twin, *changes.values()):
        assert one.verdict == "proved", one.reason
        assert "with which the check finds nothing" in one.reason
    wrong = replace(changes["fsync"], change=AlterSystem(setting="fsync", value="off"))
    (one,) = proved(shop, twin, wrong)
    assert one.verdict == "refuted"
    assert "the check still finds the same" in one.reason


def test_a_foreign_key_s_index_is_proved_by_the_look_up_that_a_delete_makes(shop: Snapshot, twin: Twin) -> None:
    findings, _ = run(select(["unindexed-foreign-key"]), shop)
    (one,) = proved(shop, twin, *findings)
    assert one.verdict == "proved", one.reason
    workload, look_up, rehearsal = one.evidence
    assert workload.before == workload.after  # no query of the workload goes by it
    (compared,) = look_up.queries
    assert compared.after.cost < compared.before.cost / 10
    assert rehearsal.method == "rehearsed"
    assert Lock(mode="ShareUpdateExclusiveLock", object="public.purchase") in rehearsal.statements[-1].locks
    assert rehearsal.undo_restores is True
    made = rehearsal.conditions["rows"]  # nearly as many as were asked for: drawn values of a unique key may meet
    assert made.keys() == {"public.purchase", "public.customer"}
    assert all(0.9 * ROWS <= rows <= ROWS for rows in made.values())
    assert "the check finds it no more" in one.reason
    assert one.statements[-1].sql.startswith("CREATE INDEX CONCURRENTLY")


def test_the_drop_of_an_index_that_a_query_needs_is_refuted(shop: Snapshot, twin: Twin) -> None:
    needed, copy, both = proved(
        shop,
        twin,
        finding(DropIndex(table=PURCHASE, index=Name("public", "purchase_state"))),
        finding(DropIndex(table=PURCHASE, index=Name("public", "purchase_total_too"))),
        finding(None),
    )
    assert needed.verdict == "refuted"
    assert "dearer: by state (" in needed.reason
    estimate = by_method(needed, "estimated")
    assert [query.query for query in estimate.queries] == ["by state"]
    assert estimate.before is not None
    assert estimate.after is not None
    assert estimate.after > 2 * estimate.before
    assert by_method(needed, "rehearsed").verdict == "proved"  # it can be done; it had better not
    assert copy.verdict == "proved"
    assert by_method(copy, "estimated").queries == ()
    assert (both.verdict, both.evidence) == ("not applicable", ())


def test_an_index_for_queries_must_pay(shop: Snapshot, twin: Twin) -> None:
    email = CreateIndex.on(Name("public", "customer"), "email")
    idle = CreateIndex.on(PURCHASE, "total", "state")
    pays, idles, other = proved(
        shop,
        twin,
        finding(email, "missing-index", ["by email"]),
        finding(idle, "missing-index", ["by state"]),
        finding(idle, "another-check"),
    )
    assert pays.verdict == "proved"
    assert pays.reason.startswith("the workload's cost falls by")
    assert by_method(pays, "estimated").conditions["bytes"] > 8192
    assert (idles.verdict, idles.reason) == ("refuted", "no plan gets cheaper by it")
    assert other.verdict == "proved"  # its claim is another
    order = prove([pays.finding, idles.finding, other.finding], shop, twin, Postgres(), 0)
    assert [one.verdict for one in order] == ["proved", "proved", "refuted"]


def test_a_rewritten_query_is_planned_in_the_place_of_the_old(shop: Snapshot, twin: Twin) -> None:
    better, worse, same, unknown = proved(
        shop,
        twin,
        finding(RewriteQuery(query="by text", sql="SELECT * FROM purchase WHERE id = 7")),
        finding(RewriteQuery(query="by state", sql="SELECT * FROM purchase WHERE state || '' = 'state 7'")),
        finding(RewriteQuery(query="by state", sql="SELECT id FROM purchase WHERE state = 'state 7'")),
        finding(RewriteQuery(query="by text", sql="SELECT * FROM nowhere")),
    )
    assert better.verdict == "proved"
    assert "same rows is not examined" in better.reason
    assert worse.verdict == "refuted"
    assert same.verdict == "inconclusive"
    assert unknown.verdict == "inconclusive"
    assert all(not one.statements for one in (better, worse, same, unknown))


def test_a_policy_is_planned_as_the_condition_that_it_is(shop: Snapshot, twin: Twin) -> None:
    keyed, same = (
        AlterPolicy(table=PURCHASE, policy=Policy(name="own", using=using))
        for using in ("(id = (public.me())::bigint)", "((customer_id)::text = ('x' || public.me()))")
    )
    better, no_better = proved(shop, twin, finding(keyed), finding(same))
    assert better.verdict == "proved"
    estimate = by_method(better, "estimated")
    assert estimate.queries[0].after.cost < estimate.queries[0].before.cost / 10
    assert by_method(better, "rehearsed").undo_restores is True
    assert no_better.verdict == "inconclusive"
    assert "no less after" in no_better.reason


def test_settings_are_only_judged(shop: Snapshot, twin: Twin) -> None:
    right, wrong, hostile = proved(
        shop,
        twin,
        finding(AlterSystem(setting="random_page_cost", value="1.1")),
        finding(AlterSystem(setting="work_mem", value="much")),
        finding(AlterSystem(setting="archive_command", value="touch here")),
    )
    assert (right.verdict, right.reason) == (
        "proved",
        "the server accepts the value; a rehearsal does not put it to use",
    )
    assert wrong.verdict != "proved"
    assert "invalid value" in wrong.reason
    assert hostile.verdict == "inconclusive"
    assert "not tried" in hostile.reason


class Odd(Postgres):
    """An engine that renders what a test wants."""

    def __init__(self, statements: Sequence[str], undo: Sequence[str]) -> None:
        self.made = Rendered(
            statements=tuple(Statement(sql=sql) for sql in statements), undo=tuple(Statement(sql=sql) for sql in undo)
        )

    def render(self, change: Change, database: Database) -> Rendered:
        return self.made


def one(shop: Snapshot, statements: Sequence[str], undo: Sequence[str]) -> Recommendation:
    change = AddKey(table=PURCHASE, columns=("total",))
    (found,) = prove([finding(change)], shop, None, Odd(statements, undo), ROWS)
    return found


def test_an_undo_that_does_not_restore_is_told(shop: Snapshot) -> None:
    add = "ALTER TABLE purchase ADD note text"
    left = one(shop, [add], ["ALTER TABLE purchase ALTER note SET DEFAULT 'x'"])
    assert left.verdict == "inconclusive"
    assert left.reason == "its undo does not restore the design: tables.public.purchase.columns.note is new"
    assert left.evidence[0].undo_restores is False
    failing = one(shop, [add], ["ALTER TABLE purchase DROP nothing"])
    assert failing.verdict == "inconclusive"
    assert failing.reason.startswith('its undo fails: column "nothing" of relation "purchase" does not exist')
    good = one(shop, [add], ["ALTER TABLE purchase DROP note"])
    assert (good.verdict, good.evidence[0].undo_restores) == ("proved", True)


def test_a_failure_is_judged_by_its_cause(shop: Snapshot) -> None:
    syntax = one(shop, ["ALTER TABLE purchase AD note text"], [])
    assert syntax.verdict == "refuted"
    assert 'syntax error at or near "AD"' in syntax.reason
    duplicate = one(shop, ["SET lock_timeout = '500ms'", "CREATE UNIQUE INDEX u ON purchase ((1))"], ["DROP INDEX u"])
    assert duplicate.verdict == "inconclusive"
    assert "synthetic rows break the constraint" in duplicate.reason
    assert [bool(done.problem) for done in duplicate.evidence[0].statements] == [False, True]
    value = one(shop, ["ALTER TABLE purchase ALTER state TYPE uuid USING state::uuid"], [])
    assert value.verdict == "inconclusive"
    assert "a synthetic value does not fit" in value.reason
    half = one(shop, ["ALTER TABLE purchase ADD note text", "SELECT nonsense"], ["ALTER TABLE purchase DROP note"])
    assert half.verdict == "refuted"
    assert half.evidence[0].undo_restores is None


def test_what_one_change_leaves_behind_does_not_reach_the_next(shop: Snapshot) -> None:
    """The first leaves a table; the second would fail on it if the stage were not made anew."""

    class Twice(Postgres):
        def render(self, change: Change, database: Database) -> Rendered:
            return Rendered(
                statements=(Statement(sql="CREATE TABLE made (x integer)"),), undo=(Statement(sql="SELECT 1"),)
            )

    findings = [finding(CreateIndex.on(PURCHASE, column)) for column in ("id", "total", "state")]
    for done in prove(findings, shop, None, Twice(), ROWS):
        assert done.reason == "its undo does not restore the design: tables.public.made is new"
        assert [statement.problem for statement in done.evidence[0].statements] == [None]


def test_a_server_that_dies_takes_one_rehearsal_with_it(shop: Snapshot) -> None:
    deaths: list[str] = []

    class Dying(Postgres):
        @contextmanager
        def open_stage(
            self, database: Database, statistics: Statistics | None, rows: int, progress: Progress = silent
        ) -> Iterator[Stage]:
            with open_stage(database, statistics, rows, progress) as stage:
                yield stage if deaths else Deadly(stage.scratch, stage.visitor, stage.left_out)

    class Deadly(PostgresStage):
        def run(self, statement: Statement) -> RehearsedStatement:
            self.scratch.stop()
            deaths.append(statement.sql)
            return super().run(statement)

    findings = [finding(CreateIndex.on(PURCHASE, column)) for column in ("id", "total")]
    first, second = prove(findings, shop, None, Dying(), ROWS)
    assert len(deaths) == 1
    assert {first.verdict, second.verdict} == {"proved", "inconclusive"}
    failed = first if first.verdict == "inconclusive" else second
    assert failed.reason.startswith("the rehearsal failed: ")


def test_of_many_alike_a_few_are_rehearsed_and_the_others_say_so(shop: Snapshot) -> None:
    many = [finding(CreateIndex.on(PURCHASE, "total", "id", predicate=f"id > {n}")) for n in range(MOST_OF_A_CHECK + 3)]
    done = prove(many, shop, None, Postgres(), ROWS)
    assert sum(one.verdict == "proved" for one in done) == MOST_OF_A_CHECK
    left = [one for one in done if one.verdict != "proved"]
    assert [one.verdict for one in left] == ["inconclusive"] * 3
    assert all(one.reason.startswith(f"not rehearsed: {MOST_OF_A_CHECK} changes of this check were") for one in left)


def test_without_rows_nothing_is_rehearsed(shop: Snapshot) -> None:
    (done,) = proved(shop, None, finding(CreateIndex.on(PURCHASE, "total")), rows=0)
    assert (done.verdict, done.reason) == ("inconclusive", "not rehearsed: no rows were asked for")
    assert done.statements  # the statements are given all the same


def test_what_cannot_be_rendered_is_open_with_its_reason(shop: Snapshot) -> None:
    (done,) = proved(shop, None, finding(DropIndex(table=PURCHASE, index=Name("public", "customer_pkey"))))
    assert done.verdict == "inconclusive"
    assert "belongs to constraint" in done.reason
    assert done.statements == ()


@pytest.mark.postgres("18")
def test_what_every_check_proposes_runs_and_is_undone(installation: Installation) -> None:
    """The first bad example of each check, as it was recorded."""
    refuted: list[str] = []
    rehearsed = 0
    for check in all_checks():
        bad = next((example for example in examples(check) if example.bad), None)
        if bad is None or "estimate" in check.needs:
            continue
        section = read_recorded(check)[bad.title]
        findings = [one for one in judge(check, section)[0] if one.change]
        for done in prove(findings, section.snapshot, None, Postgres(), 50) if findings else ():
            rehearsed += bool(done.evidence)
            if done.verdict == "refuted" or any(one.undo_restores is False for one in done.evidence):
                refuted.append(f"{check.name}: {done.reason}")
    assert rehearsed > 20
    assert refuted == []


CASTED = ("(fee >= (0)::double precision)", "((fee)::double precision >= (0)::double precision)", "(fee > (0)::real)")


def test_likeness_sees_what_differs_and_no_more(shop: Snapshot) -> None:
    database = shop.database
    table = database.table(PURCHASE)
    assert table
    assert differences(database, replace(database)) == ()
    shuffled = replace(table, indexes=tuple(reversed(table.indexes)), grants=())
    assert differences(database, database.change_table(PURCHASE, lambda _: shuffled)) == ()
    limits = [Check(name="c", definition=f"CHECK {text}", expression=text) for text in CASTED]
    checked = [replace(database, tables=(replace(table, checks=(one,)),)) for one in limits]
    assert differences(checked[0], checked[1]) == ()
    assert differences(checked[0], checked[2])[0].startswith("tables.public.purchase.checks.c.definition: ")
    bare = replace(table, indexes=())
    gone = sorted(differences(database, database.change_table(PURCHASE, lambda _: bare)))
    assert gone == sorted(f"tables.public.purchase.indexes.{index.name} is gone" for index in table.indexes)
    fewer = replace(database, tables=tuple(one for one in database.tables if one.name != PURCHASE))
    assert differences(database, fewer) == ("tables.public.purchase is gone",)
    assert differences(fewer, database) == ("tables.public.purchase is new",)
