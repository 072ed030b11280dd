"""The database's honest errors: gone is Unavailable and comes back; a value it cannot hold is Invalid."""

# ruff: noqa: PT012  (a unit of work is a block)

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import insert, select, text

from simpul.kernel.database.engine import plain_url, url_for_driver
from simpul.kernel.database.migrate import current, head, migrate
from simpul.kernel.database.schema import job
from simpul.kernel.errors import Invalid, Unavailable


def name_of(url: str) -> str:
    return url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]


def throw_out(server_url: str, name: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


def one(platform) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(text("SELECT 1"))


def test_a_server_that_goes_away_in_mid_unit_is_unavailable_and_the_next_unit_works(platform, server_url, database_url):
    with pytest.raises(Unavailable), platform.database.writing() as unit:
        unit.unaudited("never committed")
        unit.connection.execute(insert(job).values(name="lost", due_at=unit.clock.now()))
        throw_out(server_url, name_of(database_url))
        unit.connection.execute(select(job))
    assert one(platform) == 1
    with platform.database.reading() as unit:
        assert unit.connection.execute(select(job)).all() == []


def test_a_server_that_goes_away_at_the_commit_is_unavailable(platform, server_url, database_url):
    with pytest.raises(Unavailable), platform.database.writing() as unit:
        unit.unaudited("never committed")
        unit.connection.execute(insert(job).values(name="lost", due_at=unit.clock.now()))
        throw_out(server_url, name_of(database_url))
    assert one(platform) == 1


def test_a_server_that_lets_nobody_in_is_unavailable_until_it_does(platform, server_url, database_url):
    name = name_of(database_url)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        throw_out(server_url, name)
        for _ in range(2):
            with pytest.raises(Unavailable):
                one(platform)
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert one(platform) == 1


def test_who_holds_a_connection_and_needs_another_never_waits_for_those_who_do_the_same(platform):
    """A pool of four, and eight at once that each hold one while they ask for two more: nobody waits for the other."""
    began, together = time.monotonic(), Barrier(4)

    def nested(_: int) -> int:
        with platform.database.reading() as outer:
            together.wait(10)
            with platform.database.reading() as inner, platform.database.reading() as innermost:
                return sum(unit.connection.scalar(text("SELECT 1")) for unit in (outer, inner, innermost))

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(nested, range(8))) == [3] * 8
    assert time.monotonic() - began < 4  # a wait for the pool ends after five


def test_a_pool_that_is_all_lent_out_is_unavailable_and_not_a_hang(platform, monkeypatch):
    monkeypatch.setattr(platform.database.engine.pool, "_timeout", 0.2)
    lent, done = Barrier(5), threading.Event()

    def hold(_: int) -> None:
        with platform.database.reading():
            lent.wait(10)
            done.wait(10)

    with ThreadPoolExecutor(4) as people:
        held = [people.submit(hold, turn) for turn in range(4)]
        lent.wait(10)
        with pytest.raises(Unavailable):
            one(platform)
        done.set()
        for each in held:
            each.result(10)
    assert one(platform) == 1


def test_a_statement_that_takes_too_long_is_unavailable(platform):
    with pytest.raises(Unavailable), platform.database.reading() as unit:
        unit.connection.execute(text("SET LOCAL statement_timeout = 50"))
        unit.connection.execute(text("SELECT pg_sleep(5)"))


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("NUL in a text", {"name": "a\x00b"}),
        ("a text that is no UTF-8", {"name": "a\ud800b"}),
        ("a time that is none", {"name": "a", "due_at": "yesterday-ish"}),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_value_it_cannot_hold_is_invalid(platform, what, values):
    with pytest.raises(Invalid), platform.database.writing() as unit:
        unit.unaudited("never committed")
        unit.connection.execute(insert(job).values({"due_at": unit.clock.now(), **values}))
    assert one(platform) == 1


def test_a_number_it_cannot_hold_is_invalid(platform):
    with pytest.raises(Invalid), platform.database.reading() as unit:
        unit.connection.execute(text("SELECT CAST(:n AS integer)"), {"n": 2**40})


def test_sessions_run_in_utc_and_within_bounds(platform):
    with platform.database.reading() as unit:
        shown = {p: unit.connection.scalar(text(f"SHOW {p}")) for p in ("TimeZone", "statement_timeout")}
    assert shown == {"TimeZone": "UTC", "statement_timeout": "15s"}


def test_migrating_again_and_by_two_at_once_changes_nothing(platform):
    threads = [threading.Thread(target=migrate, args=(platform.database.engine,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert current(platform.database.engine) == head()
    with platform.database.reading() as unit:
        assert unit.connection.scalar(text("SHOW statement_timeout")) == "15s"


@pytest.mark.rules
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_way_to_write_an_address_names_the_driver(scheme):
    driver = url_for_driver(f"{scheme}://u:p@h/d")
    assert driver == "postgresql+psycopg://u:p@h/d"
    assert plain_url(driver) == "postgresql://u:p@h/d"


def test_a_fresh_copy_of_the_template_is_fast(server_url, template, record_property):
    """Printed, not judged: what a test pays for a database of its own (goal: 50 ms)."""
    import time

    times = {}
    with psycopg.connect(server_url, autocommit=True) as connection:
        for strategy in ("FILE_COPY", "WAL_LOG"):
            for turn in range(4):
                name = f"copy_{strategy.lower()}_{turn}"
                began = time.perf_counter()
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {strategy}')
                times.setdefault(strategy, []).append(time.perf_counter() - began)
                connection.execute(f'DROP DATABASE "{name}"')
    for strategy, seconds in times.items():
        best = timedelta(seconds=min(seconds)) / timedelta(milliseconds=1)
        record_property(f"template_copy_{strategy.lower()}_ms", best)
        print(f"template copy, {strategy}: {best:.0f} ms")
