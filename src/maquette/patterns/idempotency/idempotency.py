"""Idempotency keys: a request that comes again gets the answer of the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from ...model.change import index_name
from ...model.design import Choice, Fit, Note
from ...model.names import Name, quote
from ..ground import Ground
from ..pattern import Part, name_of, pattern
from ..template import Text, Value


@pattern
def idempotency(
    ground: Ground,
    *,
    name: Annotated[str, "the table of keys; its functions are called after it"] = "idempotency",
    keep: Annotated[str, "how old keys are when purge deletes them"] = "24 hours",
) -> Iterator[Part]:
    """What is asked twice is done once, and answered twice.

    **Problem**

    A client whose connection broke asks again, and pays again. Looking whether the key is known and inserting it
    afterwards lets two requests through that come side by side, as a retry often does. A unique key alone turns the
    second away with an error, and no answer.

    **Design**

    A table of keys, each in a scope (the tenant, the operation). `…_claim(scope, key, request)` inserts the key in
    the transaction that does the work: the first caller has its turn; one that comes meanwhile waits for the unique
    index until that transaction ends, and then gets its answer, or the turn where it was rolled back. So key, work and
    answer are committed together or not at all. `…_answer` keeps the answer. `…_once(scope, key, request, action)` does
    both around a function that takes and gives jsonb. A digest of the request is kept: another request under the same
    key is refused. `…_purge` deletes old keys.

    **Alternatives and when they win**

    - *A unique key of the domain* (order number, payment reference): there is one, and the caller can look up the rest.
    - *INSERT … ON CONFLICT DO UPDATE*: what is done is itself a write of one row.
    - *Advisory locks*: to wait without a row; nothing remembers the answer.
    - *The key committed before the work*: the work is long or outside the database; then it needs states and leases,
      as in the queue pattern.

    **What it costs**

    An insert with two index entries and an update for each request. Whoever repeats a request that still runs holds a
    connection for as long as it runs.

    **Limits**

    Only what is written in the same transaction is done once. A waiting caller fails at its `lock_timeout` or
    `statement_timeout`, and may ask again. READ COMMITTED is meant; under REPEATABLE READ the second caller fails to
    serialize. Once a key is purged, the request is new. The action runs with the rights of the caller.

    **References**

    PostgreSQL manual: INSERT (ON CONFLICT), "Index Uniqueness Checks" (a conflicting insert waits for the other
    transaction), "Transaction Isolation".
    """
    keys = name_of(name)
    index = index_name(keys, ("created_at",))
    words: dict[str, Value] = {"keys": keys, "index": Name(keys.schema, index), "index_name": index, "keep": Text(keep)}
    for part in ("claim", "answer", "once", "purge"):
        words[part] = Name(keys.schema, f"{keys.name}_{part}")
    yield Choice(
        "When is the key committed?", "with the work", "then no key stands for work that was not done",
        {"before the work": "the work is long, or outside the database: it needs a lease (the queue pattern)"},
    )  # fmt: skip
    yield from ground.steps("table", "the keys and their answers", **words)
    yield from ground.steps("index", "purge finds what is old", **words)
    yield from ground.steps("functions", "one is first, the others wait for its answer", **words)
    yield from ground.trials("trials", **words)
    yield from ground.probes("probes", **words)
    yield Note(f"callers need EXECUTE on the functions, and SELECT, INSERT, UPDATE on {keys}; purge needs DELETE")


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables with a column for such keys that nothing keeps unique."""
    for table in ground.database.roots:
        for column in table.columns:
            if column.name not in ("idempotency_key", "request_id", "request_key"):
                continue
            if not any(index.unique and column.name in index.columns for index in table.indexes):
                because = f"{quote(column.name)} is there, and no unique index keeps the same request from coming twice"
                yield Fit(table=table.name, because=because)
