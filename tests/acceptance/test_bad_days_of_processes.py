"""Bad days of the machine: interrupted, killed, no room, nowhere to write, two at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command import QUERIES, SHOP, Ran, maquette
from processes import end_of, servers_below, started, wait_until

ROOT = os.geteuid() == 0
REVIEW = ("review", SHOP, "--queries", QUERIES, "--rows", "purchase=5e7", "--rows", "customer=1e6")


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=1777", "none", place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def is_started(place: Path) -> bool:
    return any(place.glob("maquette-*/data/postmaster.pid"))


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("rule",), ("review", "--help")], ids=" ".join)
def test_a_reader_that_goes_away_is_no_failure(words: tuple[str, ...]) -> None:
    """As with | head."""
    with started(*words) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(30) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("when", ["first sight", "twin runs"])
def test_interrupted_it_ends_in_order(own_base: Path, number: signal.Signals, when: str) -> None:
    """Ctrl-C: exit code 130, one sentence, no server left, nothing on the disk."""
    with started(*REVIEW, MAQUETTE_SCRATCH=str(own_base)) as process:
        wait_until(lambda: any(own_base.iterdir()), process)
        if when == "twin runs":
            first = set(own_base.iterdir())
            wait_until(lambda: is_started(own_base) and not first & set(own_base.iterdir()), process)
        process.send_signal(number)
        ran = end_of(process)
    assert ran == Ran(130, "", "maquette: interrupted; nothing was changed, scratch servers are stopped\n")
    assert servers_below(own_base) == []
    assert list(own_base.iterdir()) == []


def test_killed_it_leaves_no_server_and_the_next_run_cleans_up(own_base: Path) -> None:
    with started(*REVIEW, MAQUETTE_SCRATCH=str(own_base)) as process:
        wait_until(lambda: is_started(own_base), process)
        assert servers_below(own_base)
        process.kill()
        process.communicate()
    wait_until(lambda: servers_below(own_base) == [])
    leftover = own_base / "maquette-leftover"
    leftover.mkdir()
    (leftover / "lock").touch()
    assert maquette("review", SHOP, "--no-rehearse", "--fail-on", "never", MAQUETTE_SCRATCH=str(own_base)).code == 0
    assert list(own_base.iterdir()) == []


def test_two_at_once_do_not_meet(own_base: Path) -> None:
    words = (*REVIEW, "--no-rehearse", "--format", "json")
    with started(*words, MAQUETTE_SCRATCH=str(own_base)) as one, started(*words, MAQUETTE_SCRATCH=str(own_base)) as two:
        ended = end_of(one), end_of(two)
    assert [ran.err for ran in ended] == ["", ""]
    assert ended[0].keys == ended[1].keys != set()
    assert list(own_base.iterdir()) == []


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    for words in (f"review {SHOP} --no-rehearse --format json", "rule", "rule unindexed-foreign-key"):
        command = f"{sys.executable} -m maquette {words} | true"
        assert subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stderr == ""


@pytest.mark.skipif(not ROOT, reason="only root may mount a small disk")
@pytest.mark.parametrize("megabytes", [1, 60, 120])
def test_a_full_disk_is_told(own_base: Path, megabytes: int) -> None:
    """No room to begin with, for the twin, and for the rows of a rehearsal."""
    with small_disk(own_base, f"{megabytes}m"):
        ran = maquette(*REVIEW, MAQUETTE_SCRATCH=str(own_base), MAQUETTE_REHEARSAL_ROWS="2000000")
        assert list(own_base.iterdir()) == []
    if megabytes == 120 and ran.code in (0, 1):  # the review stands without what had no room
        assert "room" in ran.out
        return
    assert ran.code == 2, ran.err
    assert "no room" in ran.err
    assert "MAQUETTE_SCRATCH" in ran.err
    assert ran.out == ""


WRITERS = {
    "review": ("review", SHOP, "--no-rehearse", "-o", "{place}/r.html"),
    "erd": ("erd", SHOP, "-o", "{place}/e.svg"),
    "snapshot": ("snapshot", SHOP, "-o", "{place}/s.maquette"),
    "baseline": ("review", SHOP, "--no-rehearse", "--format", "json", "--baseline", "{place}/b.json"),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_place_that_cannot_be_written_is_named_and_what_was_there_stays(tmp_path: Path, writer: str) -> None:
    absent, closed, full = (tmp_path / name for name in ("absent", "closed", "full"))
    closed.touch()
    cannot_be_written(absent, writer)
    cannot_be_written(closed, writer)
    if ROOT:  # who alone may mount a small disk
        full.mkdir()
        file = Path(str(WRITERS[writer][-1]).format(place=full))
        with small_disk(full, "4k"):
            file.write_text("as it was")
            cannot_be_written(full, writer)
            assert file.read_text() == "as it was"
            assert list(full.iterdir()) == [file]


def cannot_be_written(place: Path, writer: str) -> None:
    ran = maquette(*(str(word).format(place=place) for word in WRITERS[writer]))
    assert ran.code == 2, ran.err
    assert "cannot write" in ran.err
    assert str(place) in ran.err
    assert "hint: " in ran.err


def test_a_full_disk_behind_stdout_is_told() -> None:
    command = [sys.executable, "-m", "maquette", "review", str(SHOP), "--no-rehearse", "--format", "json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "no room is left" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
