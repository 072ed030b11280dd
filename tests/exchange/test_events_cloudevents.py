"""CloudEvents 1.0 over HTTP in all three modes, and the same event sent twice. PROTOCOL §1 end; HTTP binding 1.0.2."""

import json
from base64 import b64encode
from uuid import UUID, uuid4

import pytest
from tests.exchange.room import BATCH, ONE, cloud, depths, new_type, owner, portal, subscribe
from tests.exchange.world import BPBD, PORTAL


def taken(town, name):
    """The next event that waits for the portal, as a CloudEvent."""
    found = portal(town, "GET", f"/pull/v1/{name}", None, ("Accept", ONE))
    assert (found.status, found.one("content-type")) == (200, ONE)
    return found.json


def test_structured_mode_keeps_every_attribute(town):
    name = new_type(town)
    subscribe(town, name)
    number = str(uuid4())
    sent = cloud(
        name,
        number,
        7,
        source="/sensors/manggarai",
        subject="pintu-air",
        time="2027-02-01T08:30:00.5+07:00",
        datacontenttype="application/json; charset=utf-8",
        dataschema="https://bpbd.example/flood.json",
        partitionkey="manggarai",
        level=3,
        drill=False,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )
    made = owner(town, "POST", f"/pub/v1/{name}", sent, kind=ONE)
    assert made.status == 201
    got = taken(town, name)
    assert got.pop("simpulitem") == made.json["id"]
    assert got.pop("simpulsequence").isdigit()
    assert got == sent
    row = town.fetch(BPBD, "SELECT key, source, id, message FROM exchange_event WHERE type = $1", name)[0]
    assert tuple(row)[:3] == ("manggarai", "/sensors/manggarai", number)
    assert row["message"] == made.one("x-road-id")


def test_what_goes_without_saying_is_added(town):
    """`time` is when the node took the event; attributes that are null count as absent."""
    name = new_type(town)
    subscribe(town, name)
    owner(town, "POST", f"/pub/v1/{name}", cloud(name, "a", subject=None, simpulitem="x", simpulsequence="1"), kind=ONE)
    got = taken(town, name)
    assert set(got) == {"specversion", "id", "source", "type", "time", "data", "simpulitem", "simpulsequence"}
    assert got["time"].endswith("Z")
    assert got["simpulsequence"] != "1"


def test_binary_mode_reads_attributes_from_headers(town):
    name = new_type(town)
    subscribe(town, name)
    head = [
        *(("ce-specversion", "1.0"), ("CE-Type", name), ("ce-source", f"/{BPBD}"), ("ce-id", "b-1")),
        *(("ce-subject", "Kampung%20Melayu%20%E2%82%AC"), ("ce-partitionkey", "k"), ("ce-time", "2027-02-01T01:02:03Z")),
    ]
    made = owner(town, "POST", f"/pub/v1/{name}", {"depth": 5}, *head, kind="application/json; charset=utf-8")
    assert made.status == 201
    got = taken(town, name)
    assert (got["subject"], got["id"], got["data"], got["time"]) == (
        "Kampung Melayu €",
        "b-1",
        {"depth": 5},
        "2027-02-01T01:02:03Z",
    )
    assert got["datacontenttype"] == "application/json"


def test_a_batch_becomes_events_in_its_order(town):
    name = new_type(town)
    subscribe(town, name)
    made = owner(town, "POST", f"/pub/v1/{name}", [cloud(name, f"e{n}", n) for n in range(50)], kind=BATCH)
    assert (made.status, list(made.json)) == (201, ["ids"])
    assert len(set(made.json["ids"])) == 50
    assert depths(town, name) == list(range(50))
    assert owner(town, "POST", f"/pub/v1/{name}", [], kind=BATCH).json == {"ids": []}


def test_a_batch_with_one_bad_event_is_refused_as_a_whole(town):
    name = new_type(town)
    subscribe(town, name)
    sent = [cloud(name, "1"), cloud(name, "2", data={"depth": "x"}), cloud(name, "3")]
    answer = owner(town, "POST", f"/pub/v1/{name}", sent, kind=BATCH)
    assert (answer.status, answer.json["detail"]) == (400, "/1/data/depth")
    assert depths(town, name) == []


def test_the_same_source_and_id_again_is_the_same_event(town):
    """A publisher that did not hear its answer sends again: 201, the same id, no second event."""
    name = new_type(town)
    subscribe(town, name)
    first = owner(town, "POST", f"/pub/v1/{name}", cloud(name, "r-1", 1), kind=ONE)
    again = owner(town, "POST", f"/pub/v1/{name}", cloud(name, "r-1", 2), kind=ONE)
    inside = owner(town, "POST", f"/pub/v1/{name}", [cloud(name, i, 9) for i in ("r-1", "r-2", "r-2")], kind=BATCH)
    other = owner(town, "POST", f"/pub/v1/{name}", cloud(name, "r-1", 3, source="/elsewhere"), kind=ONE)
    assert again.json == first.json != other.json
    assert inside.json["ids"][0] == first.json["id"]
    assert inside.json["ids"][1] == inside.json["ids"][2]
    assert depths(town, name) == [1, 9, 3]


def test_a_uuid_of_the_owners_own_source_is_the_events_number(town):
    name, number = new_type(town), str(uuid4())
    assert owner(town, "POST", f"/pub/v1/{name}", cloud(name, number), kind=ONE).json == {"id": number}
    assert owner(town, "GET", f"/pub/v1/{name}/{number}").json["event"] == {"depth": 1}
    other = owner(town, "POST", f"/pub/v1/{name}", cloud(name, "text id"), kind=ONE).json["id"]
    assert UUID(other).version == 5
    assert owner(town, "GET", f"/pub/v1/{name}/text%20id").json["id"] == other


def test_data_may_be_any_json_that_the_schema_allows(town):
    name = new_type(town, {"type": ["array", "string", "null", "number"]})
    subscribe(town, name)
    values = [[1, {"a": None}], "teks", 3.5, None]
    for n, value in enumerate(values):
        assert owner(town, "POST", f"/pub/v1/{name}", cloud(name, f"v{n}", data=value), kind=ONE).status == 201
    coded = cloud(name, "b64", data=..., data_base64=b64encode(b'"dua"').decode())
    assert owner(town, "POST", f"/pub/v1/{name}", coded, kind=ONE).status == 201
    assert owner(town, "POST", f"/pub/v1/{name}", cloud(name, "none", data=...), kind=ONE).status == 201
    found = portal(town, "GET", f"/pull/v1/{name}", None, ("Accept", BATCH)).json
    assert [one.get("data") for one in found] == [*values, "dua", None]


WRONG = [
    ({"specversion": "0.3"}, "/specversion"),
    ({"specversion": ...}, "/specversion"),
    ({"id": ...}, "/id"),
    ({"id": ""}, "/id"),
    ({"id": 7}, "/id"),
    ({"id": "x" * 256}, "/id"),
    ({"id": "a\u0000b"}, "/id"),
    ({"source": ...}, "/source"),
    ({"source": "two words"}, "/source"),
    ({"source": "/é"}, "/source"),
    ({"type": "other"}, "/type"),
    ({"type": ...}, "/type"),
    ({"time": "yesterday"}, "/time"),
    ({"time": "2027-02-30T00:00:00Z"}, "/time"),
    ({"time": 1}, "/time"),
    ({"Subject": "x"}, "/Subject"),
    ({"my-name": "x"}, "/my-name"),
    ({"level": 2**31}, "/level"),
    ({"level": 1.5}, "/level"),
    ({"level": {"a": 1}}, "/level"),
    ({"level": "x" * 1025}, "/level"),
    ({"partitionkey": ""}, "/partitionkey"),
    ({"partitionkey": 7}, "/partitionkey"),
    ({"datacontenttype": "text/plain"}, "/datacontenttype"),
    ({"data_base64": "e30="}, "/data_base64"),
    ({"data": ..., "data_base64": "%%%"}, "/data_base64"),
    ({f"a{n}": "x" for n in range(70)}, "/"),
]


@pytest.mark.parametrize(("change", "place"), WRONG, ids=lambda value: str(value)[:50])
def test_what_is_no_cloudevent_is_refused_and_says_where(town, change, place):
    name = new_type(town)
    answer = owner(town, "POST", f"/pub/v1/{name}", cloud(**({"name": name, "id": "e"} | change)), kind=ONE)
    assert (answer.status, answer.json["detail"]) == (400, place)


@pytest.mark.parametrize(
    "head",
    [
        [("ce-id", "1")],
        [("ce-specversion", "1.0"), ("ce-source", "/x"), ("ce-id", "%ZZ"), ("ce-type", "...")],
        [("ce-specversion", "1.0"), ("ce-source", "/x"), ("ce-id", "%FF"), ("ce-type", "...")],
        [("ce-specversion", "1.0"), ("ce-source", "/x"), ("ce-id", "1"), ("ce-id", "2"), ("ce-type", "...")],
        [("ce-specversion", "1.0"), ("ce-source", "/x"), ("ce-id", "1"), ("ce-data", "2"), ("ce-type", "...")],
        [("ce-specversion", "1.0"), ("ce-source", "/x"), ("ce-id", "a%00b"), ("ce-type", "...")],
    ],
    ids=str,
)
def test_broken_headers_of_binary_mode_are_refused(town, head):
    name = new_type(town)
    sent = [(key, name if value == "..." else value) for key, value in head]
    assert owner(town, "POST", f"/pub/v1/{name}", {"depth": 1}, *sent).status == 400


@pytest.mark.parametrize("kind", ["application/cloudevents+avro", "application/cloudevents-batch+xml"])
def test_other_forms_of_cloudevents_are_refused(town, kind):
    name = new_type(town)
    assert owner(town, "POST", f"/pub/v1/{name}", cloud(name, "1"), kind=kind).status == 400


def test_who_publishes_in_anothers_room_names_itself(town):
    """Or a guest could use up the ids of the owner's events before the owner does, and they would be lost."""
    name = new_type(town)
    for source, status in ((f"/{BPBD}", 400), (f"/{PORTAL}x", 400), ("/", 400), (f"/{PORTAL}", 201), (f"/{PORTAL}/a", 201)):
        assert portal(town, "POST", f"/pub/v1/{name}", cloud(name, "1", source=source), kind=ONE).status == status
    plain = portal(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}})
    assert plain.status == 201
    rows = town.fetch(BPBD, "SELECT source, publisher FROM exchange_event WHERE type = $1", name)
    assert {tuple(row) for row in rows} == {(f"/{PORTAL}", PORTAL), (f"/{PORTAL}/a", PORTAL)}


def test_nobody_can_choose_the_number_of_anothers_event(town):
    """A guest's event with the owner's id is another event, with another number, fetched and acknowledged by itself."""
    name, number = new_type(town), str(uuid4())
    subscribe(town, name)
    own = owner(town, "POST", f"/pub/v1/{name}", cloud(name, number, 1), kind=ONE).json["id"]
    guests = portal(town, "POST", f"/pub/v1/{name}", cloud(name, number, 2, source=f"/{PORTAL}"), kind=ONE).json["id"]
    assert own == number != guests
    assert owner(town, "GET", f"/pub/v1/{name}/{number}").json["event"] == {"depth": 1}
    assert portal(town, "GET", f"/pub/v1/{name}/{number}").status == 404
    assert portal(town, "DELETE", f"/pull/v1/{name}/{number}").status == 204
    assert depths(town, name) == [2]
    assert portal(town, "DELETE", f"/pull/v1/{name}/{number}").status == 404
    assert portal(town, "DELETE", f"/pull/v1/{name}/{guests}").status == 204
    assert depths(town, name) == []


def test_an_events_json_is_the_last_word_where_a_key_stands_twice(town):
    name = new_type(town)
    twice = json.dumps(cloud(name, "first")).replace('"id": "first"', '"id": "first", "id": "second"').encode()
    assert owner(town, "POST", f"/pub/v1/{name}", twice, kind=ONE).status == 201
    assert [row[0] for row in town.fetch(BPBD, "SELECT id FROM exchange_event WHERE type = $1", name)] == ["second"]


def test_binary_mode_without_a_body_has_no_data_and_takes_no_other_data_than_json(town):
    name = new_type(town, {"type": ["object", "null"]})
    head = [("ce-specversion", "1.0"), ("ce-type", name), ("ce-source", "/s"), ("ce-id", "empty")]
    assert owner(town, "POST", f"/pub/v1/{name}", None, *head).status == 201
    assert owner(town, "GET", f"/pub/v1/{name}/empty").json["event"] is None
    answer = owner(town, "POST", f"/pub/v1/{name}", b"{}", *head[:3], ("ce-id", "x"), kind="text/plain")
    assert (answer.status, answer.json["detail"]) == (400, "/datacontenttype")
