"""unbounded-write."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check
from ..size import is_small


@check(severity="warning")
def unbounded_write(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """UPDATE or DELETE of every row.

    Condition
        The workload has an UPDATE or DELETE without WHERE and without a joined table, on a table that is not known to
        have fewer than 1,000 rows.

    Effect
        Every row gets a new version and stays locked to the end of the transaction; the table may double in size, all
        its indexes are written, replicas and vacuum lag behind. Often the WHERE was forgotten.

    Remedy
        Say which rows: at least those that the UPDATE really alters (``WHERE column IS DISTINCT FROM new``). Write many
        rows in batches of a few thousand, each a transaction. To empty a table, TRUNCATE.

    When to ignore it
        A job that is meant to touch every row, in a table that can take it.

    References
        PostgreSQL manual, "Routine Vacuuming", "Recovering Disk Space"; TRUNCATE.
    """
    yield Examined(len(queries))
    for query in queries:
        analysis = query.analysis
        if analysis.kind not in ("update", "delete") or analysis.target is None:
            continue
        block = analysis.blocks[0]
        name = analysis.target.name
        if block.filtered or len(block.relations) > 1 or is_small(database, statistics, name):
            continue
        yield Finding(
            object=query.query.name,
            detail=f"{query.query.name} {analysis.kind}s every row of {name}: it has no WHERE",
            advice="TRUNCATE empties a table at once." if analysis.kind == "delete" else "Say which rows need it.",
            queries=(query.query.name,),
            tables=(str(name),),
        )
