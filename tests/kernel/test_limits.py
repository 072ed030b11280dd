"""How often is too often: fixed windows, shared by all workers."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from simpul.kernel.database.schema import limit
from simpul.kernel.errors import TooMany
from simpul.kernel.limits import forget, spend

TEN = timedelta(minutes=10)


def spent(platform, key: str = "a", most: int = 3) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a counter")
        spend(unit, key, most=most, per=TEN)


def test_so_many_and_no_more_until_the_window_ends(platform, clock):
    for _ in range(3):
        spent(platform)
    with pytest.raises(TooMany) as refused:
        spent(platform)
    assert 0 < refused.value.facts["seconds"] <= 600
    spent(platform, "another key")
    clock.advance(TEN)
    spent(platform)


def test_workers_at_once_share_one_counter(platform):
    outcomes = []

    def worker() -> None:
        for _ in range(5):
            try:
                spent(platform, most=7)
                outcomes.append(True)
            except TooMany:
                outcomes.append(False)

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (outcomes.count(True), outcomes.count(False)) == (7, 8)


def test_counters_are_erased_after_48_hours(platform, clock):
    spent(platform, "old")
    clock.advance(timedelta(hours=47))
    spent(platform, "young")
    clock.advance(timedelta(hours=2))
    with platform.database.writing() as unit:
        unit.unaudited("counters end by themselves")
        assert forget(unit) == 1
        assert unit.connection.scalar(select(func.count()).select_from(limit)) == 1
