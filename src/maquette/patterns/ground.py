"""The ground on which a pattern builds: the schema as it is, and the pattern's own templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..model.change import Change
from ..model.constraint import Key
from ..model.database import Database
from ..model.design import Premise, Probe, Step, Trial
from ..model.errors import ConfigError, UnsupportedError
from ..model.evidence import Statement
from ..model.names import Name, quote
from ..model.statistics import Statistics
from ..model.table import Column, Table
from ..model.workload import Workload
from ..sql.analysis import AnalysedQuery
from .standing import changed, stands
from .template import Section, Value, sections


@dataclass(frozen=True)
class Ground:
    """What a pattern may know: the design, and statistics and workload where the source has them.

    ``queries`` is the workload taken apart. ``room`` is where the pattern's templates lie."""

    database: Database
    statistics: Statistics | None = None
    workload: Workload | None = None
    queries: Sequence[AnalysedQuery] = ()
    room: Path = field(default=Path())

    @property
    def major(self) -> int:
        """The server's major version."""
        return self.database.major

    def rows(self, table: Table | Name) -> float | None:
        """How many rows the table has; None where nothing tells."""
        name = table.name if isinstance(table, Table) else table
        known = self.statistics.of(name) if self.statistics else None
        return known.rows if known and known.rows >= 0 else None

    def column(self, table: Table, name: str, *types: str) -> Column:
        """The column of that name, of one of those base types where any is given. Raises ConfigError."""
        found = table.column(name)
        if found is None:
            there = ", ".join(column.name for column in table.columns)
            raise ConfigError(f"{table.name} has no column {quote(name)}", f"it has {there}")
        if types and (found.base or found.type.partition("(")[0]) not in types:
            raise ConfigError(f"{table.name}.{quote(name)} is {found.type}", f"it has to be {' or '.join(types)}")
        return found

    def key(self, table: Table) -> Key:
        """Its primary key. Raises UnsupportedError without one."""
        if table.primary_key is None:
            raise UnsupportedError(f"{table.name} has no primary key", "add one first: rows are told apart by it")
        return table.primary_key

    def free(self, name: Name) -> Name:
        """The name, where no relation has it. Raises UnsupportedError: name taken."""
        if self.database.is_taken(name):
            raise UnsupportedError(f"name taken: {name} is there already", "choose another with --set, or rename it")
        return name

    def has(self, extension: str) -> bool:
        """Whether that extension is installed in the database."""
        return any(one.name == extension for one in self.database.extensions)

    def need(self, extension: str) -> Iterator[Step]:
        """The step that installs an extension; standing where it is there."""
        made = Statement(sql=f"CREATE EXTENSION IF NOT EXISTS {quote(extension)}")
        undo = Statement(sql=f"DROP EXTENSION {quote(extension)}")
        yield Step(
            makes=f"extension {quote(extension)}", statements=(made,), undo=(undo,), stands=self.has(extension),
        )  # fmt: skip

    def steps(self, template: str, why: str = "", **values: Value) -> Iterator[Step]:
        """The steps of a template. One that makes no object (a backfill) stands where all before it in the file do;
        one that is alone with its like never stands: the pattern knows whether to ask for it.

        Raises UnsupportedError where a name is taken by something else."""
        seen, all_stand = False, True
        for step in self._steps(template, values, why):
            told = stands(step, self.database)
            seen = seen or told is not None
            standing = (seen and all_stand) if told is None else told
            all_stand = all_stand and standing
            yield Step(makes=step.makes, why=why, statements=step.statements, undo=step.undo, stands=standing)

    def change(self, change: Change, makes: str, why: str = "") -> Step:
        """A step that is a change of the model: the engine renders it so that it is safe on a database in use."""
        return Step(makes=makes, why=why, change=change, stands=changed(change, self.database))

    def premises(self, template: str, **values: Value) -> Iterator[Premise]:
        """The premises of a template."""
        for section in self._sections(template, values):
            if section.kind == "premise":
                yield Premise(section.title, section.statements[0].sql)

    def trials(self, template: str, **values: Value) -> Iterator[Trial]:
        """The trials of a template."""
        for section in self._sections(template, values):
            if section.kind == "trial":
                yield Trial(section.title, ";\n".join(one.sql for one in section.statements))

    def probes(self, template: str, **values: Value) -> Iterator[Probe]:
        """The probes of a template."""
        for section in self._sections(template, values):
            if section.kind == "probe":
                yield Probe(section.title, section.statements[0].sql)

    def _sections(self, template: str, values: dict[str, Value]) -> Iterator[Section]:
        return sections(self.room, template, self.major, values)

    def _steps(self, template: str, values: dict[str, Value], why: str) -> Iterator[Step]:
        step: Step | None = None
        for section in self._sections(template, values):
            if section.kind == "undo" and step:
                yield Step(makes=step.makes, why=why, statements=step.statements, undo=section.statements)
                step = None
            elif section.kind == "step":
                if step:
                    raise ConfigError(f"template {template}: {step.makes} has no -- undo")
                step = Step(makes=section.title, statements=section.statements)
        if step:
            raise ConfigError(f"template {template}: {step.makes} has no -- undo")
