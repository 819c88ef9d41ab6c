"""deep-offset."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.finding import Finding
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check

DEEP = 1000  # rows skipped


@check(severity="warning")
def deep_offset(queries: tuple[AnalysedQuery, ...]) -> Iterator[Finding | Examined]:
    """Page reached by a deep OFFSET.

    Condition
        A query of the workload skips 1,000 rows or more by OFFSET.

    Effect
        The skipped rows are computed all the same, joins and all, and thrown away: page 900 costs 900 times page 1.
        And where rows come or go between two pages, some are shown twice and some never.

    Remedy
        Go on from the last row seen: ``WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 25``,
        with an index on (created_at, id). Every page then costs the same.

    When to ignore it
        The page must be reached by its number, few users ever go so far, and a limit on the number stands elsewhere.

    References
        PostgreSQL manual, 7.6 "LIMIT and OFFSET": "The rows skipped by an OFFSET clause still have to be computed".
    """
    yield Examined(len(queries))
    for query in queries:
        for block in query.analysis.blocks:
            if (
                block.offset
                and block.offset.kind == "constant"
                and block.offset.text.isdigit()
                and int(block.offset.text) >= DEEP
            ):
                order = ", ".join(key.text for key in block.order_by) or "nothing"
                yield Finding(
                    object=query.query.name,
                    detail=f"{query.query.name} computes and skips {int(block.offset.text):,} rows, ordered by {order}",
                    advice="Remember the last row's sort key and continue after it, instead of counting rows.",
                    queries=(query.query.name,),
                    tables=tuple(str(relation.name) for relation in block.relations),
                )
                break
