"""`/floods…` over HTTP, written from the interface's contract; needs an officer's key for Jakarta."""

import re
from collections.abc import Iterator

import pytest

from tests.disaster.compat.conftest import Site

PLUIT = 3172011001
PROPERTIES = [
    *("area_id", "geom_id", "area_name", "parent_name", "city_name", "attributes", "state", "last_updated"),
]


def state(site: Site) -> int | None:
    """The state of the area, as the list of states tells it."""
    found: list[int] = [row["state"] for row in site.told("/floods/states")["result"] if row["area_id"] == str(PLUIT)]
    return found[0] if found else None


@pytest.fixture
def flooded(site: Site) -> Iterator[Site]:
    """The site with one area in state 3."""
    answer = site.ask("PUT", f"/floods/{PLUIT}?username=petugas", json={"state": 3}, key=site.key)
    assert (answer.status_code, answer.text) == (200, f'{{"localAreaId":{PLUIT},"state":3,"updated":true}}')
    site.eventually(lambda: state(site) == 3)
    yield site
    site.ask("DELETE", f"/floods/{PLUIT}", key=site.key)


def test_an_area_with_a_state_has_every_property_in_its_order(flooded: Site):
    [found] = flooded.told("/floods?geoformat=geojson&minimum_state=1")["result"]["features"]
    assert list(found) == ["type", "geometry", "properties"]
    told = found["properties"]
    assert list(told) == PROPERTIES
    assert (told["area_id"], told["state"]) == (str(PLUIT), 3)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["last_updated"])
    assert isinstance(told["geom_id"], str)
    assert isinstance(told["attributes"], dict)


def test_topojson_of_areas_points_into_its_arcs(flooded: Site):
    result = flooded.told("/floods?minimum_state=3")["result"]
    assert list(result) == ["type", "objects", "arcs", "bbox"]
    [geometry] = result["objects"]["output"]["geometries"]
    if geometry["type"] == "Point":
        pytest.skip("no outlines are built here")
    assert list(geometry) == ["type", "properties", "arcs"]
    rings = geometry["arcs"] if geometry["type"] == "Polygon" else [ring for one in geometry["arcs"] for ring in one]
    assert sorted(number for ring in rings for number in ring) == list(range(len(result["arcs"])))
    xs = [point[0] for arc in result["arcs"] for point in arc]
    assert (min(xs), max(xs)) == (result["bbox"][0], result["bbox"][2])


def test_states_name_the_areas_that_have_one(flooded: Site):
    [row] = flooded.told("/floods/states")["result"]
    assert list(row) == ["area_id", "state", "last_updated"]
    assert (row["area_id"], row["state"]) == (str(PLUIT), 3)
    assert flooded.told("/floods/states?minimum_state=4")["result"] == []
    assert flooded.told("/floods/states?admin=ID-JB")["result"] == []
    assert len(flooded.told("/floods/states?admin=ID-JK&format=json")["result"]) == 1


def test_the_alert_of_an_area_is_said_element_for_element(flooded: Site):
    path = "/floods?format=xml&geoformat=cap"
    flooded.eventually(lambda: "<severity>Moderate</severity>" in flooded.get(path).text)
    answer = flooded.get(path)
    assert answer.headers["content-type"].startswith("text/xml")
    elements = re.findall(r"<([a-zA-Z]+)[ >/]", answer.text)
    head = [
        "feed",
        "id",
        "title",
        "updated",
        "author",
        "name",
        "uri",
        "entry",
        "id",
        "title",
        "updated",
        "content",
        "alert",
    ]
    alert = ["identifier", "sender", "sent", "status", "msgType", "scope", "info"]
    info = [
        "category",
        "event",
        "urgency",
        "severity",
        "certainty",
        "expires",
        "senderName",
        "headline",
        "description",
        "web",
    ]
    assert elements[:32] == [*head, *alert, *info, "area", "areaDesc"]
    assert "FLOODING OF BETWEEN 71 and 150 CENTIMETERS IN " in answer.text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("geoformat=cap", "format must be 'xml' when geoformat='cap'"),
        ("format=xml", "format must be 'json' when geoformat IN ('geojson','topojson')"),
        ("format=xml&geoformat=geojson", "format must be 'json' when geoformat IN ('geojson','topojson')"),
    ],
)
def test_alerts_are_xml_and_everything_else_is_json(site: Site, query, message):
    answer = site.get(f"/floods?{query}")
    assert (answer.status_code, answer.json()) == (400, {"statusCode": 400, "message": message})


@pytest.mark.parametrize("query", ["minimum_state=0", "minimum_state=5", "minimum_state=x", "format=csv", "city=jbd"])
def test_a_question_to_floods_that_does_not_fit_is_refused(site: Site, query):
    answer = site.get(f"/floods?{query}")
    assert (answer.status_code, answer.json()["validation"]["source"]) == (400, "query")


def test_a_cleared_area_has_no_state_and_stays_in_the_archive(flooded: Site):
    answer = flooded.ask("DELETE", f"/floods/{PLUIT}?username=x", key=flooded.key)
    assert (answer.status_code, answer.text) == (200, f'{{"localAreaId":{PLUIT},"state":null,"updated":true}}')
    assert flooded.eventually(lambda: state(flooded) is None)
    [found] = [
        one
        for one in flooded.told("/floods?geoformat=geojson")["result"]["features"]
        if one["properties"]["area_id"] == str(PLUIT)
    ]
    assert (found["properties"]["state"], found["properties"]["last_updated"]) == (None, None)
    again = flooded.ask("DELETE", f"/floods/{PLUIT}", key=flooded.key)
    assert again.status_code == 200
    for path in ("/floods/archive", "/floods/archives"):
        [row] = flooded.told(f"{path}?{flooded.window()}")["result"]
        assert list(row) == ["area_id", "last_updated", "max_state"]
        assert row["area_id"] == str(PLUIT)
        assert row["max_state"] >= 3


def test_the_series_of_areas_has_texts_for_counts(flooded: Site):
    rows = flooded.told(f"/floods/timeseries?{flooded.window()}")["result"]
    assert all(list(row) == ["ts", "count"] and isinstance(row["count"], str) for row in rows)


@pytest.mark.parametrize("path", ["/floods/archive", "/floods/archives", "/floods/timeseries", "/floods/archive/old"])
def test_a_window_of_areas_has_two_ends(site: Site, path):
    assert site.get(path).json()["message"] == 'child "start" fails because ["start" is required]'


def test_places_are_areas_without_their_outlines(flooded: Site):
    [row] = [one for one in flooded.told("/floods/places")["result"] if one["pkey"] == str(PLUIT)]
    assert list(row) == ["pkey", "district", "code", "village", "subdistrict", "instance_region_code"]
    assert row["instance_region_code"] == "ID-JK"


def test_an_area_is_found_by_its_outline_s_number_too(flooded: Site):
    [found] = flooded.told("/floods?geoformat=geojson&minimum_state=1")["result"]["features"]
    geom = found["properties"]["geom_id"]
    answer = flooded.ask("PUT", f"/floods/geomid/{geom}", json={"state": 4}, key=flooded.key)
    assert (answer.status_code, answer.json()["state"]) == (200, 4)
    assert flooded.eventually(lambda: state(flooded) == 4)


@pytest.mark.parametrize("body", [{}, {"state": 0}, {"state": 5}, {"state": 1, "by": "x"}])
def test_a_state_is_one_of_four(site: Site, body):
    answer = site.ask("PUT", f"/floods/{PLUIT}", json=body, key=site.key)
    assert (answer.status_code, answer.json()["validation"]["source"]) == (400, "body")


def test_an_area_that_is_not_there_is_not_found(site: Site):
    assert site.ask("PUT", "/floods/999", json={"state": 1}, key=site.key).status_code == 404
    assert site.ask("DELETE", "/floods/geomid/nowhere", key=site.key).status_code == 404
