"""OGC SensorThings 1.1, reading (OGC 18-088): entities, links, options, and an honest refusal of what is not answered."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from simpul.disaster.actions.gauges import take_in
from simpul.disaster.api.sta import CONFORMANCE
from simpul.disaster.model.gauges import Expected, Gauge, Observation
from simpul.disaster.rules.sta.entities import LINKS, MANY, ONE
from simpul.kernel.platform import Platform
from tests.disaster.area_makers import NOW

ROOT = "/sta/v1.1"
POLYGON = "geography'POLYGON((106.8 -6.3,106.9 -6.3,106.9 -6.1,106.8 -6.1,106.8 -6.3))'"


@pytest.fixture
def posts(platform: Platform) -> list[int]:
    """Three gauges: two in Jakarta, one upstream that said nothing; the first with thirty observations."""
    from simpul.disaster.actions.gauges import states

    first = [Observation(NOW - timedelta(minutes=10 * n), 600 + n, 4, "SIAGA IV") for n in range(30)]
    second = [Observation(NOW - timedelta(hours=9), 900, 2, "SIAGA II")]
    made = (
        (Gauge("A", "Manggarai", 106.848, -6.209, source="DSDA", expected=Expected((950, 850, 750))), first),
        (Gauge("B", "Karet d'Ujung", 106.81, -6.19), second),
        (Gauge("C", "Katulampa", 106.837, -6.633), ()),
    )
    take_in(platform, made, source="uji")
    return [one.gauge.number for one in states(platform)]


@pytest.fixture
def ask(client: Any, posts: list[int]) -> Any:
    """The answer at a path of the service, which must be 200."""

    def asked(path: str, status: int = 200, **options: str) -> Any:
        query = {f"${name}": value for name, value in options.items()}
        found = client.get(f"{ROOT}/{path}" if path else ROOT, params=query or None)
        assert found.status_code == status, found.text
        assert found.headers["access-control-allow-origin"] == "*"
        return found.json()

    return asked


def names(answer: Any) -> list[str]:
    return [one["name"] for one in answer["value"]]


def test_the_root_lists_the_eight_sets_and_what_is_declared(ask: Any) -> None:
    root = ask("")
    assert [one["name"] for one in root["value"]] == list(MANY)
    assert root["serverSettings"]["conformance"] == list(CONFORMANCE)
    assert all(ask(one)["value"] for one in MANY)


def test_every_link_of_every_entity_leads_to_what_it_says(ask: Any, client: Any) -> None:
    for many, links in LINKS.items():
        one = ask(many, top="1")["value"][0]
        assert client.get(urlsplit(one["@iot.selfLink"]).path).json() == one
        for link in links:
            found = client.get(urlsplit(one[f"{link}@iot.navigationLink"]).path)
            assert found.status_code == 200, (many, link)
            reached = found.json() if link in ONE else found.json()["value"][0]
            assert f"/{ONE.get(link, link)}(" in reached["@iot.selfLink"]


def test_a_datastream_says_what_it_measures_and_that_it_is_silent(ask: Any, posts: list[int]) -> None:
    one = ask(f"Datastreams({posts[0]})")
    assert one["unitOfMeasurement"]["symbol"] == "cm"
    assert one["properties"]["siaga"] == [950, 850, 750]
    assert one["properties"]["state"] == "fresh"
    assert one["phenomenonTime"] == "2026-11-23T00:10:00Z/2026-11-23T05:00:00Z"
    silent = ask(f"Datastreams({posts[1]})")["properties"]
    assert (silent["state"], silent["silentSince"], silent["warning"]) == ("silent", "2026-11-22T20:00:00Z", None)


def test_observations_newest_first_page_by_page(ask: Any, client: Any, posts: list[int]) -> None:
    first = ask(f"Datastreams({posts[0]})/Observations", top="12", count="true")
    assert (first["@iot.count"], len(first["value"])) == (30, 12)
    assert first["value"][0]["phenomenonTime"] == "2026-11-23T05:00:00Z"
    assert first["value"][0]["result"] == 600
    seen, page = list(first["value"]), first
    while "@iot.nextLink" in page:
        parts = urlsplit(page["@iot.nextLink"])
        page = client.get(f"{parts.path}?{parts.query}").json()
        seen += page["value"]
    assert len({one["@iot.id"] for one in seen}) == 30
    again = client.get(urlsplit(seen[7]["@iot.selfLink"]).path).json()
    assert again == seen[7]


OBSERVATIONS_BY_CONDITIONS: Any = [
    ("result ge 620", 11),
    ("result gt 620 and result lt 625", 4),
    ("620 lt result and not (result ge 625)", 4),
    ("phenomenonTime ge 2026-11-23T04:30:00Z", 4),
    ("phenomenonTime ge 2026-11-23T11:30:00+07:00", 4),
    ("parameters/warning le 2", 1),
    ("Datastream/name eq 'Manggarai'", 30),
    ("Datastream/id eq {first} or result eq 900", 31),
    ("Datastream/Thing/id ne {first}", 1),
    ("result eq null", 0),
]


def test_observations_by_conditions(ask: Any, posts: list[int]) -> None:
    for condition, count in OBSERVATIONS_BY_CONDITIONS:
        asked = condition.format(first=posts[0])
        assert ask("Observations", filter=asked, count="true", top="5")["@iot.count"] == count, condition


ENTITIES_BY_CONDITIONS: Any = [
    ("Things", "name eq 'Manggarai'", 1),
    ("Things", "name eq 'Karet d''Ujung'", 1),
    ("Things", "substringof('kat', tolower(name))", 1),
    ("Things", "startswith(name, 'K') and properties/synthetic eq false", 2),
    ("Things", "properties/nothing eq null", 3),
    ("Things", "length(name) gt 9", 1),
    ("Locations", f"st_within(location, {POLYGON})", 2),
    ("Locations", f"not st_within(location, {POLYGON})", 1),
    ("Locations", f"geo.intersects(location, {POLYGON})", 2),
    ("FeaturesOfInterest", f"st_within(feature, {POLYGON})", 2),
    ("Datastreams", "Thing/name eq 'Katulampa'", 1),
    ("Datastreams", "properties/state eq 'silent'", 1),
    ("Datastreams", "properties/warning eq null", 2),
]


def test_entities_by_conditions(ask: Any) -> None:
    for many, condition, count in ENTITIES_BY_CONDITIONS:
        assert len(ask(many, filter=condition)["value"]) == count, condition


def test_order_selection_and_skipping(ask: Any) -> None:
    assert names(ask("Things", orderby="name desc", select="name")) == ["Manggarai", "Katulampa", "Karet d'Ujung"]
    assert ask("Things", orderby="name", select="name,id", top="1")["value"][0].keys() == {"@iot.id", "name"}
    assert names(ask("Things", orderby="name", skip="2")) == ["Manggarai"]
    found = ask("Observations", orderby="result desc,phenomenonTime asc", top="2")["value"]
    assert [one["result"] for one in found] == [900, 629]


def test_what_is_expanded_stands_beside_its_entity(ask: Any, posts: list[int]) -> None:
    thing = ask(f"Things({posts[0]})", expand="Locations,Datastreams($expand=Observations($top=1;$select=result))")
    assert thing["Locations"][0]["location"]["coordinates"] == [106.848, -6.209]
    stream = thing["Datastreams"][0]
    assert stream["Observations"] == [{"result": 600}]
    assert "Observations@iot.nextLink" in stream
    assert ask("Things", expand="Datastreams/Observations")["value"][0]["Datastreams"][0]["Observations"]
    seen = ask("Observations", top="1", expand="Datastream($expand=Thing)")["value"][0]
    assert seen["Datastream"]["Thing"]["name"] == "Manggarai"


def test_properties_bare_values_and_references(ask: Any, client: Any, posts: list[int]) -> None:
    assert ask(f"Things({posts[0]})/name") == {"name": "Manggarai"}
    assert client.get(f"{ROOT}/Things({posts[0]})/name/$value").text == "Manggarai"
    assert ask(f"Things({posts[0]})/properties/gauge") == {"gauge": "A"}
    references = ask(f"Things({posts[0]})/Datastreams/$ref")["value"]
    assert references[0].keys() == {"@iot.selfLink"}


THERE_IS_NOTHING_AT_SUCH_A_PATH: Any = [
    *("Nothing", "Things(999)", "Things('x')", "Things(1)/Nothing", "Observations(1)", "Observations('1-x')"),
    *("Things(0)", "things", "Things/Datastreams", "Things(999)/Datastreams", "ObservedProperties(2)", "Things(1)(2)"),
    *("Observations('1-99999999999999999999')", "Observations('1-999999999999999')", "Things/$ref/$ref", "$ref", "a'b"),
]


def test_there_is_nothing_at_such_a_path(ask: Any) -> None:
    for path in THERE_IS_NOTHING_AT_SUCH_A_PATH:
        assert ask(path, 404)["code"] == 404


WHAT_IS_NOT_UNDERSTOOD_IS_REFUSED_WITH_THE_REASON: Any = [
    ("Things", {"filter": "name eq"}, "does not belong"),
    ("Things", {"filter": "name"}, "is no condition"),
    ("Things", {"filter": "name eq 'x"}, "not understood"),
    ("Things", {"filter": "year(name) eq 2026"}, "year is not known"),
    ("Things", {"filter": "name gt 5"}, "compares"),
    ("Things", {"filter": "nothing eq 5"}, "no property nothing"),
    ("Things", {"filter": "st_within(name, geography'POINT(1 2)')"}, "first argument is a place"),
    ("Things", {"filter": "st_within(location, geography'CIRCLE(1 2)')"}, "well-known text"),
    ("Things", {"filter": "(" * 30 + "name eq 'x'" + ")" * 30}, "nested deeper"),
    ("Things", {"filter": "not " * 30 + "name eq 'x'"}, "nested deeper"),
    ("Things", {"filter": "x" * 5000}, "longer than"),
    ("Things", {"expand": "Observations"}, "no Observations"),
    ("Things", {"expand": "Datastreams("}, "not closed"),
    ("Things", {"expand": "Datastreams/Observations/Datastream/Thing"}, "levels deep"),
    ("Things", {"select": "nothing"}, "no nothing"),
    ("Things", {"top": "-1"}, "whole number"),
    ("Things", {"top": "x"}, "whole number"),
    ("Things", {"count": "yes"}, "true or false"),
    ("Things", {"orderby": "name down"}, "asc or desc"),
    ("Things", {"resultFormat": "dataArray"}, "$resultFormat is not known"),
    ("Observations", {"filter": "startswith(result, 'x')"}, "functions are not known"),
    ("Observations", {"filter": "result eq 'x'"}, "not compared"),
    ("Observations", {"filter": "Datastream/description eq 'x'"}, "no Datastream/description"),
    ("Observations", {"filter": "id gt '1-2'"}, "eq and ne"),
    ("Observations", {"orderby": "parameters"}, "no parameters"),
]


def test_what_is_not_understood_is_refused_with_the_reason(ask: Any) -> None:
    for path, options, reason in WHAT_IS_NOT_UNDERSTOOD_IS_REFUSED_WITH_THE_REASON:
        told = ask(path, 400, **options)
        assert (told["code"], told["type"]) == (400, "error")
        assert reason in told["message"], options


def test_a_gauge_out_of_service_is_not_there(ask: Any, platform: Platform, posts: list[int]) -> None:
    from simpul.disaster.actions import gauge_desk
    from tests.conftest import officer

    gauge_desk.set_active(platform, officer(), posts[0], active=False, version=1)
    assert len(ask("Things")["value"]) == 2
    assert ask("Observations", count="true")["@iot.count"] == 1
    ask(f"Things({posts[0]})", 404)
