"""One message through real nodes, checked in three places with the same result: node, browser, command offline."""

import asyncio
import time
from datetime import UTC, datetime

import aiohttp
import pytest
from tests.exchange.log_room import person
from tests.exchange.test_client_proof import simpul_proof
from tests.exchange.test_proof_page_verdicts import in_browser, shown, told
from tests.exchange.world import BPBD, PORTAL, world
from typer.testing import CliRunner

from simpul.app import build_platform
from simpul.exchange.actions import checking, explorer
from simpul.exchange.commands.base import app
from simpul.exchange.log.verify import verify
from simpul.exchange.model.explorer import Sought
from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys

CALLS = {"ID-served": f"{BPBD}/reports/a%2Fb?x=1;2&nik=%20", "ID-refused": f"{BPBD}/nothing", "ID-own": f"{PORTAL}/none"}


@pytest.fixture
def bundles(tmp_path, database_urls):
    """Every message's bundle at both nodes, as the console hands it out; the register's key; what the lists show."""
    found, lists = {}, {}

    async def play():
        async with world(tmp_path, database_urls(2)) as two, aiohttp.ClientSession() as session:
            portal = two.sites[PORTAL]
            for message, path in CALLS.items():
                headers = {"X-Road-Client": PORTAL, "X-Road-Id": message, "X-Road-UserId": "ID3171234567890123"}
                await (
                    await session.post(f"http://127.0.0.1:{portal.consumer}/r1/{path}", headers=headers, data=b"hai")
                ).read()
            for path, site in two.sites.items():
                await asyncio.to_thread(fetch, path, site)
            return two.vkey

    def fetch(path, site):
        platform = build_platform(site.settings, keys=Keys.kept_in(site.settings.data_dir / "keys"), url=site.url)
        reader = person("node.auditor", agency=path)
        lists[path] = explorer.search(platform, reader, sought=Sought()).records
        for message in {one.message for one in lists[path]}:
            found[path, message] = patient(platform, reader, message)
            assert checking.judge(platform, text=found[path, message]).ok
        platform.database.close()

    return asyncio.run(play()), found, lists


def patient(platform, reader, message):
    """The bundle once the log has the message and the other node has cosigned."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            made = explorer.prove(platform, reader, message=message)
            if b"simpul.witness/" in made.split(b'"message"')[0]:
                return made
        except Unavailable:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{message} was never proved with a witness")


def test_three_places_say_the_same_of_every_real_call(bundles, tmp_path):
    key, found, lists = bundles
    assert {name for _, name in found} == set(CALLS), "a call that the node itself ended is on record too"
    assert {one.kind.value for one in lists[BPBD]} == {"received", "answered", "refused"}
    now = datetime.now(UTC)
    in_browsers = in_browser(found.values(), key=key, now=now)
    for text, browsers in zip(found.values(), in_browsers, strict=True):
        verdict = verify(text, register_key=key, now=now)
        assert (verdict.ok, browsers["state"], verdict.witnesses) == (True, "holds", 1), verdict.checks
        assert shown(browsers) == told(text, key=key, now=now)
        assert simpul_proof.verify(text, key, now).witnesses == 1
        assert offline(tmp_path, text, key) == 0


def test_three_places_refuse_what_was_changed(bundles, tmp_path):
    key, found, _ = bundles
    now = datetime.now(UTC)
    text = found[BPBD, "ID-served"]
    spots = range(20, len(text) - 20, len(text) // 12)
    changed = [text[:at] + bytes([text[at] ^ 0x01]) + text[at + 1 :] for at in spots]
    assert {verdict["state"] for verdict in in_browser(changed, key=key, now=now)} == {"broken"}
    for other in changed:
        assert not verify(other, register_key=key, now=now).ok
        with pytest.raises(simpul_proof.ProofBroken):
            simpul_proof.verify(other, key, now)
    assert offline(tmp_path, changed[3], key) == 1


def offline(folder, text, key):
    """What `simpul exchange verify` ends with."""
    (folder / "bukti.json").write_bytes(text)
    return CliRunner().invoke(app, ["verify", str(folder / "bukti.json"), "--register-key", key]).exit_code
