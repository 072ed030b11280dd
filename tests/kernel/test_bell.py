"""The bell: every worker hears of a commit at once; a bell that got lost costs a second, not correctness."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from simpul.app import opener
from simpul.kernel.actor import Actor
from simpul.kernel.bell import Bell


class Ear:
    """A listener that notes when it was called."""

    def __init__(self) -> None:
        self.heard = threading.Event()
        self.times: list[float] = []

    def __call__(self) -> None:
        self.times.append(time.monotonic())
        self.heard.set()

    def within(self, seconds: float) -> bool:
        return self.heard.wait(seconds)

    def clear(self) -> None:
        self.heard.clear()


@contextmanager
def bells(url: str, *topics: str) -> Iterator[tuple[Bell, dict[str, Ear]]]:
    """One bell that rings and another that hears, as in two workers; both have settled."""
    ringing, hearing = Bell(url), Bell(url)
    ears = {topic: Ear() for topic in topics}
    for topic, ear in ears.items():
        hearing.listen(topic, ear)
    hearing.start()
    ringing.start()
    try:
        assert all(ear.within(3) for ear in ears.values())
        time.sleep(0.2)
        for ear in ears.values():
            ear.clear()
        yield ringing, ears
    finally:
        ringing.stop()
        hearing.stop()


def test_another_worker_hears_it_in_much_less_than_a_second(database_url):
    with bells(database_url, "disaster") as (ringing, ears):
        rung = time.monotonic()
        ringing.ring("disaster")
        assert ears["disaster"].within(2)
        assert ears["disaster"].times[-1] - rung < 0.5


def test_a_bell_that_nobody_rang_is_heard_every_second_all_the_same(database_url):
    with bells(database_url, "disaster") as (_, ears):
        assert ears["disaster"].within(1.6)


def test_a_lost_bell_is_made_good_also_while_another_topic_rings_all_the_time(database_url):
    with bells(database_url, "disaster", "outbox") as (ringing, ears):
        until = time.monotonic() + 2.2
        while time.monotonic() < until:
            ringing.ring("outbox")
            time.sleep(0.05)
        assert ears["disaster"].heard.is_set()


def test_it_goes_on_after_the_server_threw_it_out(database_url, server_url):
    with bells(database_url, "disaster") as (ringing, ears):
        with psycopg.connect(server_url, autocommit=True) as connection:
            name = database_url.split("?")[0].rsplit("/", 1)[1]
            ended = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", (name,)
            ).fetchone()
        assert ended is not None
        assert ended[0] >= 1
        ears["disaster"].clear()
        assert ears["disaster"].within(3)  # the fallback, or the fresh connection
        time.sleep(0.3)
        ringing.ring("disaster")  # its own connection may be the dead one: that ring may be lost, the next is not
        time.sleep(0.3)
        ears["disaster"].clear()
        rung = time.monotonic()
        ringing.ring("disaster")
        assert ears["disaster"].within(2)
        assert ears["disaster"].times[-1] - rung < 0.5


def test_a_listener_that_fails_does_not_silence_the_others(database_url):
    def fails() -> None:
        raise ValueError("a listener's own trouble")

    bell, ear = Bell(database_url), Ear()
    bell.listen("disaster", fails)
    bell.listen("disaster", ear)
    bell.start()
    try:
        assert ear.within(3)
        ear.clear()
        assert ear.within(3)
    finally:
        bell.stop()


@pytest.mark.rules
def test_it_stops_within_two_seconds_even_when_there_is_no_server():
    bell = Bell("postgresql://nobody@127.0.0.1:1/none")
    bell.start()
    bell.ring("disaster")
    began = time.monotonic()
    bell.stop()
    assert time.monotonic() - began < 5


def test_a_command_rings_when_it_has_ended(platform, monkeypatch):
    """A command has no bell of its own: what it changed is heard at once all the same."""
    own = platform.settings.model_copy(update={"database_url": platform.database.url})
    monkeypatch.setattr("simpul.app.Settings", lambda: own)
    monkeypatch.setattr("simpul.app.configure_logging", lambda **_chosen: None)  # this process's logs stay as they are
    with psycopg.connect(platform.database.url, autocommit=True) as ear:
        ear.execute("LISTEN simpul")
        with opener() as opened, opened.database.writing(Actor.SYSTEM) as unit:
            unit.unaudited("nothing is written")
            unit.ring("exchange")
        assert [heard.payload for heard in ear.notifies(timeout=2, stop_after=1)] == ["exchange"]
