"""The workload as pg_stat_statements has it: parameters in place of values, and yet the right index."""

from __future__ import annotations

from command import maquette
from source_server import Source

SCHEMA = """
CREATE EXTENSION pg_stat_statements;
CREATE TABLE sale (
    id bigserial PRIMARY KEY, buyer int NOT NULL, state text NOT NULL, made timestamptz NOT NULL, tags text[]
);
INSERT INTO sale (buyer, state, made, tags)
    SELECT n % 4000, CASE WHEN n % 100 = 0 THEN 'open' ELSE 'done' END,
           timestamptz '2026-01-01' + n * interval '1 min', ARRAY['tag ' || n % 50] FROM generate_series(1, 60000) n;
VACUUM ANALYZE sale;
SELECT pg_stat_statements_reset();
"""
ASKED = (
    "SELECT * FROM sale WHERE buyer = 7 AND state = 'open'",
    "SELECT * FROM sale WHERE buyer = ANY ('{1,2,3}') ORDER BY made DESC LIMIT 5 OFFSET 2",
    "SELECT date_trunc('month', made) AS month, count(*) FROM sale WHERE buyer IN (5, 6) GROUP BY 1",
    "SELECT count(*) FROM sale WHERE made >= date '2026-01-05' AND made < date '2026-01-05' + interval '1 day'",
    "SELECT id FROM sale WHERE tags @> ARRAY['tag 7'] AND buyer > 3990",
    "INSERT INTO sale (buyer, state, made) VALUES (1, 'open', now()), (2, 'open', now())",
    "UPDATE sale SET state = 'done' WHERE id = 12",
)


def test_an_index_for_statements_with_parameters(source: Source, target: str) -> None:
    if not source.statement_statistics:
        refused = maquette("index", source.dsn(target), "--workers", 1)
        assert refused.code == 2
        assert "give --queries FILE, or install pg_stat_statements" in refused.err
        return  # this installation comes without contrib
    with source.connect(target) as connection:
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement.encode())
        for statement in ASKED * 20:
            connection.execute(statement.encode())
    ran = maquette("index", source.dsn(target), "--workers", 1, "--format", "json")
    assert ran.code == 0, ran.err
    advice = ran.json
    assert [one for one in advice["unplanned"] if "pg_stat_statements_reset" not in one["problem"]] == []
    made = " ".join(one["statement"] for one in advice["indexes"])
    assert "(buyer" in made
    assert "state = " not in made  # a value that stands for others makes no partial index
    assert advice["after"] < 0.5 * advice["before"]
    assert any("writes of public.sale: the workload's own statements" in note for note in advice["notes"])
    helped = {query["query"]: query["calls"] for one in advice["indexes"] for query in one["helps"]}
    assert {round(calls, 6) for calls in helped.values()} == {20}  # the samples of a query together
