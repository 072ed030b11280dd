"""What a second reading of the interface's contract found: each of these was once answered otherwise."""

from typing import Any

import pytest

from simpul.disaster.rules.compat.answers import NULLS, Problem, json_body
from tests.disaster.compat.conftest import Site

JSON_TYPE = "application/json"
NEW = {"username": "web_guest", "network": "website", "language": "id"}
MENTENG = "3171061001"


@pytest.mark.parametrize("path", ["/cards/a%20b/c", "/cards/caf%C3%A9/x?a=%20", "/images/a%2Fb/c%20d"])
def test_an_address_that_is_not_there_is_named_as_it_was_sent(site: Site, path: str):
    answer = site.ask("DELETE", path)
    assert (answer.status_code, answer.json()) == (404, {"message": "URL not found", "url": path})


@pytest.mark.parametrize("name", NEW)
def test_a_null_character_is_refused_as_a_bad_request(site: Site, name: str):
    answer = site.ask("POST", "/cards", json={**NEW, name: "a\x00b"})
    assert (answer.status_code, answer.json()) == (400, {"statusCode": 400, "error": "Bad Request", "message": NULLS})


def test_a_report_whose_picture_has_a_null_character_in_its_name_is_refused_before_it_is_kept(site: Site):
    card = site.card()
    body = {
        "disaster_type": "flood",
        "sub_submission": False,
        "card_data": {"report_type": "flood", "flood_depth": 60},
        "created_at": "2026-11-23T04:59:00.000Z",
        "location": {"lat": -6.1754, "lng": 106.8272},
    }
    assert site.ask("PUT", f"/cards/{card}", json={**body, "image_url": "\x00"}).status_code == 400
    assert site.told(f"/cards/{card}")["result"]["received"] is False
    assert site.ask("PUT", f"/cards/{card}", json={**body, "image_url": "x"}).status_code == 200


@pytest.mark.rules
@pytest.mark.parametrize(("body", "read"), [(rb'{"a":"\\u0000"}', {"a": "\\u0000"}), (b'\xef\xbb\xbf{"a":1}', {"a": 1})])
def test_a_backslash_is_no_null_character_and_a_byte_order_mark_is_nothing(body: bytes, read: dict[str, Any]):
    assert json_body(JSON_TYPE, body) == read


@pytest.mark.rules
@pytest.mark.parametrize("body", [rb'{"a":"\u0000"}', rb'["\\\u0000"]', rb'{"x\u0000":1}'])
def test_a_null_character_is_found_wherever_it_stands(body: bytes):
    found = json_body(JSON_TYPE, body)
    assert isinstance(found, Problem)
    assert found.status == 400


def test_the_opposite_vote_takes_a_vote_back_and_nobody_has_more_than_one(site: Site):
    number = site.report(site.flood())["properties"]["pkey"]
    told = [site.ask("PATCH", f"/reports/{number}", json={"points": by}).json()["points"] for by in (1, 1, -1, -1, -1, 1)]
    assert told == ["1", "1", "0", "-1", "-1", "0"]


def test_a_guest_s_card_names_the_guest_after_its_report_was_verified_too(site: Site):
    told = site.told(f"/cards/{site.flood()}")["result"]
    assert (told["username"], told["received"]) == ("web_guest", True)


def test_a_channel_s_word_for_a_person_is_nobody_s_to_read_once_the_card_s_id_is_public(site: Site):
    card = site.ask("POST", "/cards", json={**NEW, "username": "@budi", "network": "twitter"}).json()["cardId"]
    assert site.told(f"/cards/{card}")["result"]["username"] == "@budi"
    report = {"disaster_type": "wind", "sub_submission": False, "card_data": {"report_type": "wind", "impact": 1}}
    more = {"created_at": "2026-11-23T04:59:00Z", "location": {"lat": -6.1754, "lng": 106.8272}}
    assert site.ask("PUT", f"/cards/{card}", json={**report, **more}, key=site.key).status_code == 200
    assert site.told(f"/cards/{card}")["result"]["username"] == ""


def test_a_card_tells_the_time_that_its_sender_gave_and_the_map_the_server_s(site: Site):
    card = site.flood(created_at="2026-11-22T20:05:00.000Z")
    assert site.told(f"/cards/{card}")["result"]["report"]["created_at"] == "2026-11-22T20:05:00+00:00"
    assert site.report(card)["properties"]["created_at"][:10] == site.now.strftime("%Y-%m-%d")


def test_a_picture_s_name_that_is_no_name_is_shown_nowhere(site: Site):
    card = site.flood(image_url="../../x")
    assert site.told(f"/cards/{card}")["result"]["report"]["image_url"] is None
    assert site.report(card)["properties"]["image_url"] is None


def test_a_verified_report_gets_its_picture_from_who_answers_for_its_place_alone(site: Site):
    strange, known = site.flood(), site.flood()
    assert site.ask("PATCH", f"/cards/{strange}", json={"image_url": strange}).status_code == 200
    assert site.ask("PATCH", f"/cards/{known}", json={"image_url": known}, key=site.key).status_code == 200
    image = f"https://images.petabencana.id/{known}.jpg"
    assert site.eventually(lambda: site.report(known)["properties"]["image_url"] == image)
    assert site.report(strange)["properties"]["image_url"] is None


def test_a_village_names_its_district_as_the_original_s_areas_do(site: Site):
    assert site.ask("PUT", f"/floods/{MENTENG}", json={"state": 2}, key=site.key).status_code == 200
    query = "/floods?geoformat=geojson&minimum_state=1"
    found = site.eventually(lambda: [one["properties"] for one in site.told(query)["result"]["features"]])
    told = next(one for one in found if one["area_id"] == MENTENG)["attributes"]
    assert (told["district_id"], told["District"]) == (317106, "MENTENG")
    place = next(one for one in site.told("/floods/places")["result"] if one["pkey"] == MENTENG)
    assert place["district"] == "MENTENG"


def test_a_file_that_is_no_photograph_is_a_bad_request(site: Site):
    asked = site.get(f"/cards/{site.card()}/images", headers={"content-type": "image/png"}).json()
    path = asked["signedRequest"].partition("/images/")[2]
    answer = site.ask("PUT", f"/images/{path}", content=b"junk")
    assert (answer.status_code, answer.json()["error"]) == (400, "Bad Request")
