"""Measure a twin: the same queries planned on the source and on the twin, compared one by one."""

from __future__ import annotations

from ..engines.base import Explain
from ..model.errors import ExperimentError
from ..model.fidelity import Fidelity, QueryFidelity
from ..model.progress import Progress, silent
from ..model.workload import Query, Workload
from .twin import Twin


def measure(twin: Twin, workload: Workload, explain_source: Explain, progress: Progress = silent) -> Fidelity:
    """Plan every query on both. ``explain_source`` plans on the source and never runs a query."""
    compared = []
    for number, query in enumerate(workload.queries):
        progress("comparing plans", number, len(workload.queries))
        compared.append(_compare(twin, query, explain_source))
    facts = twin.facts()
    return Fidelity(
        source_version=twin.source_version, twin_version=facts.version, queries=tuple(compared), left_out=facts.left_out
    )


def _compare(twin: Twin, query: Query, explain_source: Explain) -> QueryFidelity:
    if query.problem:
        return QueryFidelity(query=query.name, problem=query.problem)
    try:
        source = explain_source(query.sql)
    except ExperimentError as error:
        return QueryFidelity(query=query.name, problem=f"no plan on the source: {error.message}")
    try:
        return QueryFidelity(query=query.name, source=source, twin=twin.plan(query.sql))
    except ExperimentError as error:
        return QueryFidelity(query=query.name, source=source, problem=f"no plan on the twin: {error.message}")
