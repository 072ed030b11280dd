"""GovStack's publish and subscribe, operation by operation. PROTOCOL §1 end; GovStack IM PubSub API 2.0.0."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.exchange.room import ROOM, SCHEMA, new_type, owner, portal, publish, subscribe
from tests.exchange.world import BPBD, CLIENT, PORTAL, grant

from simpul.exchange.model.events import EventType
from simpul.exchange.store import events as store

OF_PORTAL = {"instanceId": "ID", "memberClass": "GOV", "memberCode": "2060", "applicationCode": "PORTAL"}
OF_BPBD = {"instanceId": "ID", "memberClass": "GOV", "memberCode": "6000", "applicationCode": "BPBD"}


def said(answer, status):
    """The answer is the service's own error, as GovStack's and ours are: no word of the exchange in its head."""
    assert answer.status == status, answer.body
    assert answer.all("x-road-error") == []
    assert answer.json.keys() == {"type", "message", "detail"}
    assert answer.one("x-road-service") == ROOM[4:] + "/" + answer.one("x-road-service").rsplit("/", 1)[1]
    return True


def test_an_event_type_is_added_listed_shown_and_removed(town):
    name = new_type(town)
    again = owner(town, "POST", "/api/v1/eventType", {"eventType": name, "schema": SCHEMA})
    assert said(again, 409)
    assert name in owner(town, "GET", "/api/v1/eventType").json
    shown = owner(town, "GET", f"/api/v1/eventType/{name}")
    assert shown.status == 200
    assert (shown.json["eventType"], shown.json["schema"]) == (name, SCHEMA)
    gone = owner(town, "DELETE", f"/api/v1/eventType/{name}")
    assert (gone.status, gone.body) == (204, b"")
    assert owner(town, "GET", f"/api/v1/eventType/{name}").status == 204
    assert said(owner(town, "DELETE", f"/api/v1/eventType/{name}"), 404)
    assert owner(town, "GET", "/api/v1/eventType").status == 204 or name not in owner(town, "GET", "/api/v1/eventType").json


def test_a_room_without_event_types_says_204(town):
    answer = town.ask(f"/r1/{PORTAL}/api/v1/eventType")
    assert (answer.status, answer.body) == (204, b"")


def test_a_removed_types_name_may_be_used_again_with_another_schema(town):
    """What was published under the old schema stays; what comes is judged by the new one, at once."""
    name = new_type(town)
    first = publish(town, name)
    owner(town, "DELETE", f"/api/v1/eventType/{name}")
    assert said(owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}}), 404)
    wide = {"type": "object", "required": ["height"]}
    assert owner(town, "POST", "/api/v1/eventType", {"eventType": name, "schema": wide}).status == 200
    assert said(owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}}), 400)
    assert owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"height": 1}}).status == 201
    assert owner(town, "GET", f"/pub/v1/{name}/{first}").status == 200


@pytest.mark.parametrize(
    "body",
    [
        *({"schema": SCHEMA}, {"eventType": "x.y"}, {"eventType": "x.y", "schema": 7}, {"eventType": 7, "schema": SCHEMA}),
        *({"eventType": "x", "schema": SCHEMA}, {"eventType": "x y", "schema": SCHEMA}, {"eventType": "é.é", "schema": {}}),
        *({"eventType": "a" * 101, "schema": {}}, {"eventType": ".a", "schema": {}}, {"eventType": "a/b", "schema": {}}),
        *({"eventType": "x.y", "schema": {"type": "objekt"}}, {"eventType": "x.y", "schema": "{"}, [], b"{", b"\xff", b""),
        *({"eventType": "x.y", "schema": {}, "days": 0}, {"eventType": "x.y", "schema": {}, "days": True}),
        *({"eventType": "x.y", "schema": {}, "classification": "secret"}, {"eventType": "x.y", "schema": {}, "public": 1}),
    ],
    ids=lambda body: str(body)[:60],
)
def test_what_is_no_event_type_is_refused(town, body):
    assert said(owner(town, "POST", "/api/v1/eventType", body, kind="application/json"), 400)


def test_a_schema_may_come_as_a_text_that_holds_json(town):
    """GovStack's own example writes the schema so."""
    name = new_type(town, json.dumps(SCHEMA))
    assert owner(town, "GET", f"/api/v1/eventType/{name}").json["schema"] == SCHEMA


def test_publishing_answers_the_events_uuid_and_the_event_is_shown(town):
    name = new_type(town)
    made = portal(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 30, "place": "Kampung Melayu"}})
    assert made.status == 201
    assert made.json.keys() == {"id"}
    number = made.json["id"]
    assert str(UUID(number)) == number
    for who in (owner, portal):
        shown = who(town, "GET", f"/pub/v1/{name}/{number}")
        assert shown.status == 200
        assert shown.json == {
            "id": number,
            "sequence": shown.json["sequence"],
            "publisherId": OF_PORTAL,
            "eventType": name,
            "event": {"depth": 30, "place": "Kampung Melayu"},
        }
        assert isinstance(shown.json["sequence"], int)
    assert owner(town, "HEAD", f"/pub/v1/{name}/{number}").status == 200


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"eventType": "other", "event": {"depth": 1}}, "/eventType"),
        ({"event": {"depth": 1}}, "/eventType"),
        ({"eventType": ..., "event": [1]}, "/event"),
        ({"eventType": ...}, "/event"),
        ({"eventType": ..., "event": {"depth": -1}}, "/data/depth"),
        ({"eventType": ..., "event": {"depth": "deep"}}, "/data/depth"),
        ({"eventType": ..., "event": {}}, "/data"),
        ([], "/"),
        (b"{", "/"),
    ],
    ids=str,
)
def test_what_does_not_fit_the_schema_is_refused_and_says_where(town, body, place):
    name = new_type(town)
    if isinstance(body, dict):
        body = {k: name if v is ... else v for k, v in body.items()}
    answer = owner(town, "POST", f"/pub/v1/{name}", body)
    assert said(answer, 400)
    assert answer.json["detail"] == place
    assert "deep" not in answer.json["message"]


@pytest.mark.parametrize("body", [{"eventType": "no.such", "event": {}}, {"eventType": "x"}, b"{"], ids=str)
def test_publishing_to_an_unknown_type_is_404_whatever_is_published(town, body):
    assert said(owner(town, "POST", "/pub/v1/no.such", body), 404)


def test_an_event_can_be_stopped_once(town):
    name = new_type(town)
    number = publish(town, name)
    assert said(owner(town, "DELETE", f"/pub/v1/{name}/{UUID(int=7)}"), 404)
    assert said(owner(town, "GET", f"/pub/v1/{name}/{UUID(int=7)}"), 404)
    assert owner(town, "DELETE", f"/pub/v1/{name}/{number}").status == 204
    assert said(owner(town, "DELETE", f"/pub/v1/{name}/{number}"), 404)


def test_a_subscription_is_added_shown_changed_and_cancelled(town):
    name = new_type(town)
    assert said(portal(town, "GET", f"/api/v1/subs/{name}"), 404)
    made = portal(town, "POST", f"/api/v1/subs/{name}", {"eventType": name})
    assert made.status == 200
    assert said(portal(town, "POST", f"/api/v1/subs/{name}", {"eventType": name}), 409)
    shown = portal(town, "GET", f"/api/v1/subs/{name}")
    assert shown.json == {
        "id": shown.json["id"],
        "subscriberId": OF_PORTAL,
        "eventType": name,
        "delivery": "PUSH",
        "options": {"TTL": 30 * 86_400, "FIFO": False, "service": f"{PORTAL}/events"},
        "state": "active",
    }
    assert shown.json in portal(town, "GET", "/api/v1/subs").json
    wish = {"eventType": name, "delivery": "PULL", "options": {"TTL": 60, "FIFO": True}}
    changed = portal(town, "PATCH", f"/api/v1/subs/{name}", wish)
    assert changed.status == 201
    assert changed.json == {**shown.json, "delivery": "PULL", "options": {"TTL": 60, "FIFO": True}}
    assert portal(town, "PATCH", f"/api/v1/subs/{name}", {"state": "paused"}).json["state"] == "paused"
    assert portal(town, "DELETE", f"/api/v1/subs/{name}").status == 204
    assert said(portal(town, "DELETE", f"/api/v1/subs/{name}"), 404)
    assert said(portal(town, "PATCH", f"/api/v1/subs/{name}", {"eventType": name}), 404)


def test_who_has_no_subscription_hears_404(town):
    assert said(owner(town, "GET", "/api/v1/subs"), 404)


@pytest.mark.parametrize(
    "wish",
    [
        {"eventType": "other"},
        *({"delivery": "push"}, {"delivery": 1}, {"options": []}, {"options": {"TTL": 0}}, {"options": {"TTL": "1"}}),
        *({"options": {"TTL": True}}, {"options": {"FIFO": 1}}, {"state": "ended"}, {"options": {"TTL": 10**12}}),
        *({"options": {"webhook": "http://portal.go.id/"}}, {"options": {"webhook": "https://u:p@portal.go.id/"}}),
        *(
            {"options": {"webhook": "https://x/\r\nA: b"}},
            {"options": {"webhook": "https://"}},
            {"options": {"webhook": 1}},
        ),
        {"options": {"service": f"{PORTAL}/events", "webhook": "https://portal.go.id/"}},
        *({"options": {"service": f"{BPBD}/events"}}, {"options": {"service": "ID/GOV/2060"}}, {"options": {"service": 1}}),
        *([], b"{"),
    ],
    ids=str,
)
def test_a_subscription_that_cannot_be_is_refused(town, wish):
    """Nobody has events pushed to another agency: the owner's grants there are not the subscriber's to use."""
    name = new_type(town)
    assert said(portal(town, "POST", f"/api/v1/subs/{name}", wish), 400)


def test_subscribing_to_an_unknown_type_is_400(town):
    assert said(owner(town, "POST", "/api/v1/subs/no.such", {"eventType": "no.such"}), 400)


def test_events_are_pulled_one_by_one_and_acknowledged(town):
    name = new_type(town)
    assert said(portal(town, "GET", f"/pull/v1/{name}"), 409)
    publish(town, name, 1)
    subscribe(town, name)
    assert said(portal(town, "GET", f"/pull/v1/{name}"), 404)
    ids = [publish(town, name, depth) for depth in (2, 3)]
    for depth, number in zip((2, 3), ids, strict=True):
        for _ in range(2):
            found = portal(town, "GET", f"/pull/v1/{name}")
            assert found.status == 200
            assert (found.json["id"], found.json["event"]) == (number, {"depth": depth})
            assert (found.json["eventType"], found.json["publisherId"]) == (name, OF_BPBD)
        assert portal(town, "DELETE", f"/pull/v1/{name}/{number}").status == 204
        assert said(portal(town, "DELETE", f"/pull/v1/{name}/{number}"), 404)
    assert said(portal(town, "GET", f"/pull/v1/{name}"), 404)
    assert said(portal(town, "DELETE", f"/pull/v1/{name}/{UUID(int=9)}"), 404)
    portal(town, "PATCH", f"/api/v1/subs/{name}", {"state": "paused"})
    assert said(portal(town, "GET", f"/pull/v1/{name}"), 409)
    portal(town, "PATCH", f"/api/v1/subs/{name}", {"delivery": "PUSH", "state": "active"})
    assert said(portal(town, "GET", f"/pull/v1/{name}"), 409)
    assert said(portal(town, "DELETE", f"/pull/v1/{name}/{ids[0]}"), 409)


@pytest.mark.parametrize("header", ["X-GovStack-Client", "x-govstack-client", "Information-Mediator-Client"])
def test_govstacks_name_of_the_client_is_taken_on_these_paths(town, header):
    name = new_type(town, guest="both")
    made = portal(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}}, (header, PORTAL))
    assert made.status == 201
    assert made.one("x-road-client") == PORTAL
    record = town.records(BPBD, 1)[0]
    assert (record["client"], record["status"]) == (PORTAL, 201)


def test_xroads_name_of_the_client_goes_first(town):
    answer = portal(town, "GET", "/api/v1/subs", None, ("X-GovStack-Client", "ID/GOV/1/NOBODY"), ("X-Road-Client", PORTAL))
    assert answer.one("x-road-client") == PORTAL


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/v1", 404),
        ("GET", "/api/v2/eventType", 404),
        ("PUT", "/api/v1/eventType", 405),
        ("GET", "/pub/v1/flood.x", 405),
        ("PATCH", "/pull/v1/flood.x", 405),
        ("GET", "/pub/v1/a/b/c", 404),
        ("OPTIONS", "/api/v1/subs", 405),
    ],
)
def test_what_nobody_answers_is_said_plainly(town, method, path, status):
    assert said(owner(town, method, path), status)


def test_the_modern_surface_answers_the_same(town):
    name = new_type(town)
    made = portal(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}})
    answer = town.ask(f"/v1/{BPBD}/api/v1/eventType/{name}")
    assert (made.status, answer.status) == (201, 200)
    assert re.fullmatch("application/json.*", answer.one("content-type"))


def test_each_call_is_signed_and_on_record_at_both_nodes(town):
    name = new_type(town)
    with town.watched() as leaves:
        portal(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}})
    assert leaves == ["consumer received", "consumer answered 201", "provider received", "provider answered 201"]
    record = town.records(BPBD, 1)[0]
    assert (record["purpose"], record["legal_basis"]) == ("tanggap darurat", "UU 24/2007")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, {"service": f"{PORTAL}/events"}),
        ({"service": "ID/GOV/2060/OTHER/taker"}, {"service": "ID/GOV/2060/OTHER/taker"}),
        ({"webhook": "https://portal.go.id/hook?x=1"}, {"webhook": "https://portal.go.id/hook?x=1"}),
    ],
    ids=str,
)
def test_pushed_events_go_to_a_service_of_the_subscribers_agency_or_to_a_webhook(town, options, told):
    name = new_type(town)
    made = portal(town, "POST", f"/api/v1/subs/{name}", {"eventType": name, "options": options, "state": "paused"})
    assert (made.status, made.json["state"]) == (200, "paused")
    assert made.json["options"] == {"TTL": 30 * 86_400, "FIFO": False, **told}
    same = portal(town, "PATCH", f"/api/v1/subs/{name}", {"options": {"TTL": 5}})
    assert same.json["options"] == {"TTL": 5, "FIFO": False, **told}
    other = portal(town, "PATCH", f"/api/v1/subs/{name}", {"options": {"webhook": "https://b.go.id/"}})
    assert other.json["options"] == {"TTL": 5, "FIFO": False, "webhook": "https://b.go.id/"}


def test_an_agency_as_a_whole_pulls_or_names_the_service_that_takes_its_events(town):
    name, member = new_type(town), "ID/GOV/2060"
    town.sql(town.portal, CLIENT, member)
    town.run(grant(town.bpbd, code="pull", subject=member, path=f"/v1/{name}", method="*"))
    as_member = ("X-Road-Client", member)
    path = f"/api/v1/subs/{name}"
    assert said(portal(town, "POST", path, {"eventType": name}, as_member), 400)
    made = portal(town, "POST", path, {"eventType": name, "options": {"service": f"{PORTAL}/events"}}, as_member)
    assert made.status == 200
    assert made.json["subscriberId"] == {"instanceId": "ID", "memberClass": "GOV", "memberCode": "2060"}


def test_a_defect_of_ours_is_told_and_recorded_like_any_other_answer(town, monkeypatch):
    def broken(*_):
        raise RuntimeError("a defect")

    monkeypatch.setattr(store, "types", broken)
    assert said(owner(town, "GET", "/api/v1/eventType"), 500)
    assert town.records(BPBD, 1)[0]["status"] == 500


def test_a_picture_that_is_a_moment_old_costs_no_event(town):
    """Another process made the type anew, or removed it, and this one has not heard: the database decides."""
    name = new_type(town)
    holder = town.bpbd.gateway.holder
    old = EventType(BPBD, name, '{"required": ["other"]}', datetime(2020, 1, 1, tzinfo=UTC))

    def publishes():
        holder.now = replace(holder.now, event_types={(BPBD, name): old})
        return owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1, "other": 2}})

    assert publishes().status == 201
    holder.now = replace(holder.now, event_types={(BPBD, name): replace(old, schema='{"required": ["gone"]}')})
    assert owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}}).status == 201
    holder.now = replace(holder.now, event_types={})
    assert owner(town, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": 1}}).status == 201
    town.sql(town.bpbd, "UPDATE exchange_event_type SET retired_at = now() WHERE name = $1", name)
    assert said(publishes(), 404)
    town.run(town.bpbd.gateway.following.refresh())
