"""What the workload's writes pay for an index, in the planner's cost units.

The prices are measured, not guessed: ``benchmarks/index_upkeep.py`` on PostgreSQL 16.14 and 18.4, the means of quiet
runs (300,000 rows; one unit took 1.1 to 1.4 µs by a sequential scan, rows and pages in memory). Two parts are derived:
how often a page is the first time changed after a checkpoint, and what VACUUM pays for dead entries. Reads and writes
of a disk beneath full memory are not priced.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...model.activity import Activity
from ...model.database import Database
from ...model.index import Index
from ...model.names import Name
from ...model.statistics import PAGE, ColumnStatistics, Statistics
from ...sql.analyse import analyse_condition
from ...sql.analysis import AnalysedQuery, Block
from .shares import share_of
from .writes import Update, Writes, gather_writes

# Units for one new entry, its pages in memory.
GROWING = 0.35  # b-tree, at its right end
REPEATED = 0.5  # b-tree, one of few values
SCATTERED = 1.8  # b-tree, anywhere: 1.4 alone, 2.2 beside seven others
BYTE = 0.02  # b-tree, each byte of the entry's values over eight
EXPRESSION = 0.5  # each expression that is worked out
SKIPPED = 0.05  # a partial index looks at a row that it does not hold
METHODS = {"hash": 1.0, "brin": 0.1, "gist": 8.4, "spgist": 3.1}
GIN_PENDING, GIN_DIRECT = 0.35, 1.25  # each key of the row: by way of the pending list, or without
HEAP = 0.35  # an update that is not HOT, beside its index entries
FIRST_CHANGE = 4.0  # a page's first change after a checkpoint: its whole image goes to the WAL
FEW = 1000  # values: up to here a key finds its page warm
CHECKPOINT = 300.0  # seconds, checkpoint_timeout's default
DEAD = 0.2  # of the rows: autovacuum_vacuum_scale_factor's default
FILL, ENTRY = 0.9, 16  # of a leaf page; bytes of an entry beside its key
KEYS = 10.0  # of a row in a GIN index of which no statistics tell
KEY_BYTES = {"gin_trgm_ops": 1, "jsonb_path_ops": 16}  # of a value for each key that GIN makes of it; else 8


class Upkeep:
    """The price of indexes, beside today's others: an index on a column that updates assign ends their being HOT.

    ``cost`` is over the same calls as the weights of the workload's queries. Each is priced beside
    today's others alone: where two end the same HOT updates both are charged, so that their sum is rather too high.
    """

    def __init__(
        self,
        database: Database,
        statistics: Statistics,
        activity: Activity | None,
        queries: Sequence[AnalysedQuery],
        since: str | None = None,
    ) -> None:
        self._database, self._statistics, self._activity = database, statistics, activity
        self._writes, self.said = gather_writes(database, statistics, activity, queries, since)
        self._held: dict[Index, Block | None] = {}

    def cost(self, index: Index) -> float:
        """What the writes pay for it, over the whole workload."""
        writes = self._writes.get(index.table)
        if writes is None:
            return 0.0
        entries, lost = self._updated(index, writes)
        price = self._entries(index, writes.inserts + entries, writes)
        price += self._vacuum(index, writes.deletes + entries)
        if lost:
            price += HEAP * lost + sum(self._entries(other, lost, writes) for other in self._others(index))
        return price

    def notes(self, index: Index) -> tuple[str, ...]:
        """What to know of its upkeep beside the price."""
        writes = self._writes.get(index.table)
        if writes is None:
            return ()
        lost = self._updated(index, writes)[1]
        if lost < 1:
            return ()
        told = writes.told(lost, "HOT updates")
        guess = any(update.columns is None for update in writes.updates)
        return (f"makes {told} impossible" + (", if they assign its columns as often as others" if guess else ""),)

    def _updated(self, index: Index, writes: Writes) -> tuple[float, float]:
        """Entries that updates add to it, and how many of those updates would be HOT without it."""
        others, own = self._others(index), self.columns(index)
        entries = lost = 0.0
        room = self._room(index.table, writes)
        for update in writes.updates:
            if update.columns is None:
                chance = self._chance(index) if update.hot else 1.0
                entries += update.rows * chance
                lost += update.rows * chance * update.hot
            elif any(self._blocks(other) and update.columns & self.columns(other) for other in others):
                entries += update.rows
            elif update.columns & own and self._blocks(index):
                entries += update.rows
                lost += update.rows * room
            else:
                entries += update.rows * (1 - room)
        return entries, lost

    def _room(self, table: Name, writes: Writes) -> float:
        """The share of updates that find room on their own page, of those that today's indexes let be HOT."""
        counted = self._activity.table(table) if self._activity else None
        free = sum(update.rows for update in writes.updates if self._free(update, table))
        every = sum(update.rows for update in writes.updates)
        if counted is None or not counted.updates or not free:
            return 1.0
        return min(1.0, counted.hot_updates / counted.updates * every / free)

    def _free(self, update: Update, table: Name) -> bool:
        return update.columns is not None and not any(
            self._blocks(one) and update.columns & self.columns(one) for one in self._standing(table)
        )

    def _chance(self, index: Index) -> float:
        """How likely an update that no index of today blocks assigns a column of this one: as likely as any other."""
        table = self._database.table(index.table)
        if table is None or not self._blocks(index):
            return 0.0
        indexed = {column for one in self._others(index) for column in self.columns(one)}
        free = {column.name for column in table.columns if not column.generated} - indexed
        if index in table.indexes:
            return 0.0  # those updates are HOT although it stands
        return len(self.columns(index) & free) / len(free) if free else 0.0

    def _standing(self, table: Name) -> tuple[Index, ...]:
        holder = self._database.table(table)
        return tuple(index for index in holder.indexes if index.ready) if holder else ()

    def _others(self, index: Index) -> list[Index]:
        return [one for one in self._standing(index.table) if one.name != index.name]

    def _blocks(self, index: Index) -> bool:
        """Whether updates of its columns cannot be HOT (since 16 they can beside BRIN)."""
        return index.method != "brin" or self._database.major < 16

    def columns(self, index: Index) -> frozenset[str]:
        """Every column that it reads."""
        block = self._read(index)
        read = {column for _, columns in block.reads for column in columns} if block else set()
        return frozenset({key.column for key in index.keys if key.column} | set(index.include) | read)

    def _read(self, index: Index) -> Block | None:
        """Its expressions and predicate, taken apart."""
        if index not in self._held:
            parts = [f"({key.expression}) IS NOT NULL" for key in index.keys if key.expression]
            parts += [index.predicate] if index.predicate else []
            found = analyse_condition(" AND ".join(parts), index.table, self._database) if parts else None
            self._held[index] = found.blocks[0] if found and found.blocks else None
        return self._held[index]

    def _share(self, index: Index) -> float:
        """The share of new rows that a partial index holds."""
        block = self._read(index)
        if not index.predicate or block is None:
            return 1.0
        ours = [one for one in block.predicates if not (one.operator == "is not null" and one.operand.expression)]
        return share_of(ours, self._statistics.of(index.table))

    def _entries(self, index: Index, rows: float, writes: Writes) -> float:
        """What so many new rows cost it: each entry, and each page that they change first after a checkpoint."""
        share = self._share(index)
        held = rows * share
        price = held * self._entry(index) + (rows - held) * SKIPPED
        if not held or index.method == "brin":
            return price
        pages, growing = self._pages(index)
        checkpoints = max(1.0, writes.seconds / CHECKPOINT) if writes.seconds else 1.0
        each = held / checkpoints
        per_page = max(1.0, self._rows(index.table) * share / pages)
        touched = each / per_page if growing else pages * -math.expm1(-each / pages)
        logged = not (table := self._database.table(index.table)) or table.persistence == "permanent"
        return price + FIRST_CHANGE * checkpoints * min(touched, each) * logged

    def _entry(self, index: Index) -> float:
        worked_out = EXPRESSION * sum(key.column is None for key in index.keys)
        if index.method == "gin":
            each = GIN_DIRECT if "fastupdate=off" in index.options else GIN_PENDING
            return worked_out + each * sum(self._keys(index, place) for place in range(len(index.keys)))
        if index.method in METHODS:
            return worked_out + METHODS[index.method]
        if self._grows(index):
            return GROWING + worked_out
        place = REPEATED if self._values(index) <= FEW else SCATTERED
        return place + worked_out + BYTE * max(0, self._width(index) - 8)

    def _keys(self, index: Index, place: int) -> float:
        """Keys of a row in a GIN index: elements of an array, words of a document, trigrams of a text."""
        known = self._known(index)[place]
        if known and known.element_counts:
            return max(1.0, known.element_counts[-1])  # the mean, after the histogram
        table, block = self._statistics.of(index.table), self._read(index)
        read = [column for _, columns in block.reads for column in columns] if block and not known else []
        widths = [found.width for one in read if table and (found := table.column(one))]
        width = known.width if known else sum(widths)
        return max(1.0, width / KEY_BYTES.get(index.keys[place].opclass, 8)) if width else KEYS

    def _known(self, index: Index) -> list[ColumnStatistics | None]:
        known = self._statistics.of(index.table)
        return [known.column(key.column) if known and key.column else None for key in index.keys]

    def _width(self, index: Index) -> int:
        """Bytes of its keys and the columns that it includes."""
        known = self._statistics.of(index.table)
        included = [known.column(one) if known else None for one in index.include]
        return sum(one.width if one else 8 for one in (*self._known(index), *included))

    def _values(self, index: Index) -> float:
        """Distinct values of its keys together."""
        rows = max(1.0, self._rows(index.table))
        return min(rows, math.prod(known.distinct_values(rows) if known else rows for known in self._known(index)))

    def _grows(self, index: Index) -> bool:
        """Whether new keys come at the end: stored in the order of the first key, and of many values."""
        first = self._known(index)[0]
        many = first is not None and first.distinct_values(self._rows(index.table)) > FEW
        return many and first is not None and (first.correlation or 0.0) > 0.95 and index.method == "btree"

    def _rows(self, table: Name) -> float:
        return self._statistics.rows(table)

    def _pages(self, index: Index) -> tuple[float, bool]:
        """Leaf pages that new entries may meet, and whether they only meet the last."""
        known = self._statistics.of(index.name)
        guess = self._rows(index.table) * self._share(index) * (self._width(index) + ENTRY) / (PAGE * FILL)
        pages = max(1.0, float(known.pages) if known and known.pages else guess)
        return max(1.0, min(pages, self._values(index))), self._grows(index)

    def _vacuum(self, index: Index, dead: float) -> float:
        """VACUUM reads the index once for so many dead rows, and changes the pages that hold them."""
        rows = self._rows(index.table)
        if not dead or rows < 1 or index.method == "brin":
            return 0.0
        return dead / (DEAD * rows) * self._pages(index)[0] * (1 + FIRST_CHANGE)
