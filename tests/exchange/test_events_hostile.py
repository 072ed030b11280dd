"""What publishers, subscribers and owners may try: deep, huge, foreign, broken, dressed up as somebody else's."""

import json
import time
from urllib.parse import quote

import pytest
from tests.exchange.room import BATCH, ONE, cloud, depths, new_type, owner, portal, publish, subscribe
from tests.exchange.world import BPBD


def told(answer, *statuses):
    assert answer.status in statuses, answer.body[:300]
    assert answer.json.keys() == {"type", "message", "detail"}
    assert len(answer.body) < 1000
    return True


@pytest.mark.parametrize("depth", [200, 300, 1020, 1100, 100_000])
def test_deep_json_neither_fells_the_node_nor_stops_the_next(town, depth):
    """250 levels are kept as they are; what is deeper is refused, and so is what no parser takes."""
    name = new_type(town)
    body = b'{"eventType":"%b","event":{"depth":1,"x":%b%b}}' % (name.encode(), b"[" * depth, b"]" * depth)
    answer = owner(town, "POST", f"/pub/v1/{name}", body)
    assert answer.status in ((201,) if depth == 200 else (400,))
    publish(town, name)


def test_a_deep_event_meets_a_schema_that_looks_into_it(town):
    nested = {"type": "object", "properties": {"x": {"$ref": "#"}}, "additionalProperties": True}
    name = new_type(town, nested)
    for depth in (50, 400, 1000):
        body = b'{"eventType":"%b","event":%b1%b}' % (name.encode(), b'{"x":' * depth, b"}" * depth)
        assert owner(town, "POST", f"/pub/v1/{name}", body).status in (201, 400)
    assert owner(town, "GET", f"/api/v1/eventType/{name}").status == 200


@pytest.mark.parametrize("size", [200_000, 256 * 1024, 1_000_000, 9_000_000])
def test_an_event_over_256_kib_is_refused(town, size):
    name = new_type(town)
    answer = owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1, "x": "a" * size}})
    assert answer.status == 201 if size == 200_000 else told(answer, 400)


def test_a_batch_of_more_than_a_thousand_is_refused(town):
    name = new_type(town)
    sent = [cloud(name, f"{n}") for n in range(1001)]
    assert told(owner(town, "POST", f"/pub/v1/{name}", sent, kind=BATCH), 400)
    assert owner(town, "POST", f"/pub/v1/{name}", sent[:1000], kind=BATCH).status == 201


def test_a_large_batch_from_the_spool_is_read_whole(town):
    """Beyond 256 KiB bodies lie sealed on disk; a subscriber gets them back in answers that stay within bounds."""
    name = new_type(town)
    subscribe(town, name)
    sent = [cloud(name, f"{n}", data={"depth": n, "x": "y" * 200_000}) for n in range(40)]
    assert owner(town, "POST", f"/pub/v1/{name}", sent, kind=BATCH).status == 201
    first = depths(town, name, query="?limit=1000")
    assert first == list(range(len(first)))
    assert 15 < len(first) < 25


REMOTE = [
    *({"$ref": "http://127.0.0.1:1/x"}, {"$ref": "https://bpbd.example/s.json"}, {"$ref": "file:///etc/passwd"}),
    *({"$ref": "other.json"}, {"$dynamicRef": "http://x/#a"}, {"properties": {"a": {"items": {"$ref": "//x/y"}}}}),
    *({"$schema": "http://127.0.0.1:1/meta"}, {"$ref": "#/nowhere"}, {"$ref": "json-schema:///x"}),
    *({"$id": "http://x/y", "allOf": [{"$ref": "z"}]}, {"definitions": {"a": {"$ref": "urn:x"}}}),
    *({"pattern": "(?=a)b"}, {"pattern": "(a)\\1"}, {"pattern": "["}, {"type": "objekt"}, {"minimum": "1"}),
    {"title": "x" * 70_000},
]


@pytest.mark.parametrize("schema", REMOTE, ids=lambda schema: json.dumps(schema)[:60])
def test_a_schema_that_leads_outside_or_is_none_is_refused(town, schema):
    started = time.monotonic()
    assert told(owner(town, "POST", "/api/v1/eventType", {"eventType": "x.remote", "schema": schema}), 400)
    assert time.monotonic() - started < 2
    assert owner(town, "GET", "/api/v1/eventType/x.remote").status == 204


def bomb(width):
    """Each step is judged twice by the next: 2 ** width steps for one value."""
    steps = {f"s{n}": {"allOf": [{"$ref": f"#/$defs/s{n + 1}"}] * 2} for n in range(width)}
    return {"$ref": "#/$defs/s0", "$defs": {**steps, f"s{width}": {"type": "object"}}}


def test_a_schema_whose_parts_refer_to_one_another_without_end_is_refused(town):
    assert told(owner(town, "POST", "/api/v1/eventType", {"eventType": "x.bomb", "schema": bomb(40)}), 400)
    round_ = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}
    assert owner(town, "POST", "/api/v1/eventType", {"eventType": "x.round", "schema": round_}).status in (200, 400)
    assert owner(town, "POST", "/api/v1/eventType", {"eventType": "x.small", "schema": bomb(5)}).status == 200
    assert owner(town, "POST", "/pub/v1/x.small", {"eventType": "x.small", "event": {}}).status == 201


def test_a_pattern_costs_no_more_than_its_text(town):
    """`(a+)+$` against a long text: minutes for an engine that tries all ways, nothing for one that does not."""
    name = new_type(town, {"properties": {"t": {"pattern": "^(a+)+$"}}})
    started = time.monotonic()
    assert told(owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"t": "a" * 60_000 + "!"}}), 400)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "name",
    ["..", "a/../b", "%2e%2e", "a%2Fb", "a%00b", "a b", "a;b", "a?b", "x" * 3000, "é", "%FF", "-", "' OR 1=1 --", "a\\b"],
)
@pytest.mark.parametrize("path", ["/pub/v1/{0}", "/pull/v1/{0}", "/api/v1/subs/{0}", "/api/v1/eventType/{0}"])
def test_no_name_in_an_address_does_more_than_not_exist(town, name, path):
    raw = name if "%" in name or "/" in name else quote(name, safe="")
    method = "POST" if path.startswith("/pub") else "GET"
    answer = owner(town, method, path.format(raw), {"eventType": name, "event": {}} if method == "POST" else None)
    assert answer.status in (204, 400, 404, 405, 409, 500)
    assert answer.status != 500 or answer.one("x-road-error") == "Server.ClientProxy.InternalError"


@pytest.mark.parametrize(
    "number", ["0", "' OR 1=1 --", "x" * 3000, "%25", "null", "{}", "00000000-0000-0000-0000-000000000000"]
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_id_in_an_address_finds_what_it_is_not(town, number, method):
    name = new_type(town)
    subscribe(town, name)
    publish(town, name)
    raw = quote(number, safe="%")
    assert told(owner(town, method, f"/pub/v1/{name}/{raw}"), 404)
    assert told(portal(town, "DELETE", f"/pull/v1/{name}/{raw}?through=true"), 404)
    assert depths(town, name) == [1]


def test_an_id_of_another_type_or_subscription_acknowledges_nothing(town):
    one, other = new_type(town), new_type(town)
    for name in (one, other):
        subscribe(town, name)
    first, _ = publish(town, one, 1), publish(town, other, 2)
    assert told(portal(town, "DELETE", f"/pull/v1/{other}/{first}"), 404)
    assert told(portal(town, "DELETE", f"/pull/v1/{other}/{first}?through=true"), 404)
    assert (depths(town, one), depths(town, other)) == ([1], [2])


def test_an_id_may_hold_anything_a_cloudevents_id_may(town):
    name = new_type(town)
    subscribe(town, name)
    for number in ("a/b", "..", "%2F", "a b?c#d", "ünï", "{0}", "null", "1; DROP TABLE exchange_event"):
        made = owner(town, "POST", f"/pub/v1/{name}", cloud(name, number), kind=ONE)
        assert made.status == 201
        assert owner(town, "GET", f"/pub/v1/{name}/{made.json['id']}").status == 200
    assert len(depths(town, name)) == 8


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '"\\u0000"', '"\\uffff"', "1e999", "NaN", "-Infinity", "18446744073709551616"]
)
def test_what_json_can_barely_say(town, text):
    """Lone surrogates and numbers beyond a double are no JSON to us; the rest comes back as it was."""
    name = new_type(town)
    body = b'{"eventType":"%b","event":{"depth":1,"x":%b}}' % (name.encode(), text.encode())
    answer = owner(town, "POST", f"/pub/v1/{name}", body)
    assert answer.status in (201, 400)
    if answer.status == 201:
        assert owner(town, "GET", f"/pub/v1/{name}/{answer.json['id']}").json["event"]["x"] == json.loads(text)


def test_an_error_does_not_quote_the_event(town):
    """The words of a refusal may end up in logs: they say where, not what."""
    name = new_type(town, {"properties": {"nik": {"maxLength": 3, "pattern": "^x"}}, "additionalProperties": False})
    for event in ({"nik": "3171234567890001"}, {"nama": "Siti Rahayu"}):
        answer = owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": event})
        assert told(answer, 400)
        assert b"3171" not in answer.body
        assert b"Siti" not in answer.body


def test_a_webhook_or_service_of_somebody_else_is_not_taken_by_patch_either(town):
    name = new_type(town)
    subscribe(town, name)
    for options in ({"service": f"{BPBD}/events"}, {"webhook": "http://169.254.169.254/"}, {"webhook": "https://a b/"}):
        assert told(portal(town, "PATCH", f"/api/v1/subs/{name}", {"delivery": "PUSH", "options": options}), 400)
    assert portal(town, "GET", f"/api/v1/subs/{name}").json["delivery"] == "PULL"


@pytest.mark.parametrize(
    "query", ["&".join(f"a{n}=1" for n in range(60)), "%ZZ=%FF", "&&&==", "limit=1&limit=1001", "x" * 4000]
)
def test_no_query_fells_the_room(town, query):
    name = new_type(town)
    subscribe(town, name)
    answer = portal(town, "GET", f"/pull/v1/{name}?{query}", None, ("Accept", BATCH))
    assert told(answer, 400 if "limit" in query or "a59" in query else 404)
