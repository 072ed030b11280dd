"""`/cards…` over HTTP, written from the interface's contract; runs against any base URL."""

import re
from uuid import uuid4

import pytest

from tests.disaster.compat.conftest import MONAS, Site

NEW = {"username": "web_guest", "network": "website", "language": "id"}
UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def report(**more: object) -> dict[str, object]:
    return {
        "disaster_type": "flood",
        "sub_submission": False,
        "card_data": {"report_type": "flood", "flood_depth": 60},
        "text": "Air naik",
        "created_at": "2026-11-23T04:59:00.000Z",
        "location": MONAS,
        "partnerCode": "",
        "tweetID": "",
        "image_url": "",
        **more,
    }


def quake(kind: str, *, sub: bool) -> dict[str, object]:
    answers = {
        "structure": {"report_type": "structure", "structureFailure": 1},
        "road": {"report_type": "road", "accessabilityFailure": 2, "condition": 1},
    }
    return report(disaster_type="earthquake", sub_submission=sub, card_data=answers[kind])


def test_a_card_is_opened_with_an_id_of_36_characters(site: Site):
    answer = site.ask("POST", "/cards", json={**NEW, "network_data": {"tweetID": "1", "chatID": "2"}})
    assert answer.status_code == 200
    assert list(answer.json()) == ["cardId", "created"]
    assert answer.json()["created"] is True
    assert re.fullmatch(UUID4, answer.json()["cardId"])


@pytest.mark.parametrize("more", [{"foo": 1}, {"network_data": {"phone": "1"}}, {"username": ""}, {"language": None}])
def test_a_card_asked_for_in_another_way_is_refused(site: Site, more):
    answer = site.ask("POST", "/cards", json={**NEW, **more})
    assert answer.status_code == 400
    assert answer.json()["validation"]["source"] == "body"


def test_an_open_card_tells_who_asked_for_it_and_that_nothing_came(site: Site):
    card = site.card()
    expected = {"card_id": card, **NEW, "received": False, "report": None}
    answer = site.get(f"/cards/{card}")
    assert answer.json() == {"statusCode": 200, "result": expected}
    assert list(answer.json()["result"]) == list(expected)


def test_the_head_of_a_card_is_a_status_alone(site: Site):
    assert site.ask("HEAD", f"/cards/{site.card()}").status_code == 200
    gone = site.ask("HEAD", f"/cards/{uuid4()}")
    assert (gone.status_code, gone.content) == (404, b"")


def test_a_card_that_is_not_there_is_not_found(site: Site):
    unknown = str(uuid4())
    assert site.get(f"/cards/{unknown}").text == '{"statusCode":404,"found":false,"result":null}'
    answer = site.ask("PUT", f"/cards/{unknown}", json=report())
    assert answer.status_code == 404
    assert answer.json() == {"statusCode": 404, "cardId": unknown, "message": f"No card exists with id '{unknown}'"}


def test_36_characters_that_are_no_number_are_no_card(site: Site):
    assert site.get("/cards/" + "x" * 36).status_code == 404
    assert site.get("/cards/" + "x" * 35).status_code == 400


def test_a_card_takes_one_report_and_says_so(site: Site):
    card = site.card()
    answer = site.ask("PUT", f"/cards/{card}", json=report())
    assert (answer.status_code, answer.text) == (200, f'{{"statusCode":200,"cardId":"{card}","created":true}}')
    again = site.ask("PUT", f"/cards/{card}", json=report())
    assert again.status_code == 409
    assert list(again.json()) == ["statusCode", "cardId", "message"]
    assert again.json()["message"].startswith("Report already received for ")


def test_a_received_card_holds_its_report(site: Site):
    card = site.card()
    site.ask("PUT", f"/cards/{card}", json=report(text="bench ingest"))
    told = site.told(f"/cards/{card}")["result"]
    assert told["received"] is True
    assert list(told["report"]) == ["created_at", "disaster_type", "text", "card_data", "image_url", "status"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", told["report"].pop("created_at"))
    assert told["report"] == {
        "disaster_type": "flood",
        "text": "bench ingest",
        "card_data": {"report_type": "flood", "flood_depth": 60},
        "image_url": None,
        "status": "Confirmed",
    }


def test_after_one_kind_of_earthquake_damage_the_other_may_follow(site: Site):
    card = site.card()
    assert site.ask("PUT", f"/cards/{card}", json=quake("structure", sub=False), key=site.key).status_code == 200
    assert site.ask("PUT", f"/cards/{card}", json=quake("structure", sub=False), key=site.key).status_code == 409
    assert site.ask("PUT", f"/cards/{card}", json=quake("road", sub=True), key=site.key).status_code == 200

    def kinds() -> set[str]:
        return {one["properties"]["report_data"]["report_type"] for one in site.reports("&disaster=earthquake")}

    assert site.eventually(lambda: {"structure", "road"} <= kinds())


def test_a_second_report_of_a_flood_never_follows(site: Site):
    card = site.card()
    site.ask("PUT", f"/cards/{card}", json=report())
    assert site.ask("PUT", f"/cards/{card}", json=report(sub_submission=True)).status_code == 409


def test_a_report_that_does_not_fit_leaves_the_card_open(site: Site):
    card = site.card()
    answer = site.ask("PUT", f"/cards/{card}", json=report(card_data={"report_type": "flood", "flood_depth": 201}))
    assert answer.status_code == 400
    assert answer.json()["validation"] == {"source": "body", "keys": ["card_data.flood_depth"]}
    assert site.told(f"/cards/{card}")["result"]["received"] is False


def test_a_report_from_abroad_is_refused_and_leaves_the_card_open(site: Site):
    card = site.card()
    answer = site.ask("PUT", f"/cards/{card}", json=report(location={"lat": 1.3521, "lng": 103.8198}))
    assert answer.status_code == 400
    assert site.told(f"/cards/{card}")["result"]["received"] is False


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/gif"])
def test_a_place_for_an_image_is_given_for_three_kinds_of_picture(site: Site, kind):
    answer = site.get(f"/cards/{site.card()}/images", headers={"content-type": kind})
    assert answer.status_code == 200
    assert list(answer.json()) == ["signedRequest", "url"]


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html"])
def test_no_place_is_given_for_anything_else(site: Site, kind):
    answer = site.get(f"/cards/{site.card()}/images", headers={"content-type": kind})
    assert answer.status_code == 400
    assert answer.json()["validation"] == {"source": "headers", "keys": ["content-type"]}


def test_an_image_is_named_once_and_only_after_the_report(site: Site):
    card = site.card()
    before = site.ask("PATCH", f"/cards/{card}", json={"image_url": "x"})
    assert before.status_code == 403
    assert before.json() == {"statusCode": 403, "error": "Card report not received or image exists already"}
    assert site.ask("PATCH", f"/cards/{card}", json={}).status_code == 400


@pytest.mark.parametrize("path", ["/cards/expiredcards", "/cards/stalecards"])
def test_cards_whose_reports_end_soon_are_listed_for_who_has_a_key(site: Site, path):
    assert site.get(path).status_code in (401, 403)
    answer = site.told(path, key=site.key)
    assert answer["statusCode"] == 200
    assert isinstance(answer["result"], list)
