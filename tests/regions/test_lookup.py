"""Point to region: the cities of a truth table, and properties that hold for every point."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.regions.lookup import build, grid, land, topojson
from simpul.regions.lookup.atlas import ABROAD, SEA, Atlas, sites
from simpul.regions.lookup.atlas import read as read_atlas
from simpul.regions.lookup.partition import NONE, Partition
from simpul.regions.lookup.repair import repaired
from simpul.regions.model import PlaceAbroad, PlaceAtSea

pytestmark = pytest.mark.rules

CITIES = [
    ("Monas, Jakarta", 106.8272, -6.1754, "31.71.01"),
    ("Bintuni", 133.5223, -2.1188, "92.06.01"),
    ("Kupang", 123.607, -10.178, "53.71"),
    ("Pontianak", 109.3425, -0.0263, "61.71"),
    ("Batam", 104.0305, 1.1301, "21.71"),
    ("Jayapura", 140.7181, -2.5337, "91.71"),
    ("Atambua", 124.89, -9.106, "53.04"),
    ("Entikong", 110.31, 0.98, "61.03.21"),
    ("Sebatik", 117.86, 4.14, "65.03"),
    ("Sabang", 95.32, 5.89, "11.72"),
    ("Merauke", 140.4, -8.5, "93.01"),
    ("Miangas", 126.58, 5.56, "71.04.13"),
    ("Pulau Pramuka, an islet that the outlines lack", 106.613, -5.745, "31.01"),
    ("Lake Toba", 98.87, 2.6, "12"),
    ("new land before Pantai Indah Kapuk", 106.735, -6.085, "31.72"),
    ("a pier two kilometres out at Tanjung Priok", 106.88, -6.085, "31.72"),
]
ELSEWHERE = [
    ("Dili", 125.5736, -8.5569, PlaceAbroad),
    ("Kuching", 110.35, 1.5535, PlaceAbroad),
    ("Singapore", 103.8198, 1.3521, PlaceAbroad),
    ("Johor Bahru", 103.74, 1.49, PlaceAbroad),
    ("Vanimo", 141.3, -2.68, PlaceAbroad),
    ("Bandar Seri Begawan", 114.94, 4.89, PlaceAbroad),
    ("Tawau", 117.89, 4.25, PlaceAbroad),
    ("Batugade, Timor-Leste", 124.97, -8.95, PlaceAbroad),
    ("Davao", 125.6, 7.07, PlaceAbroad),
    ("Darwin", 130.84, -12.46, PlaceAbroad),
    ("London", -0.1, 51.5, PlaceAbroad),
    ("30 km off Java", 110.0, -6.55, PlaceAtSea),
    ("12 km off Jakarta", 106.83, -5.99, PlaceAtSea),
    ("the sea of Ambalat", 119.0, 3.5, PlaceAtSea),
]


@pytest.mark.parametrize(("what", "x", "y", "code"), CITIES)
def test_cities_are_found_on_approximate_cells(atlas: Atlas, what: str, x: float, y: float, code: str) -> None:
    place = atlas.place(x, y)
    assert place.code.startswith(code), place.name
    assert place.approximate
    assert place.regions[0] == place.province


@pytest.mark.parametrize(("what", "x", "y", "refusal"), ELSEWHERE)
def test_the_sea_and_other_countries_are_refused(
    atlas: Atlas, what: str, x: float, y: float, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        atlas.place(x, y)


@pytest.fixture(scope="module")
def without_land() -> Atlas:
    return build.approximate(build.gazetteer(), None)


ROUGHLY = ("Entikong", "12 km off Jakarta", "new land before Pantai Indah Kapuk")


@pytest.mark.parametrize(("what", "x", "y", "code"), [c for c in CITIES if c[0] not in ROUGHLY])
def test_cities_are_found_without_land_outlines(without_land: Atlas, what: str, x: float, y: float, code: str) -> None:
    assert without_land.place(x, y).code.startswith(code[:2])


@pytest.mark.parametrize(
    ("what", "x", "y", "refusal"), [e for e in ELSEWHERE if e[0] not in ROUGHLY and e[3] is PlaceAbroad]
)
def test_neighbours_are_refused_without_land_outlines(
    without_land: Atlas, what: str, x: float, y: float, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        without_land.place(x, y)


def test_every_known_point_lies_in_its_own_cell(atlas: Atlas, without_land: Atlas) -> None:
    rows = sites(atlas.gazetteer)
    x, y = atlas.gazetteer.points[rows].T
    assert (atlas.locate_many(x, y) == rows).all()
    assert (without_land.locate_many(x, y) == rows).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(94, 142), st.floats(-11, 7)), min_size=1, max_size=50))
def test_a_batch_answers_as_single_points_do(atlas: Atlas, points: list[tuple[float, float]]) -> None:
    x, y = np.array(points).T
    batch = atlas.locate_many(x, y)
    single = [int(atlas.locate_many(x[n : n + 1], y[n : n + 1])[0]) for n in range(len(points))]
    assert batch.tolist() == single


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 7000), st.floats(0, 1), st.floats(0, 1))
def test_a_point_on_land_belongs_to_the_nearest_known_point(atlas: Atlas, n: int, east: float, north: float) -> None:
    rows = sites(atlas.gazetteer)
    points = atlas.gazetteer.points[rows]
    x, y = points[n % len(rows)] + (np.array([east, north]) - 0.5) * 0.2
    found = int(atlas.locate_many(np.array([x]), np.array([y]))[0])
    away = np.hypot(points[:, 0] - x, points[:, 1] - y)
    assert found in (SEA, ABROAD) or np.isclose(away[rows == found][0], away.min(), atol=1e-9)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300, -1e300])
def test_a_batch_with_nonsense_in_it_answers_for_the_rest(atlas: Atlas, bad: float) -> None:
    found = atlas.locate_many(np.array([bad, 106.8272, 106.8]), np.array([-6.2, -6.1754, bad]))
    assert found[0] == ABROAD
    assert atlas.gazetteer.codes[found[1]] == "31.71.01.1001"
    assert found[2] == ABROAD


def test_an_atlas_that_was_kept_answers_the_same(atlas: Atlas, without_land: Atlas, tmp_path: Path) -> None:
    x, y = np.random.default_rng(7).uniform((95, -11), (141, 6), (5000, 2)).T
    for number, each in enumerate((atlas, without_land)):
        each.kept(tmp_path / str(number))
        again = read_atlas(tmp_path / str(number))
        assert (again.locate_many(x, y) == each.locate_many(x, y)).all()
        assert again.gazetteer.names == each.gazetteer.names
    with pytest.raises(FileNotFoundError):
        read_atlas(tmp_path / "none")


@st.composite
def triangles(draw: st.DrawFn) -> list[shapely.Geometry]:
    corners = draw(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=6, max_size=30, unique=True))
    points = shapely.multipoints(np.array(corners) / 1000 + (110, -7))
    return [t for t in shapely.delaunay_triangles(points).geoms if t.area > 1e-9]


@settings(max_examples=40, deadline=None)
@given(triangles(), st.integers(0, 2**32 - 1))
def test_a_partition_answers_as_plain_geometry_does(polygons: list[shapely.Geometry], seed: int) -> None:
    if not polygons:
        return
    made = grid.partition(np.array(polygons, dtype=object), 4)
    x, y = np.random.default_rng(seed).uniform((109.95, -7.05), (110.45, -6.55), (200, 2)).T
    found = made.locate(x, y)
    for px, py, number in zip(x, y, found.tolist(), strict=True):
        point = shapely.Point(px, py)
        if number == NONE:
            assert min(p.distance(point) for p in polygons) >= 0
            assert not any(p.buffer(-1e-9).contains(point) for p in polygons)
        else:
            assert polygons[number].distance(point) < 1e-9


def test_the_nearest_shore_is_found_within_four_kilometres() -> None:
    made = grid.partition(np.array([shapely.box(110, -7, 110.1, -6.9), shapely.box(110.2, -7, 110.3, -6.9)]), 16)
    x, y = np.array([110.11, 110.19, 110.15, 112.0, 93.0]), np.array([-6.95, -6.95, -6.80, -6.95, -6.95])
    found, metres = made.nearest(x, y)
    assert found.tolist() == [0, 1, NONE, NONE, NONE]
    assert metres[:2] == pytest.approx([1104, 1104], abs=5)
    assert np.isinf(metres[2:]).all()
    assert isinstance(made, Partition)


def test_a_polygon_with_a_hole_does_not_own_the_hole() -> None:
    ring = shapely.box(110, -7, 110.3, -6.7).difference(shapely.box(110.1, -6.9, 110.2, -6.8))
    made = grid.partition(np.array([ring]), 4)
    assert made.locate(np.array([110.15, 110.05]), np.array([-6.85, -6.85])).tolist() == [NONE, 0]


def test_a_broken_polygon_is_repaired_and_gives_way_to_its_neighbours() -> None:
    broken = shapely.Polygon([(0, 0), (2, 0), (2, 1), (0, 1), (0, 0), (0.5, -1), (0, 0)])
    tie = shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4), (0, 0)])
    valid = shapely.box(3, 1, 5, 3)
    fixed, numbers = repaired(np.array([broken, valid, shapely.box(10, 10, 11, 11), tie], dtype=object))
    assert numbers.tolist() == [0, 3]
    assert shapely.is_valid(fixed).all()
    assert shapely.area(shapely.intersection(fixed[3], fixed[1])) == 0


def test_topojson_with_reversed_arcs_holes_and_rings_too_short() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [
            [[0, 0], [4, 0], [0, 4]],
            [[0, 0], [0, 4], [4, 0]],
            [[1, 1], [1, 0], [0, 1], [-1, -1]],
            [[7, 7], [1, 1], [-1, -1]],
        ],
        "objects": {
            "x": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, ~1], [2], [3]], "properties": {"kode": "a"}},
                    {"type": "MultiPolygon", "arcs": [[[3]], [[~2]]], "properties": {"kode": "b"}, "id": "b"},
                    {"type": None, "properties": {"kode": "c"}},
                ]
            }
        },
    }
    properties, polygons = topojson.polygons(topology, "x")
    assert [each["kode"] for each in properties] == ["a", "b", "c"]
    assert shapely.area(polygons).tolist() == [15.5, 0.5, 0.0]
    assert topojson.polygons({**topology, "objects": {"x": {"geometries": []}}}, "x")[1].tolist() == []


def test_land_outlines_that_were_not_built_are_none(tmp_path: Path) -> None:
    assert land.read(tmp_path / "land.json") is None
    assert land.digest(tmp_path / "land.json") == "none"
