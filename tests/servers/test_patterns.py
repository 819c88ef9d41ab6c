"""The whole life of every pattern's examples: fitted, rehearsed, applied to rows, used, asked again, taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

import psycopg
import pytest
from applied import needs

from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.database import Database
from maquette.model.design import Design
from maquette.model.errors import MaquetteError
from maquette.model.evidence import Statement
from maquette.model.likeness import differences
from maquette.model.snapshot import Snapshot
from maquette.model.workload import Query, Workload
from maquette.patterns.example import Example, examples
from maquette.patterns.pattern import all_patterns, find, fit
from maquette.proof import designing
from maquette.sql.split import split
from maquette.sql.workload import prepare

ROWS, REHEARSED = 200, 100
CASES = [(name, example) for name, pattern in all_patterns().items() for example in examples(pattern)]
NUMBERS = count(1)
ROWS_OF = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1
"""


def of(kind: str) -> pytest.MarkDecorator:
    cases = [case for case in CASES if case[1].kind == kind]
    return pytest.mark.parametrize(
        ("name", "example"), cases, ids=[f"{name}: {example.title}"[:60] for name, example in cases]
    )


@pytest.fixture
def place(server: Scratch, example: Example) -> Iterator[psycopg.Connection]:
    """A superuser's connection to a database with the example's schema and rows; its roles are gone afterwards."""
    if not example.fits(server.installation.major):
        pytest.skip(f"for {example.versions}")
    database = f"pattern_{next(NUMBERS)}"
    server.create_database(database)
    before = roles(server)
    with psycopg.connect(server.dsn(database, ADMIN), autocommit=True) as connection:
        needs(connection, *example.extensions)
        connection.execute("SET search_path = public, pg_catalog")
        for piece in split(example.sql):
            connection.execute(piece.sql.encode())
        for statement in example.fill:
            connection.execute(statement.replace("{rows}", str(ROWS)).encode())
        yield connection
    server.drop_database(database)
    with server.admin() as admin:
        for role in roles(server) - before:
            admin.execute(f'DROP ROLE "{role}"'.encode())


def roles(server: Scratch) -> set[str]:
    with server.admin() as admin:
        return {row[0] for row in admin.execute("SELECT rolname FROM pg_roles").fetchall()}


def read(connection: psycopg.Connection, example: Example) -> Snapshot:
    snapshot = Postgres().read(f"{connection.info.dsn} password={connection.info.password}")
    queries = tuple(Query(name=f"query-{place}", sql=sql, calls=1000) for place, sql in enumerate(example.queries, 1))
    return replace(snapshot, workload=prepare(Workload(origin="example", queries=queries)) if queries else None)


def fitted(snapshot: Snapshot, example: Example) -> Design:
    return fit(find(example.wish.pattern), ground_of(snapshot), example.wish)


def run(connection: psycopg.Connection, statements: Sequence[Statement]) -> None:
    for statement in statements:
        connection.execute(statement.sql.encode())


def write(connection: psycopg.Connection, example: Example) -> None:
    for row in (1, ROWS // 2):
        for statement in example.write:
            connection.execute(statement.replace("{row}", str(row)).encode())


def contents(connection: psycopg.Connection) -> dict[str, str]:
    """A digest of every table's rows."""
    digest = "SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {} t"
    found = {}
    for (table,) in connection.execute(ROWS_OF).fetchall():
        found[table] = str(connection.execute(digest.format(table).encode()).fetchone())
    return found


@pytest.mark.postgres(">= 15")
@of("example")
def test_an_example_lives_and_leaves_nothing(place: psycopg.Connection, name: str, example: Example) -> None:
    engine, snapshot = Postgres(), read(place, example)
    write(place, example)
    before, rows = snapshot.database, contents(place)

    def again(database: Database) -> Design:
        return fitted(replace(snapshot, database=database), example)

    advice = designing.rehearse(fitted(snapshot, example), again, snapshot, engine, REHEARSED)
    assert advice.evidence, advice.obstacle
    assert advice.evidence.verdict == "proved", advice.evidence.reason
    assert advice.design.open
    assert advice.design.choices, "no choice is told"
    assert len(advice.tried) == len(advice.design.trials) > 0

    run(place, advice.design.statements)
    assert {table: digest for table, digest in contents(place).items() if table in rows}.keys() == rows.keys()
    done = fitted(read(place, example), example)
    assert [step.makes for step in done.open] == []
    for trial in advice.design.trials:
        place.execute("BEGIN")
        place.execute(trial.sql.encode())
        place.execute("ROLLBACK")
    if not example.use:
        run(place, advice.design.undo)
        assert contents(place) == rows
    else:
        for statement in example.use:
            place.execute(statement.encode())
        write(place, example)
        run(place, advice.design.undo)
    assert differences(before, read(place, example).database) == ()
    write(place, example)


@pytest.mark.postgres(">= 15")
@of("standing")
def test_what_stands_is_left_alone(place: psycopg.Connection, name: str, example: Example) -> None:
    snapshot = read(place, example)
    design = fitted(snapshot, example)
    standing = [step.makes for step in design.steps if step.stands]
    for label in example.stands:
        assert any(makes.startswith(label) for makes in standing), (label, standing)
    for makes in standing:
        assert any(makes.startswith(label) for label in example.stands), makes
    advice = designing.rehearse(
        design, lambda database: fitted(replace(snapshot, database=database), example), snapshot, Postgres(), REHEARSED
    )
    assert advice.evidence, advice.obstacle
    assert advice.evidence.verdict == "proved", advice.evidence.reason


@pytest.mark.postgres(">= 15")
@of("refused")
def test_a_refusal_says_why(place: psycopg.Connection, name: str, example: Example) -> None:
    with pytest.raises(MaquetteError) as refused:
        fitted(read(place, example), example)
    assert example.title in refused.value.message
    assert refused.value.hint


def test_every_pattern_has_its_page_and_examples() -> None:
    for name, pattern in all_patterns().items():
        kinds = {example.kind for example in examples(pattern)}
        assert kinds == {"example", "standing", "refused"}, name
        for option in pattern.options:
            assert option.words, f"{name}: {option.name} has no sentence"
