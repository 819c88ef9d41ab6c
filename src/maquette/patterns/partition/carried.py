"""What a table has beside its rows, as statements that give it to the table in its place, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ...model.change.base import cut
from ...model.constraint import ForeignKey, Key
from ...model.database import Database, Sequence
from ...model.errors import UnsupportedError
from ...model.index import Index
from ...model.names import Name, literal, quote
from ...model.routine import Trigger
from ...model.security import PUBLIC, Grant, Policy
from ...model.table import Table
from ..ground import Ground
from ..template import Sql

STATES = {"origin": "ENABLE", "disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}


TRIGGER = "0_mirror"  # before the names of others: what they then write comes after


def unbegun(table: Table) -> Table:
    """The table without what a conversion that was interrupted has left on it."""
    key = table.primary_key
    index = cut(key.name, "_before") if key else ""
    return replace(
        table,
        indexes=tuple(one for one in table.indexes if one.name.name != index),
        checks=tuple(one for one in table.checks if one.name != bound_of(table)),
        triggers=tuple(one for one in table.triggers if not one.name.startswith(TRIGGER)),
    )


def bound_of(table: Table) -> str:
    """The name of the check that says how far its rows go."""
    return cut(table.name.name, "_before_bound")


@dataclass(frozen=True)
class Carried:
    """The belongings of ``table``; it steps aside as ``aside``, and another takes its name.

    Index, trigger and view texts name the table, so they fit whichever bears that name."""

    database: Database
    table: Table
    aside: Name

    def named(self, name: str, suffix: str = "_before") -> Name:
        """Where something of that name in the table's schema steps aside to."""
        return Name(self.table.name.schema, cut(name, suffix))

    def check_names(self, ground: Ground) -> None:
        """Raise UnsupportedError where what steps aside would meet something else of its name."""
        key = self.table.primary_key
        own = [
            self.table.name.name,
            *(one.name for one in self.table.keys),
            *(one.name.name for one in self.plain_indexes),
        ]
        names = [self.named(name) for name in own if key is None or name != key.name]
        names += [self.named(old.name.name) for _, _, old in self.identities]
        for name in names:
            ground.free(name)
            if names.count(name) > 1:
                raise UnsupportedError(
                    f"two names of {self.table.name} are too long to tell apart: {name}", "shorten one"
                )

    @cached_property
    def identities(self) -> tuple[tuple[str, str, Sequence], ...]:
        """Its identity columns, with the kind and the sequence of each."""
        owned = {s.owned_by: s for s in self.database.sequences if s.identity and s.owned_by}
        return tuple(
            (column.name, column.identity, owned[self.table.name, column.name])
            for column in self.table.columns
            if column.identity
        )

    @cached_property
    def serials(self) -> tuple[tuple[str, Sequence], ...]:
        """The sequences that belong to a column of its own but are no identity."""
        return tuple(
            (s.owned_by[1], s)
            for s in self.database.sequences
            if s.owned_by and s.owned_by[0] == self.table.name and not s.identity
        )

    def included(self, key: Key) -> str:
        """The columns that a key's index holds beside it."""
        index = self.database.index(key.index)
        return ", ".join(map(quote, index.include)) if index else ""

    @property
    def plain_indexes(self) -> tuple[Index, ...]:
        """Indexes that no constraint owns."""
        return tuple(index for index in self.table.indexes if index.constraint is None)

    def sequences_aside(self) -> Iterator[str]:
        for _, _, old in self.identities:
            yield f"ALTER SEQUENCE {old.name} RENAME TO {quote(self.named(old.name.name).name)}"

    def sequences(self, of: Name) -> Iterator[str]:
        """Sequences that go on where they are, for the table that has the name now; ``of`` loses them."""
        for column, kind, old in self.identities:
            aside, alter = self.named(old.name.name), f"ALTER TABLE {self.table.name} ALTER COLUMN {quote(column)}"
            yield f"{alter} ADD GENERATED {kind.upper()} AS IDENTITY (SEQUENCE NAME {old.name} {options(old)})"
            yield f"PERFORM setval({literal(str(old.name))}, last_value, is_called) FROM {aside}"
            yield f"ALTER TABLE {of} ALTER COLUMN {quote(column)} DROP IDENTITY"
        for column, owned in self.serials:
            yield f"ALTER SEQUENCE {owned.name} OWNED BY {self.table.name}.{quote(column)}"

    def sequence_marks(self) -> Iterator[str]:
        """Privileges and comments of identity sequences, which are made anew."""
        for _, _, old in self.identities:
            yield from granted(old.grants, old.owner, f"SEQUENCE {old.name}")
            if old.comment is not None:
                yield f"COMMENT ON SEQUENCE {old.name} IS {literal(old.comment)}"

    def renamed(self, keys: Iterable[Key], back: bool = False) -> Iterator[str]:
        """Its constraints' and indexes' names out of the way, or back."""
        for key in keys:
            pair = key.name, self.named(key.name).name
            old, new = reversed(pair) if back else pair
            yield f"ALTER TABLE {self.table.name} RENAME CONSTRAINT {quote(old)} TO {quote(new)}"
        for index in self.plain_indexes:
            names = index.name, self.named(index.name.name)
            one, other = reversed(names) if back else names
            yield f"ALTER INDEX {one} RENAME TO {quote(other.name)}"

    def indexes(self) -> Iterator[str]:
        """Its indexes, as they are."""
        for index in self.plain_indexes:
            yield index.definition
            if index.comment is not None:
                yield f"COMMENT ON INDEX {index.name} IS {literal(index.comment)}"

    def triggers_dropped(self) -> Iterator[str]:
        for trigger in self.own_triggers:
            yield f"DROP TRIGGER {quote(trigger.name)} ON {self.table.name}"

    def triggers(self, looking_away: bool = False) -> Iterator[str]:
        """Its triggers, as they are, or blind for rows that are only moved."""
        for trigger in self.own_triggers:
            yield blind(trigger) if looking_away else trigger.definition
            if trigger.enabled != "origin":
                yield f"ALTER TABLE {self.table.name} {STATES[trigger.enabled]} TRIGGER {quote(trigger.name)}"
            if trigger.comment is not None:
                yield f"COMMENT ON TRIGGER {quote(trigger.name)} ON {self.table.name} IS {literal(trigger.comment)}"

    def of_children(self) -> Iterator[str]:
        """Formats of its triggers on a table whose rows are moved into it."""
        for trigger in self.own_triggers:
            if trigger.row and trigger.enabled in ("origin", "always"):
                yield blind(trigger).replace("%", "%%").replace(f" ON {self.table.name} ", " ON %s ", 1)

    @property
    def own_triggers(self) -> tuple[Trigger, ...]:
        return tuple(trigger for trigger in self.table.triggers if not trigger.inherited)

    def foreign_keys(self) -> Iterator[str]:
        for key in self.table.foreign_keys:
            yield f"ALTER TABLE {self.table.name} ADD CONSTRAINT {quote(key.name)} {key.definition}"
            if key.comment is not None:
                yield f"COMMENT ON CONSTRAINT {quote(key.name)} ON {self.table.name} IS {literal(key.comment)}"

    @cached_property
    def pointing(self) -> tuple[tuple[Name, ForeignKey], ...]:
        """The foreign keys of other tables that point at it."""
        return tuple(
            (other.name, key)
            for other in self.database.referencing(self.table.name)
            for key in other.foreign_keys
            if key.target == self.table.name and not key.inherited
        )

    def incoming_dropped(self) -> Iterator[str]:
        for other, key in self.pointing:
            yield f"ALTER TABLE {other} DROP CONSTRAINT {quote(key.name)}"

    def incoming(self) -> Iterator[str]:
        """The same for whichever table has the name now; what is there already is checked later."""
        for other, key in self.pointing:
            yield f"ALTER TABLE {other} ADD CONSTRAINT {quote(key.name)} {key.definition} NOT VALID"
            if key.comment is not None:
                yield f"COMMENT ON CONSTRAINT {quote(key.name)} ON {other} IS {literal(key.comment)}"

    def incoming_checked(self) -> Iterator[str]:
        for other, key in self.pointing:
            yield f"ALTER TABLE {other} VALIDATE CONSTRAINT {quote(key.name)}"

    def security(self) -> Iterator[str]:
        """Privileges, policies and whether they hold."""
        table = self.table
        yield from granted(table.grants, table.owner, str(table.name))
        for policy in table.policies:
            yield create_policy(table.name, policy)
            if policy.comment is not None:
                yield f"COMMENT ON POLICY {quote(policy.name)} ON {table.name} IS {literal(policy.comment)}"
        if table.row_security:
            yield f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY"
        if table.force_row_security:
            yield f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY"

    def marks(self) -> Iterator[str]:
        """Comments, statistics targets, replica identity."""
        table = self.table
        if table.comment is not None:
            yield f"COMMENT ON TABLE {table.name} IS {literal(table.comment)}"
        for column in table.columns:
            alter = f"ALTER TABLE {table.name} ALTER COLUMN {quote(column.name)}"
            if column.statistics_target is not None:
                yield f"{alter} SET STATISTICS {column.statistics_target}"
            if column.options:
                yield f"{alter} SET ({', '.join(column.options)})"
        if table.replica_identity in ("full", "nothing"):
            alter = literal(f"ALTER TABLE %s REPLICA IDENTITY {table.replica_identity.upper()}")
            tree = f"pg_partition_tree({literal(str(table.name))})"  # it does not come down by itself
            yield f"FOR made IN SELECT format({alter}, relid) FROM {tree} LOOP EXECUTE made; END LOOP"  # noqa: S608

    def published(self) -> Iterator[str]:
        """Its publications, all of which publish partitions as their table."""
        for publication in self.database.publications:
            if self.table.name in publication.tables:
                yield f"ALTER PUBLICATION {quote(publication.name)} ADD TABLE {self.table.name}"

    def unpublished(self, table: Name) -> Iterator[str]:
        for publication in self.database.publications:
            if self.table.name in publication.tables:
                yield f"ALTER PUBLICATION {quote(publication.name)} DROP TABLE {table}"

    def locks(self) -> Sql:
        """All that the change touches, what is referenced first and views before the table: the order of writers."""
        targets = sorted({key.target for key in self.table.foreign_keys})
        changed = dict.fromkeys((*(other for other, _ in self.pointing), *self.seen_through, self.table.name))
        locks = [f"LOCK TABLE {', '.join(map(str, targets))} IN SHARE ROW EXCLUSIVE MODE"] if targets else []
        return block((*locks, f"LOCK TABLE {', '.join(map(str, changed))} IN ACCESS EXCLUSIVE MODE"))

    @cached_property
    def seen_through(self) -> tuple[Name, ...]:
        """The views that read it."""
        return tuple(view.name for view in self.database.views if self.table.name in view.depends_on)

    def views(self) -> Iterator[str]:
        """Its views, turned to whichever table has the name now."""
        for name in self.seen_through:
            view = self.database.view(name)
            assert view
            told = f" WITH ({', '.join(view.options)})" if view.options else ""
            yield f"CREATE OR REPLACE VIEW {name}{told} AS {view.definition}"


def block(statements: Iterable[str], indent: int = 12) -> Sql:
    """Statements for the body of a DO block."""
    return Sql(f"\n{' ' * indent}".join(f"{statement};" for statement in statements))


def blind(trigger: Trigger) -> str:
    """The trigger, but not for what a session does that says it only moves rows."""
    head, _, body = trigger.definition.rpartition(" EXECUTE ")
    head = head.partition(" WHEN (")[0]
    condition = "current_setting('maquette.moving'::text, true) IS DISTINCT FROM 'on'"
    return f"{head} WHEN ({condition}{f' AND ({trigger.when})' if trigger.when else ''}) EXECUTE {body}"


def options(sequence: Sequence) -> str:
    """The options of an identity column's sequence."""
    return (
        f"INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum}"
        f" START WITH {sequence.start} CACHE {sequence.cache}" + " CYCLE" * sequence.cycle
    )


def granted(grants: Iterable[Grant] | None, owner: str, target: str) -> Iterator[str]:
    """GRANT for everyone but the owner."""
    for grant in grants or ():
        if grant.grantee == owner:
            continue
        for passed_on in (False, True):
            chosen = [one for one in grant.privileges if (one in grant.grantable) == passed_on]
            column = f" ({quote(grant.column)})" if grant.column is not None else ""
            if chosen:
                what = ", ".join(one + column for one in chosen)
                yield f"GRANT {what} ON {target} TO {role(grant.grantee)}" + " WITH GRANT OPTION" * passed_on


def create_policy(table: Name, policy: Policy) -> str:
    """CREATE POLICY as the policy is."""
    kind = "PERMISSIVE" if policy.permissive else "RESTRICTIVE"
    roles = ", ".join(role(one) for one in policy.roles)
    using = f" USING ({policy.using})" if policy.using is not None else ""
    check = f" WITH CHECK ({policy.check})" if policy.check is not None else ""
    head = f"CREATE POLICY {quote(policy.name)} ON {table} AS {kind} FOR {policy.command.upper()}"
    return f"{head} TO {roles}{using}{check}"


def role(name: str) -> str:
    """A role as GRANT takes it."""
    return PUBLIC if name == PUBLIC else quote(name)
