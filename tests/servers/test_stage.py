"""The stage on real servers: locks as the manual's table has them, rewrites, and rows for whatever a design asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from versions import for_version

from maquette.engines.postgres.loading.ddl import read_ddl
from maquette.engines.postgres.servers.installations import Installation
from maquette.engines.postgres.stage import PostgresStage, open_stage
from maquette.model.database import Database
from maquette.model.evidence import RehearsedStatement, Statement
from maquette.model.names import Name
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics

ROWS = 500

SHOP = """
CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, name text);
CREATE TABLE purchase (
    id bigserial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer,
    state text NOT NULL CHECK (state IN ('open', 'paid')),
    total integer NOT NULL CHECK (total > 0),
    note text
);
CREATE INDEX purchase_state ON purchase (state);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no rows here''; END';
CREATE TRIGGER refuses BEFORE INSERT ON purchase FOR EACH ROW EXECUTE FUNCTION stamp();
ALTER TABLE purchase ENABLE ROW LEVEL SECURITY;
ALTER TABLE purchase FORCE ROW LEVEL SECURITY;
"""

# The manual, 13.3.1 "Table-Level Locks", and the page of each command. What only reads (ACCESS SHARE) is not listed.
LOCKS = [
    ("CREATE INDEX fresh ON purchase (total)", "DROP INDEX fresh", {("purchase", "ShareLock")}),
    (
        "DROP INDEX purchase_state", "CREATE INDEX purchase_state ON purchase (state)",
        {("purchase", "AccessExclusiveLock"), ("purchase_state", "AccessExclusiveLock")},
    ),
    (
        "ALTER TABLE purchase ALTER note TYPE varchar(90)", "ALTER TABLE purchase ALTER note TYPE text",
        {
            ("purchase", "AccessExclusiveLock"), ("purchase", "ShareLock"),  # the second to build its indexes again
            ("purchase_pkey", "AccessExclusiveLock"), ("purchase_state", "AccessExclusiveLock"),
        },
    ),
    (
        "ALTER TABLE purchase ADD CONSTRAINT c CHECK (total < 100000) NOT VALID",
        "ALTER TABLE purchase DROP CONSTRAINT c", {("purchase", "AccessExclusiveLock")},
    ),
    (
        "ALTER TABLE purchase ADD CONSTRAINT u UNIQUE (id, total)", "ALTER TABLE purchase DROP CONSTRAINT u",
        {("purchase", "ShareLock"), ("purchase", "AccessExclusiveLock")},
    ),
    (
        "ALTER TABLE purchase ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES customer NOT VALID",
        "ALTER TABLE purchase DROP CONSTRAINT f",
        {("purchase", "ShareRowExclusiveLock"), ("customer", "ShareRowExclusiveLock")},
    ),
    (
        "ALTER TABLE purchase SET (fillfactor = 80)", "ALTER TABLE purchase RESET (fillfactor)",
        {("purchase", "ShareUpdateExclusiveLock")},
    ),
    (
        "ALTER TABLE purchase DISABLE TRIGGER refuses", "ALTER TABLE purchase ENABLE TRIGGER refuses",
        {("purchase", "ShareRowExclusiveLock")},
    ),
    (
        "ALTER TABLE purchase REPLICA IDENTITY FULL", "ALTER TABLE purchase REPLICA IDENTITY DEFAULT",
        {("purchase", "AccessExclusiveLock")},
    ),
    ("GRANT SELECT ON purchase TO PUBLIC", "REVOKE SELECT ON purchase FROM PUBLIC", set()),
]  # fmt: skip
CONCURRENT = {
    "CREATE INDEX CONCURRENTLY purchase_total ON purchase (total)": {("purchase", "ShareUpdateExclusiveLock")},
    "REINDEX INDEX CONCURRENTLY purchase_state": {
        ("purchase", "ShareUpdateExclusiveLock"), ("purchase_state", "ShareUpdateExclusiveLock"),
    },
    "DROP INDEX CONCURRENTLY purchase_state": {
        ("purchase", "ShareUpdateExclusiveLock"), ("purchase_state", "ShareUpdateExclusiveLock"),
    },
}  # fmt: skip


def design(tmp_path: Path, sql: str, major: int) -> Database:
    file = tmp_path / "schema.sql"
    file.write_text(sql)
    snapshot = read_ddl([file], major)
    assert not [note for note in snapshot.notes if "left out" in note], snapshot.notes
    return snapshot.database


@pytest.fixture(scope="module")
def shop(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresStage]:
    database = design(tmp_path_factory.mktemp("shop"), SHOP, installation.major)
    with open_stage(database, None, ROWS) as stage:
        assert stage.left_out == ()
        yield stage


def taken(done: RehearsedStatement) -> set[tuple[str, str]]:
    assert done.problem is None
    return {(lock.object.removeprefix("public."), lock.mode) for lock in done.locks}


def test_it_is_the_whole_design_again_and_filled(shop: PostgresStage) -> None:
    table = shop.read().table(Name("public", "purchase"))
    assert table
    assert [trigger.name for trigger in table.triggers] == ["refuses"]
    assert table.force_row_security
    assert [key.validated for key in table.foreign_keys] == [True]
    assert shop.rows(Name("public", "customer")) == ROWS


@pytest.mark.parametrize(("sql", "undo", "locks"), LOCKS)
def test_locks_are_those_of_the_manual(shop: PostgresStage, sql: str, undo: str, locks: set[tuple[str, str]]) -> None:
    before = shop.read()
    assert {pair for pair in taken(shop.run(Statement(sql=sql))) if pair[1] != "AccessShareLock"} == locks
    assert shop.read() != before
    assert shop.run(Statement(sql=undo)).problem is None
    assert without_privileges(shop.read()) == without_privileges(before)


def without_privileges(database: Database) -> Database:
    """A table whose privileges were ever touched has a list of them; it says the same."""
    return replace(database, tables=tuple(replace(table, grants=None) for table in database.tables))


def test_concurrent_statements_are_seen_while_they_wait(shop: PostgresStage) -> None:
    for sql, locks in CONCURRENT.items():
        done = shop.run(Statement(sql=sql, transactional=False))
        assert taken(done) == locks, sql
        assert done.rewritten == (("public.purchase_state",) if "REINDEX" in sql else ())
    assert shop.run(Statement(sql="CREATE INDEX purchase_state ON purchase (state)")).problem is None


def test_rewrites_are_told(shop: PostgresStage) -> None:
    done = shop.run(Statement(sql="ALTER TABLE purchase ALTER total TYPE bigint"))
    assert set(done.rewritten) >= {"public.purchase", "public.purchase_pkey"}
    assert shop.run(Statement(sql="ALTER TABLE purchase ALTER note TYPE text")).rewritten == ()
    assert shop.run(Statement(sql="CREATE INDEX made ON purchase (note)")).rewritten == ()


def test_a_failure_is_a_value_and_leaves_nothing(shop: PostgresStage) -> None:
    before = shop.read()
    done = shop.run(Statement(sql="ALTER TABLE purchase ADD CHECK (total < 0)"))
    assert done.problem
    assert "is violated by some row" in done.problem
    broken = shop.run(Statement(sql="ALTER TABLE purchase AD CHECK (total < 0)"))
    assert broken.problem == 'syntax error at or near "AD"'
    late = shop.run(Statement(sql="CREATE INDEX CONCURRENTLY ON nothing (x)", transactional=False))
    assert late.problem == 'relation "nothing" does not exist'
    assert shop.read() == before


def test_settings_are_judged_and_never_kept(shop: PostgresStage) -> None:
    assert shop.run(Statement(sql="ALTER SYSTEM SET work_mem = '64MB'", transactional=False)).problem is None
    assert "invalid value" in (shop.run(Statement(sql="ALTER SYSTEM SET work_mem = 'much'")).problem or "")
    for hostile in (
        "ALTER SYSTEM SET archive_command = 'touch here'",
        "ALTER SYSTEM SET work_mem = '64MB'; CREATE TABLE taken (x int)",
        "ALTER SYSTEM SET Work_Mem = pg_read_file('x')",
    ):
        assert (shop.run(Statement(sql=hostile)).problem or "").startswith("not tried")
    with shop.scratch.admin() as admin:
        row = admin.execute("SELECT count(*) FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'").fetchone()
    assert row == (0,)


TYPES = """
CREATE SCHEMA "Odd ""Name";
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE DOMAIN postcode AS text CHECK (VALUE ~ '^[0-9]{5}$');
CREATE DOMAIN strict_code AS postcode NOT NULL CHECK (VALUE <> '00000');
CREATE TYPE place AS (street text, number integer);
CREATE TYPE span AS RANGE (SUBTYPE = float8);
CREATE TABLE every_type (
    a smallint, b integer, c bigint, d real, e double precision, f numeric, g numeric(5,2), h money, i boolean, j text,
    k varchar(3), l char(2), m "char", n name, o bytea, p uuid, q date, r time, s timetz, t timestamp(0), u timestamptz,
    v interval, w json, x jsonb, z inet, aa cidr, ab macaddr, ac bit(5), ad varbit, ae point, af box, ag tsvector,
    ah tsquery, ai int4range, aj numrange, ak tstzrange, am integer[],
    al int4multirange, -- since 14
    an text[][], ao mood,
    ap postcode, aq strict_code, ar place, "as" span, at mood[], au postcode[], av oid, aw pg_lsn, ax circle,
    ay integer GENERATED ALWAYS AS (b * 2) STORED
);
CREATE TABLE "Odd ""Name"."My ""Table" ("select" integer PRIMARY KEY, "Größe ""x" postcode NOT NULL UNIQUE);
CREATE TABLE booking (room integer NOT NULL, during tstzrange NOT NULL, PRIMARY KEY (room, during));
CREATE TABLE span_of (starts date NOT NULL, ends date NOT NULL, CHECK (starts < ends));
CREATE TABLE one_of (a integer, b integer, CHECK (num_nonnulls(a, b) = 1));
CREATE TABLE money_of (
    currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    rate numeric(4,3) NOT NULL CHECK (rate > 0 AND rate <= 1),
    email text NOT NULL UNIQUE CHECK (email LIKE '%@%'), day date NOT NULL CHECK (day = date_trunc('month', day)),
    kind smallint NOT NULL CHECK (kind = ANY (ARRAY[3, 5, 7])), UNIQUE (kind, email)
);
CREATE TABLE small (yes boolean PRIMARY KEY);
CREATE TABLE nothing ();
"""

KEYS = """
CREATE TABLE boss (id integer PRIMARY KEY, boss_id integer REFERENCES boss, self_id integer NOT NULL REFERENCES boss);
CREATE TABLE egg (id bigint PRIMARY KEY, hen_id bigint);
CREATE TABLE hen (id bigint PRIMARY KEY, egg_id bigint NOT NULL REFERENCES egg);
ALTER TABLE egg ADD FOREIGN KEY (hen_id) REFERENCES hen;
CREATE TABLE ying (id bigint PRIMARY KEY, yang_id bigint NOT NULL);
CREATE TABLE yang (id bigint PRIMARY KEY, ying_id bigint NOT NULL REFERENCES ying);
ALTER TABLE ying ADD FOREIGN KEY (yang_id) REFERENCES yang;
CREATE TABLE tenant (id integer PRIMARY KEY);
CREATE TABLE customer (tenant_id integer REFERENCES tenant, id bigint, PRIMARY KEY (tenant_id, id));
CREATE TABLE product (tenant_id integer REFERENCES tenant, id bigint, PRIMARY KEY (tenant_id, id));
CREATE TABLE purchase (
    tenant_id integer NOT NULL REFERENCES tenant, customer_id bigint NOT NULL, product_id bigint NOT NULL,
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customer, FOREIGN KEY (tenant_id, product_id) REFERENCES product
);
CREATE TABLE profile (egg_id bigint PRIMARY KEY REFERENCES egg);
CREATE TABLE wish (egg_id bigint REFERENCES egg, boss_id integer REFERENCES boss, PRIMARY KEY (egg_id, boss_id));
CREATE TABLE late (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED, tenant_id integer REFERENCES tenant DEFERRABLE);
CREATE TABLE sold (id bigint, day date, tenant_id integer REFERENCES tenant) PARTITION BY RANGE (day);
CREATE TABLE sold_old PARTITION OF sold FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
CREATE TABLE sold_2025 PARTITION OF sold FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (tenant_id);
CREATE TABLE sold_2025_a PARTITION OF sold_2025 FOR VALUES IN (1, 2);
CREATE TABLE sold_2025_b PARTITION OF sold_2025 DEFAULT;
CREATE TABLE part (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (1000);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (1000) TO (MAXVALUE);
CREATE TABLE hashed (id uuid PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE listed (kind text NOT NULL, x integer) PARTITION BY LIST (kind);
CREATE TABLE listed_a PARTITION OF listed FOR VALUES IN ('it''s', 'b');
CREATE TABLE listed_b PARTITION OF listed FOR VALUES IN ('c');
CREATE TABLE two (a integer, b text) PARTITION BY RANGE (a, b);
CREATE TABLE two_1 PARTITION OF two FOR VALUES FROM (1, 'a') TO (1, 'k');
CREATE TABLE two_2 PARTITION OF two FOR VALUES FROM (1, 'k') TO (5, MAXVALUE);
"""


@pytest.mark.parametrize("schema", [TYPES, KEYS], ids=["types", "keys"])
def test_every_design_gets_rows_that_it_accepts(tmp_path: Path, schema: str, installation: Installation) -> None:
    database = design(tmp_path, for_version(schema, installation.major), installation.major)
    with open_stage(database, None, ROWS) as stage:
        assert stage.left_out == ()
        filled = {str(table.name): stage.rows(table.name) for table in database.tables}
        assert [name for name, rows in filled.items() if rows == 0] == []
        roots = {str(table.name) for table in database.roots} - {"public.small"}
        assert [name for name in roots if filled[name] < ROWS / 2] == []
        assert filled.get("public.small", 2) == 2
        assert len(stage.read().tables) == len(database.tables)


def test_a_table_that_cannot_be_filled_is_named_and_the_rest_goes_on(
    tmp_path: Path, installation: Installation
) -> None:
    sql = """
    CREATE TABLE impossible (x integer NOT NULL CHECK (x > 5 AND x < 3));
    CREATE TABLE possible (x integer PRIMARY KEY);
    CREATE TABLE below (id integer PRIMARY KEY, x integer NOT NULL);
    CREATE TABLE parent (id integer PRIMARY KEY CHECK (id < 0 AND id > 0));
    ALTER TABLE below ADD FOREIGN KEY (x) REFERENCES parent;
    """
    with open_stage(design(tmp_path, sql, installation.major), None, ROWS) as stage:
        assert stage.rows(Name("public", "possible")) == ROWS
        assert stage.rows(Name("public", "impossible")) == 0
        assert sorted(stage.left_out) == [
            "rows of public.below: its foreign key below_x_fkey needs rows of public.parent, which has none",
            "rows of public.impossible: no synthetic row satisfies its checks",
            "rows of public.parent: no synthetic row satisfies its checks",
        ]


def test_functions_of_a_source_do_no_harm(tmp_path: Path, installation: Installation) -> None:
    """Checks, defaults and indexes run while rows go in: as the guest, and not for ever."""
    sql = r"""
    CREATE FUNCTION "evil""; DROP TABLE good; --"(x integer) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
        ALTER ROLE CURRENT_USER SUPERUSER;
        RETURN true;
    EXCEPTION WHEN insufficient_privilege THEN
        RETURN false;
    END $$;
    CREATE TABLE good (x integer PRIMARY KEY);
    CREATE TABLE guarded (x integer, CHECK (NOT "evil""; DROP TABLE good; --"(x)));
    CREATE TABLE taken (x integer, CHECK ("evil""; DROP TABLE good; --"(x)));
    """
    with open_stage(design(tmp_path, sql, installation.major), None, ROWS) as stage:
        assert stage.rows(Name("public", "good")) == ROWS
        assert stage.rows(Name("public", "guarded")) == ROWS
        assert stage.left_out == ("rows of public.taken: no synthetic row satisfies its checks",)
        done = stage.run(Statement(sql="ALTER ROLE CURRENT_USER SUPERUSER"))
        assert done.problem


@pytest.mark.postgres("18")
def test_a_statement_that_never_ends_is_ended(
    tmp_path: Path, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = """
    CREATE FUNCTION stubborn(x integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
        LOOP
            BEGIN
                PERFORM pg_sleep(60);
            EXCEPTION WHEN query_canceled THEN NULL;
            END;
        END LOOP;
    END $$;
    CREATE TABLE held (x integer);
    """
    monkeypatch.setattr("maquette.engines.postgres.stage.STATEMENT_SECONDS", 0.5)
    monkeypatch.setattr("maquette.engines.postgres.visitor.GRACE_SECONDS", 0.5)
    with open_stage(design(tmp_path, sql, installation.major), None, ROWS) as stage:
        for transactional in (True, False):
            done = stage.run(Statement(sql="CREATE INDEX ON held (stubborn(x))", transactional=transactional))
            assert done.problem
            assert "terminat" in done.problem
        assert stage.run(Statement(sql="CREATE INDEX ON held (x)")).problem is None


def test_rows_follow_the_statistics(tmp_path: Path, installation: Installation) -> None:
    sql = "CREATE TABLE sale (id integer PRIMARY KEY, state text, day date, tiny integer, note text);"
    columns = (
        ColumnStatistics(column="id", distinct=-1.0, histogram=("1", "500", "1000")),
        ColumnStatistics(
            column="state", null_fraction=0.2, distinct=2,
            common_values=("open", "it's \\ paid"), common_frequencies=(0.6, 0.2),
        ),
        ColumnStatistics(column="day", distinct=3, histogram=("2020-01-01", "2020-01-02", "2020-01-03")),
        ColumnStatistics(column="tiny", distinct=7),
        ColumnStatistics(column="note", null_fraction=1.0),
    )  # fmt: skip
    known = Statistics(
        relations=(RelationStatistics(name=Name("public", "sale"), pages=10, rows=1e6, columns=columns),)
    )
    with open_stage(design(tmp_path, sql, installation.major), known, 2000) as stage:
        row = stage.visitor.run(
            "SELECT count(*), count(DISTINCT id), avg((state IS NULL)::int), avg((state = 'open')::int),"
            " count(DISTINCT state), min(day)::text, max(day)::text, count(DISTINCT tiny), count(note) FROM sale",
            5,
        ).fetchone()
        assert row
        assert row[:2] == (2000, 2000)
        assert float(row[2]) == pytest.approx(0.2, abs=0.03)
        assert float(row[3]) == pytest.approx(0.75, abs=0.03)  # 0.6 of all is 0.75 of those that are not null
        assert row[4:] == (2, "2020-01-01", "2020-01-03", 7, 0)
