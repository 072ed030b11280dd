"""`/reports…` over HTTP, written from the interface's contract; runs against any base URL."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.disaster.compat.conftest import MONAS, Site

PROPERTIES = [
    *("pkey", "created_at", "source", "status", "url", "image_url", "disaster_type", "is_training", "report_data"),
    *("tags", "title", "text", "partner_code", "partner_icon"),
]
TAGS = ["city", "district_id", "region_code", "local_area_id", "instance_region_code"]
INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
DECKS = {
    "flood": {"report_type": "flood", "flood_depth": 80},
    "earthquake": {"report_type": "road", "accessabilityFailure": 2, "condition": 1},
    "wind": {"report_type": "wind", "impact": 2},
    "haze": {"report_type": "haze", "visibility": 1, "airQuality": 3},
    "volcano": {"report_type": "volcano", "volcanicSigns": [0, 3], "evacuationNumber": 1, "evacuationArea": True},
}
FIRE = {
    "report_type": "fire",
    "fireDistance": 120.5,
    "fireRadius": {"lat": -6.2, "lng": 106.831},
    "fireLocation": {"lat": -6.2, "lng": 106.83},
    "personLocation": {"lat": -6.201, "lng": 106.83},
}


def window(start: str, end: str) -> str:
    return f"start={quote(start)}&end={quote(end)}"


def urls(site: Site, query: str = "") -> list[str]:
    return [one["properties"]["url"] for one in site.reports(query)]


def data_of(site: Site, card: str) -> dict[str, Any]:
    data: dict[str, Any] = site.report(card)["properties"]["report_data"]
    return data


def test_a_report_has_every_property_in_its_order(site: Site):
    found = site.report(site.flood(80, text="Banjir 80 cm"))
    assert list(found) == ["type", "geometry", "properties"]
    assert found["geometry"] == {"type": "Point", "coordinates": [106.8272, -6.1754]}
    told = found["properties"]
    assert list(told) == PROPERTIES
    assert re.fullmatch(r"[1-9]\d*", told["pkey"])
    assert re.fullmatch(INSTANT, told["created_at"])
    fixed = {
        name: told[name] for name in ("source", "status", "image_url", "disaster_type", "is_training", "title", "text")
    }
    assert fixed == {
        "source": "grasp",
        "status": "confirmed",
        "image_url": None,
        "disaster_type": "flood",
        "is_training": False,
        "title": None,
        "text": "Banjir 80 cm",
    }
    assert told["report_data"] == DECKS["flood"]
    assert list(told["tags"]) == TAGS
    assert (told["tags"]["instance_region_code"], told["tags"]["region_code"]) == ("ID-JK", "3171")
    assert told["tags"]["city"] == "JAKARTA PUSAT"
    assert (told["partner_code"], told["partner_icon"]) == (None, None)


@pytest.mark.parametrize("disaster", DECKS)
def test_every_hazard_is_shown_with_its_own_answers_in_their_order(site: Site, disaster):
    card = site.send(disaster, DECKS[disaster])
    found = site.report(card, f"&disaster={disaster}")
    assert list(found["properties"]["report_data"].items()) == list(DECKS[disaster].items())
    assert card not in urls(site, "&disaster=fire")


def test_where_the_reporter_of_a_forest_fire_stood_is_told_to_nobody(site: Site):
    card = site.send("fire", FIRE, text="")
    found = site.report(card)
    assert list(found["properties"]["report_data"]) == ["report_type", "fireDistance", "fireRadius", "fireLocation"]
    assert found["geometry"]["coordinates"] == [106.83, -6.2]
    for path in ("/reports?geoformat=cap", f"/reports/{found['properties']['pkey']}", f"/cards/{card}"):
        assert "-6.201" not in site.get(path).text


def test_a_report_that_nobody_verified_is_not_shown(site: Site):
    card = site.flood(key=None)
    assert card not in site.get("/reports?timeperiod=604800&geoformat=geojson").text
    assert card not in site.get(f"/reports/archive?{site.window()}&geoformat=geojson").text


def test_training_reports_are_shown_only_to_who_asks_for_them(site: Site):
    exercise, real = site.flood(is_training=True), site.flood()
    assert site.eventually(lambda: real in urls(site) and exercise in urls(site, "&training=true"))
    assert exercise not in urls(site)
    assert real in urls(site, "&training=false")
    only = site.reports("&training=true")
    assert [one["properties"]["is_training"] for one in only] == [True] * len(only)


def test_the_newest_report_stands_first(site: Site):
    for _ in range(3):
        site.flood()
    times = [one["properties"]["created_at"] for one in site.reports()]
    assert times == sorted(times, reverse=True)


def test_topojson_is_the_form_that_is_given_unasked(site: Site):
    site.report(site.flood())
    answer = site.get("/reports")
    assert answer.headers["content-type"].startswith("application/json")
    result = answer.json()["result"]
    assert list(answer.json()) == ["statusCode", "result"]
    assert list(result) == ["type", "objects", "arcs", "bbox"]
    assert (result["type"], result["arcs"], len(result["bbox"])) == ("Topology", [], 4)
    assert list(result["objects"]) == ["output"]
    assert result["objects"]["output"]["type"] == "GeometryCollection"
    first = result["objects"]["output"]["geometries"][0]
    assert list(first) == ["type", "properties", "coordinates"]
    assert list(first["properties"]) == PROPERTIES


@pytest.mark.parametrize("admin", ["ID-AC", "PH-QC"])
def test_where_nothing_happened_the_answer_is_empty_and_whole(site: Site, admin):
    assert site.get(f"/reports?admin={admin}").json() == {
        "statusCode": 200,
        "result": {
            "type": "Topology",
            "objects": {"output": {"type": "GeometryCollection", "geometries": []}},
            "arcs": [],
            "bbox": [None, None, None, None],
        },
    }
    empty = {"statusCode": 200, "result": {"type": "FeatureCollection", "features": []}}
    assert site.told(f"/reports?admin={admin}&geoformat=geojson") == empty


def test_a_province_holds_its_own_reports(site: Site):
    card = site.flood()
    assert site.eventually(lambda: card in urls(site, "&admin=ID-JK"))
    assert card not in urls(site, "&admin=ID-JB")


def test_prep_and_assessment_are_taken_and_stand_in_the_archive_alone(site: Site):
    sent = {
        site.send("prep", {"report_type": "drain"}),
        site.send("assessment", {"report_type": "assessment", "damages": [{"component": "roof", "severity": 3}]}),
    }
    assert not sent & {one["properties"]["url"] for one in site.reports("&timeperiod=604800")}
    archived = site.told(f"/reports/archive?{site.window()}&geoformat=geojson")["result"]["features"]
    assert sent <= {one["properties"]["url"] for one in archived}


@pytest.mark.parametrize("path", ["/reports/archive", "/archive/reports"])
def test_the_archive_answers_in_all_three_forms(site: Site, path):
    card = site.flood()
    found = site.told(f"{path}?{site.window()}&geoformat=geojson&admin=ID-JK&disaster=flood&training=false")["result"][
        "features"
    ]
    assert [list(one["properties"]) for one in found] == [PROPERTIES] * len(found)
    assert card in [one["properties"]["url"] for one in found]
    assert site.told(f"{path}?{site.window()}")["result"]["type"] == "Topology"
    assert site.get(f"{path}?{site.window()}&geoformat=cap").text.startswith('<?xml version="1.0"?><feed ')
    before = window("2019-01-01T00:00:00+0700", "2019-01-02T00:00:00+0700")
    assert site.told(f"{path}?{before}&geoformat=geojson")["result"]["features"] == []


def test_the_time_series_has_a_row_for_each_whole_hour(site: Site):
    path = f"/reports/timeseries?{site.window()}&admin=ID-JK"
    before = sum(int(row["count"]) for row in site.told(path)["result"])
    site.flood()
    rows = site.told(path)["result"]
    assert all(list(row) == ["ts", "count"] for row in rows)
    assert (rows[0]["ts"][10:], rows[-1]) == ("T00:00:00.000Z", {"ts": rows[-1]["ts"], "count": "0"})
    assert len(rows) == 90 * 24 + 1
    assert sum(int(row["count"]) for row in rows) == before + 1
    short = window("2019-01-01T00:30:00Z", "2019-01-01T02:10:00Z")
    hours = [row["ts"] for row in site.told(f"/reports/timeseries?{short}")["result"]]
    assert hours == [f"2019-01-01T0{hour}:00:00.000Z" for hour in (0, 1, 2)]


def test_one_report_is_a_collection_of_one_without_a_partner(site: Site):
    listed = site.report(site.flood())["properties"]
    one = site.told(f"/reports/{listed['pkey']}?geoformat=geojson&format=json")
    assert [list(each["properties"]) for each in one["result"]["features"]] == [PROPERTIES[:-2]]
    assert one["result"]["features"][0]["properties"]["url"] == listed["url"]
    assert site.told(f"/reports/{listed['pkey']}")["result"]["type"] == "Topology"


@pytest.mark.parametrize("number", ["999999999", "0", "-1", "9007199254740991"])
def test_a_report_that_is_not_there_is_not_found(site: Site, number):
    answer = site.get(f"/reports/{number}")
    assert (answer.status_code, answer.text) == (404, '{"statusCode":404,"found":false,"result":null}')


@pytest.mark.parametrize("number", ["x", "1.5", "NaN", "9007199254740993"])
def test_a_report_s_number_is_a_whole_number(site: Site, number):
    answer = site.get(f"/reports/{number}")
    assert answer.status_code == 400
    assert answer.json()["validation"] == {"source": "params", "keys": ["id"]}


def test_a_vote_is_told_as_the_sum_and_stands_in_the_report(site: Site):
    card = site.flood()
    number = int(site.report(card)["properties"]["pkey"])
    answer = site.ask("PATCH", f"/reports/{number}", json={"points": 1})
    assert answer.text == f'{{"statusCode":200,"id":{number},"points":"1"}}'
    voted = {"report_type": "flood", "flood_depth": 60, "points": 1}
    assert site.eventually(lambda: data_of(site, card) == voted)


def test_a_flag_is_told_and_stands_in_the_report_until_it_is_taken_back(site: Site):
    card = site.flood()
    number = int(site.report(card)["properties"]["pkey"])
    answer = site.ask("PATCH", f"/reports/{number}/flag", json={"flag": True})
    assert answer.text == f'{{"statusCode":200,"id":{number},"flag":"true"}}'
    assert site.eventually(lambda: data_of(site, card).get("flag") is True)
    answer = site.ask("PATCH", f"/reports/{number}/flag", json={"flag": False})
    assert answer.text == f'{{"statusCode":200,"id":{number},"flag":"false"}}'
    assert site.eventually(lambda: "flag" not in data_of(site, card))


@pytest.mark.parametrize(
    ("path", "body"), [("/reports/99999999", {"points": 1}), ("/reports/99999999/flag", {"flag": True})]
)
def test_nobody_votes_about_a_report_that_is_not_there(site: Site, path, body):
    answer = site.ask("PATCH", path, json=body)
    assert (answer.status_code, answer.text) == (404, '{"statusCode":404,"message":"Report id 99999999 not found"}')


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/reports/1", {"points": 2}, 'child "points" fails because ["points" must be one of [-1, 1]]'),
        ("/reports/1", {}, 'child "points" fails because ["points" is required]'),
        ("/reports/x", {"points": 2}, 'child "id" fails because ["id" must be a number]'),
        ("/reports/1/flag", {"flag": "x"}, 'child "flag" fails because ["flag" must be a boolean]'),
    ],
)
def test_a_vote_or_flag_that_does_not_fit_is_refused(site: Site, path, body, message):
    answer = site.ask("PATCH", path, json=body)
    assert (answer.status_code, answer.json()["message"]) == (400, message)


def test_an_officer_takes_a_report_from_the_public(site: Site):
    card = site.flood()
    number = site.report(card)["properties"]["pkey"]
    answer = site.ask("DELETE", f"/reports/{number}", key=site.key)
    assert (answer.status_code, answer.text) == (200, '{"message":"Record deleted successfully"}')
    assert site.get(f"/reports/{number}").status_code == 404
    assert site.eventually(lambda: card not in urls(site))


def test_the_sender_s_clock_decides_nothing(site: Site):
    card = site.flood(created_at="2031-01-01T00:00:00.000Z", location=MONAS)
    created = datetime.fromisoformat(site.report(card)["properties"]["created_at"])
    assert abs(created - site.now) < timedelta(hours=1)
