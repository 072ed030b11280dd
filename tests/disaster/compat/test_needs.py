"""`/needs…`: what is missing is everybody's, who asks and gives nobody's; programs look after what they opened."""

from datetime import timedelta
from typing import Any

import pytest

from tests.disaster.compat.conftest import MONAS, Site

JAKARTA, BANDUNG, RESIDENT = "jakarta", "bandung", "resident"
NEED: dict[str, Any] = {
    "item_id": 10,
    "quantity_requested": 10,
    "location": MONAS,
    "userId": "6281234567890",
    "address": "Gang Melati 7",
    "description": "ada bayi",
    "language": "id",
    "is_training": False,
}


def asked(site: Site, *rows: dict[str, Any], key: str = RESIDENT) -> int:
    answer = site.ask("POST", "/needs/create-need", json=list(rows or (NEED,)), key=key)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"message": "Need requested"}
    found = site.told("/needs?geoformat=geojson")["result"]["features"]
    return int(found[0]["properties"]["need_request_id"])


def promised(site: Site, need: int, key: str = RESIDENT, **more: Any) -> int:
    when = (site.now + timedelta(hours=2)).isoformat()
    row = {"need_request_id": need, "item_id": 10, "quantity": 4, "date": when, "userId": "628999", **more}
    row["userId"] = "6289998887777"
    answer = site.ask("POST", "/needs/update-giver", json=[row], key=key)
    assert answer.status_code == 200, answer.text
    [found] = site.told("/needs/deliveries/today", key=key)["result"]
    return int(found["giver_id"])


def test_rows_of_one_place_and_number_are_one_need(own_site: Site):
    need = asked(own_site, NEED, {**NEED, "item_id": 1, "quantity_requested": "40"})
    [feature] = own_site.told("/needs?geoformat=geojson")["result"]["features"]
    properties = feature["properties"]
    assert properties["total_quantity_requested"] == "50"
    assert (properties["all_item_ids"], properties["all_quantity_requested"]) == ([1, 10], [40, 10])
    assert properties["status"] == "ACTIVE"
    assert properties["tags"] == {"instance_region_code": "ID-JK", "region_code": "3171"}
    told = own_site.told(f"/needs/need?requestId={need}")
    assert told["result"][0] == properties
    assert all(word not in str(told) + str(feature) for word in ("6281234567890", "Melati", "bayi"))


def test_a_gift_is_promised_verified_and_brought(own_site: Site):
    need = asked(own_site)
    gift = promised(own_site, need)
    assert own_site.get(f"/needs/verify-delivery-code?giverId={gift}&code=abc", key=RESIDENT).status_code == 404
    answer = own_site.ask("PATCH", f"/needs/giver-details/{gift}", json={"status": "SATISFIED"}, key=RESIDENT)
    assert answer.json()["result"]["status"] == "DELIVERED"
    told = own_site.told(f"/needs/need?requestId={need}")["result"][0]
    assert told["total_quantity_satisfied"] == "4"
    assert own_site.ask("DELETE", f"/needs/giver-details/{gift}", key=RESIDENT).status_code == 409


def test_a_gift_is_put_off_and_withdrawn(own_site: Site):
    gift = promised(own_site, asked(own_site))
    assert own_site.ask("PATCH", f"/needs/giver-details/{gift}", json={"days": 2}, key=RESIDENT).status_code == 200
    assert own_site.told("/needs/deliveries/today", key=RESIDENT)["result"] == []
    assert own_site.ask("DELETE", f"/needs/giver-details/{gift}", key=RESIDENT).status_code == 200


@pytest.mark.parametrize(
    ("key", "status"), [(None, 403), ("not-a-token", 403), (BANDUNG, 403), (JAKARTA, 200), (RESIDENT, 200)]
)
def test_who_may_end_a_need_that_residents_program_opened(own_site: Site, key, status):
    """The program that opened it, and the officers of its place; not those of elsewhere."""
    need = asked(own_site)
    assert own_site.ask("PATCH", f"/needs/need/{need}", json={"status": "SATISFIED"}, key=key).status_code == status
    assert bool(own_site.told("/needs?geoformat=geojson")["result"]["features"]) is (status != 200)


@pytest.mark.parametrize(
    "body",
    [
        [],
        [1],
        {},
        [{**NEED, "item_id": 32}],
        [{**NEED, "item_id": "10.0"}],
        [{**NEED, "quantity_requested": 0}],
        [{**NEED, "quantity_requested": True}],
        [{**NEED, "location": {"lat": "x", "lng": 1}}],
        [{**NEED, "userId": "abc"}],
        [{**NEED, "address": ""}],
        [{**NEED, "location": {"lat": 1.3, "lng": 103.8}}],
        [NEED, {**NEED, "address": "lain", "userId": "x"}],
    ],
)
def test_a_body_that_is_wrong_is_told_so_and_nothing_of_it_is_kept(own_site: Site, body):
    assert own_site.ask("POST", "/needs/create-need", json=body, key=RESIDENT).status_code == 400
    assert own_site.told("/needs?geoformat=geojson")["result"]["features"] == []


def test_more_than_is_missing_is_promised_to_nobody(own_site: Site):
    need = asked(own_site)
    when = (own_site.now + timedelta(hours=2)).isoformat()
    row = {"need_request_id": need, "item_id": 10, "quantity": 6, "date": when, "userId": "6289998887777"}
    rows = [row, {**row, "userId": "6289998887778"}]
    assert own_site.ask("POST", "/needs/update-giver", json=rows, key=RESIDENT).status_code == 400
    assert own_site.told("/needs/deliveries/today", key=RESIDENT)["result"] == []


def test_training_is_asked_for_by_its_name(own_site: Site):
    answer = own_site.ask("POST", "/needs/create-need", json=[{**NEED, "is_training": True}], key=RESIDENT)
    assert answer.status_code == 200
    assert own_site.told("/needs?geoformat=geojson")["result"]["features"] == []
    [one] = own_site.told("/needs?geoformat=geojson&training=true")["result"]["features"]
    assert one["properties"]["is_training"] is True
