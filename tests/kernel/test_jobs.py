"""Regular work: one worker at a time, by a lease; taken over when that worker died."""

import threading
from datetime import timedelta

from sqlalchemy import select

from simpul.kernel.database.schema import job as table
from simpul.kernel.jobs import Job, run_due
from simpul.kernel.platform import Platform

HOURLY = timedelta(hours=1)


def row(platform: Platform, name: str):
    with platform.database.reading() as unit:
        return unit.connection.execute(select(table).where(table.c.name == name)).one()


def test_a_job_runs_when_it_is_due_and_not_before(platform, clock):
    runs = []
    job = Job("test.hourly", HOURLY, lambda _p: runs.append(clock.now()))
    assert [run_due(platform, [job]), run_due(platform, [job])] == [1, 0]
    clock.advance(HOURLY - timedelta(seconds=1))
    assert run_due(platform, [job]) == 0
    clock.advance(timedelta(seconds=1))
    assert run_due(platform, [job]) == 1
    assert len(runs) == 2


def test_a_job_runs_in_one_worker_at_a_time(platform):
    inside, go_on = threading.Event(), threading.Event()

    def work(_platform) -> None:
        inside.set()
        assert go_on.wait(10)

    job = Job("test.slow", HOURLY, work)
    first = threading.Thread(target=run_due, args=(platform, [job]))
    first.start()
    assert inside.wait(10)
    assert run_due(platform, [job]) == 0
    go_on.set()
    first.join(10)


def test_of_many_workers_at_the_same_instant_one_has_the_job(platform):
    start, runs = threading.Barrier(4), []
    job = Job("test.race", HOURLY, lambda _p: runs.append(1))

    def worker() -> None:
        start.wait()
        run_due(platform, [job])

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert runs == [1]


def test_a_dead_workers_job_is_taken_over_when_its_lease_ends(platform, clock):
    """SystemExit stands for the kill: the worker neither finishes nor reports."""
    taken = []

    def dies(_platform) -> None:
        raise SystemExit

    for work, advance, ran in ((dies, 0, None), (taken.append, 29, 0), (taken.append, 1, 1)):
        clock.advance(timedelta(seconds=advance))
        try:
            assert run_due(platform, [Job("test.lease", timedelta(seconds=2), work)]) == ran
        except SystemExit:
            assert ran is None
    assert len(taken) == 1


def test_a_job_that_fails_is_written_down_tried_again_and_holds_up_no_other(platform, clock):
    runs = []

    def fails(_platform) -> None:
        raise ValueError("a name that must not be kept")

    jobs = [Job("test.fails", HOURLY, fails), Job("test.works", HOURLY, lambda _p: runs.append(1))]
    assert run_due(platform, jobs) == 2
    assert runs == [1]
    assert row(platform, "test.fails").error == "ValueError"
    clock.advance(HOURLY)
    assert run_due(platform, [Job("test.fails", HOURLY, lambda _p: None)]) == 1
    assert row(platform, "test.fails").error is None
