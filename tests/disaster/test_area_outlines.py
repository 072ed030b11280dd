"""Outlines as people, programs and enemies give them: each is cleaned, or refused with a sentence. RFC 7946."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.disaster.model.areas import OutlineMissing, OutlineNotInDegrees, OutlineTooLarge, OutlineUnreadable
from simpul.disaster.rules import outlines
from simpul.kernel.errors import Refusal
from tests.disaster.area_makers import CROSSED, SQUARE, polygon

pytestmark = pytest.mark.rules
A, B, C, D = (106.82, -6.18), (106.83, -6.18), (106.83, -6.17), (106.82, -6.17)
WITH_CRS = {**SQUARE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32748"}}}
IN_DEGREES = {**SQUARE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}


def ring(points: int) -> dict[str, Any]:
    """A saw with so many teeth's ends."""
    top = [[106.8 + n * 1e-5, -6.17 + (n % 2) * 1e-4] for n in range(points)]
    return {"type": "Polygon", "coordinates": [[*top, [106.8 + points * 1e-5, -6.3], [106.8, -6.3], top[0]]]}


def nested(times: int) -> str:
    return '{"type":"Feature","geometry":' * times + json.dumps(SQUARE) + "}" * times


@pytest.mark.parametrize(
    ("what", "text", "refusal"),
    [
        ("nothing", " \n", OutlineMissing),
        ("no JSON", "POLYGON((1 1,2 2,3 3))", OutlineUnreadable),
        ("not a number", '{"type":"Polygon","coordinates":[[[NaN,1],[2,2],[3,1]]]}', OutlineUnreadable),
        ("beyond numbers", '{"type":"Polygon","coordinates":[[[1e999,1],[2,2],[3,1]]]}', OutlineUnreadable),
        ("numbers as words", '{"type":"Polygon","coordinates":[[["1","1"],["2","2"],["3","1"]]]}', OutlineUnreadable),
        ("truths as numbers", '{"type":"Polygon","coordinates":[[[true,1],[2,2],[3,1]]]}', OutlineUnreadable),
        ("two points", json.dumps(polygon(A, B)), OutlineUnreadable),
        ("three times one point", json.dumps(polygon(A, A, A)), OutlineUnreadable),
        ("all on a line", json.dumps(polygon((106, -6), (107, -6), (108, -6))), OutlineUnreadable),
        ("a point", '{"type":"Point","coordinates":[106.8,-6.2]}', OutlineUnreadable),
        ("a mixture", '{"type":"GeometryCollection","geometries":[]}', OutlineUnreadable),
        ("no coordinates", '{"type":"Polygon"}', OutlineUnreadable),
        ("no rings", '{"type":"Polygon","coordinates":[]}', OutlineUnreadable),
        ("coordinates of another shape", '{"type":"Polygon","coordinates":{"a":1}}', OutlineUnreadable),
        ("a point of one number", '{"type":"Polygon","coordinates":[[[1],[2],[3]]]}', OutlineUnreadable),
        ("a point of five", json.dumps(polygon((*A, 1, 2, 3), B, C)), OutlineUnreadable),
        ("two features", json.dumps({"type": "FeatureCollection", "features": [SQUARE, SQUARE]}), OutlineUnreadable),
        ("nested past all sense", nested(20), OutlineUnreadable),
        ("brackets without end", "[" * 200_000, OutlineUnreadable),
        (
            "metres (UTM 48S)",
            json.dumps(polygon((700000, 9316000), (701000, 9316000), (700000, 9317000))),
            OutlineNotInDegrees,
        ),
        ("latitude first", json.dumps(polygon((-6.18, 106.82), (-6.18, 106.83), (-6.17, 106.83))), OutlineNotInDegrees),
        ("another reference system", json.dumps(WITH_CRS), OutlineNotInDegrees),
        ("too many points", json.dumps(ring(10_001)), OutlineTooLarge),
        ("too many bytes", " " * 2_000_001 + "{", OutlineTooLarge),
        ("half of Java", json.dumps(polygon((106, -8), (110, -8), (110, -6), (106, -6))), OutlineTooLarge),
    ],
)
def test_what_is_refused(what: str, text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        outlines.read(text)


@pytest.mark.parametrize(
    "given_",
    [
        SQUARE,
        IN_DEGREES,
        {"type": "Feature", "properties": {"a": 1}, "geometry": SQUARE},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": None, "geometry": SQUARE}]},
        {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]},
        polygon(*[tuple(p) for p in SQUARE["coordinates"][0][:4]][::-1]),
        {"type": "Polygon", "coordinates": [SQUARE["coordinates"][0][:4]]},
    ],
    ids=["geometry", "named as degrees", "feature", "collection of one", "multi of one", "turned round", "left open"],
)
def test_the_same_square_in_many_ways(given_: dict[str, Any]) -> None:
    found = outlines.read(json.dumps(given_).encode())
    assert found.shape["type"] == "Polygon"
    assert found.points == 5
    assert found.square_kilometres == pytest.approx(0.306, rel=0.01)
    assert not found.repaired


def test_an_outline_that_crosses_itself_is_mended() -> None:
    found = outlines.read(json.dumps(CROSSED))
    assert found.repaired
    assert found.shape["type"] == "MultiPolygon"
    assert found.square_kilometres == pytest.approx(0.615, rel=0.02)


def test_heights_are_left_out() -> None:
    found = outlines.read(json.dumps(polygon((*A, 12.5), (*B, 13), (*C, 12))))
    assert found.flattened
    assert {len(point) for point in found.shape["coordinates"][0]} == {2}


def test_parts_that_overlap_become_one() -> None:
    parts = [polygon(A, B, C, D)["coordinates"], polygon((106.825, -6.18), (106.84, -6.18), C)["coordinates"]]
    found = outlines.outline({"type": "MultiPolygon", "coordinates": parts})
    assert found.shape["type"] == "Polygon"


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "crs"]), inner),
    max_leaves=12,
)


@settings(max_examples=40)
@given(json_values)
def test_whatever_comes_is_an_outline_or_a_refusal(value: Any) -> None:
    for given_ in (value, {"type": "Polygon", "coordinates": value}, {"type": "MultiPolygon", "coordinates": [value]}):
        with suppress(OutlineUnreadable, OutlineTooLarge, OutlineNotInDegrees):
            assert outlines.outline(given_).square_kilometres > 0


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(106, 107), st.floats(-7, -6)), min_size=3, max_size=12))
def test_every_scribble_becomes_valid_or_is_refused(points: list[tuple[float, float]]) -> None:
    import shapely

    try:
        found = outlines.outline(polygon(*points))
    except OutlineUnreadable:
        return
    kept = shapely.from_geojson(json.dumps(found.shape))
    assert kept.is_valid
    assert kept.area > 0
