"""Boxes and tiles of the live map: what lies in them, edges included, and what is none."""

import pytest
from mapbox_vector_tile import decode

from simpul.disaster import live
from simpul.disaster.live import boxes, tiles
from tests.disaster.live import ask, change, numbers, put

TILES = live.TILES


def features(platform, z, x, y, query=""):
    answered = ask(platform, f"{TILES}{z}/{x}/{y}.mvt", query)
    assert answered.status == 200
    return decode(answered.body)["laporan"]["features"]


def test_a_box_holds_what_lies_in_it_edges_included(platform):
    inside = put(platform, longitude=106.8, latitude=-6.2)
    put(platform, longitude=106.9, latitude=-6.2)
    answered = ask(platform, query="bbox=106.8,-6.2,106.85,-6.1")
    assert numbers(answered) == [inside]
    assert (answered.json["matching"], answered.json["complete"], answered.json["total"]) == (1, True, 2)
    assert numbers(ask(platform, query="bbox=106.80001,-6.3,106.85,-6.1")) == []


def test_a_box_across_the_antimeridian(platform):
    east, west = put(platform, longitude=179.5, latitude=0), put(platform, longitude=-179.5, latitude=0)
    put(platform, longitude=0, latitude=0)
    assert set(numbers(ask(platform, query="bbox=179,-1,-179,1"))) == {east, west}


def test_a_box_of_one_hazard_never_shows_what_is_hidden_or_an_exercise(platform):
    flood = put(platform)
    put(platform, hazard="wind", card='{"report_type": "wind", "impact": 1}')
    put(platform, status="hidden")
    put(platform, training=True)
    assert numbers(ask(platform, query="bbox=95,-11,141,6&hazard=flood")) == [flood]
    put(platform, status="unverified", text="rahasia")
    assert b"rahasia" not in ask(platform, query="bbox=95,-11,141,6").body


def test_a_box_with_too_much_says_so(platform, monkeypatch):
    monkeypatch.setattr(boxes, "MOST", 2)
    reports = [put(platform) for _ in range(3)]
    answered = ask(platform, query="bbox=95,-11,141,6")
    assert len(numbers(answered)) == 2
    assert set(numbers(answered)) < set(reports)
    assert (answered.json["matching"], answered.json["complete"]) == (3, False)


@pytest.mark.parametrize(
    "box",
    [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,0,1,1",
        "inf,0,1,1",
        "-181,0,1,1",
        "0,0,181,1",
        "0,-91,1,1",
        "0,2,1,1",
        "0,0,1,91",
    ],
)
def test_what_is_no_box(platform, box):
    answered = ask(platform, query=f"bbox={box}")
    assert answered.status == 400
    assert answered.json["type"] == "urn:simpul:problem:not-in-feed"


def test_a_tile_shows_a_report_where_it_lies(platform):
    put(platform, longitude=0.0001, latitude=-0.0001, card='{"report_type": "flood", "flood_depth": 60}')
    (one,) = features(platform, 0, 0, 0)
    assert one["geometry"]["coordinates"] == [2048, 2048]
    properties = one["properties"]
    assert (properties["point_count"], properties["depth_cm"], properties["worst"], properties["text"]) == (
        1,
        60,
        0,
        "Air naik",
    )
    assert one["id"] == properties["number"]
    assert features(platform, 1, 1, 1) != []
    assert features(platform, 1, 0, 0) == features(platform, 1, 1, 0) == features(platform, 1, 0, 1) == []


def test_near_reports_are_drawn_together_until_one_looks_closely(platform):
    for depth, severity in ((20, "minor"), (190, "severe")):
        put(platform, longitude=106.8, latitude=-6.2, card=f'{{"flood_depth": {depth}}}', severity=severity)
    put(platform, longitude=106.8, latitude=-6.2, hazard="wind", card="{}", severity="moderate", status="unverified")
    (cluster,) = features(platform, 4, 12, 8)
    told = cluster["properties"]
    assert told == {"point_count": 3, "worst": 2, "deepest": 190, "verified": 2, "n_flood": 2, "n_wind": 1}
    (floods,) = features(platform, 4, 12, 8, "hazard=flood")
    assert (floods["properties"]["hazard"], floods["properties"]["point_count"]) == ("flood", 2)
    close = features(platform, 16, int((106.8 + 180) / 360 * 65536), 33898)
    assert len(close) == 3
    assert "text" not in next(one for one in close if one["properties"]["status"] == "unverified")["properties"]


def test_every_report_is_counted_in_exactly_one_tile(platform):
    for longitude in (-180, -90, 0, 89.99999, 90, 179.99999):
        for latitude in (-60, 0, 45):
            put(platform, longitude=longitude, latitude=latitude)
    for z in (0, 1, 2):
        side = range(2**z)
        found = [one for x in side for y in side for one in features(platform, z, x, y)]
        assert sum(one["properties"]["point_count"] for one in found) == 18


def test_a_crowded_tile_is_drawn_together_at_any_zoom(platform, monkeypatch):
    monkeypatch.setattr(tiles, "MOST_ALONE", 2)
    for _ in range(3):
        put(platform, longitude=0.0001, latitude=-0.0001)
    (cluster,) = features(platform, 18, 131072, 131072)
    assert cluster["properties"]["point_count"] == 3


@pytest.mark.parametrize(
    "name",
    [
        "0/0/1.mvt",
        "0/1/0.mvt",
        "19/0/0.mvt",
        "1/2/0.mvt",
        "a/0/0.mvt",
        "0/0/0.png",
        "0/0/0",
        "",
        "-1/0/0.mvt",
        "0/0/0.mvt/",
    ],
)
def test_what_is_no_tile(platform, name):
    answered = ask(platform, TILES + name)
    assert answered.status == 400
    assert answered.json["type"] == "urn:simpul:problem:no-tile"


def test_a_tile_of_an_unknown_hazard(platform):
    assert ask(platform, f"{TILES}0/0/0.mvt", "hazard=moon").status == 400
    assert ask(platform, f"{TILES}0/0/0.mvt", "bbox=1,2,3,4").status == 400


def test_a_tile_is_compressed_and_named_and_changes_with_what_it_shows(platform, clock):
    report = put(platform)
    first = ask(platform, f"{TILES}0/0/0.mvt", accept_encoding="gzip")
    assert first.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert first.headers["content-encoding"] == "gzip"
    again = ask(platform, f"{TILES}0/0/0.mvt", if_none_match=first.headers["etag"])
    assert again.status == 304
    change(platform, report, status="hidden")
    assert features(platform, 0, 0, 0) == []
