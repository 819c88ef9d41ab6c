"""Run the examples of the checks on a real server, and keep what was read of it for the tests that have no server.

    python tools/record.py [CHECK …]

A section is recorded on the newest installed version that can run it. Recording twice gives the same model.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, LiteralString

import msgspec
import psycopg
import zstandard

from maquette.advisors.check import Check, run, select
from maquette.advisors.example import Example, dress, examples
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch, open_scratch
from maquette.engines.postgres.servers.installations import installations
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.finding import Finding, Outcome
from maquette.model.names import quote
from maquette.model.review import PlannedQuery
from maquette.model.snapshot import Snapshot

RECORDED = Path(__file__).resolve().parent.parent / "tests" / "unit" / "recorded"
DATABASE = "example"
ROLES = "SELECT rolname FROM pg_roles"
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'"
PUBLIC = """
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema'
"""
SINCE_14 = "ALTER SCHEMA public OWNER TO pg_database_owner"
# Words of a section that makes more than what lies in schemas.
BEYOND = re.compile(r"\b(database|extension|publication|default privileges|event trigger|role|cast)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Recorded:
    """One section of an example as a server gave it."""

    title: str
    snapshot: Snapshot
    plans: tuple[PlannedQuery, ...] | None = None


class Bench:
    """A server on which one section after the other is run, each in an empty database."""

    def __init__(self, server: Scratch) -> None:
        self.server = server
        self.major = server.installation.major
        self.admin = server.admin()
        self.extensions = self._names("SELECT name FROM pg_available_extensions")
        self.roles = self._names(ROLES)
        self.server.create_database(DATABASE)

    def close(self) -> None:
        """Leave the server as it was."""
        self.admin.close()
        self.server.drop_database(DATABASE)

    def can_run(self, example: Example) -> bool:
        """Whether the server's version and extensions are what the section asks for."""
        return example.fits(self.major) and self.extensions.issuperset(example.extensions)

    @contextmanager
    def performed(self, example: Example) -> Iterator[str]:
        """The DSN of a database in which nothing but the section's SQL was run; all that it made goes at the end."""
        dsn = self.server.dsn(DATABASE, ADMIN)
        try:
            with psycopg.connect(dsn, autocommit=True) as connection:
                connection.execute(example.sql.encode())
            yield dsn
        finally:
            if BEYOND.search(example.sql):
                self.server.drop_database(DATABASE)
                self.server.create_database(DATABASE)
            else:
                self._empty(dsn)
            for role in self._names(ROLES) - self.roles:
                self.admin.execute(f"DROP ROLE {quote(role)}".encode())

    def _empty(self, dsn: str) -> None:
        """Drop every schema and make public anew, as initdb makes it: a third of the time of a new database."""
        with psycopg.connect(dsn, autocommit=True, options="-c client_min_messages=error") as connection:
            for (schema,) in connection.execute(SCHEMAS).fetchall():
                connection.execute(f"DROP SCHEMA {quote(schema)} CASCADE".encode())
            connection.execute(PUBLIC)
            if self.major >= 14:
                connection.execute(SINCE_14)

    def _names(self, query: LiteralString) -> set[str]:
        return {name for (name,) in self.admin.execute(query)}


def observe(check: Check, example: Example, dsn: str) -> Recorded:
    """What a server says of the section, without what differs from run to run; settings only for who asks for them."""
    snapshot = dress(example, read(dsn))
    if "settings" not in check.uses:
        snapshot = replace(snapshot, settings=None)
    if "plans" not in check.uses:
        return Recorded(example.title, snapshot)
    from maquette.architect import twin_of

    with twin_of(snapshot) as twin:
        assert snapshot.workload is not None
        return Recorded(example.title, snapshot, twin.plans(snapshot.workload))


def judge(check: Check, recorded: Recorded, **more: Any) -> tuple[list[Finding], Outcome]:
    """What the check says of it."""
    findings, (outcome,) = run([check], recorded.snapshot, plans=recorded.plans, **more)
    return findings, outcome


def write_recorded(check: Check, sections: Sequence[Recorded]) -> None:
    """Keep the sections of a check's example."""
    RECORDED.mkdir(exist_ok=True)
    body = msgspec.json.encode(sections)
    (RECORDED / f"{check.name}.json.zst").write_bytes(zstandard.ZstdCompressor(level=19).compress(body))


def read_recorded(check: Check) -> dict[str, Recorded]:
    """The kept sections by title."""
    body = zstandard.ZstdDecompressor().decompress((RECORDED / f"{check.name}.json.zst").read_bytes())
    return {section.title: section for section in msgspec.json.decode(body, type=list[Recorded])}


def same(one: Recorded) -> Recorded:
    """The section as it comes back from a file."""
    return msgspec.json.decode(msgspec.json.encode(one), type=Recorded)


def main() -> None:
    newest_first = sorted(installations(), key=lambda one: one.major, reverse=True)
    with ExitStack() as stack:
        servers = [stack.enter_context(open_scratch(one)) for one in newest_first]
        benches = [stack.enter_context(closing(Bench(server))) for server in servers]
        for check in select(sys.argv[1:]):
            if "estimate" in check.needs:
                continue  # its what-if plans need a twin at hand: tried on servers alone
            sections = []
            for example in examples(check):
                bench = next(bench for bench in benches if bench.can_run(example))
                try:
                    with bench.performed(example) as dsn:
                        sections.append(observe(check, example, dsn))
                except psycopg.Error as error:
                    sys.exit(f"{check.name}, {example.title}: {error}")
            write_recorded(check, sections)
            print(f"recorded {check.name}: {len(sections)} sections")


if __name__ == "__main__":
    main()
