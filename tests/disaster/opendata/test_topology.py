"""TopoJSON: what topojson-client (npm) makes of it is what was put in, and shared borders are written once."""

import json
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from simpul.disaster.actions import area_register
from simpul.disaster.rules.topology import topology
from simpul.kernel.platform import Platform
from simpul.regions import Level
from tests.disaster.makers import sent
from tests.npm_tools import ROOT, installed

SQUARES = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]
"""Two squares side by side: the border from (1, 0) to (1, 1) is theirs both."""
DECODE = """
import { feature, mesh } from "topojson-client";
import { readFileSync } from "node:fs";
const topology = JSON.parse(readFileSync(0, "utf8"));
const object = Object.values(topology.objects)[0];
console.log(JSON.stringify({ whole: feature(topology, object), inner: mesh(topology, object, (a, b) => a !== b) }));
"""


def run_node(program: str, given: str) -> str:
    """What a program of Node says of its input."""
    environment = installed(ROOT, "topojson-client")
    command = ["node", "--input-type=module", "-e", program]
    told = subprocess.run(
        command, input=given, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def made(geometry: Any, number: int = 1) -> dict[str, Any]:
    return {"type": "Feature", "id": number, "geometry": geometry, "properties": {"n": number}}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def decoded(told: dict[str, Any]) -> dict[str, Any]:
    """By the specification, in a few lines: what each feature's coordinates are."""
    (sx, sy), (tx, ty) = told["transform"]["scale"], told["transform"]["translate"]

    def arc(number: int) -> list[list[float]]:
        x = y = 0
        found = []
        for dx, dy in told["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            found.append([x * sx + tx, y * sy + ty])
        return found if number >= 0 else found[::-1]

    def line(numbers: list[int]) -> list[list[float]]:
        whole: list[list[float]] = []
        for number in numbers:
            whole += arc(number)[1 if whole else 0 :]
        return whole

    geometries = next(iter(told["objects"].values()))["geometries"]
    return {one["id"]: [line(ring) for ring in one["arcs"]] for one in geometries if one["type"] == "Polygon"}


@pytest.mark.rules
def test_a_border_that_two_share_is_one_arc() -> None:
    told = topology([made(polygon(SQUARES[0]), 1), made(polygon(SQUARES[1]), 2)], "kotak")
    assert len(told["arcs"]) == 3
    used = [
        abs(n if n >= 0 else ~n) for one in told["objects"]["kotak"]["geometries"] for ring in one["arcs"] for n in ring
    ]
    assert sorted(used) == [0, 1, 1, 2] or max(used.count(n) for n in used) == 2
    assert told["bbox"] == [0, 0, 2, 1]


@pytest.mark.rules
def test_a_hole_and_the_island_in_it_are_one_arc_walked_both_ways() -> None:
    hole = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
    outer = [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]
    island = [[2, 2], [1, 2], [1, 1], [2, 1], [2, 2]]
    told = topology([made(polygon(outer, hole), 1), made(polygon(island[::-1]), 2)], "pulau")
    assert len(told["arcs"]) == 2


@pytest.mark.rules
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=6)
)
def test_whatever_rectangles_lie_on_each_other_come_out_as_they_went_in(boxes: list[tuple[int, int, int, int]]) -> None:
    features = [
        made(polygon([[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]), number)
        for number, (x, y, w, h) in enumerate(boxes)
    ]
    back = decoded(topology(features, "kotak"))
    for one in features:
        ring = back[one["id"]][0]
        assert ring[0] == ring[-1]
        rounded = {(round(x, 3), round(y, 3)) for x, y in ring}
        assert rounded == {(x, y) for x, y in one["geometry"]["coordinates"][0]}


def test_every_kind_of_geometry_is_read_by_topojson_client() -> None:
    features = [
        made({"type": "Point", "coordinates": [0.5, 0.5]}, 1),
        made({"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}, 2),
        made({"type": "LineString", "coordinates": [[0, 0], [1, 0], [1, 1]]}, 3),
        made({"type": "MultiLineString", "coordinates": [[[0, 0], [2, 2]], [[0, 2], [2, 0]]]}, 4),
        made(polygon(SQUARES[0]), 5),
        made({"type": "MultiPolygon", "coordinates": [[SQUARES[0]], [SQUARES[1]]]}, 6),
        made(None, 7),
    ]
    whole = json.loads(run_node(DECODE, json.dumps(topology(features, "semua"))))["whole"]
    for before, after in zip(features, whole["features"], strict=True):
        assert (after["id"], after["properties"]) == (before["id"], before["properties"])
        assert (before["geometry"] or {}).get("type") == (after["geometry"] or {}).get("type")
        if before["geometry"] and "Polygon" not in before["geometry"]["type"]:
            assert _near(after["geometry"]["coordinates"], before["geometry"]["coordinates"])


def _near(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return len(one) == len(other) and all(_near(a, b) for a, b in zip(one, other, strict=True))
    return bool(abs(one - other) < 1e-4)


def test_the_areas_of_a_city_are_smaller_and_the_same(client: TestClient, platform: Platform) -> None:
    area_register.seed_level(platform, Level.VILLAGE, "31.71")
    plain = client.get("/bencana/wilayah.geojson?semua=1")
    answer = client.get("/bencana/wilayah.geojson?semua=1&f=topojson")
    assert answer.headers["content-type"] == "application/topo+json"
    assert answer.headers["etag"] != plain.headers["etag"]
    assert len(answer.content) < len(plain.content)
    whole = json.loads(run_node(DECODE, answer.text))
    assert [one["id"] for one in whole["whole"]["features"]] == [one["id"] for one in plain.json()["features"]]
    assert whole["inner"]["coordinates"], "no border is shared"
    assert answer.json()["licence"] == "CC-BY-4.0"


def test_the_live_feed_is_topojson_for_who_asks(client: TestClient, platform: Platform) -> None:
    sent(platform)
    plain = client.get("/bencana/laporan.geojson").json()
    answer = client.get("/bencana/laporan.geojson?f=topojson")
    assert answer.headers["content-type"] == "application/topo+json"
    whole = json.loads(run_node(DECODE, answer.text))["whole"]
    assert whole["features"][0]["properties"] == plain["features"][0]["properties"]
    assert whole["features"][0]["geometry"] == plain["features"][0]["geometry"]
    assert whole["features"][0]["id"] == plain["features"][0]["id"]
    assert client.get("/bencana/laporan.geojson?f=shp").status_code == 400
    assert client.get("/bencana/laporan.geojson?f=topojson&hazard=wind").json()["objects"]["laporan"]["geometries"] == []
