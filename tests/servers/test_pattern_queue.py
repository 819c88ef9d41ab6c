"""The queue under eight workers that are killed: nothing lost, nothing done twice. The naive forms do."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from applied import blocked, build, crowd, naive

from maquette.engines.postgres.scratch import Scratch

WORKERS = 8
JOBS = 100
LEASE = "150 milliseconds"
RUN_OUT = "UPDATE jobs SET leased_until = now() - interval '1 second'"


@pytest.fixture
def jobs(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection[Any]]:
    """A new queue with short leases, and a table of what the workers did."""
    build(server, fresh_database, "queue", lease=LEASE, backoff="1 millisecond", max_attempts="50")
    with server.guest(fresh_database) as guest:
        guest.execute("CREATE TABLE effects (job bigint NOT NULL, attempt integer NOT NULL)")
        yield guest


def worker(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
    """Take some jobs; finish, fail or forget each."""
    taken = connection.execute("SELECT id, attempts FROM jobs_take(up_to => %s)", [lot.randint(1, 4)]).fetchall()
    for job in taken:
        if (fate := lot.random()) < 0.1:
            connection.execute("SELECT jobs_fail(%s, %s, 'by lot')", job)
        elif fate < 0.9:  # else it is forgotten, as if the worker hung
            try:
                with connection.transaction():
                    connection.execute("INSERT INTO effects VALUES (%s, %s)", job)
                    time.sleep(lot.random() / 100)
                    connection.execute("SELECT jobs_finish(%s, %s)", job)
            except psycopg.errors.ObjectNotInPrerequisiteState:
                pass  # the lease was lost, and the effect is rolled back
    if not taken:
        time.sleep(0.02)
    row = connection.execute("SELECT EXISTS (SELECT FROM jobs WHERE finished_at IS NULL)").fetchone()
    return bool(row and row[0])


def test_every_job_is_finished_once_whoever_is_killed(
    server: Scratch, fresh_database: str, jobs: psycopg.Connection[Any]
) -> None:
    jobs.execute(
        "INSERT INTO jobs (priority, payload) SELECT n %% 3, to_jsonb(n) FROM generate_series(1, %s) n", [JOBS]
    )
    killed = crowd(server, fresh_database, WORKERS, worker, kill_every=0.04)
    assert killed >= 5
    assert counts(jobs, "SELECT count(*), count(DISTINCT job) FROM effects") == (JOBS, JOBS)
    assert counts(jobs, "SELECT count(*) FILTER (WHERE finished_at IS NOT NULL), count(failed_at) FROM jobs") == (
        JOBS,
        0,
    )


def counts(connection: psycopg.Connection[Any], sql: str) -> tuple[Any, ...] | None:
    return connection.execute(sql.encode()).fetchone()


def test_a_worker_that_lost_its_lease_cannot_settle_the_job(jobs: psycopg.Connection[Any]) -> None:
    jobs.execute("INSERT INTO jobs DEFAULT VALUES")
    assert counts(jobs, "SELECT id, attempts FROM jobs_take(lease => '1 hour')") == (1, 1)
    assert counts(jobs, "SELECT id FROM jobs_take()") is None
    jobs.execute(RUN_OUT)
    assert counts(jobs, "SELECT attempts, last_error FROM jobs_take()") == (2, "the lease of attempt 1 ran out")
    for late in ("jobs_finish(1, 1)", "jobs_fail(1, 1, '')", "jobs_extend(1, 1)"):
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="attempt 1 no longer holds this job"):
            jobs.execute(f"SELECT {late}".encode())
    jobs.execute(RUN_OUT)
    jobs.execute("SELECT jobs_extend(1, 2, '1 hour')")
    assert counts(jobs, "SELECT id FROM jobs_take()") is None
    jobs.execute("SELECT jobs_finish(1, 2)")
    assert counts(jobs, "SELECT jobs_purge('0 seconds')") == (1,)


def test_what_kills_its_workers_and_what_fails_becomes_a_dead_letter(server: Scratch, fresh_database: str) -> None:
    build(server, fresh_database, "queue", lease="1 millisecond", backoff="1 millisecond", max_attempts="3")
    with server.guest(fresh_database) as guest:
        guest.execute("INSERT INTO jobs DEFAULT VALUES")
        attempts = []
        for _ in range(5):
            attempts += [row[0] for row in guest.execute("SELECT attempts FROM jobs_take()").fetchall()]
            time.sleep(0.005)
        assert attempts == [1, 2, 3]
        dead = "SELECT failed_at IS NOT NULL, last_error FROM jobs"
        assert counts(guest, dead) == (True, "the lease of attempt 3 ran out")
        assert counts(guest, "SELECT jobs_revive(1), jobs_revive(1)") == (True, False)
        for attempt in (1, 2, 3):
            assert counts(guest, "SELECT attempts FROM jobs_take()") == (attempt,)
            guest.execute("SELECT jobs_fail(1, %s, 'no')", [attempt])
            time.sleep(0.02)
        assert counts(guest, dead) == (True, "no")


def test_high_priorities_that_are_not_due_do_not_hide_low_ones(jobs: psycopg.Connection[Any]) -> None:
    jobs.execute(
        "INSERT INTO jobs (priority, run_at) SELECT n % 3, now() + interval '1 day' FROM generate_series(1, 3000) n"
    )
    jobs.execute("INSERT INTO jobs (priority, queue) VALUES (-5, 'default'), (9, 'another')")
    jobs.execute("ANALYZE jobs")
    read = "SELECT pg_stat_get_xact_tuples_returned('jobs_waiting_idx'::regclass)"
    with jobs.transaction():
        assert counts(jobs, "SELECT priority FROM jobs_take()") == (-5,)
        (entries,) = counts(jobs, read) or (None,)
    assert entries is not None
    assert 0 < entries < 50


def test_fair_turns_leave_nobody_behind(server: Scratch, fresh_database: str) -> None:
    build(server, fresh_database, "queue", fair="tenant")
    with server.guest(fresh_database) as guest:
        guest.execute("INSERT INTO jobs (tenant) SELECT 'greedy' FROM generate_series(1, 500)")
        guest.execute("INSERT INTO jobs (tenant) VALUES ('a'), ('b'), ('c')")
        first = guest.execute("SELECT tenant FROM jobs_take(up_to => 4)").fetchall()
        assert sorted(row[0] for row in first) == ["a", "b", "c", "greedy"]
        assert counts(guest, "SELECT count(*) FROM jobs_take(up_to => 1000)") == (499,)


def test_workers_hear_of_new_jobs(server: Scratch, fresh_database: str) -> None:
    build(server, fresh_database, "queue", notify="true")
    with server.guest(fresh_database) as ear, server.guest(fresh_database) as mouth:
        ear.execute("LISTEN jobs")
        mouth.execute("INSERT INTO jobs SELECT FROM generate_series(1, 10)")
        assert len(list(ear.notifies(timeout=5, stop_after=1))) == 1


def test_naive_select_then_update_does_jobs_twice(server: Scratch, fresh_database: str) -> None:
    said = naive("queue")
    with server.guest(fresh_database) as guest:
        guest.execute(said["schema"].encode())
        guest.execute("INSERT INTO jobs SELECT generate_series(1, 60)")

        def work(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
            job = connection.execute(said["read"].encode()).fetchone()
            if job is None:
                return False
            time.sleep(lot.random() / 1000)
            connection.execute(said["mark"].encode(), job)
            connection.execute("INSERT INTO effects VALUES (%s)", job)
            return True

        crowd(server, fresh_database, WORKERS, work)
        done, jobs_done = counts(guest, "SELECT count(*), count(DISTINCT job) FROM effects") or (0, 0)
        assert jobs_done == 60
        assert done > jobs_done


def test_naive_update_with_limit_waits_and_takes_the_same_job(server: Scratch, fresh_database: str) -> None:
    said = naive("queue")
    with server.guest(fresh_database) as first, server.guest(fresh_database) as second, ThreadPoolExecutor(1) as pool:
        first.execute(said["schema"].encode())
        first.execute("INSERT INTO jobs SELECT generate_series(1, 9)")
        with first.transaction():
            assert counts(first, said["take"]) == (1,)
            other = pool.submit(counts, second, said["take"])
            with blocked(server, fresh_database, second.info.backend_pid):
                pass  # it stands in line, though eight other jobs wait
        assert other.result(10) == (1,)


def test_eight_workers_take_at_once_and_none_waits(
    server: Scratch, fresh_database: str, jobs: psycopg.Connection[Any]
) -> None:
    jobs.execute("INSERT INTO jobs SELECT FROM generate_series(1, 20)")
    seen: list[int] = []
    connections = [server.guest(fresh_database) for _ in range(WORKERS)]
    for connection in connections:
        connection.execute("SET lock_timeout = '50ms'")
        connection.execute("BEGIN")
        seen += [row[0] for row in connection.execute("SELECT id FROM jobs_take(up_to => 2)").fetchall()]
    for connection in connections:
        connection.execute("ROLLBACK")
        connection.close()
    assert sorted(seen) == list(range(1, 17))
    assert counts(jobs, "SELECT count(*) FROM jobs_take(up_to => 50)") == (20,)
