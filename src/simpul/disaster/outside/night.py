"""A simulated night against a running node, over HTTP: who reports and who looks, each at their moment, and how it went."""

import asyncio
import heapq
import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import orjson

from simpul.disaster.model.simulation import Looking, PlannedRead, PlannedReport, Way

API, CARDS = "/api/v1/disaster/reports", "/compat/petabencana/cards"
FEED = "/bencana/laporan.geojson"
_PATIENCE = 60.0
"""Seconds for which a phone goes on trying to send one report."""
_AT_ONCE = 256
_PROBED_EVERY = 1.0
_GONE = (aiohttp.ClientError, asyncio.TimeoutError, OSError)
Plan = PlannedReport | PlannedRead


@dataclass(slots=True)
class Outcome:
    """How a night went: times in seconds; `taken` are the numbers of acknowledged reports by form."""

    planned: int = 0
    taken: dict[str, int] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    report_seconds: list[float] = field(default_factory=list)
    reads: Counter[str] = field(default_factory=Counter)
    read_seconds: list[float] = field(default_factory=list)
    failed_reads: int = 0
    behind_seconds: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


class Visitors:
    """Everybody who comes in one night, on one pool of connections; `pace` is how long a second of theirs takes here."""

    def __init__(self, base: str, *, pace: float, now: Callable[[], datetime], told: Callable[[], object]) -> None:
        self._base, self._pace, self._now, self._told = base.rstrip("/"), pace, now, told
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._tags: dict[str, str] = {}
        self._newest: int | None = None
        self.outcome = Outcome()

    async def live(self, plans: Iterable[Iterable[Plan]]) -> Outcome:
        """The night is over: everybody came at their moment, and every acknowledged report was looked up again."""
        connector = aiohttp.TCPConnector(limit=_AT_ONCE)
        timeout = aiohttp.ClientTimeout(total=20)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=False) as self._session:
            prober = asyncio.create_task(self._probe())
            await self._come(heapq.merge(*plans, key=lambda one: one.at))
            prober.cancel()
            await asyncio.gather(prober, return_exceptions=True)
            await self._look_up()
        return self.outcome

    async def _come(self, plans: Iterable[Plan]) -> None:
        loop, waiting = asyncio.get_running_loop(), set[asyncio.Task[None]]()
        began = loop.time()
        for plan in plans:
            await asyncio.sleep(max(0.0, began + plan.at * self._pace - loop.time()))
            await self._room.acquire()
            task = asyncio.create_task(self._one(plan))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
        await asyncio.gather(*waiting)

    async def _one(self, plan: Plan) -> None:
        try:
            if isinstance(plan, PlannedReport):
                await self._report(plan)
            else:
                await self._look(plan)
        finally:
            self._room.release()
            self._told()

    async def _report(self, plan: PlannedReport) -> None:
        """The report is acknowledged or refused; a phone that gets no answer tries again, as the form's own script does."""
        self.outcome.planned += 1
        loop = asyncio.get_running_loop()
        began = loop.time()
        while loop.time() - began < _PATIENCE:
            with suppress(*_GONE):
                status, body = await self._sent(plan)
                if status != 503:
                    self._judged(plan, status, body, loop.time() - began)
                    return
            await asyncio.sleep(0.25)
        self.outcome.unanswered += 1

    def _judged(self, plan: PlannedReport, status: int, body: bytes, seconds: float) -> None:
        if status not in (200, 201):
            self.outcome.refused[_why(status, body)] += 1
            return
        self.outcome.report_seconds.append(seconds)
        said = orjson.loads(body)
        if "number" in said:
            self.outcome.taken[str(plan.form)] = self._newest = said["number"]
        else:
            self.outcome.cards[str(plan.form)] = said["cardId"]

    async def _sent(self, plan: PlannedReport) -> tuple[int, bytes]:
        headers = {"X-Forwarded-For": plan.address}
        if plan.way is not Way.CARD:
            return await self._asked("POST", API, headers, _as_json(plan, self._now()))
        card = self.outcome.cards.get(str(plan.form))
        if card is None:
            new = {"username": str(plan.form), "network": "simulation", "language": "id"}
            status, body = await self._asked("POST", CARDS, headers, new)
            if status != 200:
                return status, body
            card = orjson.loads(body)["cardId"]
        return await self._put(card, plan, headers)

    async def _put(self, card: str, plan: PlannedReport, headers: dict[str, str]) -> tuple[int, bytes]:
        status, body = await self._asked("PUT", f"{CARDS}/{card}", headers, _as_card(plan, self._now()))
        if status == 409:  # it had arrived, only the answer was lost
            return 200, orjson.dumps({"cardId": card})
        return status, body

    async def _look(self, plan: PlannedRead) -> None:
        path, known = _path_of(plan, self._newest), self._tags.get(plan.what)
        headers = {} if plan.bot else {"Accept-Encoding": "gzip"}
        if known and plan.what is Looking.UNCHANGED:
            headers["If-None-Match"] = known
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            status, _ = await self._asked("GET", path, headers, None, tagged=plan.what)
        except _GONE:
            status = 0
        self.outcome.reads[plan.what.value] += 1
        self.outcome.read_seconds.append(loop.time() - began)
        self.outcome.failed_reads += status not in (200, 204, 304)

    async def _asked(
        self, method: str, path: str, headers: dict[str, str], body: Any, *, tagged: str = ""
    ) -> tuple[int, bytes]:
        data = orjson.dumps(body) if body is not None else None
        kind = {"Content-Type": "application/json"} if data is not None else {}
        async with self._session.request(method, self._base + path, data=data, headers={**headers, **kind}) as answer:
            if tagged and "ETag" in answer.headers:
                self._tags[tagged] = answer.headers["ETag"]
            return answer.status, await answer.read()

    async def _probe(self) -> None:
        """How far the map is behind: once a second, from an acknowledgement to the feed that holds the report."""
        while True:
            await asyncio.sleep(_PROBED_EVERY)
            number, loop = self._newest, asyncio.get_running_loop()
            began = loop.time()
            while number is not None and not await self._shows(number):  # noqa: ASYNC110 (another process tells)
                await asyncio.sleep(0.1)
            if number is not None:
                self.outcome.behind_seconds.append(loop.time() - began)
                self._newest = None

    async def _shows(self, number: int) -> bool:
        with suppress(*_GONE):
            status, body = await self._asked("GET", FEED, {"Accept-Encoding": "gzip"}, None)
            return status == 200 and b'"number":%d,' % number in zlib.decompress(body, 31)
        return False

    async def _look_up(self) -> None:
        """Every acknowledged report can be read; those that cannot are `lost`."""
        for form, number in self.outcome.taken.items():
            status, _ = await self._asked("GET", f"{API}/{number}", {}, None)
            if status != 200:
                self.outcome.lost.append(form)
        for form, card in self.outcome.cards.items():
            _, body = await self._asked("GET", f"{CARDS}/{card}", {}, None)
            if b'"received":true' not in body:
                self.outcome.lost.append(form)


def _why(status: int, body: bytes) -> str:
    """The refusal in a word, for counting."""
    with suppress(orjson.JSONDecodeError):
        said = orjson.loads(body)
        if isinstance(said, dict) and "type" in said:
            return f"{status} {str(said['type']).rsplit(':', 1)[-1]}"
    return str(status)


def _as_json(plan: PlannedReport, now: datetime) -> dict[str, Any]:
    return {
        "form_id": str(plan.form),
        "hazard": "flood",
        "longitude": plan.longitude,
        "latitude": plan.latitude,
        "card": {"flood_depth": plan.depth_cm},
        "text": plan.text,
        "client_at": (now + timedelta(seconds=plan.clock_off)).isoformat(),
    }


def _as_card(plan: PlannedReport, now: datetime) -> dict[str, Any]:
    at = (now + timedelta(seconds=plan.clock_off)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "disaster_type": "flood",
        "sub_submission": False,
        "card_data": {"report_type": "flood", "flood_depth": plan.depth_cm},
        "text": plan.text,
        "created_at": at,
        "location": {"lat": plan.latitude, "lng": plan.longitude},
    }


def _path_of(plan: PlannedRead, newest: int | None) -> str:
    if plan.what is Looking.BOX:
        west, south = round(plan.longitude - 0.01, 4), round(plan.latitude - 0.01, 4)
        return f"{FEED}?bbox={west},{south},{west + 0.02:.4f},{south + 0.02:.4f}"
    if plan.what is Looking.TILE:
        return f"/bencana/ubin/{_tile(plan.longitude, plan.latitude, 13)}.mvt"
    if plan.what is Looking.REPORT:
        return f"/bencana/laporan/{newest}" if newest else "/bencana/daftar"
    return _PATHS[plan.what]


_PATHS = {
    Looking.FEED: FEED,
    Looking.UNCHANGED: FEED,
    Looking.TOPOJSON: "/compat/petabencana/reports",
    Looking.GEOJSON: "/compat/petabencana/reports?geoformat=geojson",
    Looking.STATES: "/compat/petabencana/floods/states",
    Looking.CAP: "/compat/petabencana/reports?geoformat=cap",
    Looking.PAGE: "/bencana",
}


def _tile(longitude: float, latitude: float, zoom: int) -> str:
    """The tile of a point in the Web Mercator grid."""
    across = 2**zoom
    column = int((longitude + 180) / 360 * across)
    rise = math.asinh(math.tan(math.radians(latitude)))
    return f"{zoom}/{column}/{int((1 - rise / math.pi) / 2 * across)}"
