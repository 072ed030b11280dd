"""The portal's figures and listing over a real exchange: two nodes, their listeners, BPBD's module called in process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from tests.exchange.world import BPBD, PORTAL, Site, World, grant, world

from simpul.app import build_platform, module_application
from simpul.exchange.actions import figures, listing
from simpul.exchange.model.listing import ServiceFigures, Trouble
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

SERVICE = f"{BPBD}/reports"


@asynccontextmanager
async def beside(site: Site, **changes: object) -> AsyncIterator[Platform]:
    """The node's own parts, as its server's jobs have them."""
    own = {"exchange_port": site.consumer, "exchange_figures": (SERVICE,)} | changes
    settings = site.settings.model_copy(update=own)
    platform = build_platform(settings, keys=Keys.kept_in(settings.data_dir / "keys"), url=site.url, clock=site.clock)
    yield platform
    await asyncio.to_thread(platform.database.close)


async def asked(platform: Platform) -> ServiceFigures:
    await asyncio.to_thread(figures.refresh, platform)
    (found,) = await asyncio.to_thread(figures.figures, platform)
    return found


def test_a_modules_figures_come_through_the_exchange_with_their_message(tmp_path: Path, database_urls) -> None:
    urls = database_urls(2)

    async def story() -> None:
        opened: list[Site] = []
        async with world(tmp_path, urls, modules_of=lambda: module_application(opened[0].settings)) as w:
            opened.append(w.sites[BPBD])
            await w.sites[BPBD].execute("UPDATE exchange_service SET url = 'module:disaster'")
            async with beside(w.sites[PORTAL]) as platform:
                told = await asked(platform)
                assert (told.trouble, told.agency) == (Trouble.NONE, "BPBD")
                assert {f.key: f.value for f in told.figures} == {"reports_3h": 0, "verified_today": 0, "deep_3h": 0}
                assert told.figures[0].labels["id"] == "laporan dalam 3 jam terakhir"
                for site in w.sites.values():
                    kinds = [r["kind"] for r in await site.records() if r["message"] == told.message]
                    assert kinds == ["received", "answered"]
            await feed(w)

    asyncio.run(story())


async def feed(w: World) -> None:
    """The live feed is the module's too, by the same way."""
    import urllib.error
    import urllib.request

    address = f"http://127.0.0.1:{w.sites[PORTAL].consumer}/r1/{SERVICE}/live.geojson"
    request = urllib.request.Request(address, headers={"X-Road-Client": PORTAL})

    def read() -> bytes:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.read()
        except urllib.error.HTTPError as refused:
            return refused.read()  # what the gateway says of it stands in the failure

    assert b'"FeatureCollection"' in await asyncio.to_thread(read)


def test_trouble_is_told_and_the_last_figures_stay(tmp_path: Path, database_urls) -> None:
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w:
            async with beside(w.sites[PORTAL]) as platform:
                assert (await asyncio.to_thread(figures.figures, platform))[0].trouble is Trouble.NOT_YET
                assert (await asked(platform)).trouble is Trouble.UNREADABLE
                w.backend.behave = lambda request, body: _answer()
                first = await asked(platform)
                assert first.figures[0].value == 7
                assert w.backend.seen[-1][1] == "/base/figures"
                await w.sites[BPBD].execute("UPDATE exchange_grant SET revoked_at = now()")
                refused = await asked(platform)
                assert (refused.trouble, refused.figures, refused.message) == (
                    Trouble.REFUSED,
                    first.figures,
                    first.message,
                )
                await grant(w.sites[BPBD])
                await w.sites[BPBD].execute("UPDATE exchange_service SET enabled = false, notice = 'libur'")
                assert (await asked(platform)).trouble is Trouble.THERE
            async with beside(w.sites[PORTAL], exchange_port=1) as platform:
                assert (await asked(platform)).trouble is Trouble.HERE

    asyncio.run(story())


def _answer():
    from aiohttp import web

    label = {"id": "laporan", "en": "reports"}
    return web.json_response({"figures": [{"key": "reports_3h", "value": 7, "label": label, "path": "/x"}]})


def test_services_of_all_nodes_are_listed_and_forgotten_with_their_nodes(tmp_path: Path, database_urls) -> None:
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL]) as platform:
            await asyncio.to_thread(listing.refresh, platform)
            (one,) = await asyncio.to_thread(listing.services, platform)
            assert (one.service, one.agency, one.kind) == (SERVICE, "BPBD", "REST")
            await w.sites[BPBD].execute("UPDATE exchange_service SET code = 'alerts'")
            await asyncio.to_thread(listing.refresh, platform)
            assert [s.code for s in await asyncio.to_thread(listing.services, platform)] == ["alerts"]
            gone = b'{"at":"2026-11-24T00:00:00+00:00","subsystem":"ID/GOV/6000/BPBD","type":"subsystem-removed"}'
            await w.publish([gone])
            await asyncio.to_thread(listing.refresh, platform)
            assert await asyncio.to_thread(listing.services, platform) == ()

    asyncio.run(story())


def test_with_tls_the_node_shows_its_own_certificate_as_any_client_would(tmp_path: Path, database_urls) -> None:
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls, exchange_tls=True) as w:
            w.backend.behave = lambda request, body: _answer()
            portal = w.sites[PORTAL]
            der = _der(portal)
            await portal.execute("UPDATE exchange_client SET authentication = 'mtls', certificate = $1", der)
            async with beside(portal) as platform:
                told = await asked(platform)
                assert (told.trouble, told.figures[0].value) == (Trouble.NONE, 7)

    asyncio.run(story())


def _der(site: Site) -> bytes:
    import ssl

    from simpul.exchange.outside.keyring import keyring_of

    certificate, _ = keyring_of(site.settings).tls(site.path, "127.0.0.1", site.clock.now() + timedelta(0))
    return ssl.PEM_cert_to_DER_cert(certificate.read_text())


def test_a_node_in_no_exchange_asks_nobody(platform: Platform) -> None:
    alone = platform.settings.model_copy(update={"exchange_figures": (SERVICE,), "exchange_port": 1})
    object.__setattr__(platform, "settings", alone)
    figures.refresh(platform)
    listing.refresh(platform)
    assert figures.figures(platform) == ()
    assert listing.services(platform) == ()
