"""Vector tiles of areas: what lies in the tile is in it, once for each change, and an address that is none is refused."""

import mapbox_vector_tile
import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import area_register, areas
from simpul.kernel.platform import Platform
from simpul.regions import Level
from tests.disaster.area_makers import GAMBIR
from tests.disaster.makers import officer

TILES = "/bencana/ubin-wilayah"
AT_GAMBIR = "11/1631/1059"
"""The tile of zoom 11 in which Gambir lies."""


def test_an_area_is_in_its_tile_with_its_state_and_in_no_other(client: TestClient, platform: Platform) -> None:
    area_register.seed_level(platform, Level.VILLAGE, "31.71")
    areas.set_state(platform, officer(), GAMBIR, state=3, seen=0)
    answer = client.get(f"{TILES}/{AT_GAMBIR}.mvt")
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    layer = mapbox_vector_tile.decode(answer.content)["wilayah"]
    assert [one["properties"]["area"] for one in layer["features"]] == [GAMBIR]
    one = layer["features"][0]
    assert (one["properties"]["state"], one["properties"]["name"]) == (3, "Gambir")
    assert one["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert "agency" not in one["properties"] or one["properties"]["agency"]
    known = client.get(f"{TILES}/{AT_GAMBIR}.mvt", headers={"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304
    assert mapbox_vector_tile.decode(client.get(f"{TILES}/11/0/0.mvt").content).get("wilayah", {}).get("features", []) == []
    assert mapbox_vector_tile.decode(client.get(f"{TILES}/0/0/0.mvt").content)["wilayah"]["features"]
    areas.set_state(platform, officer(), GAMBIR, state=None, seen=1)
    cleared = client.get(f"{TILES}/{AT_GAMBIR}.mvt", headers={"If-None-Match": answer.headers["etag"]})
    assert cleared.status_code == 200
    assert not mapbox_vector_tile.decode(cleared.content).get("wilayah", {}).get("features")


def test_the_tiles_are_described_for_map_programs(client: TestClient) -> None:
    for name, layer in (("ubin-wilayah", "wilayah"), ("ubin-peringatan", "peringatan")):
        told = client.get(f"/bencana/{name}.json").json()
        assert told["tilejson"] == "3.0.0"
        assert told["tiles"] == [f"http://localhost/bencana/{name}/{{z}}/{{x}}/{{y}}.mvt"]
        assert told["vector_layers"][0]["id"] == layer
        assert client.get(f"/bencana/{name}/5/25/16.mvt").status_code == 200


@pytest.mark.parametrize("path", ["0/1/0.mvt", "19/0/0.mvt", "-1/0/0.mvt", "a/0/0.mvt", "0/0/0.png", "0/0/0", "1/0/9.mvt"])
def test_an_address_that_is_no_tile_is_404(client: TestClient, path: str) -> None:
    assert client.get(f"{TILES}/{path}").status_code == 404
