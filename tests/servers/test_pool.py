"""Twins side by side: they answer as one does, outlive what happens to them, and leave nothing behind."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from asked import OPTIONS, QUERIES, QUESTIONS, alone, ask, once, opened, sample
from asking import children, nothing_left, running, said
from processes import servers_below, wait_until

from maquette.advisors.selection.problem import Answer
from maquette.model.errors import ConfigError, ExperimentError
from maquette.model.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return sample()


@pytest.fixture(scope="module")
def expected(snapshot: Snapshot) -> list[Answer]:
    """What one twin in this process answers."""
    return alone(snapshot)


@pytest.fixture
def place(own_base: Path) -> Iterator[Path]:
    """A scratch directory of the test's own, in which nothing is left at its end."""
    yield own_base
    wait_until(lambda: nothing_left(own_base))


def workers_of_this_process() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


def kill(pids: Sequence[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def test_the_sample_has_something_to_tell(expected: list[Answer]) -> None:
    costs = {(q.query, a.cost) for q, a in zip(QUESTIONS, expected, strict=True)}
    assert len(costs) >= 3 * len(QUERIES), "costs differ by what stands"
    assert any(math.isinf(answer.cost) for answer in expected)
    assert {place for answer in expected for place in answer.used} > {0, 1, len(OPTIONS) - 1}


def test_a_pool_answers_as_one_twin_does(snapshot: Snapshot, expected: list[Answer], place: Path) -> None:
    said = []
    assert ask(snapshot, "2", lambda what, done, total: said.append((done, total))) == expected
    assert said[-1] == (len(QUESTIONS), len(QUESTIONS))
    assert len(said) > 2
    assert not workers_of_this_process()
    assert nothing_left(place)


@pytest.mark.parametrize("workers", ["", "1", "auto"])
def test_a_small_problem_pays_for_no_pool(
    snapshot: Snapshot, expected: list[Answer], place: Path, workers: str
) -> None:
    seen: list[int] = []
    assert ask(snapshot, workers, once(lambda: seen.extend(workers_of_this_process()))) == expected
    assert not seen


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5", "dask", "tcp://127.0.0.1:1"])
def test_workers_that_make_no_sense_are_told(snapshot: Snapshot, workers: str) -> None:
    with pytest.raises(ConfigError, match="neither a number nor a cluster"):
        ask(snapshot, workers)


def test_what_a_killed_worker_leaves_is_asked_again(snapshot: Snapshot, expected: list[Answer], place: Path) -> None:
    killed: list[int] = []

    def act() -> None:
        killed.append(workers_of_this_process()[0])
        kill(killed)

    assert ask(snapshot, "2", once(act)) == expected
    assert killed


def test_what_kills_worker_after_worker_is_told(snapshot: Snapshot, place: Path) -> None:
    killed: set[int] = set()

    def act(what: str, done: int, total: int) -> None:
        """Kill each crew once it has answered something; what it answered before it died may come in after that."""
        living = set(workers_of_this_process()) - killed
        kill(sorted(living))
        killed.update(living)

    with pytest.raises(ExperimentError, match="3 times a worker died") as caught:
        ask(snapshot, "2", act)
    assert "--workers" in caught.value.hint
    assert len(killed) >= 3


def test_a_twin_whose_server_is_gone_is_built_again(snapshot: Snapshot, expected: list[Answer], place: Path) -> None:
    assert ask(snapshot, "2", once(lambda: kill(servers_below(place)))) == expected
    ask(snapshot, "1")  # the next start removes what a killed guard has left


def test_one_twin_whose_server_is_gone_is_told(snapshot: Snapshot, own_base: Path) -> None:
    with pytest.raises(ExperimentError, match="server"):
        ask(snapshot, "1", once(lambda: kill(servers_below(own_base))))


def test_a_pool_answers_after_an_interrupt(snapshot: Snapshot, expected: list[Answer], place: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with opened(snapshot, "2", once(interrupt)) as oracle:
        with pytest.raises(KeyboardInterrupt):
            oracle.ask(QUESTIONS)
        assert oracle.ask(QUESTIONS) == expected


def gone(pids: Sequence[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.parametrize("wait", ["while twins are built", "while they are asked"])
@pytest.mark.parametrize("how", ["Ctrl-C", "kill -9"])
def test_nothing_outlives_maquette(snapshot: Snapshot, place: Path, tmp_path: Path, how: str, wait: str) -> None:
    with running(snapshot, tmp_path) as process:
        if wait == "while they are asked":
            assert said(process) == "asked"
        else:
            wait_until(lambda: servers_below(place), process)
        family = children(process.pid)
        assert len(family) >= 3, "a tracker of the interpreter's, and two workers"
        if how == "Ctrl-C":
            os.killpg(process.pid, signal.SIGINT)
            _, words = process.communicate(timeout=30)
            assert words.count("Traceback") == 1, words
            assert words.endswith("KeyboardInterrupt\n"), words
            assert nothing_left(place), "all has ended when maquette has"
        else:
            process.kill()
            _, words = process.communicate(timeout=30)
            assert "Traceback" not in words
        wait_until(lambda: gone(family) and nothing_left(place))
