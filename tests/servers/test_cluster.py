"""A real Dask cluster on loopback: the same answers, and twins that end with who asked or who answered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from asked import QUESTIONS, alone, ask, once, opened, sample
from asking import children, nothing_left, running, said
from clusters import Dask, running_cluster
from processes import servers_below, wait_until

from maquette.advisors.selection.problem import Answer
from maquette.model.errors import ExperimentError, UnsupportedError
from maquette.model.snapshot import Snapshot
from maquette.twin import cluster


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return sample()


@pytest.fixture(scope="module")
def expected(snapshot: Snapshot) -> list[Answer]:
    return alone(snapshot)


@pytest.fixture
def dask(own_base: Path, tmp_path: Path) -> Iterator[Dask]:
    """A scheduler and two workers."""
    with running_cluster(own_base, tmp_path) as made:
        yield made
    wait_until(lambda: nothing_left(own_base))


def test_a_cluster_answers_as_one_twin_does(dask: Dask, snapshot: Snapshot, expected: list[Answer]) -> None:
    used: list[int] = []
    counted: list[tuple[int, int]] = []

    def told(what: str, done: int, total: int) -> None:
        counted.append((done, total))
        used.append(len({children(pid)[0] for pid in dask.workers if children(pid)}))

    for _ in range(2):  # the second problem finds the workers as the first has left them
        assert ask(snapshot, f"dask://{dask.address}", told) == expected
        assert nothing_left(dask.place), "workers live, and their twins do not"
    assert counted[-1] == (len(QUESTIONS), len(QUESTIONS))
    assert max(used) == 2, "both workers had a twin"


def test_what_a_killed_worker_leaves_is_asked_again(dask: Dask, snapshot: Snapshot, expected: list[Answer]) -> None:
    with opened(snapshot, f"dask://{dask.address}", once(lambda: os.kill(dask.workers[0], signal.SIGKILL))) as oracle:
        assert oracle.ask(QUESTIONS) == expected
        assert oracle.ask(QUESTIONS) == expected


def test_a_cluster_answers_after_an_interrupt(dask: Dask, snapshot: Snapshot, expected: list[Answer]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with opened(snapshot, f"dask://{dask.address}", once(interrupt)) as oracle:
        with pytest.raises(KeyboardInterrupt):
            oracle.ask(QUESTIONS)
        assert oracle.ask(QUESTIONS) == expected


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_twins_end_with_who_asked(dask: Dask, snapshot: Snapshot, tmp_path: Path, how: signal.Signals) -> None:
    with running(snapshot, tmp_path, f"dask://{dask.address}") as asking:
        assert said(asking) == "asked"
        workers = dask.workers
        assert servers_below(dask.place)
        os.killpg(asking.pid, how)
        asking.communicate(timeout=30)
        wait_until(lambda: nothing_left(dask.place))
    assert dask.workers == workers, "they are other people's too"


def test_a_cluster_that_goes_is_told(dask: Dask, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def kill() -> None:
        monkeypatch.setattr(cluster, "SECONDS", 3)
        dask.scheduler.kill()

    with pytest.raises(ExperimentError, match="the Dask cluster is gone"):
        ask(snapshot, f"dask://{dask.address}", once(kill))


def test_a_cluster_without_workers_is_told(
    own_base: Path, tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SECONDS", 3)
    with running_cluster(own_base, tmp_path, workers=0) as made, pytest.raises(ExperimentError, match="has no workers"):
        ask(snapshot, f"dask://{made.address}")


def test_a_scheduler_that_does_not_answer_is_told(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SECONDS", 2)
    with pytest.raises(ExperimentError, match=r"no Dask scheduler answers at 127\.0\.0\.1:1") as caught:
        ask(snapshot, "dask://127.0.0.1:1")
    assert "dask scheduler" in caught.value.hint


def test_another_version_on_the_workers_is_told(
    dask: Dask, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "__version__", "99")
    with pytest.raises(UnsupportedError, match=r"workers have maquette .*, this is 99"):
        ask(snapshot, f"dask://{dask.address}")


def test_without_dask_the_extra_is_named(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UnsupportedError) as caught:
        ask(snapshot, "dask://127.0.0.1:8786")
    assert "maquette[cluster]" in caught.value.hint


def test_dask_is_loaded_only_when_asked_for() -> None:
    code = "import sys, maquette.twin.pool, maquette.twin.worker; sys.exit('distributed' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
