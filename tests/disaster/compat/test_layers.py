"""Gauges, infrastructure, cities, feeds, partners, figures over HTTP, written from the interface's contract."""

from uuid import uuid4

import pytest

from tests.disaster.compat.conftest import Site

EMPTY = {
    "statusCode": 200,
    "result": {
        "type": "Topology",
        "objects": {"output": {"type": "GeometryCollection", "geometries": []}},
        "arcs": [],
        "bbox": [None, None, None, None],
    },
}
FORMAT = '"created_at" must be a string with one of the following formats [YYYY-MM-DDTHH:mm:ssZ]'
QLUE = {
    "post_id": 91,
    "created_at": "2026-11-23T20:05:00+0700",
    "title": "Banjir",
    "text": "Air setinggi lutut",
    "image_url": "",
    "qlue_city": "jabodetabek",
    "disaster_type": "flood",
    "location": {"lat": -6.1754, "lng": 106.8272},
}


def number() -> int:
    """A number that no post had before."""
    return uuid4().int >> 80


@pytest.mark.parametrize("path", ["/earthquakes", "/volcanos/list-volcano", "/volcanos/last-eruption", "/needs/", "/needs"])
def test_what_this_node_has_nothing_of_is_empty_and_whole(site: Site, path):
    assert site.told(path) == EMPTY


@pytest.mark.parametrize("kind", ["basins", "floodgates", "pumps", "sites", "waterways"])
def test_every_layer_of_infrastructure_answers(site: Site, kind):
    result = site.told(f"/infrastructure/{kind}?geoformat=geojson&admin=ID-AC")["result"]
    assert result == {"type": "FeatureCollection", "features": []}


def test_a_layer_of_infrastructure_that_is_none_is_refused(site: Site):
    answer = site.get("/infrastructure/roads")
    assert answer.status_code == 400
    assert answer.json()["validation"] == {"source": "params", "keys": ["type"]}


def test_a_gauge_that_is_not_there_is_not_found(site: Site):
    assert site.get("/floodgauges/99999999").json() == {"statusCode": 404, "found": False, "result": None}
    assert site.get("/floodgauges/x").status_code == 400


@pytest.mark.parametrize(
    ("query", "result"),
    [
        ("lat=-6.1754&long=106.8272", {"pointInCity": True, "cityName": "DKI Jakarta"}),
        ("lat=-6.1754&long=106.8272&admin=ID-JK", {"pointInCity": True, "cityName": "DKI Jakarta"}),
        ("lat=-6.1754&long=106.8272&admin=ID-BA", {"pointInCity": False, "cityName": "Bali"}),
        ("lat=0&long=0", {"pointInCity": False, "cityName": None}),
    ],
)
def test_a_point_lies_in_a_city_or_does_not(site: Site, query, result):
    assert site.told(f"/cities/bounds?{query}") == {"statusCode": 200, "result": result}


@pytest.mark.parametrize("query", ["", "lat=1", "lat=1&lng=2", "lat=91&long=0"])
def test_a_point_has_a_latitude_and_a_longitude(site: Site, query):
    assert site.get(f"/cities/bounds?{query}").status_code == 400


def test_cities_are_the_provinces_and_regions_the_regencies(site: Site):
    provinces = site.told("/cities?geoformat=geojson")["result"]["features"]
    for one in provinces:
        assert list(one["properties"]) == ["code", "name"]
        assert one["geometry"]["type"] == "MultiPolygon"
    codes = [one["properties"]["code"] for one in provinces]
    assert len(set(codes)) == len(codes) in (0, 34)
    for one in site.told("/regions?geoformat=geojson&admin=ID-JK")["result"]["features"]:
        assert list(one["properties"]) == ["id", "region", "region_code", "city"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (
            "/stats/reportsSummary",
            [
                "total number of reports",
                "total number of qlue reports",
                "total number of detik reports",
                "total number of Twitter & Telegram reports",
            ],
        ),
        ("/stats/floodedRWsSummary", ["# hati-hati RWs", "# 10-70cm RWs", "# 71-150cm RWs", "# 151cm+ RWs"]),
        ("/stats/floodedRegionsSummary", ["total number of regions with flooded RWs", "regions with flooded RWs"]),
    ],
)
def test_figures_stand_bare(site: Site, path, names):
    assert list(site.told(f"{path}?city=ID-JK&timeperiod=3600")) == names


def test_partners_are_a_bare_list_for_who_has_a_key(site: Site):
    assert site.get("/partners").status_code in (401, 403)
    assert isinstance(site.told("/partners", key=site.key), list)
    assert site.told("/partners/partner?partner_code=nobody", key=site.key) == []


def test_subscriptions_need_a_key(site: Site):
    for method, path in (
        ("GET", "/subscriptions/regions?id=628123"),
        ("GET", "/subscriptions/count?start=2026-11-23&end=2026-11-24"),
        ("POST", "/subscriptions/add-subscriber"),
        ("DELETE", "/subscriptions/delete-subscriber"),
    ):
        assert site.ask(method, path).status_code in (401, 403)
    counted = site.told("/subscriptions/count", key=site.key)
    assert list(counted) == ["Number of unique numbers", "Number of unique cities"]


def test_a_feed_s_report_is_taken_once(site: Site):
    post = {**QLUE, "post_id": number()}
    first = site.ask("POST", "/feeds/qlue", json=post, key=site.key)
    assert (first.status_code, first.json()) == (200, {"post_id": post["post_id"], "created": True})
    again = site.ask("POST", "/feeds/qlue", json=post, key=site.key)
    assert again.status_code == 200
    assert list(again.json()) == ["post_id", "created", "message"]
    assert again.json()["created"] is False


def test_a_feed_s_report_of_detik_has_degrees_of_its_own(site: Site):
    told = {name: QLUE[name] for name in ("created_at", "text", "disaster_type")}
    place = {"latitude": -6.1754, "longitude": 106.8272}
    body = {"contribution_id": number(), **told, "url": "https://example.invalid/5", "location": place}
    answer = site.ask("POST", "/feeds/detik", json=body, key=site.key)
    assert (answer.status_code, answer.json()) == (200, {"contribution_id": body["contribution_id"], "created": True})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"created_at": "2026-11-23T20:05:00.000Z"},
            f'child "created_at" fails because [{FORMAT}]',
        ),
        (
            {"qlue_city": "x"},
            'child "qlue_city" fails because ["qlue_city" must be one of [jabodetabek, bandung, surabaya]]',
        ),
        ({"disaster_type": "wind"}, 'child "disaster_type" fails because ["disaster_type" must be one of [flood]]'),
        ({"foo": 1}, '"foo" is not allowed'),
    ],
)
def test_a_feed_s_report_that_does_not_fit_is_refused(site: Site, change, message):
    answer = site.ask("POST", "/feeds/qlue", json={**QLUE, **change}, key=site.key)
    assert (answer.status_code, answer.json()["message"]) == (400, message)
