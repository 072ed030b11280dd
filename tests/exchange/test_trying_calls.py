"""A call tried from the console is a call like any other: signed, permitted, on record at both nodes; and audited."""

import asyncio
import json

import pytest
from aiohttp import web
from tests.exchange.asking_nodes import act, beside
from tests.exchange.catalogue_rooms import INTEGRATOR, STEWARD
from tests.exchange.world import BPBD, PORTAL, world

from simpul.exchange.actions import clients, trying
from simpul.exchange.model.services import Authentication
from simpul.exchange.model.trying_refusals import (
    TryingClientElsewhere,
    TryingClientNotFit,
    TryingIntegratorsOnly,
    TryingPathNotFit,
    TryingTokenMissing,
)
from simpul.exchange.rules.trying import Attempt
from simpul.kernel.actor import Actor

SERVICE = f"{BPBD}/reports"


def attempt(**more) -> Attempt:
    return Attempt(**{"service": SERVICE, "client": PORTAL, "method": "GET", "path": "/live", **more})


async def send(platform, **more):
    return await act(trying.send, platform, INTEGRATOR, attempt=attempt(**more))


def test_it_goes_signed_in_the_clients_name_and_stands_in_both_logs(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            told = await send(
                platform, method="POST", path="/reports/17", query="year=2026", body='{"a": 1}', headers="X-A: b"
            )
            assert (told.status, told.fault, told.body.text) == (200, "", '{\n  "hello": "dunia"\n}')
            method, path, headers, body = w.backend.seen[-1]
            assert (method, path, body) == ("POST", "/base/reports/17?year=2026", b'{"a": 1}')
            sent = {name.lower(): value for name, value in headers}
            assert (sent[b"x-road-client"], sent[b"x-road-id"]) == (PORTAL.encode(), told.message.encode())
            assert (sent[b"x-a"], sent[b"content-type"]) == (b"b", b"application/json")
            assert b"cookie" not in sent
            for site in w.sites.values():
                records = [r for r in await site.records() if r["message"] == told.message]
                assert [r["kind"] for r in records] == ["received", "answered"]

    asyncio.run(story())


def test_who_tried_is_in_the_audit_trail_without_what_was_asked(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            told = await send(platform, path="/persons/3171234567890123")
            rows = await w.sites[PORTAL].fetch("SELECT action, subject, actor FROM kernel_audit")
            assert [(r["action"], r["subject"]) for r in rows] == [("exchange.call.try", SERVICE)]
            assert str(rows[0]["actor"]) == str(INTEGRATOR.id)
            everything = json.dumps(
                [dict(r) for r in await w.sites[PORTAL].fetch("SELECT * FROM kernel_audit")], default=str
            )
            assert "3171234567890123" not in everything
            assert told.status == 200

    asyncio.run(story())


def test_refusals_of_the_exchange_and_answers_of_the_service_are_told_apart(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            w.backend.behave = lambda request, body: web.Response(status=404, text="tidak ada")
            told = await send(platform)
            assert (told.status, told.fault, told.body.kind, told.body.text) == (404, "", "text", "tidak ada")
            w.backend.behave = lambda request, body: web.Response(body=b"\x00\x01" * 500_000, content_type="image/png")
            large = await send(platform)
            assert (large.body.kind, large.body.cut) == ("binary", True)
            w.backend.behave = lambda request, body: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})
            assert (await send(platform)).status == 302, "no redirect is followed"
            await w.sites[BPBD].execute("UPDATE exchange_grant SET revoked_at = now()")
            denied = await send(platform)
            assert (denied.status, denied.fault) == (500, "server.serverproxy.accessdenied")
            records = [r["kind"] for r in await w.sites[BPBD].records() if r["message"] == denied.message]
            assert records == ["refused"]

    asyncio.run(story())


def test_an_exchange_that_is_not_there_says_so(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL], exchange_port=1) as platform:
            told = await send(platform)
            assert (told.status, told.fault, told.headers) == (0, "", ())

    asyncio.run(story())


@pytest.mark.parametrize("who", [STEWARD, Actor.ANONYMOUS, Actor.SYSTEM])
def test_nobody_else_tries(platform, who):
    with pytest.raises(TryingIntegratorsOnly):
        trying.send(platform, who, attempt=attempt())


def test_a_client_proves_itself_as_it_always_does(tmp_path, database_urls):
    """The console takes no way around: a token must be given, and a certificate that others hold cannot be used here."""
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            with pytest.raises(TryingClientNotFit):
                await send(platform, client=BPBD)
            with pytest.raises(TryingPathNotFit):
                await send(platform, path="/a/%2e%2e/b")
            _, token = await act(
                clients.add_client, platform, Actor.SYSTEM, subsystem=PORTAL, authentication=Authentication.TOKEN
            )
            await w.sites[PORTAL].gateway.following.refresh()
            for wrong in ("", "a\nb", "é"):
                with pytest.raises(TryingTokenMissing):
                    await send(platform, token=wrong)
            assert (await send(platform, token="salah")).fault.endswith("sslauthenticationfailed")
            good = await send(platform, token=token)
            assert good.status == 200
            sent = dict(w.backend.seen[-1][2])
            assert b"Simpul-Authorization" not in sent
            assert token.encode() not in b"".join(sent.values())
            await w.sites[PORTAL].execute(
                "UPDATE exchange_client SET authentication = 'mtls', certificate = 'x', secret = NULL"
            )
            with pytest.raises(TryingClientElsewhere):
                await send(platform)
            await w.sites[PORTAL].execute("UPDATE exchange_client SET active = false")
            with pytest.raises(TryingClientNotFit):
                await send(platform)
            assert await act(trying.callers, platform) == []

    asyncio.run(story())


def test_with_tls_the_nodes_own_certificate_proves_the_client_it_is_on_file_for(tmp_path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls, exchange_tls=True) as w, beside(w.sites[PORTAL]) as platform:
            own = trying._own_certificate(platform)
            await w.sites[PORTAL].execute("UPDATE exchange_client SET authentication = 'mtls', certificate = $1", own)
            assert (await send(platform)).status == 200

    asyncio.run(story())


def test_the_sample_names_the_address_that_programs_reach(platform):
    def at(**changes):
        object.__setattr__(platform, "settings", platform.settings.model_copy(update=changes))
        return trying.base_address(platform, "simpul.example")

    assert at(exchange_host="10.1.2.3", exchange_tls=False, exchange_port=8090) == "http://10.1.2.3:8090"
    assert at(exchange_host="0.0.0.0", exchange_tls=True) == "https://simpul.example:8090"
    assert at(public_url="https://panrb.go.id/x") == "https://panrb.go.id:8090"
    assert at(exchange_host="fd00::1") == "https://[fd00::1]:8090"
