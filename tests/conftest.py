"""Real servers: one of each major version and worker, a database of its own for each test that wants one.

The header of a run says which versions it tries, which of them have no contrib extensions, and which are missing.
"""

from __future__ import annotations

import operator
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import servers

from maquette.engines.postgres.scratch import Scratch, open_scratch
from maquette.engines.postgres.servers.installations import Installation, fitting, has_extension, installations

MEMORY = Path("/dev/shm")
MEMORY_BYTES = 4 << 30
pytest_plugins = ("source_server",)

CONTRIB = "btree_gist"  # who has it has the rest
COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq, "": operator.eq,
}  # fmt: skip
NUMBERS = count(1)

# Before the wheel's, which have no contrib. Here, so that pytest started by hand does it too.
os.environ["PATH"] = os.pathsep.join([*map(str, servers.fetched()), os.environ.get("PATH", os.defpath)])


def pytest_addoption(parser: pytest.Parser) -> None:
    wanted = ",".join(map(str, servers.WANTED))
    explained = f"versions of PostgreSQL to try: {wanted}, or 13,17, or all"
    parser.addoption("--postgres", default=wanted, metavar="MAJORS", help=explained)


def _wanted(config: pytest.Config) -> list[int]:
    """The major versions that this run is to try."""
    asked = str(config.getoption("postgres"))
    return sorted(servers.VERSIONS) if asked == "all" else sorted({int(major) for major in asked.split(",")})


def _tried(config: pytest.Config) -> dict[int, Installation]:
    """Those of them that are installed."""
    here = {one.major for one in installations()}
    return {major: fitting(major) for major in _wanted(config) if major in here}


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Say it even to those who asked for quiet, for whom pytest leaves its header out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    tried = _tried(session.config)
    missing = [str(major) for major in _wanted(session.config) if major not in tried]
    bare = [str(major) for major, one in tried.items() if not has_extension(one, CONTRIB)]
    found = ", ".join(one.version for one in tried.values())
    left = [f"; NOT TRIED, not installed: {', '.join(missing)}"] if missing else []
    left += [f"; NOT TRIED, without contrib: extensions on {', '.join(bare)}"] if bare else []
    alone = [str(major) for major, one in tried.items() if major > 14 and not has_extension(one, "pg_partman")]
    left += [f"; NOT TRIED, not installed: pg_partman on {', '.join(alone)}"] if alone else []
    browser = "chromium" if shutil.which("chromium") else "NOT TRIED, chromium is not installed"
    reporter.write_line(f"servers: PostgreSQL {found or 'none'}{''.join(left)}; browser: {browser}")


def pytest_configure(config: pytest.Config) -> None:
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
        os.environ.setdefault("MAQUETTE_SCRATCH", str(MEMORY))  # a cluster is a thousand small files: slow on a disk
    config.addinivalue_line("markers", 'postgres(versions): only on servers of those versions: ">= 17", "< 18", "15"')


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test of a server, or of an installation, on every version that its mark allows."""
    for name in ("server", "installation"):
        if name in metafunc.fixturenames:
            tried = _tried(metafunc.config).items()
            allowed = {str(major): one for major, one in tried if _allows(metafunc.definition, major)}
            metafunc.parametrize(name, allowed.values(), indirect=True, ids=allowed)
            return


def _allows(item: pytest.Item, major: int) -> bool:
    for mark in item.iter_markers("postgres"):
        for part in str(mark.args[0]).split(","):
            sign, number = re.fullmatch(r"\s*([<>=]*)\s*(\d+)\s*", part).groups()  # type: ignore[union-attr]  # or fail
            if not COMPARE[sign](major, int(number)):
                return False
    return True


@pytest.fixture(scope="session")
def installation(request: pytest.FixtureRequest) -> Installation:
    """Each major version in turn."""
    chosen: Installation = request.param
    return chosen


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Scratch]:
    """A scratch server of each major version in turn."""
    with open_scratch(request.param) as scratch:
        yield scratch


@pytest.fixture
def fresh_database(server: Scratch) -> Iterator[str]:
    """The name of an empty database on ``server``."""
    name = f"test_{next(NUMBERS)}"
    server.create_database(name)
    yield name
    server.drop_database(name)


@pytest.fixture
def without_fetched_servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the system's servers and the wheel's, which have no contrib."""
    away = set(map(str, servers.fetched()))
    monkeypatch.setenv("PATH", os.pathsep.join(place for place in os.get_exec_path() if place not in away))
    installations.cache_clear()
    yield
    installations.cache_clear()


@pytest.fixture
def own_base(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A scratch directory of this test's own. Not pytest's, which it closes to the server's user."""
    place = Path(tempfile.mkdtemp(prefix="maquette_test_"))
    place.chmod(0o755)
    monkeypatch.setenv("MAQUETTE_SCRATCH", str(place))
    yield place
    shutil.rmtree(place)
