"""What names of tables and columns tell."""

from __future__ import annotations

import re

from ..model.table import Table


def wordlist(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


# Tables that keep what was, or pass it on: rows outlive what they speak of, so a foreign key would be wrong there.
RECORDS = wordlist(
    "audit audits log logs history histories archive archives event events outbox inbox staging stage import imports "
    "tmp temp backup journal trail activity activities snapshot snapshots"
)


def words(name: str) -> tuple[str, ...]:
    """The words of a name: ``customerId`` and ``customer_id`` are customer, id."""
    return tuple(word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name))


def singular(word: str) -> str:
    """The singular of an English noun, as far as its ending tells."""
    for ending, new in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("uses", "us")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + new
    return word.removesuffix("s") if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def noun(name: str) -> str:
    """What a row of the table of that name is: ``order_items`` is order_item."""
    *first, last = words(name) or (name,)
    return "_".join((*first, singular(last)))


def keeps_records(table: Table) -> bool:
    """Whether the table's name says log, history, staging or the like."""
    return not RECORDS.isdisjoint(words(table.name.name))


# Columns that say that a row was deleted: a time, or a flag.
DELETED = wordlist("deleted_at deleted_on deleted removed_at removed_on deletedAt")
IS_DELETED = wordlist("is_deleted deleted is_removed isDeleted")
