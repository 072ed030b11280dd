"""Who may what in a room: one truth table, on real gateways and once more as a rule. PROTOCOL §1 "Access rights", end."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests.exchange.protocol import town_of
from tests.exchange.room import ONE, cloud, new_type, owner, portal, publish, subscribe
from tests.exchange.world import BPBD, PORTAL, grant

from simpul.exchange.gateway.pubsub import ROUTES, Call, permitted
from simpul.exchange.gateway.state import State
from simpul.exchange.model.services import Endpoint, Grant, SubjectKind
from simpul.exchange.rules.access import Caller
from simpul.exchange.wire import addresses
from simpul.exchange.wire.faults import Refused
from simpul.kernel.clock import FixedClock, SystemClock

NOW = datetime(2027, 2, 1, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "protocol" / "events.md"
MEMBER, OWNER, PULL, PUB = "every member", "the owner", "a grant on `pull`", "a grant on `pub`"
TABLE = [
    ("GET", "/api/v1/eventType", MEMBER),
    ("HEAD", "/api/v1/eventType", MEMBER),
    ("POST", "/api/v1/eventType", OWNER),
    ("GET", "/api/v1/eventType/flood", MEMBER),
    ("DELETE", "/api/v1/eventType/flood", OWNER),
    ("PUT", "/api/v1/eventType/flood", OWNER),
    ("GET", "/api/v1/asyncapi", MEMBER),
    ("GET", "/api/v1/subs", MEMBER),
    ("GET", "/api/v1/subs/flood", PULL),
    ("POST", "/api/v1/subs/flood", PULL),
    ("PATCH", "/api/v1/subs/flood", PULL),
    ("DELETE", "/api/v1/subs/flood", PULL),
    ("GET", "/pull/v1/flood", PULL),
    ("DELETE", "/pull/v1/flood/1", PULL),
    ("POST", "/pub/v1/flood", PUB),
    ("GET", "/pub/v1/flood/1", PUB),
    ("DELETE", "/pub/v1/flood/1", PUB),
    ("GET", "/api/v1/catalogue", MEMBER),
    ("GET", "/api/v1/access", MEMBER),
    ("POST", "/api/v1/access", MEMBER),
    ("GET", "/api/v1/access/1", MEMBER),
    ("DELETE", "/api/v1/access/1", MEMBER),
]


def given(code, path="/v1/flood", method="*", **more):
    endpoint = Endpoint(method, path) if path else None
    return Grant(UUID(int=1), BPBD, code, SubjectKind.SUBSYSTEM, PORTAL, endpoint, **more)


HOLDINGS = {
    "nothing": [],
    "pull": [given("pull")],
    "pub": [given("pub")],
    "both": [given("pull"), given("pub")],
    "another type": [given("pull", "/v1/drought"), given("pub", "/v1/floods")],
    "every type": [given("pull", "/v1/*"), given("pub", "/v1/**")],
    "the whole code": [given("pull", None), given("pub", None)],
    "expired": [given("pull", expires_at=NOW), given("pub", expires_at=NOW)],
    "another method": [given("pull", method="POST"), given("pub", method="GET")],
    "right method": [given("pull", method="GET"), given("pub", method="POST")],
    "what lies below": [given("pull", "/v1/flood/*"), given("pub", "/v1/flood/**")],
    "another service": [given("reports", None)],
}
OPENS = {
    PULL: {"pull", "both", "every type", "the whole code", "right method"},
    PUB: {"pub", "both", "every type", "the whole code", "right method"},
}


def may(client, grants, method, path):
    kept = {}
    for one in grants:
        kept.setdefault((BPBD, one.service), []).append(one)
    state = State(BPBD, grants=kept, callers={PORTAL: Caller(PORTAL)})
    try:
        permitted(state, Call(method, addresses.parse(f"/r1/{BPBD}{path}"), [], client), NOW)
    except Refused as refused:
        return refused.fault.snake != "server.serverproxy.access_denied"
    return True


@pytest.mark.rules
@pytest.mark.parametrize(("method", "path", "who"), TABLE, ids=[f"{m} {p}" for m, p, _ in TABLE])
@pytest.mark.parametrize("holding", HOLDINGS)
def test_who_may(method, path, who, holding):
    """A guest with each holding; the owner may all, whatever it holds."""
    expected = who == MEMBER or holding in OPENS.get(who, set())
    assert may(PORTAL, HOLDINGS[holding], method, path) is expected
    assert may(BPBD, [], method, path)


@pytest.mark.rules
def test_every_route_stands_in_the_table():
    told = {(method, path.replace("flood", "*").replace("/1", "/*")) for method, path, _ in TABLE}
    there = {(method, "/".join(("", route.code, *route.path))) for route in ROUTES for method in route.handlers}
    assert there <= told


@pytest.mark.rules
def test_the_page_of_the_protocol_tells_the_same_table():
    """docs/protocol/events.md, "The room": each method and path, and who may."""
    lines = re.findall(r"^\| `([A-Z]+) (\S+)` \| ([^|,]+?)(?:, its own)? \|", PAGE.read_text(), re.MULTILINE)
    there = {(method, _worded(path), who) for method, path, who in TABLE if method not in ("HEAD", "PUT")}
    assert set(lines) == {row for row in there if "access" not in row[1]}


def _worded(path):
    return path[1:].replace("flood", "{type}").replace("/1", "/{id}")


@pytest.mark.rules
@pytest.mark.parametrize("path", ["/api/v1/subs/flood", "/pull/v1/flood"])
@pytest.mark.parametrize("kind", ["global", "local"])
def test_groups_hold_rights_too(path, kind):
    held = Grant(UUID(int=1), BPBD, "pull", SubjectKind(kind), "mitra", Endpoint("*", "/v1/flood"))
    inside = Caller(
        PORTAL, frozenset({"mitra"} if kind == "global" else ()), frozenset({"mitra"} if kind == "local" else ())
    )
    for caller, expected in ((inside, True), (Caller(PORTAL), False)):
        state = State(BPBD, grants={(BPBD, "pull"): [held]}, callers={PORTAL: caller})
        call = Call("GET", addresses.parse(f"/r1/{BPBD}{path}"), [], PORTAL)
        if expected:
            assert permitted(state, call, NOW) is held
        else:
            with pytest.raises(Refused):
                permitted(state, call, NOW)


@pytest.mark.parametrize(
    ("holding", "method", "path", "status"),
    [
        ("none", "POST", "/pub/v1/{0}", 500),
        ("none", "POST", "/api/v1/subs/{0}", 500),
        ("none", "GET", "/pull/v1/{0}", 500),
        ("none", "GET", "/api/v1/eventType/{0}", 200),
        ("none", "DELETE", "/api/v1/eventType/{0}", 500),
        ("none", "POST", "/api/v1/eventType", 500),
        ("none", "GET", "/api/v1/subs", 404),
        ("pull", "POST", "/pub/v1/{0}", 500),
        ("pull", "POST", "/api/v1/subs/{0}", 200),
        ("pub", "POST", "/pub/v1/{0}", 201),
        ("pub", "POST", "/api/v1/subs/{0}", 500),
        ("pub", "GET", "/pull/v1/{0}", 500),
    ],
)
def test_on_real_gateways(town, holding, method, path, status):
    """No right: the table's access_denied, on record as a refusal; nothing of the room is told."""
    name = new_type(town, guest=holding)
    body = (
        {"eventType": name, "event": {"depth": 1}} if path.startswith("/pub") else {"eventType": name, "delivery": "PULL"}
    )
    answer = portal(town, method, path.format(name), body if method == "POST" else None)
    assert answer.status == status
    if status == 500:
        assert answer.one("x-road-error") == "Server.ServerProxy.AccessDenied"
        assert town.records(BPBD, 1)[0]["kind"] == "refused"


def test_types_that_are_not_public_are_told_to_those_who_may_have_them(town):
    hidden = new_type(town, guest="none", public=False)
    pulled, published = (new_type(town, guest=code, public=False) for code in ("pull", "pub"))
    names = portal(town, "GET", "/api/v1/eventType").json
    assert hidden not in names
    assert {pulled, published} <= set(names)
    assert hidden in owner(town, "GET", "/api/v1/eventType").json
    assert portal(town, "GET", f"/api/v1/eventType/{hidden}").status == 204
    assert portal(town, "GET", f"/api/v1/eventType/{pulled}").status == 200
    assert hidden not in portal(town, "GET", "/api/v1/asyncapi").body.decode()
    assert hidden in owner(town, "GET", "/api/v1/asyncapi").body.decode()


def test_a_guest_publisher_sees_and_stops_its_own_events_alone(town):
    name = new_type(town)
    own = publish(town, name, 1, PORTAL)
    others = publish(town, name, 2, BPBD)
    assert portal(town, "GET", f"/pub/v1/{name}/{own}").status == 200
    assert portal(town, "GET", f"/pub/v1/{name}/{others}").status == 404
    assert portal(town, "DELETE", f"/pub/v1/{name}/{others}").status == 404
    assert portal(town, "DELETE", f"/pub/v1/{name}/{own}").status == 204
    assert owner(town, "DELETE", f"/pub/v1/{name}/{others}").status == 204


def test_a_clients_subscriptions_are_its_own(town):
    name = new_type(town)
    subscribe(town, name, BPBD)
    assert portal(town, "GET", f"/api/v1/subs/{name}").status == 404
    assert portal(town, "DELETE", f"/api/v1/subs/{name}").status == 404
    assert owner(town, "GET", f"/api/v1/subs/{name}").status == 200


def test_the_room_of_another_nodes_subsystem_is_not_here(town):
    """BPBD's node answers for BPBD alone: of PORTAL's room it knows nothing, and says so."""
    answer = owner(town, "GET", "/api/v1/eventType", None)
    elsewhere = town.ask(f"/r1/{PORTAL}/pub/v1/x", method="POST", body=b"{}")
    assert answer.status in (200, 204)
    assert elsewhere.status == 404


@pytest.fixture(scope="module")
def later(server_url, template, tmp_path_factory):
    """A town whose clock the test moves."""
    clock = FixedClock(SystemClock().now().replace(microsecond=0))
    with town_of(server_url, template, tmp_path_factory.mktemp("later"), clock=clock) as found:
        found.clock = clock
        yield found


def test_a_right_that_expired_ends_pulling_and_publishing_at_once(later):
    name = new_type(later, guest="none")
    for code in ("pull", "pub"):
        until = later.clock.now() + timedelta(hours=1)
        later.run(grant(later.bpbd, code=code, path=f"/v1/{name}", method="*", expires_at=until))
    subscribe(later, name)
    event = {"eventType": name, "event": {"depth": 1}}
    assert portal(later, "POST", f"/pub/v1/{name}", event).status == 201
    later.clock.advance(timedelta(hours=1))
    assert portal(later, "POST", f"/pub/v1/{name}", event).all("x-road-error") == ["Server.ServerProxy.AccessDenied"]
    assert portal(later, "GET", f"/pull/v1/{name}").all("x-road-error") == ["Server.ServerProxy.AccessDenied"]


def test_the_tier_of_the_grant_counts(later):
    """60 publishes a minute at `trial`, then the table's quota_exceeded; 429 with RateLimit headers at `/v1`."""
    name = new_type(later, guest="none")
    later.run(grant(later.bpbd, code="pub", path=f"/v1/{name}", method="*", tier="trial"))
    sent = [portal(later, "POST", f"/pub/v1/{name}", cloud(name, f"{n}", source=f"/{PORTAL}"), kind=ONE) for n in range(61)]
    assert [one.status for one in sent] == [201] * 60 + [500]
    assert sent[-1].one("x-road-error") == "Server.ServerProxy.QuotaExceeded"
    modern = later.ask(f"/v1/{BPBD}/pub/v1/{name}", method="POST", body=b"{}")
    assert modern.status == 429
    assert modern.one("ratelimit-remaining") == "0"
