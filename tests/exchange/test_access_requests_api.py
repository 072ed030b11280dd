"""`api/v1/access` at the owner's node, as a program of any make meets it; on real gateways. Asking opens nothing."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from tests.exchange.asking_nodes import NOW, STEWARD, WISH, act, asked, beside, call
from tests.exchange.world import BPBD, DINKES, PORTAL, grant, offer, world

from simpul.exchange.actions import access
from simpul.exchange.model.access import AccessApproval, AccessState
from simpul.exchange.rules.access_requests import PER_DAY, WAITING_MOST
from simpul.kernel.clock import FixedClock

PATH = f"/r1/{BPBD}/api/v1/access"
EVENT = """
INSERT INTO exchange_event_type (owner, name, title, schema, public, added_at) VALUES ($1, $2, 'Jenis', '{}', $3, now())
"""
COUNT = "SELECT count(*) AS n FROM exchange_access_request WHERE state = $1"


def played(tmp_path, database_urls, story, count=2):
    async def play():
        paths = (PORTAL, BPBD, DINKES)[:count]
        async with world(tmp_path, database_urls(count), paths, clock=FixedClock(NOW)) as w:
            await story(w, w.sites[PORTAL], w.sites[BPBD])

    asyncio.run(play())


async def waiting(site, state="waiting"):
    return (await site.fetch(COUNT, state))[0]["n"]


def test_a_request_is_taken_told_and_withdrawn(tmp_path, database_urls):
    async def story(w, here, there):
        made = await call(here, PATH, method="POST", body=asked())
        assert (made.status, made.headers.get("x-road-error")) == (201, None)
        number = made.json["id"]
        told = await call(here, f"{PATH}/{number}")
        assert told.status == 200
        expected = asked() | {"id": number, "client": PORTAL, "state": "waiting", "reason": "", "grant": None}
        assert {key: told.json[key] for key in expected if key != "until"}.items() <= expected.items()
        assert (await call(here, PATH)).json == {"requests": [told.json]}
        assert (await call(here, f"{PATH}/{number}", method="DELETE")).status == 204
        again = await call(here, f"{PATH}/{number}", method="DELETE")
        assert (again.status, again.json["type"]) == (409, "access-decided")
        assert (await call(here, f"{PATH}/{number}")).json["state"] == "withdrawn"
        modern = await call(here, f"{PATH.replace('/r1/', '/v1/')}/{number}")
        assert (modern.status, modern.json["state"]) == (200, "withdrawn")

    played(tmp_path, database_urls, story)


def test_nobody_elses_request_is_seen_or_withdrawn(tmp_path, database_urls):
    """A number is no key: another client's request is not there."""

    async def story(w, here, there):
        made = (await call(here, PATH, method="POST", body=asked())).json["id"]
        other = w.sites[DINKES]
        for site, client in ((other, DINKES), (there, BPBD)):
            for method in ("GET", "DELETE"):
                answer = await call(site, f"{PATH}/{made}", method=method, client=client)
                assert (answer.status, answer.json["type"]) == (404, "access-request-not-found"), client
            assert (await call(site, PATH, client=client)).json == {"requests": []}
        assert (await call(here, f"/r1/{DINKES}/api/v1/access/{made}")).status == 404
        for strange in ("x", "1", "%00", str(UUID(int=1)), "a" * 200):
            assert (await call(here, f"{PATH}/{strange}")).status in (400, 404, 500)
        assert await waiting(there) == 1

    played(tmp_path, database_urls, story, count=3)


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"purpose": ""}, 400, "purpose-missing"),
        ({"legal_basis": " "}, 400, "legal-basis-missing"),
        ({"contact": ""}, 400, "access-contact-missing"),
        ({"tier": "gold"}, 400, "tier-unknown"),
        ({"until": "2020-01-01T00:00:00Z"}, 400, "expiry-passed"),
        ({"until": "2099-01-01T00:00:00Z"}, 400, "access-expiry-too-far"),
        ({"until": "besok"}, 400, "access-unreadable"),
        ({"endpoints": [{"method": "GET", "path": "x"}]}, 400, "endpoint-not-fit"),
        ({"endpoints": "alles"}, 400, "endpoint-not-fit"),
        ({"service": "reports"}, 400, "access-service-not-fit"),
        ({"service": f"{BPBD}/nothing"}, 404, "access-service-unknown"),
        ({"service": f"{PORTAL}/reports"}, 404, "access-service-unknown"),
        ({"service": f"{BPBD}/api", "endpoints": []}, 404, "access-service-unknown"),
    ],
)
def test_a_bad_request_is_told_what_it_lacks_and_nothing_is_kept(still, change, status, kind):
    answer = still.ask(PATH, asked() | change)
    assert (answer.status, answer.json["type"]) == (status, kind)
    assert answer.json["message"]
    assert still.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"<xml/>", b"{" + b" " * 70_000 + b"}", b"[" * 9000]
)
def test_a_hostile_body_is_refused_in_words(still, body):
    answer = still.ask(PATH, body)
    assert (answer.status, answer.json["type"]) == (400, "access-unreadable")
    assert still.count() == 0


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_not_taken(still, method):
    assert still.ask(PATH, asked(), method=method).status == 405


@pytest.fixture(scope="module")
def still(server_url, template, tmp_path_factory):
    """Two nodes at a time that stands still, kept running for the whole module: these requests leave nothing behind."""
    from tests.exchange.protocol import town_of

    with town_of(server_url, template, tmp_path_factory.mktemp("access"), clock=FixedClock(NOW)) as found:

        class Still:
            def ask(self, path, body, method="POST"):
                return found.run(call(found.portal, path, method=method, body=body))

            def count(self):
                return found.run(waiting(found.bpbd))

        yield Still()


def test_what_is_hidden_or_gone_is_not_to_be_asked_for(tmp_path, database_urls):
    """A service that public lists do not show is unknown to whoever holds no right to it; a retired one is given nobody."""

    async def story(w, here, there):
        await offer(there, "http://127.0.0.1:9", code="hidden", subject="")
        await there.execute("UPDATE exchange_service SET public = false WHERE code = 'hidden'")
        hidden = asked(service=f"{BPBD}/hidden")
        unknown = await call(here, PATH, method="POST", body=hidden)
        assert (unknown.status, unknown.json["type"]) == (404, "access-service-unknown")
        nowhere = await call(here, PATH, method="POST", body=asked(service=f"{BPBD}/hiddem"))
        assert nowhere.json == unknown.json | {"message": nowhere.json["message"]}, (
            "the two answers do not tell which is there"
        )
        await grant(there, code="hidden", method="GET", path="/x")
        assert (await call(here, PATH, method="POST", body=hidden)).status == 201
        gone = "UPDATE exchange_service SET lifecycle = 'retired', sunset_at = $1 WHERE code = 'reports'"
        await there.execute(gone, NOW - timedelta(days=1))
        retired = await call(here, PATH, method="POST", body=asked())
        assert (retired.status, retired.json["type"]) == (409, "access-service-retired")

    played(tmp_path, database_urls, story)


def test_access_to_an_event_type_is_a_right_on_its_path(tmp_path, database_urls):
    async def story(w, here, there):
        await there.execute(EVENT, BPBD, "disaster.report.verified", True)
        await there.execute(EVENT, BPBD, "secret", False)
        for name, status in (("secret", 404), ("nothing", 404), ("disaster.report.verified", 201)):
            part = [{"method": "*", "path": f"/v1/{name}"}]
            answer = await call(here, PATH, method="POST", body=asked(service=f"{BPBD}/pull", endpoints=part))
            assert answer.status == status, name
        pulled = f"/r1/{BPBD}/pull/v1/disaster.report.verified"
        assert (await call(here, pulled)).json["type"] == "Server.ServerProxy.AccessDenied"
        wish_parts = (await call(here, f"{PATH}/{answer.json['id']}")).json["endpoints"]
        assert wish_parts == [{"method": "*", "path": "/v1/disaster.report.verified"}]
        async with beside(there) as bpbd:
            seen = await act(access.look, bpbd, STEWARD, id=UUID(answer.json["id"]))
            given = AccessApproval("trial", WISH.until, seen.request.wish.endpoints)
            assert seen.request.wish.event_type == "disaster.report.verified"
            await act(access.approve, bpbd, STEWARD, id=seen.request.id, given=given)
        await there.gateway.following.refresh()
        denied = (await call(here, pulled)).json["type"]
        assert denied != "Server.ServerProxy.AccessDenied", "the right opens the event type"
        other = await call(here, f"/r1/{BPBD}/pull/v1/secret")
        assert other.json["type"] == "Server.ServerProxy.AccessDenied"
        there.clock.advance(WISH.until - NOW)
        await w.publish()
        assert (await call(here, pulled)).json["type"] == "Server.ServerProxy.AccessDenied", "and ends with its day"

    played(tmp_path, database_urls, story)


def test_repeats_and_floods_are_bounded(tmp_path, database_urls):
    """One request for one need; at most so many waiting and so many a day from one client, whatever it sends at once."""

    async def story(w, here, there):
        numbered = asked(reference=str(UUID(int=77)))
        first = await call(here, PATH, method="POST", body=numbered)
        assert (await call(here, PATH, method="POST", body=numbered)).json["id"] == first.json["id"]
        twice = await call(here, PATH, method="POST", body=asked(endpoints=list(reversed(numbered["endpoints"]))))
        assert (twice.status, twice.json["type"]) == (409, "access-asked-already")

        def part(n):
            return asked(endpoints=[{"method": "GET", "path": f"/{n}"}])

        answers = await asyncio.gather(*(call(here, PATH, method="POST", body=part(n)) for n in range(WAITING_MOST + 8)))
        assert sorted({answer.status for answer in answers}) == [201, 429]
        assert await waiting(there) == WAITING_MOST
        assert {a.json["type"] for a in answers if a.status == 429} == {"access-too-many-waiting"}
        await there.execute("UPDATE exchange_access_request SET state = 'withdrawn'")
        copied = """
        INSERT INTO exchange_access_request SELECT gen_random_uuid(), gen_random_uuid(), r.client, r.subsystem, r.service,
          r.endpoints, r.purpose, r.legal_basis, r.agreement, r.tier, r.contact, r.note, r.until, r.message, r.at, r.state
        FROM (SELECT * FROM exchange_access_request LIMIT 1) r, generate_series(1, $1)
        """
        await there.execute(copied, PER_DAY)
        today = await call(here, PATH, method="POST", body=part(500))
        assert (today.status, today.json["type"]) == (429, "access-too-many-today")
        there.clock.advance(timedelta(days=1, seconds=1))
        await w.publish()
        assert (await call(here, PATH, method="POST", body=part(500))).status == 201

    played(tmp_path, database_urls, story)


def test_two_decisions_at_once_make_one(tmp_path, database_urls):
    """The row is locked: of an approval and a refusal that meet, one is the decision, and rights come of approval alone."""

    async def story(w, here, there):
        made = await call(here, PATH, method="POST", body=asked())
        number = UUID(made.json["id"])
        async with beside(there) as bpbd:
            given = AccessApproval("trial", WISH.until, WISH.endpoints)
            acts = [act(access.approve, bpbd, STEWARD, id=number, given=given) for _ in range(4)]
            acts += [act(access.refuse, bpbd, STEWARD, id=number, reason="Tidak") for _ in range(4)]
            outcomes = await asyncio.gather(*acts, return_exceptions=True)
            decided = [one for one in outcomes if not isinstance(one, BaseException)]
            assert len(decided) == 1
            seen = await act(access.look, bpbd, STEWARD, id=number)
            assert seen.request.state is decided[0].state
            assert len(seen.came) == (2 if decided[0].state is AccessState.APPROVED else 0)

    played(tmp_path, database_urls, story)
