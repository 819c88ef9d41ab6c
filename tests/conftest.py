"""Real servers: one of each installed major version and worker, a database of its own for each test that wants one.

The header of a run says which versions it tries, and which of those that maquette must be tried on are missing.
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

from maquette.engines.postgres.installations import Installation, fitting, installations
from maquette.engines.postgres.scratch import Scratch, open_scratch

MEMORY = Path("/dev/shm")
MEMORY_BYTES = 4 << 30
pytest_plugins = ("source_server",)

WANTED = (15, 16, 18)
COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq, "": operator.eq,
}  # fmt: skip
MAJORS = sorted({one.major for one in installations()})
NUMBERS = count(1)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Say it even to those who asked for quiet, for whom pytest leaves its header out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    tried = {one.major: one.version for one in reversed(installations())}
    missing = [str(major) for major in WANTED if major not in tried]
    found = "PostgreSQL " + ", ".join(tried[major] for major in sorted(tried)) if tried else "no PostgreSQL"
    left = f"; NOT TRIED, not installed: {', '.join(missing)}" if missing else ""
    browser = "chromium" if shutil.which("chromium") else "NOT TRIED, chromium is not installed"
    reporter.write_line(f"servers: {found}{left}; browser: {browser}")


def pytest_configure(config: pytest.Config) -> None:
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
        os.environ.setdefault("MAQUETTE_SCRATCH", str(MEMORY))  # a cluster is a thousand small files: slow on a disk
    config.addinivalue_line("markers", 'postgres(versions): only on servers of those versions: ">= 17", "< 18", "15"')


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test of a server, or of an installation, on every version that its mark allows."""
    for name in ("server", "installation"):
        if name in metafunc.fixturenames:
            allowed = [major for major in MAJORS if _allows(metafunc.definition, major)]
            metafunc.parametrize(name, [fitting(major) for major in allowed], indirect=True, ids=map(str, allowed))
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
    """Each installed major version in turn."""
    chosen: Installation = request.param
    return chosen


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Scratch]:
    """A scratch server of each installed major version in turn."""
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
def own_base(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A scratch directory of this test's own. Not pytest's, which it closes to the server's user."""
    place = Path(tempfile.mkdtemp(prefix="maquette_test_"))
    place.chmod(0o755)
    monkeypatch.setenv("MAQUETTE_SCRATCH", str(place))
    yield place
    shutil.rmtree(place)
