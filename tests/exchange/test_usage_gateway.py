"""Every call counts, on each side it passes; what may be counted apart is bounded; kills lose at most a second.

The counts are what the console shows, and what an operator plans by: they have to be true, and must never be a way to
fill the database from outside.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
from aiohttp import ClientSession, web
from tests.exchange.world import BPBD, PORTAL, World, grant, offer, world

from simpul.exchange.gateway import usage as counting
from simpul.exchange.gateway.message import Reply
from simpul.exchange.gateway.usage import Usage
from simpul.exchange.wire import faults

SERVICE = f"{BPBD}/reports"
SUM = "SELECT side, service, client, outcome, sum(calls)::int AS calls FROM exchange_usage GROUP BY 1, 2, 3, 4"


async def counted(w: World, path: str) -> dict[tuple[str, str, str, str], int]:
    site = w.sites[path]
    await site.gateway.usage.flush(site.gateway.ledger)
    return {(r["side"], r["service"], r["client"], r["outcome"]): r["calls"] for r in await site.fetch(SUM)}


async def call(w: World, path: str = SERVICE, *, at: str = PORTAL, client: str | None = PORTAL, method: str = "GET") -> int:
    sent = {"X-Road-Client": client} if client else {}
    async with (
        ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{w.sites[at].consumer}/r1/{path}", headers=sent) as answer,
    ):
        await answer.read()
        return answer.status


def in_world(story: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test that is played between two real nodes."""

    def test(tmp_path: Path, database_urls: Callable[[int], list[str]], **given: object) -> None:
        async def play() -> None:
            async with world(tmp_path, database_urls(2)) as w:
                await story(w, **given)

        asyncio.run(play())

    plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
    own = [p for name, p in inspect.signature(story).parameters.items() if name != "w"]
    more = [inspect.Parameter(name, plain) for name in ("tmp_path", "database_urls")]
    test.__signature__ = inspect.Signature([*more, *own])  # type: ignore[attr-defined]
    test.__name__, test.__doc__ = story.__name__, story.__doc__
    return test


@in_world
async def test_a_call_counts_once_at_each_node(w):
    assert await call(w) == 200
    assert await counted(w, PORTAL) == {("consumer", SERVICE, PORTAL, "ok"): 1}
    assert await counted(w, BPBD) == {("provider", SERVICE, PORTAL, "ok"): 1}


@in_world
async def test_a_call_within_a_node_counts_on_both_sides(w):
    await grant(w.sites[BPBD], subject=BPBD)
    assert await call(w, at=BPBD, client=BPBD) == 200
    assert await counted(w, BPBD) == {
        ("consumer", SERVICE, BPBD, "ok"): 1,
        ("provider", SERVICE, BPBD, "ok"): 1,
    }


@pytest.mark.parametrize(("status", "outcome"), [(204, "ok"), (302, "ok"), (404, "4xx"), (429, "4xx"), (503, "5xx")])
@in_world
async def test_the_services_own_status_is_its_outcome(w, status, outcome):
    w.backend.behave = lambda _request, _body: web.Response(status=status)
    await call(w)
    assert await counted(w, PORTAL) == {("consumer", SERVICE, PORTAL, outcome): 1}
    assert await counted(w, BPBD) == {("provider", SERVICE, PORTAL, outcome): 1}


@in_world
async def test_refusals_of_the_providers_node_count_as_such_on_both_sides(w):
    await offer(w.sites[BPBD], w.backend.url, code="shut", subject="")
    await call(w, f"{BPBD}/shut")
    denied = "403 server.serverproxy.access_denied"
    assert await counted(w, PORTAL) == {("consumer", f"{BPBD}/shut", PORTAL, denied): 1}
    assert await counted(w, BPBD) == {("provider", f"{BPBD}/shut", PORTAL, denied): 1}


@in_world
async def test_a_back_end_that_fails_is_told_from_a_service_that_answers_so(w):
    await offer(w.sites[BPBD], "http://127.0.0.1:1", code="gone")
    await call(w, f"{BPBD}/gone")
    assert list(await counted(w, BPBD)) == [("provider", f"{BPBD}/gone", PORTAL, "502 server.serverproxy.network_error")]


@in_world
async def test_names_that_nobody_has_count_as_one(w):
    """Else anybody with a client of ours could grow the table by inventing services."""
    for n in range(20):
        await call(w, f"{BPBD}/no{n}")
        await call(w, f"ID/GOV/1/NONE{n}/x")
    assert await counted(w, PORTAL) == {
        ("consumer", "", PORTAL, "404 server.serverproxy.unknown_service"): 20,
        ("consumer", "", PORTAL, "404 server.clientproxy.unknown_member"): 20,
    }
    assert await counted(w, BPBD) == {("provider", "", PORTAL, "404 server.serverproxy.unknown_service"): 20}


@in_world
async def test_who_is_turned_away_at_the_door_counts_without_a_name(w):
    for n in range(5):
        await call(w, client=f"ID/GOV/9/NOBODY{n}")
    await call(w, client=None)
    await call(w, "zu/kurz")
    assert await counted(w, PORTAL) == {
        ("consumer", "", "", "403 server.clientproxy.unknown_member"): 5,
        ("consumer", "", "", "400 server.clientproxy.invalid_client_identifier"): 1,
        ("consumer", "", "", "400 server.clientproxy.internal_error"): 1,
    }


@in_world
async def test_what_is_not_http_counts_too(w):
    reader, writer = await asyncio.open_connection("127.0.0.1", w.sites[PORTAL].consumer)
    writer.write(b"HELO nonsense\r\n\r\n")
    await reader.read()
    writer.close()
    assert await counted(w, PORTAL) == {("consumer", "", "", "400 server.clientproxy.internal_error"): 1}


@in_world
async def test_a_message_without_a_good_signature_is_laid_to_nobody(w):
    """The name in it is not proved: whoever reaches the listener could write any."""
    url = f"http://127.0.0.1:{w.sites[BPBD].node}/r1/{SERVICE}"
    async with ClientSession() as session, session.get(url, headers={"X-Road-Client": PORTAL}) as answer:
        await answer.read()
    assert await counted(w, BPBD) == {("provider", "", "", "502 server.serverproxy.missing_signature"): 1}


@in_world
async def test_a_node_that_is_down_is_named_by_the_subsystem_until_its_service_was_once_reached(w):
    down = w.sites[BPBD].gateway
    known = await call(w)
    await down.__aexit__()
    assert (known, await call(w), await call(w, f"{BPBD}/never-seen")) == (200, 500, 500)
    found = await counted(w, PORTAL)
    away = "502 server.clientproxy.network_error"
    assert found["consumer", SERVICE, PORTAL, away] == 1
    assert found["consumer", f"{BPBD}/", PORTAL, away] == 1


@in_world
async def test_times_are_those_of_the_calls(w):

    async def slowly(_request: object, _body: bytes) -> web.Response:
        await asyncio.sleep(0.3)
        return web.json_response({})

    w.backend.behave = slowly
    await call(w)
    for path in (PORTAL, BPBD):
        await counted(w, path)
        ((bucket, total),) = await w.sites[path].fetch("SELECT bucket, total_us FROM exchange_usage")
        assert 300_000 <= total < 2_000_000
        assert counting.bucket_of(300_000) <= bucket <= counting.bucket_of(2_000_000)


@in_world
async def test_the_workers_of_a_node_add_up_and_never_stand_in_each_others_way(w):
    site = w.sites[PORTAL]
    workers = [Usage(site.clock) for _ in range(4)]
    for _ in range(10):
        for place, worker in enumerate(workers):
            names = [f"{BPBD}/s{n}" for n in range(400)]
            for name in names if place % 2 else reversed(names):
                worker.made(Asked(PORTAL, Named(name)), 200, None, perf_counter())
        await asyncio.gather(*(worker.flush(site.gateway.ledger) for worker in workers))
    assert sum((await counted(w, PORTAL)).values()) == 4 * 10 * 400


@in_world
async def test_a_worker_that_is_killed_loses_at_most_the_second_since_it_last_wrote(w):
    for _ in range(5):
        await call(w)
    await asyncio.sleep(1.3)
    site = w.sites[PORTAL]
    written = await site.fetch("SELECT sum(calls)::int AS n FROM exchange_usage")
    assert written[0]["n"] == 5, "the gateway writes by itself, once a second"


@in_world
async def test_what_was_counted_last_is_written_when_a_worker_is_told_to_stop(w):
    site = w.sites[PORTAL]
    await asyncio.sleep(0.2)
    await call(w)
    await site.gateway.__aexit__()
    assert (await site.fetch(SUM))[0]["calls"] == 1


@in_world
async def test_while_the_database_is_away_counts_wait_under_their_own_minute(w, clock):
    site = w.sites[PORTAL]
    worker = Usage(clock)
    worker.made(Asked(PORTAL, Named(SERVICE)), 200, None, perf_counter())

    class Away:
        def connection(self):
            raise OSError

    with pytest.raises(OSError):
        await worker.flush(Away())  # type: ignore[arg-type]
    clock.advance(timedelta(minutes=7))
    worker.made(Asked(PORTAL, Named(SERVICE)), 200, None, perf_counter())
    await worker.flush(site.gateway.ledger)
    rows = await site.fetch("SELECT at, calls FROM exchange_usage ORDER BY at")
    assert [(r["calls"]) for r in rows] == [1, 1]
    assert rows[1]["at"] - rows[0]["at"] == timedelta(minutes=7)


@dataclass
class Named:
    name: str

    @property
    def owner(self) -> str:
        return self.name.rpartition("/")[0]


@dataclass
class Asked:
    client: str
    address: Named


def rows_of(worker: Usage) -> set[tuple[str, ...]]:
    return {key[:4] for key in worker._now}


def test_a_minute_holds_at_most_so_many_pairs(clock):
    """The last bound, should every other be broken: a provider that calls every invented service its own."""
    worker = Usage(clock)
    for n in range(counting.NAMES_MOST + 500):
        worker.made(Asked(PORTAL, Named(f"{BPBD}/s{n}")), 200, None, perf_counter())
    assert len({row[1] for row in rows_of(worker)}) <= counting.NAMES_MOST + 1
    assert sum(calls for calls, _ in worker._now.values()) == counting.NAMES_MOST + 500


def test_a_refusal_of_an_unknown_type_has_no_row_of_its_own(clock):
    worker = Usage(clock)
    for n in range(50):
        fault = faults.fault_of(f"server.serverproxy.made_up_{n}")
        worker.made(Asked(PORTAL, Named(SERVICE)), 0, fault, perf_counter())
    assert rows_of(worker) == {("consumer", SERVICE, PORTAL, "other")}


def test_a_count_costs_less_than_five_microseconds(clock):
    worker, asked, began = Usage(clock), Asked(PORTAL, Named(SERVICE)), perf_counter()
    worker.made(asked, 200, None, began)
    costs = []
    for _ in range(20):
        start = perf_counter()
        for _ in range(1000):
            worker.made(asked, 200, None, perf_counter())
        costs.append((perf_counter() - start) / 1000)
    assert min(costs) < 5e-6, f"{min(costs) * 1e6:.2f} µs"


def test_counts_that_wait_too_long_are_not_hoarded(clock, monkeypatch):
    """A database that is away for days must not fill the memory; the newest counts are the ones that are lost."""
    monkeypatch.setattr(counting, "WAITING_MOST", 3)
    worker = Usage(clock)
    for _ in range(5):
        worker.made(Asked(PORTAL, Named(SERVICE)), 200, None, perf_counter())
        worker._set_aside()
        clock.advance(timedelta(minutes=1))
    assert len(worker._before) == 3


def test_an_answer_to_head_has_no_body_and_its_refusal_is_known_all_the_same():
    reply = Reply(500, [(b"x-road-error", b"server.serverproxy.access_denied")])
    assert counting._fault_in(reply) is faults.ACCESS_DENIED
