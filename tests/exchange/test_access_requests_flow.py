"""A request for access from node to node: asked, seen, approved, used, ended; on real gateways. UU 27/2022 art. 20."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from tests.exchange.asking_nodes import INTEGRATOR, NOW, SERVICE, STEWARD, WISH, act, beside, call
from tests.exchange.register_nodes import change, found, nodes
from tests.exchange.world import BPBD, PORTAL, world

from simpul.exchange.actions import access, asking, clients, demo_access, grants
from simpul.exchange.model.access import AccessApproval, AccessState, RightState
from simpul.exchange.model.access_refusals import (
    AccessDecided,
    AccessNotTaken,
    AccessOwnerSilent,
    AccessServiceUnknown,
    AskedAlready,
    AskingClientUnknown,
)
from simpul.exchange.model.refusals import DemoOnly
from simpul.exchange.model.services import Authentication, Endpoint
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock

GIVEN = AccessApproval("trial", NOW + timedelta(days=30), (Endpoint("GET", "/live"),), "PKS-12/2026")
REVOKE_ALL = "UPDATE exchange_grant SET revoked_at = now()"


def played(tmp_path, database_urls, story):
    """The story on two nodes at a time that stands still: the world, Portal's own parts, BPBD's."""

    async def play():
        async with world(tmp_path, database_urls(2), clock=FixedClock(NOW)) as w:
            await w.sites[BPBD].execute(REVOKE_ALL)
            async with beside(w.sites[PORTAL]) as portal, beside(w.sites[BPBD]) as bpbd:
                await story(w, portal, bpbd)

    asyncio.run(play())


def test_what_is_asked_approved_and_used_ends_when_it_says(tmp_path, database_urls):
    async def story(w, portal, bpbd):
        there, here = w.sites[BPBD], w.sites[PORTAL]
        assert (await call(here, f"/r1/{SERVICE}/live")).status == 500
        own = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        assert (own.state, own.trouble) == (AccessState.WAITING, "")
        for site in (here, there):
            kinds = [r["kind"] for r in await site.records() if r["message"] == own.message]
            assert kinds == ["received", "answered"], "the request is a signed call on record at both nodes"
        (asked,), count = await act(access.search, bpbd, STEWARD)
        assert (count, asked.id, asked.client, asked.wish, asked.message) == (1, own.number, PORTAL, WISH, own.message)
        assert (await call(here, f"/r1/{SERVICE}/live")).status == 500, "asking opens nothing"
        await act(access.approve, bpbd, STEWARD, id=asked.id, given=GIVEN)
        await there.gateway.following.refresh()
        assert (await call(here, f"/r1/{SERVICE}/live")).status == 200
        assert (await call(here, f"/r1/{SERVICE}/figures")).status == 500, "only what was given"
        why = {"purpose": WISH.purpose, "legal_basis": WISH.legal_basis, "agreement": "PKS-12/2026"}
        kept = [r for r in await there.records() if r["kind"] == "answered" and r["path"] == "/live"]
        assert why.items() <= kept[-1].items()
        await act(asking.follow, portal)
        heard = await act(asking.look, portal, INTEGRATOR, id=own.id)
        assert heard.state is AccessState.APPROVED
        assert (heard.granted.tier, heard.granted.expires_at) == ("trial", GIVEN.until)
        assert heard.granted.endpoints == GIVEN.endpoints
        w.sites[BPBD].clock.advance(timedelta(days=30) - timedelta(seconds=1))
        await w.publish()
        assert (await call(here, f"/r1/{SERVICE}/live")).status == 200
        there.clock.advance(timedelta(seconds=1))
        ended = await call(here, f"/r1/{SERVICE}/live")
        assert (ended.status, ended.json["type"]) == (500, "Server.ServerProxy.AccessDenied")

    played(tmp_path, database_urls, story)


def test_a_refusal_and_a_revocation_are_heard_with_their_reasons(tmp_path, database_urls):
    async def story(w, portal, bpbd):
        first = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        await act(access.refuse, bpbd, STEWARD, id=first.number, reason="Sebutkan pasal yang memberi tugas ini")
        heard = await act(asking.look_again, portal, INTEGRATOR, id=first.id)
        assert heard.state is AccessState.WAITING, "a young answer is not asked for again"
        portal.clock.advance(timedelta(seconds=6))
        heard = await act(asking.look_again, portal, INTEGRATOR, id=first.id)
        assert (heard.state, heard.reason) == (AccessState.REFUSED, "Sebutkan pasal yang memberi tugas ini")
        second = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=replace(WISH, endpoints=()))
        given = AccessApproval("standard", WISH.until)
        await act(access.approve, bpbd, STEWARD, id=second.number, given=given)
        ((right,), _) = await act(grants.search, bpbd, STEWARD, state=RightState.ACTIVE)
        await act(grants.revoke, bpbd, STEWARD, id=right.grant.id, reason="Kebutuhan sudah berakhir")
        portal.clock.advance(timedelta(seconds=6))
        heard = await act(asking.look_again, portal, INTEGRATOR, id=second.id)
        assert (heard.state, heard.granted.revoked_reason) == (AccessState.APPROVED, "Kebutuhan sudah berakhir")
        assert heard.granted.revoked_at is not None

    played(tmp_path, database_urls, story)


def test_an_owner_that_does_not_answer_gets_the_request_later_and_once(tmp_path, database_urls):
    async def story(w, portal, bpbd):
        silent = portal.settings.model_copy(update={"exchange_port": 9})
        working = portal.settings
        object.__setattr__(portal, "settings", silent)
        own = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        assert (own.state, own.trouble, own.number) == (AccessState.UNSENT, "silent", None)
        with pytest.raises(AskedAlready):
            await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        await act(asking.follow, portal)
        object.__setattr__(portal, "settings", working)
        await act(asking.follow, portal)
        sent = await act(asking.look, portal, INTEGRATOR, id=own.id)
        assert (sent.state, sent.trouble) == (AccessState.WAITING, "")
        await w.sites[PORTAL].execute("UPDATE exchange_access_own SET state = 'unsent', number = NULL")
        await act(asking.follow, portal)
        again = await act(asking.look, portal, INTEGRATOR, id=own.id)
        assert again.number == sent.number, "sent twice under one number it is one request"
        assert (await act(access.search, bpbd, STEWARD))[1] == 1

    played(tmp_path, database_urls, story)


def test_a_request_is_withdrawn_here_and_there(tmp_path, database_urls):
    async def story(w, portal, bpbd):
        own = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        gone = await act(asking.withdraw, portal, INTEGRATOR, id=own.id)
        assert gone.state is AccessState.WITHDRAWN
        assert (await act(access.look, bpbd, STEWARD, id=own.number)).request.state is AccessState.WITHDRAWN
        with pytest.raises(AccessDecided):
            await act(access.approve, bpbd, STEWARD, id=own.number, given=GIVEN)
        with pytest.raises(AccessDecided):
            await act(asking.withdraw, portal, INTEGRATOR, id=own.id)
        late = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        await act(access.refuse, bpbd, STEWARD, id=late.number, reason="Tidak")
        with pytest.raises(AccessDecided):
            await act(asking.withdraw, portal, INTEGRATOR, id=late.id)
        assert (await act(asking.look, portal, INTEGRATOR, id=late.id)).state is AccessState.REFUSED
        third = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        object.__setattr__(portal, "settings", portal.settings.model_copy(update={"exchange_port": 9}))
        with pytest.raises(AccessOwnerSilent):
            await act(asking.withdraw, portal, INTEGRATOR, id=third.id)

    played(tmp_path, database_urls, story)


def test_a_request_withdrawn_before_it_was_known_to_be_sent_is_withdrawn_there_too(tmp_path, database_urls):
    async def story(w, portal, bpbd):
        own = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        lost = "UPDATE exchange_access_own SET state = 'unsent', number = NULL"
        await w.sites[PORTAL].execute(lost)
        assert (await act(asking.withdraw, portal, INTEGRATOR, id=own.id)).trouble == asking.UNTOLD
        await act(asking.follow, portal)
        assert (await act(asking.look, portal, INTEGRATOR, id=own.id)).trouble == ""
        assert (await act(access.look, bpbd, STEWARD, id=own.number)).request.state is AccessState.WITHDRAWN

    played(tmp_path, database_urls, story)


def test_a_withdrawal_that_comes_too_late_shows_what_the_owner_decided(tmp_path, database_urls):
    """A right that somebody holds must not hide behind the word "withdrawn"."""

    async def story(w, portal, bpbd):
        own = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        await w.sites[PORTAL].execute("UPDATE exchange_access_own SET state = 'unsent', number = NULL")
        await act(asking.withdraw, portal, INTEGRATOR, id=own.id)
        await act(access.approve, bpbd, STEWARD, id=own.number, given=GIVEN)
        await act(asking.follow, portal)
        seen = await act(asking.look, portal, INTEGRATOR, id=own.id)
        assert (seen.state, seen.granted.tier, seen.trouble) == (AccessState.APPROVED, "trial", "")

    played(tmp_path, database_urls, story)


def test_what_the_owner_does_not_take_is_told_and_not_kept(tmp_path, database_urls):
    async def story(w, portal, bpbd):
        unknown = replace(WISH, service=f"{BPBD}/nothing")
        with pytest.raises(AccessServiceUnknown):
            await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=unknown)
        assert (await act(asking.search, portal, INTEGRATOR))[1] == 0
        with pytest.raises(AccessServiceUnknown):
            await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=replace(WISH, service="ID/GOV/9999/X/y"))
        with pytest.raises(AskingClientUnknown):
            await act(asking.ask, portal, INTEGRATOR, client=BPBD, wish=WISH)
        await w.sites[PORTAL].execute("UPDATE exchange_client SET authentication = 'token', secret = $1", b"x" * 32)
        with pytest.raises(AccessNotTaken):
            await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        assert (await act(asking.search, portal, INTEGRATOR))[1] == 0

    played(tmp_path, database_urls, story)


class Crooked(BaseHTTPRequestHandler):
    """A consumer listener whose owner's node says what a test makes it say."""

    told: ClassVar[dict[str, tuple[int, bytes]]] = {}
    asked: ClassVar[list[str]] = []

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append(f"{self.command} {self.path}")
        status, body = self.told.get(self.command, (200, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.do_POST()

    def do_DELETE(self):
        self.do_POST()

    def log_message(self, *_):
        pass


@pytest.fixture
def crooked():
    with ThreadingHTTPServer(("127.0.0.1", 0), Crooked) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        Crooked.told, Crooked.asked = {}, []
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def alone(database_urls, run_directory, clock, crooked):
    """A node in its own register whose listener is the crooked one."""
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, exchange_port=crooked, demo=True)
        found(platform)
        clients.add_client(platform, Actor.SYSTEM, subsystem=PORTAL, authentication=Authentication.TOKEN)
        yield platform


LOCAL = replace(WISH, service=f"{PORTAL}/reports")
TAKEN = (201, b'{"id": "00000000-0000-0000-0000-000000000007"}')


@pytest.mark.parametrize("answer", [(201, b"{}"), (201, b"<html>"), (500, b""), (302, b""), (200, b"x" * 3_000_000)])
def test_an_unreadable_answer_to_a_new_request_means_later(alone, answer):
    Crooked.told = {"POST": answer}
    own = asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=LOCAL)
    assert (own.state, own.number) == (AccessState.UNSENT, None)
    assert own.trouble


@pytest.mark.parametrize(
    "answer",
    [
        (200, b""),
        (200, b"[]"),
        (200, b'{"state": "x"}'),
        (200, b'{"state": "waiting", "grant": {"endpoints": 1}}'),
        (404, b""),
    ],
)
def test_an_unreadable_answer_about_a_request_changes_nothing_but_says_so(alone, clock, answer):
    Crooked.told = {"POST": TAKEN, "GET": answer}
    own = asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=LOCAL)
    clock.advance(timedelta(seconds=6))
    seen = asking.look_again(alone, Actor.SYSTEM, id=own.id)
    assert (seen.state, seen.trouble) == (AccessState.WAITING, "silent")
    assert seen.heard_at == own.heard_at


def test_an_owner_that_is_silent_is_not_asked_twice_in_one_run(alone):
    Crooked.told = {"POST": (500, b'{"type": "Server.ClientProxy.NetworkError", "message": "gone"}')}
    for part in ("/a", "/b", "/c"):
        wish = replace(LOCAL, endpoints=(Endpoint("GET", part),))
        assert asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=wish).trouble == "gone"
    Crooked.asked.clear()
    asking.follow(alone)
    assert len(Crooked.asked) == 1
    asking.follow(alone)
    assert len(Crooked.asked) == 2, "and another one of them is tried in the next"


def test_a_withdrawal_is_told_until_it_is_heard(alone):
    own = asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=LOCAL)
    asking.withdraw(alone, Actor.SYSTEM, id=own.id)
    decided = (409, b"{}")
    steps = [((500, b""), (204, b""), "untold"), (TAKEN, (500, b""), "untold"), (TAKEN, decided, "untold")]
    for answer, gone, trouble in (*steps, (TAKEN, (204, b""), "")):
        Crooked.told = {"POST": answer, "DELETE": gone}
        asking.follow(alone)
        assert asking.look(alone, Actor.SYSTEM, id=own.id).trouble == trouble
    assert Crooked.asked[-1] == f"DELETE /r1/{PORTAL}/api/v1/access/00000000-0000-0000-0000-000000000007"
    other = asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=replace(LOCAL, endpoints=()))
    assert asking.withdraw(alone, Actor.SYSTEM, id=other.id).trouble == ""
    Crooked.told = {}
    third = asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=LOCAL)
    asking.withdraw(alone, Actor.SYSTEM, id=third.id)
    Crooked.told = {"POST": (404, b'{"type": "access-service-unknown"}')}
    asking.follow(alone)
    assert asking.look(alone, Actor.SYSTEM, id=third.id).trouble == "", "what was never taken need not be told"


def test_what_the_owner_refuses_later_is_told_with_its_reason(alone):
    """Sent by the job, nobody waits for the answer: then the request's own page says why it was not taken."""
    own = asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=LOCAL)
    Crooked.told = {"POST": (409, b'{"type": "access-service-retired", "message": "It is retired."}')}
    asking.follow(alone)
    seen = asking.look(alone, Actor.SYSTEM, id=own.id)
    assert (seen.state, seen.reason) == (AccessState.REFUSED, "It is retired.")


def test_an_approved_request_is_asked_about_now_and_then(alone, clock):
    Crooked.told = {"POST": TAKEN, "GET": (200, b'{"state": "approved", "grant": {"tier": "trial"}}')}
    asking.ask(alone, Actor.SYSTEM, client=PORTAL, wish=LOCAL)
    asking.follow(alone)
    Crooked.asked.clear()
    asking.follow(alone)
    assert Crooked.asked == []
    clock.advance(asking.SETTLED + timedelta(seconds=1))
    asking.follow(alone)
    assert len(Crooked.asked) == 1


def test_the_demos_request_waits_to_be_sent_once(alone):
    for _ in range(2):
        demo_access.add_waiting(alone, service=f"{PORTAL}/reports", part=Endpoint("GET", "/live"))
    Crooked.told = {"POST": TAKEN}
    asking.follow(alone)
    ((own,), count) = asking.search(alone, Actor.SYSTEM)
    assert (own.state, count) == (AccessState.WAITING, 1)
    change(alone, demo=False)
    with pytest.raises(DemoOnly):
        demo_access.add_waiting(alone, service=f"{PORTAL}/reports", part=Endpoint("GET", "/live"))
