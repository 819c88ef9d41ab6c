"""Whether what a step makes stands already: an object of that name, and the same as far as it can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model.change import AddCheck, AddForeignKey, AddKey, Change, CreateIndex, SetNotNull, Steps
from ..model.constraint import ForeignKey
from ..model.database import Database
from ..model.design import Step
from ..model.errors import UnsupportedError
from ..model.index import Index
from ..model.names import quote
from ..model.table import Table
from ..sql.made import Made, made_by
from ..sql.tree import canonical_text

Found = bool | None  # None: it is there, and differs


def stands(step: Step, database: Database) -> bool | None:
    """Whether all that the step makes is there; None for a step that makes no object.

    Raises UnsupportedError where a name is taken by something else, or only half of a step is there."""
    objects = [one for statement in step.statements for one in made_by(statement.sql)]
    if not objects:
        return None
    there = {one: LOOK[one.kind](one, database) for one in objects}
    for one, found in there.items():
        if found is None:
            raise UnsupportedError(
                f"name taken: {_said(one)} is there already, and is another",
                "rename it, or choose another name with --set",
            )
    if any(there.values()) and not all(there.values()):
        lacking = ", ".join(_said(one) for one, found in there.items() if not found)
        held = ", ".join(_said(one) for one, found in there.items() if found)
        raise UnsupportedError(
            f"half of a step is there: {held}; not there: {lacking}", "drop the one or make the other"
        )
    return all(there.values())


def changed(change: Change, database: Database) -> bool:
    """Whether a change of the model has been made already."""
    if isinstance(change, Steps):
        return all(changed(one, database) for one in change.changes)
    table = database.table(change.tables[0]) if change.tables else None
    if table is None and change.tables and database.view(change.tables[0]) is None:
        return False  # of a table that is made before
    if table is None:
        return change.apply(database) == database
    return _in_table(change, table, database)


def _in_table(change: Change, table: Table, database: Database) -> bool:
    if isinstance(change, CreateIndex):
        return any(_same_index(index, change.index) for index in table.indexes)
    if isinstance(change, AddCheck):
        wanted = canonical_text(change.expression)
        return any(one.name == change.name or canonical_text(one.expression) == wanted for one in table.checks)
    if isinstance(change, AddForeignKey):
        return any(_ends(one) == _ends(change.key) for one in table.foreign_keys)
    if isinstance(change, AddKey):
        return any((one.columns, one.primary) == (change.columns, change.primary) for one in table.keys)
    if isinstance(change, SetNotNull):
        column = table.column(change.column)
        return bool(column and column.not_null)
    return change.apply(database) == database


def _same_index(one: Index, other: Index) -> bool:
    """Whether two indexes of a table are the same but for their names."""
    return (one.method, _keys(one), set(one.include), one.unique, _text(one.predicate)) == (
        other.method, _keys(other), set(other.include), other.unique, _text(other.predicate),
    )  # fmt: skip


def _keys(index: Index) -> list[tuple[object, ...]]:
    return [
        (key.column, _text(key.expression), "" if key.default_opclass else key.opclass, key.collation,
         key.descending, key.nulls_first)
        for key in index.keys
    ]  # fmt: skip


def _text(expression: str | None) -> str:
    return canonical_text(expression) if expression else ""


def _ends(key: ForeignKey) -> tuple[object, ...]:
    return key.columns, key.target, key.target_columns


def _said(one: Made) -> str:
    """An object as a person names it: trigger touch on public.orders."""
    if "security" in one.kind:
        return f"{one.kind} on {one.on}"
    if one.on and one.kind != "index":
        return f"{one.kind} {quote(one.name.name)} on {one.on}"
    return f"{one.kind} {one.name if one.name.schema else quote(one.name.name)}"


def _table(one: Made, database: Database) -> Found:
    table = database.table(one.name)
    if table is None:
        return None if database.is_taken(one.name) else False
    return True if all(table.column(name) for name in one.columns) else None


def _view(one: Made, database: Database) -> Found:
    if database.view(one.name):
        return True
    return None if database.is_taken(one.name) else False


def _index(one: Made, database: Database) -> Found:
    found = database.index(one.name)
    if found is None:
        return None if database.is_taken(one.name) else False
    return True if found.table == one.on else None


def _routine(one: Made, database: Database) -> Found:
    alike = [f for f in database.functions if f.name == one.name and _count(f.arguments) == one.arguments]
    if not alike:
        return False
    return True if any(function.body.strip() == one.body.strip() for function in alike) else None


def _count(arguments: str) -> int:
    """How many arguments an identity list tells of, those that a function returns left out."""
    kept = [part for part in arguments.split(", ") if part and not part.startswith(("OUT ", "TABLE "))]
    return len(kept)


def _trigger(one: Made, database: Database) -> Found:
    holder = _holder(one, database) or (database.view(one.on) if one.on else None)
    found = next((t for t in holder.triggers if t.name == one.name.name), None) if holder else None
    if found is None:
        return False
    same = (found.function, found.timing, frozenset(found.events)) == (one.function, one.timing, one.events)
    return True if same else None


def _column(one: Made, database: Database) -> Found:
    holder = _holder(one, database)
    found = holder.column(one.name.name) if holder else None
    if found is None:
        return False
    told = one.type.removeprefix("pg_catalog.")
    return True if found.type.partition("(")[0] == told or found.base == told or "." in told else None


def _constraint(one: Made, database: Database) -> Found:
    holder = _holder(one, database)
    return bool(holder and any(constraint.name == one.name.name for constraint in holder.constraints))


def _policy(one: Made, database: Database) -> Found:
    holder = _holder(one, database)
    return bool(holder and any(policy.name == one.name.name for policy in holder.policies))


def _row_security(one: Made, database: Database) -> Found:
    holder = _holder(one, database)
    return bool(holder and (holder.row_security if one.kind == "row security" else holder.force_row_security))


def _holder(one: Made, database: Database) -> Table | None:
    return database.table(one.on) if one.on else None


def _type(one: Made, database: Database) -> Found:
    kinds = (database.enums, database.domains, database.composites, database.ranges)
    return any(held.name == one.name for kind in kinds for held in kind)


def _role(one: Made, database: Database) -> Found:
    return any(role.name == one.name.name for role in database.roles)


def _extension(one: Made, database: Database) -> Found:
    return any(extension.name == one.name.name for extension in database.extensions)


def _schema(one: Made, database: Database) -> Found:
    return any(schema.name == one.name.name for schema in database.schemas)


def _sequence(one: Made, database: Database) -> Found:
    if database.sequence(one.name):
        return True
    return None if database.is_taken(one.name) else False


LOOK: Mapping[str, Callable[[Made, Database], Found]] = {
    "table": _table, "view": _view, "index": _index, "function": _routine, "procedure": _routine, "trigger": _trigger,
    "column": _column, "constraint": _constraint, "policy": _policy, "row security": _row_security,
    "forced row security": _row_security, "type": _type, "role": _role, "extension": _extension, "schema": _schema,
    "sequence": _sequence,
}  # fmt: skip
