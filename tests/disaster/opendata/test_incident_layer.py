"""Incidents as a layer of maps: what goes on, without exercises and without what officers write for themselves."""

from starlette.testclient import TestClient

from simpul.disaster.actions import incidents
from simpul.disaster.model.incidents import Stage
from simpul.kernel.platform import Platform
from tests.disaster.incident_makers import NORTH, SARI, opened, seen

LAYER = "/bencana/kejadian.geojson"


def test_an_incident_is_a_polygon_with_the_names_that_every_layer_has(client: TestClient, platform: Platform) -> None:
    incident = opened(platform)
    answer = client.get(LAYER)
    told = answer.json()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert (told["feed"]["state"], told["licence"]) == ("fresh", "CC-BY-4.0")
    assert told["generated_at"].endswith("Z")
    one = told["features"][0]
    assert (one["id"], one["geometry"]["type"]) == (incident.number, "Polygon")
    kept = one["properties"]
    common = {"number", "href", "label_id", "label_en", "synthetic", "source", "updated_at", "state"}
    assert common <= kept.keys()
    assert (kept["stage"], kept["reports"], kept["href"]) == ("open", 3, f"/bencana/kejadian/{incident.number}")
    assert kept["label_id"].startswith("Banjir, ")
    assert kept["label_en"].startswith("Flood, ")
    assert not {"needs", "taken", "contact", "actor"} & kept.keys()
    same = client.get(LAYER, headers={"If-None-Match": answer.headers["etag"]})
    assert same.status_code == 304


def test_closed_ones_and_exercises_and_other_places_are_left_out(client: TestClient, platform: Platform) -> None:
    first, second = opened(platform), opened(platform, NORTH, (NORTH[0] + 0.001, NORTH[1]))
    opened(platform, (106.9, -6.2), (106.901, -6.2), training=True)

    def listed(query: str = "") -> set[int]:
        return {one["id"] for one in client.get(f"{LAYER}?{query}").json()["features"]}

    assert listed() == {first.number, second.number}
    assert listed("dalam=31.72") == {second.number}
    assert listed("hazard=wind") == set()
    incidents.advance(platform, SARI, seen(first), stage=Stage.CLOSED, why="Air sudah surut.")
    assert listed() == {second.number}
    assert listed("semua=1") == {first.number, second.number}
    assert client.get("/ogc/collections/incidents/items?f=json&stage=closed").json()["numberMatched"] == 1
