"""OGC API Features as a strict reader takes the standard (OGC 17-069r4), and every hostile question that came to mind."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import replay
from simpul.disaster.rules.opendata.registry import COLLECTIONS
from simpul.kernel.platform import Platform
from tests.disaster.opendata.test_ogc import ITEMS, JSON, ROOT, numbers, reported  # noqa: F401 (a fixture)
from tests.disaster.test_gauge_sta import posts  # noqa: F401 (a fixture)

REFUSED = (
    *("bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=1,2,3,4,5,6,7", "bbox=nan,1,2,3", "bbox=inf,1,2,3", "bbox=1,10,2,-10"),
    *("bbox=181,0,182,1", "bbox=", "bbox=a,b,c,d", "bbox=1_0,-10,140,5", "bbox=%00", "bbox=1,2,3,4&bbox=1,2,3,4"),
    *("datetime=", "datetime=..", "datetime=/", "datetime=../..", "datetime=/..", "datetime=2026-13-01", "datetime=a/b/c"),
    *("datetime=2026-W01", "datetime=20261123", "datetime=2026", "datetime=9999-12-31T23:59:59-14:00", "datetime=%00"),
    *("datetime=0001-01-01T00:00:00%2B14:00", "datetime=2026-11-26T00:00:00Z/2020-01-01T00:00:00Z", "datetime=now"),
    *("limit=0", "limit=-1", "limit=1.5", "limit=abc", "limit=%D9%A3", "limit=", "limit=000"),
    *("offset=1", "foo=bar", "BBOX=1,2,3,4", "f=xml", "f=json&f=html", "f=json%00", "bbox-crs=http://x", "number=abc"),
)
ANSWERED = (
    *("bbox=170,-10,-170,10", "bbox=95,-10,0,141,5,100", "datetime=0001-01-01/..", "datetime=/9999-12-31", "limit=10001"),
    *(
        "datetime=2026-11-26T00:00:00.123456789Z",
        "datetime=2026-11-23t05:00:00z",
        "limit=1000000000",
        f"limit={'9' * 5000}",
    ),
    *("number=999999999999999999", "number=-1", "number=2147483648", "f=topojson", "f=json", "f=html"),
)
IDS = (
    "99999999999999999999999",
    "%00",
    "abc",
    "-1",
    "%D9%A3",
    "9223372036854775808",
    "2147483648",
    "..%2f..%2fetc",
    "1%20",
)


def kinds(found: Any) -> str:
    return str(found.headers["content-type"].split(";")[0])


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("query", REFUSED)
def test_what_the_standard_does_not_know_is_refused_with_400(client: TestClient, query: str) -> None:
    answer = client.get(f"{ITEMS}?{query}", headers=JSON)
    assert answer.status_code == 400, answer.text[:200]
    assert "json" in kinds(answer)


@pytest.mark.usefixtures("reported", "posts")
@pytest.mark.parametrize("name", COLLECTIONS)
def test_no_question_to_any_collection_breaks_it(client: TestClient, platform: Platform, name: str) -> None:
    if name in ("reports_2017", "areas"):
        replay.seed(platform)
    path = f"{ROOT}/collections/{name}/items"
    for query in ANSWERED:
        expected = (200, 400) if query.startswith("number") else (200,)
        assert client.get(f"{path}?{query}", headers=JSON).status_code in expected, query
    for query in ("after=abc", "after=-1", "after=%D9%A3", f"after={'9' * 500}", "after=9223372036854775808", "after=%00"):
        assert client.get(f"{path}?{query}", headers=JSON).status_code in (200, 400), query
    for one in IDS:
        assert client.get(f"{path}/{one}", headers=JSON).status_code == 404, one


@pytest.mark.usefixtures("reported")
def test_a_limit_beyond_all_measure_is_the_most(client: TestClient) -> None:
    assert numbers(client, "limit=1000000000") == numbers(client, "limit=10000")


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/geo+json", "application/geo+json"),
        ("application/json, text/html;q=0.1", "application/geo+json"),
        ("text/html;q=0, */*", "application/geo+json"),
        ("text/html;q=kaput", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/geo+json;q=0.2,text/html", "text/html"),
    ],
)
def test_the_form_is_the_one_that_the_client_likes_most(client: TestClient, accept: str, kind: str) -> None:
    assert kinds(client.get(ITEMS, headers={"Accept": accept})) == kind
    assert kinds(client.get(f"{ITEMS}?f=json", headers={"Accept": "text/html"})) == "application/geo+json"


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize(
    "path", ["", "/conformance", "/api", "/collections", "/collections/reports", "/collections/reports/items"]
)
def test_a_head_is_a_get_without_a_body_and_who_has_it_gets_304(client: TestClient, path: str) -> None:
    got, head = client.get(ROOT + path, headers=JSON), client.head(ROOT + path, headers=JSON)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers.get(name) for name in ("etag", "content-type", "vary")} == {
        name: got.headers.get(name) for name in ("etag", "content-type", "vary")
    }
    tag = got.headers["etag"]
    for header in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        assert client.get(ROOT + path, headers={**JSON, "If-None-Match": header}).status_code == 304
    assert client.get(ROOT + path, headers={**JSON, "If-None-Match": 'W/"other"'}).status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, ROOT + path).status_code in (403, 405)


STA_REFUSED = (
    "$filter=name eq 'x'; DROP TABLE x",
    "$filter=result eq 'abc'",
    "$filter=result eq nan",
    "$filter=result eq 1 or",
    "$filter=" + "(" * 40 + "1",
    "$filter=" + "not " * 300 + "true",
    "$filter=phenomenonTime gt 2026-11-26",
    "$skip=-1",
    "$top=-1",
    "$top=99999999999",
    "$orderby=foo",
    "$foo=bar",
    "$count=maybe",
    "$expand=Datastream($expand=Thing($expand=Locations($expand=Things)))",
    "$expand=Foo",
    "$expand=Datastream(",
    "$select=foo",
)
STA_ANSWERED = (
    "$filter=result gt 1e999",
    "$filter=id eq 99999999999999999999",
    "$filter=phenomenonTime gt 0001-01-01T00:00:00%2B14:00",
    "$filter=phenomenonTime lt 9999-12-31T23:59:59-14:00",
    "$skip=999999999",
    "$top=0",
    "$top=1000000",
)


@pytest.mark.usefixtures("posts")
def test_sensorthings_answers_or_refuses_whatever_it_is_asked(client: TestClient) -> None:
    for query in STA_REFUSED:
        assert client.get(f"/sta/v1.1/Observations?{query}").status_code == 400, query
    for query in STA_ANSWERED:
        assert client.get(f"/sta/v1.1/Observations?{query}").status_code == 200, query
    for path in (
        "Things(9999999999999999999)",
        "Things('%00')",
        "Things(-1)",
        "Things(1)/Foo",
        "Observations(1)/Datastream",
    ):
        assert client.get(f"/sta/v1.1/{path}").status_code == 404, path
    for name in ("É😀", "%00", "''", "x' or '1' eq '1", "%ff"):
        assert client.get(f"/sta/v1.1/Things?$filter=name eq '{name}'").status_code in (200, 400), name
