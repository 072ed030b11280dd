"""The land that `make assets` cuts out of Natural Earth, for the base map and for the clipping of approximate regions."""

import json

import pytest
from shapely.geometry import Point, shape

from simpul.ui.assets import opened

LAND = json.loads(opened().built("land.json"))["features"]


def of(kind: str, iso: str | None = None) -> list[dict[str, object]]:
    return [f for f in LAND if f["properties"]["kind"] == kind and iso in (None, f["properties"].get("iso"))]


@pytest.mark.parametrize(
    ("place", "longitude", "latitude"),
    [
        ("Jakarta", 106.83, -6.2),
        ("Banda Aceh", 95.33, 5.53),
        ("Medan", 98.67, 3.59),
        ("Samarinda", 117.15, -0.5),
        ("Wamena", 138.95, -4.1),
        ("Bintuni", 133.52, -2.12),
        ("Kupang", 123.7, -10.2),
    ],
)
def test_indonesia_is_there(place: str, longitude: float, latitude: float) -> None:
    (indonesia,) = of("land", "360")
    assert shape(indonesia["geometry"]).buffer(0).contains(Point(longitude, latitude)), place


@pytest.mark.parametrize(
    ("place", "longitude", "latitude"),
    [
        ("Kuala Lumpur", 101.7, 3.14),
        ("Kuching", 110.35, 1.5),
        ("Dili", 125.6, -8.7),
        ("the Java Sea", 110.0, -5.0),
        ("Darwin", 131.0, -12.6),
    ],
)
def test_what_is_not_indonesia_is_not(place: str, longitude: float, latitude: float) -> None:
    (indonesia,) = of("land", "360")
    assert not shape(indonesia["geometry"]).buffer(0).contains(Point(longitude, latitude)), place


def test_neighbours_are_exact_inside_the_box_and_coarse_around_it() -> None:
    assert any(shape(f["geometry"]).buffer(0).contains(Point(101.7, 3.3)) for f in of("land"))
    assert any(shape(f["geometry"]).buffer(0).contains(Point(134.0, -25.0)) for f in of("far"))
    for feature in of("far"):
        west, south, east, north = shape(feature["geometry"]).bounds
        assert east <= 92 or west >= 143 or north <= -13 or south >= 9


def test_nothing_crosses_the_whole_map() -> None:
    """A ring over the date line once drew a bar across the map."""
    for feature in of("far") + of("land"):
        for part in shape(feature["geometry"]).geoms:
            west, south, east, north = part.bounds
            assert east - west < 45 or north - south > 10


def test_borders_of_countries_are_lines_inside_the_box() -> None:
    (border,) = of("border")
    west, south, east, north = shape(border["geometry"]).bounds
    assert (west >= 92, south >= -13, east <= 143, north <= 9) == (True, True, True, True)
