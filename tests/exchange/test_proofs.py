"""The proof bundle by message id: for the two parties of the message, and nobody else. PROTOCOL §3."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import orjson
from tests.exchange.world import BPBD, CLIENT, PORTAL, Site, World, offer, world

from simpul.exchange.log.verify import verify
from simpul.exchange.model.register import Subsystem
from simpul.exchange.rules import statements as say

OTHER = "ID/GOV/2060/ARSIP"


def played(tmp_path: Path, urls: list[str], story: Callable[[World, aiohttp.ClientSession], Awaitable[None]]) -> None:
    """The story, with a second consumer subsystem at the portal's node."""

    async def go() -> None:
        async with world(tmp_path, urls) as found, aiohttp.ClientSession() as session:
            at = datetime.now(UTC).replace(microsecond=0)
            await found.publish([say.said_subsystem(Subsystem(OTHER, "ARSIP", PORTAL), at)])
            await found.sites[PORTAL].execute(CLIENT, OTHER)
            await offer(found.sites[BPBD], found.backend.url, code="archive", subject=OTHER)
            await story(found, session)

    asyncio.run(go())


async def called(session: aiohttp.ClientSession, site: Site, path: str, client: str, message: str) -> int:
    headers = {"X-Road-Client": client, "X-Road-Id": message}
    async with session.get(f"http://127.0.0.1:{site.consumer}/r1/{path}", headers=headers) as answer:
        return answer.status


async def proof(session: aiohttp.ClientSession, site: Site, message: str, client: str) -> tuple[int, bytes]:
    address = f"http://127.0.0.1:{site.consumer}/proof/{message}"
    async with session.get(address, headers={"X-Road-Client": client}) as answer:
        return answer.status, await answer.read()


def paths(body: bytes) -> set[str]:
    return {orjson.loads(one["record"])["path"] for one in orjson.loads(body)["records"]}


def test_who_reuses_a_message_id_sees_its_own_records_only(tmp_path, database_urls):
    async def story(found: World, session: aiohttp.ClientSession) -> None:
        portal, bpbd = found.sites[PORTAL], found.sites[BPBD]
        assert await called(session, portal, f"{BPBD}/reports/secret", PORTAL, "ID-same") == 200
        assert await called(session, portal, f"{BPBD}/archive/other", OTHER, "ID-same") == 200
        for client, seen in ((PORTAL, {"/secret"}), (OTHER, {"/other"})):
            status, body = await proof(session, portal, "ID-same", client)
            assert (status, paths(body)) == (200, seen)
            assert verify(body, register_key=found.vkey, now=datetime.now(UTC)).ok
        _, body = await proof(session, bpbd, "ID-same", BPBD)
        assert paths(body) == {"/secret", "/other"}  # it served both

    played(tmp_path, database_urls(2), story)


def test_nobody_else_gets_a_proof_and_an_id_may_hold_any_sign(tmp_path, database_urls):
    async def story(found: World, session: aiohttp.ClientSession) -> None:
        portal = found.sites[PORTAL]
        assert await called(session, portal, f"{BPBD}/reports/x", PORTAL, "a b/c") == 200
        status, body = await proof(session, portal, "a%20b%2Fc", PORTAL)
        assert status == 200
        assert verify(body, register_key=found.vkey, now=datetime.now(UTC)).ok
        assert (await proof(session, portal, "a%20b%2Fc", OTHER))[0] == 500
        status, body = await proof(session, portal, "ID-never", PORTAL)
        assert orjson.loads(body)["type"] == "Server.ClientProxy.NotFound"

    played(tmp_path, database_urls(2), story)


def test_a_refusal_is_proved_with_the_request_it_answers(tmp_path, database_urls):
    async def story(found: World, session: aiohttp.ClientSession) -> None:
        assert await called(session, found.sites[PORTAL], f"{BPBD}/nothing", PORTAL, "ID-refused") == 500
        _, body = await proof(session, found.sites[BPBD], "ID-refused", BPBD)
        verdict = verify(body, register_key=found.vkey, now=datetime.now(UTC))
        assert verdict.ok
        assert any("of a request signed by Kementerian PANRB" in check.detail for check in verdict.checks)

    played(tmp_path, database_urls(2), story)
