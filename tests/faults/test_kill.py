"""`kill -9` under write load: what was acknowledged is there, every event takes effect exactly once, the audit holds.

On an embedded PostgreSQL of its own with its defaults (fsync on). Five kills in the normal run; fifty with SIMPUL_SOAK=1.
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from tests.faults.node import Node, Officer, Residents

from simpul.kernel.audit.chain import check
from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.keys import Keys
from simpul.kernel.outbox import waiting
from simpul.kernel.platform import Platform

SOAK = bool(os.environ.get("SIMPUL_SOAK"))


@pytest.fixture
def durable_url(short_folder) -> Iterator[str]:
    """A PostgreSQL as operators have it, not the tests' fast one."""
    with embedded_postgres_at(short_folder, Keys.kept_in(short_folder / "keys"), "simpul") as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        yield url


def settle(platform: Platform, patience: float = 30) -> None:
    """The relay has handed on every event and the sealer sealed every row."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with platform.database.reading() as unit:
            unsealed = unit.connection.scalar(text("SELECT count(*) FROM kernel_audit WHERE seq IS NULL"))
            if waiting(unit) == (0, 0) and not unsealed:
                return
        time.sleep(0.2)
    with platform.database.reading() as unit:
        pytest.fail(f"not settled: {waiting(unit)} events wait or are dead, {unsealed} audit rows are not sealed")


def one(platform: Platform, statement: str) -> int:
    with platform.database.reading() as unit:
        return int(unit.connection.scalar(text(statement)) or 0)


def nothing_is_lost(platform: Platform, residents: Residents, officer: Officer) -> None:
    """The invariants; each figure is told when it does not hold."""
    with platform.database.reading() as unit:
        rows = unit.connection.execute(text("SELECT form_id::text, number, status FROM disaster_report")).all()
        assert check(unit.connection, keys=platform.keys).broken_at is None
    kept = {form: number for form, number, _ in rows}
    assert len(kept) == len(rows), "a form became two reports"
    assert {f: n for f, n in residents.acknowledged.items() if kept.get(f) != n} == {}, "acknowledged and not there"
    assert set(kept) <= residents.sent
    verified = {number for _, number, status in rows if status == "verified"}
    assert officer.verified - verified == set(), "acknowledged and not verified"
    told = one(platform, "SELECT count(*) FROM kernel_outbox WHERE name = 'disaster.ReportVerified'")
    taken = one(platform, "SELECT count(*) FROM kernel_inbox WHERE handler = 'disaster.tally.verified'")
    tallied = one(platform, "SELECT coalesce(sum(verified), 0) FROM disaster_tally")
    assert (told, taken, tallied) == (len(verified),) * 3, "an event took no effect, or took it twice"
    audited = one(platform, "SELECT count(*) FROM kernel_audit WHERE action = 'disaster.report.send'")
    assert audited == len(rows), "a report without its audit row, or the other way round"


def campaign(node: Node, kills: int, seed: int) -> tuple[Platform, Residents, Officer]:
    """The node, killed so many times while residents reported and an officer confirmed; it runs again and has settled."""
    chance = random.Random(seed)
    login, password = node.prepare()
    platform = node.platform()
    node.start()
    residents = Residents(node.base)
    officer = Officer(node.base, login, password, lambda: list(residents.acknowledged.values()))
    officer.start()
    residents.start()
    try:
        for _ in range(kills):
            _until_busy(residents, officer, chance.randint(4, 30))
            time.sleep(chance.random() * 0.2)
            node.kill()
            node.start()
        _until_busy(residents, officer, 4)
        residents.stop()
        officer.stop()
        settle(platform)
    finally:
        residents.stop()
        officer.stop()
    return platform, residents, officer


def _until_busy(residents: Residents, officer: Officer, more: int, patience: float = 60) -> None:
    """So many more reports were acknowledged since now, and the officer confirmed one more."""
    reports, confirmed, until = len(residents.acknowledged) + more, len(officer.verified), time.monotonic() + patience
    while len(residents.acknowledged) < reports or len(officer.verified) <= confirmed:
        assert time.monotonic() < until, (residents, officer)
        time.sleep(0.01)


def _prove(folder: Path, url: str, kills: int) -> None:
    node = Node(folder, url)
    try:
        platform, residents, officer = campaign(node, kills, seed=kills)
        nothing_is_lost(platform, residents, officer)
        print(f"\n{kills} kills: {len(residents.acknowledged)} reports acknowledged, {len(officer.verified)} verified")
        assert len(residents.acknowledged) > kills
        assert officer.verified
        assert (residents.strange, officer.strange) == ([], [])
        platform.database.close()
    finally:
        node.stop()


def test_five_kills_of_the_server_lose_nothing_and_do_nothing_twice(short_folder, durable_url):
    _prove(short_folder, durable_url, 5)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
def test_fifty_kills_of_the_server_lose_nothing_and_do_nothing_twice(short_folder, durable_url):
    _prove(short_folder, durable_url, 50)


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def _with_its_own_postgresql(folder: Path) -> tuple[Node, Residents, Officer]:
    """A node that runs the PostgreSQL in its data directory itself, busy."""
    with embedded_postgres_at(folder, Keys.kept_in(folder / "keys"), "simpul") as url:
        login, password = Node(folder, url).prepare()
    node = Node(folder, "")
    node.start()
    residents = Residents(node.base)
    officer = Officer(node.base, login, password, lambda: list(residents.acknowledged.values()))
    officer.start()
    residents.start()
    _until_busy(residents, officer, 10)
    return node, residents, officer


@pytest.mark.parametrize("server_too", [False, True], ids=["postgresql alone", "postgresql and the server"])
def test_a_kill_of_postgresql_itself_loses_nothing_either(short_folder, server_too):
    """The postmaster dies by -9 in mid-load: honest 503s, recovery from the write-ahead log, then all goes on."""
    node, residents, officer = _with_its_own_postgresql(short_folder)
    try:
        os.kill(_postmaster(short_folder), signal.SIGKILL)
        if server_too:
            node.kill()
            node.start()
        _until_busy(residents, officer, 10)
        residents.stop()
        officer.stop()
        with embedded_postgres_at(short_folder, node.keys, "simpul") as url:
            platform = node.platform(url)
            settle(platform)
            nothing_is_lost(platform, residents, officer)
            platform.database.close()
        assert (residents.strange, officer.strange) == ([], [])
    finally:
        residents.stop()
        officer.stop()
        node.stop()
    assert not (short_folder / "postgres" / "postmaster.pid").exists(), "its PostgreSQL outlives the node"
