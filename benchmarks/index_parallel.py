"""How much sooner many twins answer than one: a workload of 10,000 queries, asked under many sets of indexes.

python benchmarks/index_parallel.py [SOURCE] [--queries 10000] [--workers 1,2] [--sets 4]

SOURCE is a server or a snapshot; without it the demo's marketplace is loaded. The queries are made up over its tables:
equality, ranges, sorting with a limit, and joins along foreign keys, each with values of its own. Each is asked with
no new index, with all those that concern it, and with random sets of them. Every crew must give the same answers.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from maquette import architect
from maquette.advisors.selection.problem import Answer, Question
from maquette.config import load_config
from maquette.demo.load import open_demo
from maquette.engines.postgres.engine import Postgres
from maquette.faces.terminal import progress as shown
from maquette.model.change import CreateIndex
from maquette.model.names import quote
from maquette.model.progress import Progress
from maquette.model.snapshot import Snapshot
from maquette.model.table import Column, Table
from maquette.twin.pool import open_oracle

VALUES = {
    "integer": "{0}", "bigint": "{0}", "smallint": "{0} % 1000", "numeric": "{0}", "text": "'value {0}'",
    "character varying": "'value {0}'", "boolean": "{0} % 2 = 0", "date": "date '2025-01-01' + {0} % 500",
    "timestamp with time zone": "timestamptz '2025-01-01' + {0} * interval '1 min'",
    "timestamp without time zone": "timestamp '2025-01-01' + {0} * interval '1 min'",
}  # fmt: skip


class Workload:
    """Made-up queries, the indexes that might help them, and which concern which."""

    def __init__(self, snapshot: Snapshot, count: int) -> None:
        self.chance = random.Random(3)
        self.database = snapshot.database
        self.tables = [table for table in snapshot.database.tables if not table.partition_of and len(usable(table)) > 1]
        self.options: dict[CreateIndex, int] = {}
        self.queries: list[str] = []
        self.relevant: list[list[int]] = []
        for _ in range(count):
            sql, changes = self.query()
            self.queries.append(sql)
            self.relevant.append([self.options.setdefault(change, len(self.options)) for change in changes])

    def query(self) -> tuple[str, list[CreateIndex]]:
        table = self.chance.choice(self.tables)
        first, second = self.chance.sample(usable(table), 2)
        changes = [CreateIndex.on(table.name, first.name), CreateIndex.on(table.name, first.name, second.name)]
        filters = f"a.{quote(first.name)} = {self.value(first)}"
        if self.chance.random() < 0.5:
            filters += f" AND a.{quote(second.name)} > {self.value(second)}"
        join = ""
        if table.foreign_keys and self.chance.random() < 0.4:
            key = self.chance.choice(table.foreign_keys)
            pairs = zip(key.columns, key.target_columns, strict=True)
            join = f" JOIN {key.target} b ON " + " AND ".join(f"a.{quote(x)} = b.{quote(y)}" for x, y in pairs)
            changes.append(CreateIndex.on(table.name, *key.columns))
        order = f" ORDER BY a.{quote(second.name)} LIMIT 20" if self.chance.random() < 0.4 else ""
        return f"SELECT * FROM {table.name} a{join} WHERE {filters}{order}", changes  # noqa: S608 - only planned

    def value(self, column: Column) -> str:
        return VALUES[column.base].format(self.chance.randrange(1, 100_000))

    def questions(self, sets: int) -> list[Question]:
        asked = []
        for query, relevant in enumerate(self.relevant):
            asked += [Question(query, frozenset()), Question(query, frozenset(relevant))]
            asked += [Question(query, frozenset(self.chance.sample(relevant, 1))) for _ in range(sets - 2)]
        self.chance.shuffle(asked)
        return asked


def usable(table: Table) -> list[Column]:
    """The columns for which values can be made up."""
    return [column for column in table.columns if column.base in VALUES and column.kind == "base"]


@contextmanager
def source_of(given: str | None, progress: Progress) -> Iterator[str]:
    if given:
        yield given
    else:
        with open_demo(progress) as dsn:
            yield dsn


def measure(snapshot: Snapshot, workload: Workload, questions: Sequence[Question], workers: str) -> list[Answer]:
    """Ask everything of one crew, and print its row."""
    with shown() as bar:
        began = time.perf_counter()
        with open_oracle(
            snapshot, Postgres(), workload.queries, list(workload.options), workers, progress=bar
        ) as oracle:
            first = list(oracle.ask(questions[:1]))
            ready = time.perf_counter()
            answers = first + list(oracle.ask(questions[1:]))
            asked = time.perf_counter()
        ended = time.perf_counter()
    each = (asked - ready) * 1000 / len(questions)
    row = f"{ready - began:14.1f} {asked - ready:10.1f} {each:16.2f} {ended - began:10.1f}"
    print(f"{workers:>24} {row}", flush=True)
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?")
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--sets", type=int, default=4)
    parser.add_argument("--workers", default="1,2")
    chosen = parser.parse_args()
    with shown() as bar, source_of(chosen.source, bar) as source:
        snapshot = architect.read(source, load_config(), bar)
    workload = Workload(snapshot, chosen.queries)
    questions = workload.questions(chosen.sets)
    tables, options = len(snapshot.database.tables), len(workload.options)
    print(f"{chosen.queries} queries, {options} candidates, {tables} tables, {len(questions)} questions")
    print("                 workers first answer s   asking s  ms per question    total s")
    answers = [measure(snapshot, workload, questions, workers) for workers in chosen.workers.split(",")]
    assert all(given == answers[0] for given in answers), "crews differ"
    print("same answers, costs to the last digit")


if __name__ == "__main__":
    main()
