"""Each kind of index on real rows: proposed, accepted, used, and cheaper than all plain b-trees together; and a twin
that says so beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import psycopg
import pytest
from versions import schema

from maquette.advisors.selection.candidates import candidates
from maquette.engines.postgres.clauses import create_index
from maquette.engines.postgres.planner import PostgresPlanner, open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.change import CreateIndex
from maquette.model.database import Database
from maquette.model.names import Name
from maquette.model.plan import Plan
from maquette.model.routine import Function
from maquette.model.snapshot import Snapshot
from maquette.sql.analyse import analyse
from maquette.sql.immutable import immutable_type
from maquette.sql.tree import canonical_text

SCHEMAS = Path(__file__).parent / "schemas"
CONTRIB = ("pg_trgm", "btree_gist")

KINDS = (  # what is asked, and the index that answers it
    ("SELECT sum(rank + score), min(at) FROM app.post WHERE author < 900", "btree (author) INCLUDE (rank, score, at)"),
    ("SELECT * FROM app.post ORDER BY topic DESC, rank LIMIT 10", "btree (topic DESC, rank)"),
    ("SELECT * FROM app.post ORDER BY score DESC NULLS LAST LIMIT 10", "btree (score NULLS FIRST)"),
    (
        "SELECT * FROM app.post WHERE state IN ('new', 'late') ORDER BY rank LIMIT 10",
        "btree (rank) WHERE (state IN ('new', 'late'))",
    ),
    ("SELECT * FROM app.post WHERE lower(email) = 'user77@example.org'", "btree ((lower(email)))"),
    ("SELECT * FROM app.post WHERE doc ->> 'kind' = 'k77'", "btree ((doc ->> 'kind'))"),
    ("SELECT * FROM app.post WHERE doc #>> '{part,no}' = '77'", "btree ((doc #>> '{part,no}'))"),
    ("SELECT * FROM app.post WHERE date_trunc('day', at) = '2024-03-03'", "btree ((date_trunc('day', at)))"),
    ("SELECT * FROM app.post WHERE title LIKE 'title abc%'", "btree (title text_pattern_ops)"),
    ("SELECT * FROM app.post WHERE url = 'https://example.org/1'", "hash (url)"),
    (
        "SELECT sum(value), sum(quality), sum(sensor) FROM app.reading WHERE at BETWEEN '2024-03-01' AND '2024-04-15'",
        "brin (at)",
    ),
    ("SELECT * FROM app.post WHERE doc @> '{\"kind\": \"k77\"}'", "gin (doc jsonb_path_ops)"),
    ("SELECT * FROM app.post WHERE doc ? 'f77'", "gin (doc)"),
    ("SELECT * FROM app.post WHERE tags @> '{t77,u0}'", "gin (tags)"),
    ("SELECT * FROM app.post WHERE words @@ to_tsquery('english', 'word77')", "gin (words)"),
    (
        "SELECT * FROM app.post WHERE to_tsvector('english', body) @@ to_tsquery('english', 'word77')",
        "gin ((to_tsvector('english', body)))",
    ),
    ("SELECT * FROM app.post WHERE during && '[2024-03-01,2024-03-02)'::tsrange", "gist (during)"),
    ("SELECT * FROM app.post ORDER BY spot <-> point(7, 7) LIMIT 10", "gist (spot)"),
    ("SELECT * FROM app.post WHERE spot <@ box '((5,5),(9,9))'", "gist (spot)"),
    ("SELECT * FROM app.post WHERE house >>= inet '10.0.7.7'", "gist (house inet_ops)"),
)  # fmt: skip
OF_CONTRIB = (
    ("SELECT * FROM app.post WHERE title ILIKE '%bcd77%'", "gin (title gin_trgm_ops)"),
    ("SELECT * FROM app.post ORDER BY title <-> 'title abc' LIMIT 10", "gist (title gist_trgm_ops)"),
    ("SELECT * FROM app.post WHERE room = 7 AND during && '[2024-03-01,2024-06-02)'::tsrange", "gist (room, during)"),
)


@dataclass
class Place:
    """A loaded database and its twin."""

    admin: psycopg.Connection
    snapshot: Snapshot
    twin: PostgresPlanner
    contrib: bool

    def proposed(self, sql: str) -> dict[str, CreateIndex]:
        """By its definition from USING on: each candidate."""
        statistics = self.snapshot.statistics
        assert statistics
        analysis = analyse(sql, self.snapshot.database)
        found = candidates(analysis, self.snapshot.database, statistics)
        return {create_index(change.index).partition(" USING ")[2]: change for change in found}

    def plain(self, sql: str) -> list[CreateIndex]:
        """What an advisor of plain b-trees has: the columns named, alone and in ordered pairs."""
        (name,) = {relation.name for relation in analyse(sql, self.snapshot.database).relations}
        table = self.snapshot.database.table(name)
        assert table
        named = [c.name for c in table.columns if re.search(rf"\b{c.name}\b", sql) and c.base not in ("point", "jsonb")]
        return [CreateIndex.on(name, *columns) for size in (1, 2) for columns in permutations(named, size)]

    def real(self, sql: str, changes: Sequence[CreateIndex]) -> tuple[Plan, set[str]]:
        """The plan with those indexes really made, and their names; they are gone afterwards."""
        with self.admin.transaction(force_rollback=True):
            names = set()
            for number, change in enumerate(changes):
                statement = create_index(change.index).replace(change.index.name.name, f"tried_{number}", 1)
                self.admin.execute(statement.encode())
                names.add(f"tried_{number}")
            row = self.admin.execute(b"EXPLAIN (FORMAT JSON) " + sql.encode()).fetchone()
            assert row
            return Plan(row[0][0]), names

    def imagined(self, sql: str, changes: Sequence[CreateIndex]) -> tuple[Plan, set[str]]:
        """The same on the twin."""
        made = self.twin.create(changes)
        self.twin.show(made)
        plan = self.twin.explain(sql)
        self.twin.hide(made)
        return plan, {one.name for one in made}


@pytest.fixture(scope="module")
def place(server: Scratch) -> Iterator[Place]:
    sorted_by_language = Database(collate="C.UTF-8", ctype="C.UTF-8")  # for PostgreSQL, that is not C
    server.create_database("kinds", sorted_by_language)
    with server.admin("kinds") as admin:
        admin.execute("SET search_path = public")
        for statement in schema("index_kinds.sql", server.installation.major).split(";\n"):
            admin.execute(statement.encode())
        row = admin.execute(
            "SELECT count(*) FROM pg_available_extensions WHERE name = ANY (%s)", [list(CONTRIB)]
        ).fetchone()
        contrib = row == (len(CONTRIB),)
        for name in CONTRIB if contrib else ():
            admin.execute(f"CREATE EXTENSION {name} SCHEMA public".encode())
        snapshot = read(server.dsn("kinds", ADMIN))
        with open_planner(snapshot) as twin:
            yield Place(admin, snapshot, twin, contrib)
    server.drop_database("kinds")


def _wins(place: Place, sql: str, expected: str) -> None:
    found = place.proposed(sql)
    assert expected in found
    for plan_with in (place.real, place.imagined):
        others, _ = plan_with(sql, place.plain(sql))
        plan, names = plan_with(sql, [found[expected]])
        assert names & plan.indexes, (plan_with.__name__, plan.shape)
        assert plan.cost < others.cost, (plan_with.__name__, plan.cost, others.cost)


@pytest.mark.parametrize(("sql", "expected"), KINDS, ids=[expected for _, expected in KINDS])
def test_kind_is_proposed_accepted_used_and_cheaper(place: Place, sql: str, expected: str) -> None:
    _wins(place, sql, expected)


@pytest.mark.parametrize(("sql", "expected"), OF_CONTRIB, ids=[expected for _, expected in OF_CONTRIB])
def test_kind_of_an_extension_is_proposed_where_it_is_installed(place: Place, sql: str, expected: str) -> None:
    if place.contrib:
        _wins(place, sql, expected)
    else:
        assert expected not in place.proposed(sql)


def test_everything_proposed_is_accepted(fresh_database: str, server: Scratch) -> None:
    """For queries over columns of many types."""
    with server.admin(fresh_database) as admin:
        for statement in schema("planned.sql", server.installation.major).split(";\n"):
            admin.execute(statement.encode())
        snapshot = read(server.dsn(fresh_database, ADMIN))
        assert snapshot.statistics
        admin.execute("TRUNCATE app.things, app.parts")  # what is made of no rows is made at once
        tried = 0
        for sql in (SCHEMAS / "planned_queries.sql").read_text("utf-8").splitlines():
            for change in candidates(analyse(sql, snapshot.database), snapshot.database, snapshot.statistics):
                with admin.transaction(force_rollback=True):
                    admin.execute(create_index(change.index).encode())
                tried += 1
        assert tried > 100


EXPRESSIONS = {  # whether the server makes an index of them
    "lower(email)": True, "upper(title || email)": True, "substring(title from 1 for 3)": True, "rank % 7": True,
    "rank::text": True, "(doc ->> 'kind')::int": True, "(doc -> 'part' ->> 'no')::numeric": True, "at::date": True,
    "(doc ->> 'kind')::date": False, "(doc ->> 'kind')::timestamptz": False, "at::timestamptz": False, 
    "at::text": False,
    "date_trunc('day', at)": True, "date_trunc('day', at::timestamptz)": False, "extract(year from at)": True,
    "extract(year from at AT TIME ZONE 'UTC')": False, "(at AT TIME ZONE 'UTC')": True, "at + interval '1 day'": True,
    "date_trunc('day', at AT TIME ZONE 'UTC' AT TIME ZONE 'CET')": True, "at - timestamp '2024-01-01'": True,
    "age(at)": False, "to_tsvector('english', body)": True, "to_tsvector(body)": False, "md5(title)": True,
    "concat(title, email)": False, "coalesce(score, 0)": True, "coalesce(score, rank)": True, "nullif(score, 0)": True,
    "greatest(score, rank)": True, "CASE WHEN rank > 5 THEN state ELSE 'x' END": True, 
    "array_to_string(tags, ',')": False,
    "cardinality(tags)": True, "tags[1]": True, "host(house)": True, "house::text": True, "state = 'new'": True,
    "score IS NULL": True, "rank + random()": False, "now() - at": False, "jsonb_array_length(doc -> 'x')": True,
    "jsonb_extract_path_text(doc, 'part', 'no')": True, "round(rank / 3.0, 2)": True, "title COLLATE \"C\"": True,
    "to_char(at, 'YYYY')": False, "abs(score - rank)": True, "title ~ '^a'": True,
    "regexp_replace(title, 'a', '')": True, "state || rank": True, "at || state": False,
    "date_bin('1 hour', at, timestamp '2024-01-01')": True, "split_part(email, '@', 2)": True,
    "isempty(during)": True, "lower(during)": True, "spot[0]": True, "own_immutable(rank)": True,
    "own_stable(rank)": False,
    "at > '2024-01-01'": True, "at::time": True, "at::date > current_date": False, "length(title) + 1": True,
}  # fmt: skip
UNSURE = {"tags[1]", "spot[0]"}  # may be had, but are not looked for


def test_only_what_the_server_takes_for_immutable_is(place: Place) -> None:
    admin, database = place.admin, place.snapshot.database
    table = database.table(Name("app", "post"))
    assert table
    bases = {column.name: column.base for column in table.columns}
    own = [Function(name=Name("public", f"own_{kind}"), arguments="integer", returns="integer", volatility=kind)
           for kind in ("immutable", "stable")]  # fmt: skip
    database = replace(database, functions=tuple(own))
    with admin.transaction(force_rollback=True):
        for function in own:
            body = f"LANGUAGE plpgsql {function.volatility} AS 'BEGIN RETURN $1 + 1; END'"  # or it would be inlined
            admin.execute(f"CREATE FUNCTION {function.name}(integer) RETURNS integer {body}".encode())
        for expression, wanted in EXPRESSIONS.items():
            if expression.startswith("date_bin") and database.major < 14:
                continue
            assert _accepts(admin, expression) == wanted, expression
            known = immutable_type(expression, lambda name: bases.get(name, ""), database)
            assert (known is not None) == (wanted and expression not in UNSURE), (expression, known)
            if known:
                assert canonical_text(expression)


def _accepts(admin: psycopg.Connection, expression: str) -> bool:
    method = "gin" if expression.startswith("to_tsvector") else "btree"
    try:
        with admin.transaction(force_rollback=True):
            admin.execute(f"CREATE INDEX ON app.post USING {method} (({expression}))".encode())
    except psycopg.errors.InvalidObjectDefinition:
        return False
    except psycopg.errors.DataError:
        return True  # immutable, but not of these rows
    return True
