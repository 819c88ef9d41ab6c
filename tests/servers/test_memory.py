"""Scratch servers in memory: where there is ample room, and nowhere else; what is left there is cleaned."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers import memory
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.memory import AMPLE, free_memory, in_memory, needed_for
from maquette.engines.postgres.servers.place import CLUSTER_BYTES, base
from maquette.model.database import Database
from maquette.model.errors import ExperimentError
from maquette.model.names import Name
from maquette.model.table import Table

ROOT = os.geteuid() == 0
DISK = Path(tempfile.gettempdir())
HOLD = """
import os, signal
from pathlib import Path
from maquette.engines.postgres.servers import memory
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.scratch import open_scratch
memory.MEMORY = Path({place!r})
with open_scratch(fitting(18), needed=0) as scratch:
    assert scratch.data.is_relative_to(memory.MEMORY)
    os.kill(scratch._guard.pid, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def shared(own_base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of the test's own that stands for memory."""
    monkeypatch.delenv("MAQUETTE_SCRATCH")
    monkeypatch.setattr(memory, "MEMORY", own_base)
    return own_base


@pytest.fixture
def small(shared: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The same with as many megabytes as the test says."""
    size = f"size={request.param}m,mode=1777"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", shared], check=True)
    yield shared
    subprocess.run(["umount", shared], check=True)


def test_ample_memory_is_used_by_those_who_know_what_they_need(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert base(0) == shared
    assert base() == DISK
    with open_scratch(fitting(18), needed=0) as scratch:
        assert scratch.data.parent.parent == shared
    assert not list(shared.iterdir())
    monkeypatch.setenv("MAQUETTE_SCRATCH", str(DISK))
    assert base(0) == DISK


def test_memory_must_be_several_times_what_is_needed(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: AMPLE * CLUSTER_BYTES)
    assert in_memory(CLUSTER_BYTES) == shared
    assert in_memory(CLUSTER_BYTES + 1) is None
    assert base(1) == DISK
    monkeypatch.setattr(memory, "MEMORY", shared / "none")
    assert in_memory(0) is None


@pytest.mark.skipif(not ROOT, reason="only root may mount a small disk")
@pytest.mark.parametrize("small", [64], indirect=True)
def test_the_shared_memory_of_a_container_is_too_small(small: Path) -> None:
    with open_scratch(fitting(18), needed=0) as scratch:
        assert scratch.data.parent.parent == DISK


@pytest.mark.skipif(not ROOT, reason="only root may mount a small disk")
@pytest.mark.parametrize("small", [90], indirect=True)
def test_memory_that_others_have_filled_is_told(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "AMPLE", 0)
    with pytest.raises(ExperimentError, match=f"no room in {small}") as caught:
        _fill()
    assert "MAQUETTE_SCRATCH" in caught.value.hint
    assert not list(small.iterdir())


def test_what_a_kill_leaves_in_memory_goes_at_the_next_start(shared: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", HOLD.format(place=str(shared))], check=False, env=_environment())
    assert killed.returncode == -9
    (left,) = shared.iterdir()
    with open_scratch(fitting(18)):
        assert not left.exists()
    assert not list(shared.iterdir())


def test_a_limit_of_the_container_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert free_memory() > 0
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    (tmp_path / "memory.current").write_text("1000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert free_memory() > 1 << 20
    (tmp_path / "memory.max").write_text("5000\n")
    assert free_memory() == 4000
    (tmp_path / "memory.max").write_text("500\n")
    assert free_memory() == 0


def test_what_is_needed_grows_with_relations_and_rows() -> None:
    tables = tuple(Table(name=Name("s", f"t{number}")) for number in range(10))
    assert needed_for(Database()) == 0
    assert needed_for(Database(tables=tables)) > 10 * needed_for(Database(tables=tables[:1])) - 1
    assert needed_for(Database(tables=tables), 1000) > needed_for(Database(tables=tables)) + 100_000


def _fill() -> None:
    with open_scratch(fitting(18), needed=0) as scratch:
        for number in range(20):
            scratch.create_database(f"database_{number}")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "MAQUETTE_SCRATCH"}
