"""OGC API Features, class by class of what is declared (OGC 17-069r4, annex A), and what a hostile address comes to."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions import replay
from simpul.disaster.rules.opendata.registry import COLLECTIONS
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, officer, sent

ROOT = "/ogc"
ITEMS = f"{ROOT}/collections/reports/items"
JSON = {"Accept": "application/json"}


def local(href: str) -> str:
    parts = urlsplit(href)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def hrefs(document: Any, rel: str) -> list[dict[str, str]]:
    return [link for link in document["links"] if link["rel"] == rel]


def numbers(client: TestClient, query: str, path: str = ITEMS) -> list[int]:
    answer = client.get(f"{path}?{query}", headers=JSON)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["features"]]


@pytest.fixture
def reported(platform: Platform, clock: FixedClock) -> None:
    """1 to 3 at Monas an hour apart, 4 a storm in Bandung; 1 is over by now, 2 is verified; an exercise, a hidden one."""
    for number in range(3):
        sent(platform, text=f"kata {number + 1}")
        clock.advance(timedelta(hours=1))
    sent(platform, BANDUNG, hazard="wind", card={"impact": 1})
    sent(platform, training=True)
    gone = sent(platform)
    actions.verify(platform, officer(), 2, version=1)
    actions.hide(platform, officer(), gone.number, version=1, reason="spam")
    clock.advance(timedelta(minutes=5))


def test_core_the_landing_page_leads_to_everything(client: TestClient) -> None:
    landing = client.get(ROOT, headers=JSON).json()
    for rel in ("self", "service-desc", "service-doc", "conformance", "data"):
        for link in hrefs(landing, rel):
            answer = client.get(local(link["href"]), headers={"Accept": "*/*"})
            assert answer.status_code == 200
            assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0]


def test_core_conformance_names_what_the_tests_below_show(client: TestClient) -> None:
    base = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    told = client.get(f"{ROOT}/conformance", headers=JSON).json()
    assert told["conformsTo"] == [base + name for name in ("core", "oas30", "html", "geojson")]


def test_core_every_collection_is_described_and_its_links_work(client: TestClient, platform: Platform) -> None:
    replay.seed(platform)
    told = client.get(f"{ROOT}/collections", headers=JSON).json()
    assert [one["id"] for one in told["collections"]] == list(COLLECTIONS)
    for one in told["collections"]:
        alone = client.get(f"{ROOT}/collections/{one['id']}", headers=JSON).json()
        assert (alone["id"], alone["title"], alone["extent"]) == (one["id"], one["title"], one["extent"])
        assert {link["type"] for link in hrefs(one, "items")} >= {"application/geo+json", "text/html"}
        assert hrefs(alone, "self")
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        assert west <= east
        assert south <= north


@pytest.mark.usefixtures("reported")
def test_core_items_say_how_many_match_and_lead_to_the_next_page(client: TestClient) -> None:
    seen, path, pages = [], f"{ROOT}/collections/reports_archive/items?limit=3", 0
    while path:
        answer = client.get(path, headers=JSON)
        page = answer.json()
        assert (page["type"], page["numberMatched"], page["numberReturned"]) == (
            "FeatureCollection",
            4,
            len(page["features"]),
        )
        assert answer.headers["content-type"] == "application/geo+json"
        assert page["timeStamp"].endswith("Z")
        assert hrefs(page, "self")
        seen += [one["id"] for one in page["features"]]
        further = hrefs(page, "next")
        path, pages = (local(further[0]["href"]) if further else ""), pages + 1
        assert ('rel="next"' in answer.headers["link"]) is bool(further)
    assert (seen, pages) == ([4, 3, 2, 1], 2)


@pytest.mark.usefixtures("reported")
def test_core_bbox_selects_by_place_also_across_the_antimeridian(client: TestClient) -> None:
    assert numbers(client, "bbox=107,-7,108,-6") == [4]
    assert numbers(client, "bbox=106.8272,-6.1754,106.8272,-6.1754") == [3, 2]
    assert numbers(client, "bbox=106,-7,-5,107,-6,9000") == [3, 2]
    assert numbers(client, "bbox=170,-10,-170,10") == []
    assert numbers(client, "bbox=170,-10,107,10") == [3, 2]


TIMES: dict[str, list[int]] = {
    "2026-11-23T05:00:00Z": [1],
    "2026-11-23T05:30:00Z/2026-11-23T06:30:00Z": [2],
    "2026-11-23T06:00:00Z/..": [4, 3, 2],
    "../2026-11-23T06:00:00Z": [2, 1],
    "/2026-11-23T06:00:00Z": [2, 1],
    "2026-11-23T12:00:00%2B07:00/2026-11-23T13:00:00%2B07:00": [2, 1],
    "2026-11-23": [4, 3, 2, 1],
    "2026-11-23/2026-11-23": [4, 3, 2, 1],
    "2026-11-24/..": [],
}


@pytest.mark.usefixtures("reported")
def test_core_datetime_selects_by_time_ends_included_and_a_day_is_all_of_it(client: TestClient) -> None:
    for when, found in TIMES.items():
        assert (when, numbers(client, f"datetime={when}", f"{ROOT}/collections/reports_archive/items")) == (when, found)


@pytest.mark.usefixtures("reported")
def test_core_columns_select_by_value(client: TestClient) -> None:
    assert numbers(client, "hazard=wind") == [4]
    assert numbers(client, "status=verified&province_code=31") == [2]
    assert numbers(client, "number=3") == [3]
    assert numbers(client, "report_type=flood") == [3, 2]
    assert numbers(client, "severity=' OR 1=1 --") == []
    assert numbers(client, "hazard=wind&bbox=106,-7,107,-6") == []


UNREADABLE = (
    "moon=1",
    "bbox=1,2,3",
    "bbox=a,b,c,d",
    "bbox=0,10,1,5",
    "bbox=0,0,200,1",
    "bbox=nan,0,1,1",
    "bbox=0,0,1,inf",
    "bbox-crs=EPSG:4326&bbox=0,0,1,1",
    "datetime=yesterday",
    "datetime=..",
    "datetime=../..x",
    "datetime=2026-11-24/2026-11-23",
    "datetime=0001-01-01T00:00:00%2B14:00",
    "limit=0",
    "limit=-1",
    "limit=ten",
    "number=x",
    "number=99999999999999999999999",
    "after=x",
    "f=gml",
    "f=json&f=html",
    "hazard=flood&hazard=wind",
)


def test_core_what_is_not_described_or_readable_is_refused_with_400(client: TestClient) -> None:
    for query in UNREADABLE:
        answer = client.get(f"{ITEMS}?{query}", headers=JSON)
        assert (query, answer.status_code) == (query, 400)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["title"]


def test_core_an_unknown_parameter_is_refused_everywhere_and_what_is_not_there_is_404(client: TestClient) -> None:
    for path in ("", "/conformance", "/api", "/collections", "/collections/reports"):
        assert client.get(f"{ROOT}{path}?moon=1", headers=JSON).status_code == 400
    for path in ("moon", "moon/items", "reports/items/99", "reports/items/x", "areas/items/x"):
        for accept in ("application/json", "text/html"):
            answer = client.get(f"{ROOT}/collections/{path}", headers={"Accept": accept})
            assert (path, answer.status_code) == (path, 404)


def test_core_a_limit_beyond_the_most_is_the_most_and_other_methods_are_405(client: TestClient) -> None:
    assert client.get(f"{ITEMS}?limit=99999999", headers=JSON).status_code == 200
    assert client.post(ITEMS).status_code == 405


@pytest.mark.usefixtures("reported")
def test_geojson_a_feature_stands_alone_with_its_links(client: TestClient) -> None:
    answer = client.get(f"{ITEMS}/2", headers=JSON)
    one = answer.json()
    assert (one["type"], one["id"], one["geometry"]) == (
        "Feature",
        2,
        {"type": "Point", "coordinates": [106.8272, -6.1754]},
    )
    assert answer.headers["content-type"] == "application/geo+json"
    assert hrefs(one, "self")
    assert hrefs(one, "collection")
    assert list(one["properties"]) == [column.name for column in COLLECTIONS["reports"].columns]
    known = client.get(f"{ITEMS}/2", headers={**JSON, "If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304


@pytest.mark.usefixtures("reported")
def test_words_are_public_only_of_verified_reports_and_others_never_leave(client: TestClient) -> None:
    whole = client.get(f"{ROOT}/collections/reports_archive/items", headers=JSON)
    told = {one["id"]: one["properties"]["text"] for one in whole.json()["features"]}
    assert told == {4: None, 3: None, 2: "kata 2", 1: None}
    assert "kata 1" not in whole.text
    for secret in ("device", "address", "form_id", "decided_by", "score"):
        assert secret not in whole.json()["features"][0]["properties"]
    assert client.get(f"{ITEMS}/1", headers=JSON).status_code == 404  # live no longer
    assert client.get(f"{ITEMS}/5", headers=JSON).status_code == 404  # an exercise
    assert client.get(f"{ITEMS}/6", headers=JSON).status_code == 404  # hidden


@pytest.mark.usefixtures("reported")
def test_html_every_resource_is_a_page_too(client: TestClient, platform: Platform) -> None:
    replay.seed(platform)
    accept = {"Accept": "text/html,application/xhtml+xml"}
    for name in COLLECTIONS:
        for path in (f"/collections/{name}", f"/en/collections/{name}", f"/collections/{name}/items?limit=2"):
            prefix, rest = ("/en", path[3:]) if path.startswith("/en") else ("", path)
            answer = client.get(prefix + ROOT + rest, headers=accept)
            assert (path, answer.status_code) == (path, 200)
            assert answer.headers["content-type"].startswith("text/html")
        for one in client.get(f"{ROOT}/collections/{name}/items?limit=1", headers=JSON).json()["features"]:
            assert client.get(f"{ROOT}/collections/{name}/items/{one['id']}", headers=accept).status_code == 200


def test_html_the_other_pages_are_there_in_both_languages(client: TestClient) -> None:
    for path in ("", "/conformance", "/api", "/collections"):
        for prefix in ("", "/en"):
            assert client.get(f"{prefix}{ROOT}{path}?f=html").status_code == 200


def test_oas30_the_description_is_valid_and_names_what_can_be_asked(client: TestClient) -> None:
    answer = client.get(f"{ROOT}/api?f=json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    told = answer.json()
    assert told["openapi"].startswith("3.0")
    operations = [way["get"]["operationId"] for way in told["paths"].values()]
    assert len(set(operations)) == len(operations)
    for name, one in COLLECTIONS.items():
        get = told["paths"][f"/collections/{name}/items"]["get"]
        named = {_resolved(told, each)["name"] for each in get["parameters"]}
        assert named == {"f", "bbox", "bbox-crs", "datetime", "limit", "after", *one.filters}
    _all_references_lead_somewhere(told, told)


def _resolved(told: Any, each: Any) -> Any:
    if "$ref" not in each:
        return each
    found = told
    for part in each["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def _all_references_lead_somewhere(told: Any, part: Any) -> None:
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(one, dict) and "$ref" in one:
            assert _resolved(told, one)
        _all_references_lead_somewhere(told, one)


def test_any_site_may_read_and_the_public_address_is_told_behind_a_proxy(client: TestClient, platform: Platform) -> None:
    assert client.get(ITEMS, headers=JSON).headers["access-control-allow-origin"] == "*"
    assert client.get(f"{ITEMS}?moon=1", headers=JSON).headers["access-control-allow-origin"] == "*"
    object.__setattr__(platform, "settings", platform.settings.model_copy(update={"public_url": "https://bpbd.example"}))
    landing = client.get("/en/ogc?f=json").json()
    assert hrefs(landing, "data")[0]["href"] == "https://bpbd.example/en/ogc/collections?f=json"
