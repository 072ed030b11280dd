"""The showcase's figures over a real exchange: two nodes, a signed call on record at both, the node's silence told."""

import asyncio
from pathlib import Path

from aiohttp import web
from tests.exchange.test_demo_calls import SERVICE, beside
from tests.exchange.test_demo_calls import asked as figures_of
from tests.exchange.world import BPBD, PORTAL, Site, world
from tests.malaria.test_figures_outside import counted

from simpul.app import module_application
from simpul.cooperation.actions import showcasing
from simpul.cooperation.actions.showcasing import InnovationSeen
from simpul.cooperation.model.showcase import Heard
from simpul.kernel.platform import Platform

MODULES = "identity,malaria,exchange"
LABEL = {"id": "laporan", "en": "reports"}


def _answer(_request: object, _body: bytes) -> web.Response:
    figure = {"key": "reports_3h", "value": 7, "label": LABEL, "synthetic": True}
    return web.json_response({"figures": [figure, {"key": "lain", "value": 1, "label": LABEL}]})


async def asked(platform: Platform) -> InnovationSeen:
    await asyncio.to_thread(showcasing.ask, platform)
    return await asyncio.to_thread(showcasing.one, platform, "petabencana")


def test_figures_come_by_a_signed_call_and_stay_with_their_age_when_the_node_falls_silent(tmp_path: Path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        async with world(tmp_path, urls) as w, beside(w.sites[PORTAL], exchange_figures=()) as platform:
            assert (await asyncio.to_thread(showcasing.one, platform, "petabencana")).live.heard is Heard.NOT_YET
            w.backend.behave = _answer
            live = (await asked(platform)).live
            (figure,) = live.figures
            assert (live.heard, live.service, live.agency) == (Heard.NOW, SERVICE, "BPBD")
            assert (figure.value, figure.synthetic, figure.label["ko"]) == (7, True, "최근 3시간 홍수 및 재난 신고")
            for site in w.sites.values():
                kinds = [row["kind"] for row in await site.records() if row["message"] == live.message]
                assert kinds == ["received", "answered"]
            await w.sites[BPBD].execute("UPDATE exchange_grant SET revoked_at = now()")
            again = (await asked(platform)).live
            assert (again.figures, again.message, again.at) == (live.figures, live.message, live.at)
            # EDAT's node is in no register here: it is silent, and the page stands without any figure
            assert (await asyncio.to_thread(showcasing.one, platform, "edat")).live.heard is Heard.SILENT

    asyncio.run(story())


def test_the_malaria_programmes_own_figures_come_the_same_way_and_say_that_they_are_made_up(tmp_path: Path, database_urls):
    urls = database_urls(2)

    async def story() -> None:
        opened: list[Site] = []
        async with world(tmp_path, urls, modules=MODULES, modules_of=lambda: module_application(opened[0].settings)) as w:
            site = w.sites[BPBD]
            opened.append(site)
            await site.execute("UPDATE exchange_service SET url = 'module:malaria'")
            async with beside(site) as programme, beside(w.sites[PORTAL]) as platform:
                await asyncio.to_thread(counted, programme, weeks=27, positive=12)
                told = await figures_of(platform)
                assert [(one.key, one.value, one.synthetic) for one in told.figures] == [
                    ("tests_28d", 20, True),
                    ("districts_28d", 2, True),
                    ("positivity_quarter", 12, False),
                ]

    asyncio.run(story())
