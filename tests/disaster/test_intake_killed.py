"""`kill -9` of a server that takes cards and reports: what was acknowledged is there, and nothing is there twice.

One kill in the normal run; ten with SIMPUL_SOAK=1, on a PostgreSQL of its own with its defaults (fsync on).
"""

import asyncio
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from simpul.kernel.database.migrate import migrate
from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.keys import Keys
from tests.disaster.cards import CARDS, GUEST, flood
from tests.faults.node import Node

SOAK = bool(os.environ.get("SIMPUL_SOAK"))
CALLERS = 16
RECEIVED = (200, 409)
"""409: it was received already, by a request whose answer was lost."""


@pytest.fixture
def durable_url(short_folder: Path) -> Iterator[str]:
    with embedded_postgres_at(short_folder, Keys.kept_in(short_folder / "keys"), "simpul") as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
        yield url


class Bot:
    """A program on many connections: each opens a card and puts a report on it, again until that is acknowledged."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.opened: set[str] = set()
        self.acknowledged: dict[str, int] = {}
        self.strange: list[str] = []
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self._thread.join(30)

    async def _all(self) -> None:
        await asyncio.gather(*(self._caller(random.Random(n)) for n in range(CALLERS)))

    async def _caller(self, chance: random.Random) -> None:
        while not self.stopping.is_set():
            status, body = await self._ask("POST", CARDS, GUEST)
            if status != 200:
                continue
            card = body["cardId"]
            self.opened.add(card)
            report = flood(chance.randrange(200))
            while not self.stopping.is_set():
                status, _ = await self._ask("PUT", f"{CARDS}/{card}", report)
                if status in RECEIVED:
                    self.acknowledged[card] = report["card_data"]["flood_depth"]
                    break

    async def _ask(self, method: str, path: str, body: object) -> tuple[int, dict[str, str]]:
        """The answer; status 0 while nobody answers."""
        content = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: uji\r\nConnection: close\r\nContent-Type: application/json\r\n"
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
            told, _, answer = (await reader.read()).partition(b"\r\n\r\n")
            writer.close()
            if told:
                status = int(told.split(b" ", 2)[1])
                if status not in (*RECEIVED, 503):
                    self.strange.append(f"{status} {answer[:200]!r}")
                return status, json.loads(answer) if answer else {}
        await asyncio.sleep(0.02)
        return 0, {}


def _until_more(bot: Bot, more: int) -> None:
    wanted, until = len(bot.acknowledged) + more, time.monotonic() + 60
    while len(bot.acknowledged) < wanted:
        assert time.monotonic() < until, (len(bot.acknowledged), bot.strange[:3])
        time.sleep(0.01)


def nothing_is_lost(node: Node, bot: Bot) -> None:
    platform = node.platform()
    with platform.database.reading() as unit:
        rows = unit.connection.execute(text("SELECT card_id::text, id::text, card, number FROM disaster_report")).all()
        steps = unit.connection.execute(text("SELECT report::text FROM disaster_report_step")).scalars().all()
        used = unit.connection.execute(text("SELECT id::text, report FROM disaster_card WHERE report IS NOT NULL")).all()
        trail = unit.connection.execute(text("SELECT subject FROM kernel_audit WHERE action = 'disaster.report.send'"))
        trail_of = trail.scalars().all()
    platform.database.close()
    kept = {card: report["flood_depth"] for card, _, report, _ in rows}
    assert len(kept) == len(rows), "a card became two reports"
    assert {card: depth for card, depth in bot.acknowledged.items() if kept.get(card) != depth} == {}, "acknowledged, lost"
    assert set(kept) <= bot.opened
    assert sorted(steps) == sorted(trail_of) == sorted(row[1] for row in rows), "a report without its step or its trail"
    assert {row[0]: row[1] for row in used} == {row[0]: row[3] for row in rows}, "a card that does not know its report"


def _prove(folder: Path, url: str, kills: int) -> None:
    node = Node(folder, url, modules="identity,disaster")
    platform = node.platform()
    migrate(platform.database.engine)
    platform.database.close()
    node.start()
    bot = Bot(node.settings.port)
    bot.start()
    try:
        for turn in range(kills):
            _until_more(bot, 40 + turn * 7 % 30)
            node.kill()
            node.start()
        _until_more(bot, 40)
    finally:
        bot.stop()
        node.stop()
    nothing_is_lost(node, bot)
    assert bot.strange == []
    assert len(bot.acknowledged) >= 40 * (kills + 1)


def test_a_server_killed_while_it_takes_reports_loses_none_and_takes_none_twice(
    short_folder: Path, database_url: str
) -> None:
    _prove(short_folder, database_url, 1)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
def test_ten_kills_lose_none_and_take_none_twice(short_folder: Path, durable_url: str) -> None:
    _prove(short_folder, durable_url, 10)
