"""Where search, document and summary say that they are worth it: large tables that a workload asks in that way."""

from __future__ import annotations

from maquette.model.constraint import Key
from maquette.model.database import Database
from maquette.model.names import Name
from maquette.model.statistics import RelationStatistics, Statistics
from maquette.model.table import Column, Table
from maquette.model.workload import Query, Workload
from maquette.patterns.ground import Ground
from maquette.patterns.pattern import find
from maquette.sql.analyse import analyse_workload

NOTES = Name("public", "notes")
TABLE = Table(
    name=NOTES,
    columns=(
        Column(name="id", type="bigint", base="bigint", not_null=True),
        Column(name="body", type="text", base="text"),
        Column(name="data", type="jsonb", base="jsonb"),
    ),
    primary_key=Key(
        name="notes_pkey",
        columns=("id",),
        definition="PRIMARY KEY (id)",
        primary=True,
        index=Name("public", "notes_pkey"),
    ),
)
DATABASE = Database(version=180000, tables=(TABLE,))


def ground(rows: float, *queries: str) -> Ground:
    statistics = Statistics(relations=(RelationStatistics(name=NOTES, pages=10_000, rows=rows),))
    workload = Workload(
        origin="test", queries=tuple(Query(name=str(n), sql=sql, calls=10) for n, sql in enumerate(queries))
    )
    return Ground(DATABASE, statistics, workload, analyse_workload(workload, DATABASE))


def fits(pattern: str, rows: float, *queries: str) -> list[dict[str, str]]:
    return [dict(fit.options) for fit in find(pattern).fits(ground(rows, *queries))]


def test_search_fits_where_a_word_is_looked_for_inside_of_texts() -> None:
    asked = "SELECT * FROM notes WHERE body ILIKE '%kettle%'"
    assert fits("search", 1_000_000, asked) == [{"columns": "body"}]
    assert fits("search", 1_000, asked) == []
    assert fits("search", 1_000_000, "SELECT * FROM notes WHERE body LIKE 'kettle%'") == []


def test_document_fits_where_no_index_serves_what_is_asked() -> None:
    inside, compared = "SELECT * FROM notes WHERE data @> '{\"a\": 1}'", "SELECT * FROM notes WHERE data ->> 'a' = '1'"
    assert fits("document", 1_000_000, inside) == [{"column": "data"}]
    assert fits("document", 1_000_000, compared) == [{"column": "data"}]
    assert fits("document", 100, inside, compared) == []
    assert fits("document", 1_000_000, "SELECT * FROM notes WHERE id = 1") == []


def test_summary_fits_where_the_whole_of_a_large_table_is_grouped() -> None:
    whole = "SELECT body, count(*) FROM notes GROUP BY body"
    (found,) = fits("summary", 1_000_000, whole)
    assert found["query"].startswith("SELECT body AS body, count(*) AS count FROM public.notes")
    assert fits("summary", 1_000, whole) == []
    assert fits("summary", 1_000_000, "SELECT body, count(*) FROM notes WHERE id = 7 GROUP BY body") == []
