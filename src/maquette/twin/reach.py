"""What a twin must hold to plan some queries as the whole database would: whatever their planning can come across.

A query cannot read what nothing names: itself, a view or function or policy that it comes across, a type or operator
of the database. So words are followed, from text to text, with more kept than dropped: a column that is called as a
table brings that table along. Where names may be put together as a function runs, nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..model.database import Database, Sequence, View
from ..model.excerpt import excerpt, relatives
from ..model.names import Name
from ..model.routine import Function
from ..model.snapshot import Snapshot
from ..model.table import Table

WORD = re.compile(r"\w+")
HIDDEN = re.compile(r"\bEXECUTE\b|\bU&", re.IGNORECASE)  # names that are made at run time, or written in escapes

Noun = Table | View | Sequence | Function


def reached(snapshot: Snapshot, texts: Iterable[str], tables: Iterable[Name] = ()) -> Snapshot:
    """The snapshot with what those statements, and others about those tables, can come across when they are planned."""
    database = snapshot.database
    by_word = _by_word(database)
    kept: dict[Name, None] = {}
    done: set[int] = set()
    waiting = [*texts, *_everywhere(database)]
    nouns = list(_found(database, tables))
    while waiting or nouns:
        if nouns:
            noun = nouns.pop()
            if id(noun) in done:
                continue
            done.add(id(noun))
            if not isinstance(noun, Function):
                kept[noun.name] = None
            waiting += _texts(noun)
            nouns += _beside(noun, database)
        else:
            text = waiting.pop()
            if HIDDEN.search(text):
                return snapshot
            words = _words(text)
            nouns += [noun for word in words for needs, noun in by_word.get(word, ()) if needs <= words]
            nouns += [noun for _, noun in by_word.get("", ())]
    return replace(snapshot, database=excerpt(database, kept))


def _by_word(database: Database) -> dict[str, list[tuple[frozenset[str], Noun]]]:
    """What can be named, by one word of its name, with all its words; without any under ""."""
    found: dict[str, list[tuple[frozenset[str], Noun]]] = {}
    callable_ = (function for function in database.functions if function.returns != "trigger")
    for noun in (*database.relations, *database.sequences, *callable_):
        words = _words(noun.name.name)
        found.setdefault(min(words, default=""), []).append((words, noun))
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


def _everywhere(database: Database) -> Iterator[str]:
    """Text of what no query names and any may come across: operators, casts, rules, and the types."""
    yield from (made.statement for made in database.definitions)
    for domain in database.domains:
        yield from (domain.base, domain.default or "", *(check.definition for check in domain.checks))
    for composite in database.composites:
        yield from (attribute.type for attribute in composite.attributes)
    for range_ in database.ranges:
        yield from (range_.subtype, range_.canonical or "", range_.difference or "")


def _beside(noun: Noun, database: Database) -> Iterator[Noun]:
    """What stands or falls with it."""
    if isinstance(noun, Table):
        yield from _found(database, relatives(database, noun))
    elif isinstance(noun, View):
        yield from _found(database, noun.depends_on)
    elif isinstance(noun, Sequence) and noun.owned_by:
        yield from _found(database, noun.owned_by[:1])


def _found(database: Database, names: Iterable[Name]) -> Iterator[Noun]:
    """The relations of those names."""
    return filter(None, (database.table(name) or database.view(name) or database.sequence(name) for name in names))


def _texts(noun: Noun) -> Iterator[str]:
    """The texts of it that planning may come across. Foreign keys lead nowhere: one counts where both ends are read."""
    if isinstance(noun, Function):
        yield from (noun.arguments, noun.returns, noun.body, noun.definition)
        return
    if isinstance(noun, Sequence):
        return
    for index in noun.indexes:
        yield from (key.expression for key in index.keys if key.expression)
        yield index.predicate or ""
    if isinstance(noun, View):
        yield noun.definition
        return
    for column in noun.columns:
        yield from (column.type, column.base, column.default or "")
    yield from (constraint.definition for constraint in (*noun.checks, *noun.exclusions))
    yield noun.partitioning.definition if noun.partitioning else ""
    yield from (text for made in noun.statistics_objects for text in made.expressions)
    yield from (text for policy in noun.policies for text in (policy.using, policy.check) if text)
