"""Events under attack: by publishers, subscribers and owners who may do what they do, and mean ill."""

import asyncio
import json
import random
import re
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, found, nodes
from tests.exchange.room import BATCH, ONE, cloud, depths, new_type, owner, portal, publish, subscribe
from tests.exchange.test_event_pages import STEWARD, browser

from simpul.app import create_app
from simpul.exchange.actions import receiving, subscribing
from simpul.exchange.model.delivery_refusals import EventsMalformed
from simpul.exchange.model.events import Delivery, Subscription
from simpul.exchange.outside.own_listener import Heard
from simpul.exchange.rules import schemas
from simpul.exchange.store import subscriptions as store
from simpul.exchange.wire.inside import InsideCall
from simpul.kernel.actor import Actor

CALL = InsideCall(BPBD, f"{PORTAL}/events", "ID-1")
MIB = 2**20


@pytest.fixture
def node(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, demo=True)
        found(platform)
        yield platform


def pushed(**more):
    """A CloudEvent as another owner's node pushes it."""
    return {"specversion": "1.0", "id": "1", "source": f"/{BPBD}", "type": "t.t", "data": {}} | more


def test_a_number_made_to_look_like_anothers_acknowledges_nothing(town):
    """A guest names its event by the number of another: said twice, `through` would take all between the two."""
    name = new_type(town)
    subscribe(town, name)
    first = publish(town, name, 1)
    for depth in (2, 3):
        publish(town, name, depth)
    forged = cloud(name, first, 4, source=f"/{PORTAL}/x")
    assert portal(town, "POST", f"/pub/v1/{name}", forged, kind=ONE).status == 201
    assert portal(town, "DELETE", f"/pull/v1/{name}/{first}?through=true").status == 204
    assert portal(town, "DELETE", f"/pull/v1/{name}/{first}?through=true").status == 404
    assert depths(town, name) == [2, 3, 4]


def test_what_nobody_gets_in_one_answer_is_not_read_either(town):
    """A thousand events of 256 KiB each are no reason to hold them all: twenty go out at once."""
    name = new_type(town)
    subscribe(town, name)
    sent = [cloud(name, f"{n}", data={"depth": n, "x": "y" * 200_000}) for n in range(40)]
    assert owner(town, "POST", f"/pub/v1/{name}", sent, kind=BATCH).status == 201
    row = town.fetch(BPBD, "SELECT id FROM exchange_subscription WHERE type = $1", name)[0]
    one = Subscription(row["id"], BPBD, name, PORTAL, Delivery.PULL, added_at=datetime.now(UTC))

    async def read(size):
        connection = await asyncpg.connect(town.bpbd.url)
        try:
            return await store.waiting(connection, one, datetime(2020, 1, 1, tzinfo=UTC), 1000, size)
        finally:
            await connection.close()

    assert len(town.run(read(4 * MIB))) == 21
    assert len(town.run(read(0))) == 1
    assert depths(town, name, query="?limit=1000") == list(range(20))


HEAVY = {
    "oneOf": {"properties": {"x": {"items": {"oneOf": [{"const": n} for n in range(3000)]}}}},
    "names": {"properties": {"x": {"items": {"patternProperties": {f"^(a|b)*{n}": {} for n in range(1500)}}}}},
}


@pytest.mark.parametrize("kind", HEAVY)
def test_an_event_that_its_schema_would_judge_for_minutes_is_refused_at_once(town, kind):
    """The room's other callers wait while one event is judged: an owner's schema and a guest's event add up."""
    name = new_type(town, HEAVY[kind])
    one = 2999 if kind == "oneOf" else {f"k{n}": 1 for n in range(30)}
    big = {"eventType": name, "event": {"depth": 1, "x": [one] * (40_000 if kind == "oneOf" else 700)}}
    started = time.monotonic()
    answer = owner(town, "POST", f"/pub/v1/{name}", big)
    assert time.monotonic() - started < 3
    assert (answer.status, answer.json["type"]) == (400, "event-not-fit")
    assert owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"x": [one]}}).status == 201


@pytest.mark.rules
def test_a_plain_schema_bears_the_largest_event():
    plain = schemas.kept({"type": "object", "properties": {"x": {"allOf": [{"type": "string"}]}}, "required": ["x"]})
    schemas.check_cost(plain, 256 * 1024)
    with pytest.raises(schemas.Unfit):
        schemas.check_cost(schemas.kept({"anyOf": [{"minimum": n} for n in range(100)]}), 256 * 1024)


TIMES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]


@pytest.mark.parametrize("at", TIMES)
def test_an_event_of_no_year_that_there_is_does_not_spoil_the_page_of_all_others(node, at):
    """The database keeps what Python cannot read again: one event, and nobody sees any other."""
    assert receiving.receive(node, call=CALL, body=json.dumps(pushed(time=at)).encode()) == (1, 0)
    client = browser(node, STEWARD)
    for path in ("/penghubung/peristiwa/diterima", "/penghubung/peristiwa/diterima/ekspor.csv"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("at", ["2027-03-01t08:00:00z", "2016-12-31T23:59:60Z", "2027-03-01T08:00:00.123456789+07:00"])
def test_each_time_that_an_owner_may_write_is_read_by_the_subscriber(town, node, at):
    """What one end takes and the other refuses is a dead letter, five tries and a halved batch later."""
    name = new_type(town)
    assert owner(town, "POST", f"/pub/v1/{name}", cloud(name, at, time=at), kind=ONE).status == 201
    assert receiving.receive(node, call=CALL, body=json.dumps(pushed(time=at)).encode()) == (1, 0)


def test_names_longer_than_an_index_holds_are_refused_and_not_a_defect(node):
    """500 would mean that nobody could take it: the whole subscription would wait for one event."""
    wide = "".join(chr(random.randrange(0x20000, 0x2A000)) for _ in range(1000))
    for name in ("id", "source", "partitionkey", "type"):
        with pytest.raises(EventsMalformed):
            receiving.receive(node, call=CALL, body=json.dumps(pushed(**{name: wide})).encode())
    most = "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=1000))
    body = json.dumps(pushed(id=most, source=most[::-1], partitionkey=most, type=most)).encode()
    assert receiving.receive(node, call=CALL, body=body) == (1, 0)


@pytest.mark.parametrize("depth", [240, 300, 1000, 5000])
def test_an_event_deeper_than_can_be_written_is_refused_and_not_a_defect(node, depth):
    body = json.dumps(pushed(data="deep")).encode().replace(b'"deep"', b"[" * depth + b"]" * depth)
    if depth == 240:
        assert receiving.receive(node, call=CALL, body=body) == (1, 0)
    else:
        with pytest.raises(EventsMalformed):
            receiving.receive(node, call=CALL, body=body)


POSES = [
    {},
    {"exchange_call": "x", "state": "exchange_call"},
    {"X-Road-Client": BPBD, "X-Road-Id": "ID-1", "X-Road-Service": f"{PORTAL}/events"},
    {"Cookie": "exchange_call=1", "X-Forwarded-For": "127.0.0.1"},
    {"Simpul-Authorization": "Bearer x", "Signature": "simpul=:AA==:", "Signature-Input": "simpul=()"},
]


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("actor", [None, STEWARD])
def test_nobody_on_the_web_passes_for_the_exchange(node, pose, actor):
    client = browser(node, actor)
    sent = client.post("/api/v1/exchange/events", json=[pushed()], headers={"Sec-Fetch-Site": "same-origin", **pose})
    assert sent.status_code == 403
    assert client.get("/api/v1/exchange/example/aid?nik=3171234567890001", headers=pose).status_code == 404
    with node.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT count(*) FROM exchange_received")) == 0


def test_a_state_of_the_servers_own_is_no_call(node):
    """A server hands its lifespan's state to every request: only an object that the data path made counts."""

    async def asked():
        said = []
        scope = {"type": "http", "method": "POST", "path": "/api/v1/exchange/events", "query_string": b"", "headers": []}
        scope |= {"state": {"exchange_call": {"client": BPBD}}, "http_version": "1.1", "scheme": "http"}
        scope |= {"server": ("localhost", 80), "client": ("127.0.0.1", 1), "root_path": ""}

        async def receive():
            return {"type": "http.request", "body": json.dumps([pushed()]).encode(), "more_body": False}

        async def send(message):
            said.append(message)

        await create_app(node, background=False)(scope, receive, send)
        return said[0]["status"]

    with TestClient(create_app(node, background=False)):
        assert asyncio.run(asked()) in (401, 403)


class Owners:
    """The node's own listener: what each owner tells of this node's subscriptions, as bytes."""

    def __init__(self, **told):
        self.told = {BPBD: told["bpbd"], DINKES: told["dinkes"]}

    def __call__(self, _platform):
        return self

    def get(self, path):
        return Heard(200, body=self.told[path.removeprefix("/r1/").removesuffix("/api/v1/subs")])


def item(type="t.t", **more):
    return {"id": str(UUID(int=9)), "eventType": type, "delivery": "PUSH", "options": {}, "state": "active"} | more


BAD = [
    item("t\0t"),
    item(state="a\0b"),
    item(state="x" * 10_000),
    item(delivery="\0"),
    item(options={"webhook": "https://x.example/\0"}),
    item(options={"service": "x" * 100_000}),
    item("<script>"),
    item(["t.t"]),
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_an_owner_that_tells_what_cannot_be_kept_does_not_stop_the_others(node, monkeypatch, bad):
    with node.database.writing() as unit:
        unit.unaudited("a test")
        for one in (BPBD, DINKES):
            unit.connection.execute(
                text("INSERT INTO exchange_subscribed VALUES (:o, 't.t', :s, :i, 'push', 'active', '', now(), '')"),
                {"o": one, "s": PORTAL, "i": UUID(int=8)},
            )
    good = item(state="paused")
    told = {"bpbd": json.dumps([bad]).encode(), "dinkes": json.dumps([good]).encode()}
    monkeypatch.setattr(subscribing, "OwnListener", Owners(**told))
    subscribing.refresh(node)
    state = {one.owner: (one.state, one.error) for one in subscribing.subscribed(node, Actor.SYSTEM)}
    assert state == {BPBD: ("active", "200"), DINKES: ("paused", "")}


def test_an_owner_that_tells_of_subscriptions_without_end_fills_no_disk(node, monkeypatch):
    with node.database.writing() as unit:
        unit.unaudited("a test")
        row = "INSERT INTO exchange_subscribed VALUES (:o, 't.t', :s, :i, 'push', 'active', '', now(), '')"
        unit.connection.execute(text(row), {"o": BPBD, "s": PORTAL, "i": UUID(int=8)})
    for run in range(3):
        many = [item(f"t.{run}.{n}", id=str(uuid4())) for n in range(3000)]
        monkeypatch.setattr(subscribing, "OwnListener", Owners(bpbd=json.dumps(many).encode(), dinkes=b"[]"))
        subscribing.refresh(node)
        assert len(subscribing.subscribed(node, Actor.SYSTEM)) <= subscribing.LISTED_MOST


def test_the_description_of_a_service_that_is_not_public_is_for_who_may_call_it(town):
    """`listMethods` and the catalogue kept it to themselves; whoever guessed its code read it whole."""
    described = json.dumps({"openapi": "3.0.0", "info": {"title": "rahasia", "version": "1"}, "paths": {}})
    codes = [town.offer(description=described, subject=subject).rpartition("/")[2] for subject in ("", PORTAL)]
    town.sql(town.bpbd, "UPDATE exchange_service SET public = false WHERE code = ANY($1)", codes)
    asked = [portal(town, "GET", f"/getOpenAPI?serviceCode={code}") for code in (*codes, "nowhere")]
    assert [answer.status for answer in asked] == [500, 200, 500]
    hidden, unknown = (
        answer.body.replace(code.encode(), b"") for answer, code in ((asked[0], codes[0]), (asked[2], "nowhere"))
    )
    assert [re.sub(rb'"detail":"[^"]*"', b"", one) for one in (hidden, unknown)] == [
        re.sub(rb'"detail":"[^"]*"', b"", unknown)
    ] * 2
    assert b"rahasia" not in hidden
    assert owner(town, "GET", f"/getOpenAPI?serviceCode={codes[0]}").status == 200
