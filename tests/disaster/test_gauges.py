"""Gauges and infrastructure: what files hold, what is refused, what is labelled as made up; and the commands."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from simpul.disaster.actions import areas, demo_water, gauges
from simpul.disaster.commands.areas import app_areas, app_gauges, app_infrastructure
from simpul.disaster.model.gauges import GaugeFileUnreadable, GaugeMissing, InfrastructureKind, InfrastructureUnknown
from simpul.disaster.rules import gauges as rules
from simpul.kernel.context import opening_by
from simpul.kernel.platform import Platform
from tests.disaster.area_makers import NOW, SQUARE

CSV = """id,name,longitude,latitude,time,depth_cm,warning,downstream
TMA00002,Pos 2,106.83,-6.2,2026-11-23T10:00:00+07:00,50,4,31.71;31.72.01
TMA00002,Pos 2,106.83,-6.2,2026-11-23T11:00:00+07:00,85.4,2,31.71
TMA00003,Pos 3,106.84,-6.6,2026-11-23T11:00:00+07:00,10,4,
"""
SAID = [
    {"f1": "2026-11-23T04:00:00+00:00", "f2": 85, "f3": 2, "f4": "SIAGA II "},
    {"f1": "2026-11-23T03:00:00+00:00", "f2": 50, "f3": 4, "f4": "SIAGA IV "},
]
PROPERTIES = {"gaugeid": "TMA00002", "gaugenameid": "Pos 2", "observations": SAID}
POINT = {"type": "Point", "coordinates": [106.83, -6.2]}
GEOJSON = {
    "statusCode": 200,
    "result": {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POINT, "properties": PROPERTIES}]},
}
TOPOJSON = {
    "statusCode": 200,
    "result": {
        "type": "Topology",
        "arcs": [],
        "objects": {"output": {"type": "GeometryCollection", "geometries": [{**POINT, "properties": PROPERTIES}]}},
    },
}


@pytest.mark.parametrize("content", [CSV, json.dumps(GEOJSON), json.dumps(TOPOJSON)], ids=["CSV", "GeoJSON", "TopoJSON"])
def test_the_same_gauge_in_three_files(content: str) -> None:
    gauge, seen = rules.read(content.encode())[0]
    assert (gauge.id, gauge.name, gauge.longitude, gauge.latitude) == ("TMA00002", "Pos 2", 106.83, -6.2)
    assert [(one.at, one.depth_cm, one.warning, one.name) for one in seen] == [
        (datetime(2026, 11, 23, 3, tzinfo=UTC), 50, 4, "SIAGA IV"),
        (datetime(2026, 11, 23, 4, tzinfo=UTC), 85, 2, "SIAGA II"),
    ]


def wrong(**changes: object) -> str:
    good: dict[str, object] = {
        "time": "2026-11-23T10:00:00Z",
        "depth": "50",
        "warning": "4",
        "at": "106.8,-6.2",
        "id": "A1",
    }
    row = good | changes
    cells = (row["id"], "x", row["at"], row["time"], row["depth"], row["warning"])
    return "id,name,longitude,latitude,time,depth_cm,warning\n" + ",".join(map(str, cells)) + "\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no column"),
        ("id,name\n1,2\n", "no column longitude, latitude, time, depth_cm, warning"),
        ("{", "no JSON"),
        ("[]", "no collection"),
        ('{"type":"FeatureCollection","features":[]}', "no gauges"),
        ('{"features":[{"geometry":{"type":"LineString"},"properties":{}}]}', "no point"),
        ('{"type":"Topology","objects":[]}', "no gauges"),
        (wrong(time="2026-11-23 10:00"), "line 2: the time has no zone"),
        (wrong(time="yesterday"), "line 2: time, depth or warning"),
        (wrong(depth="nan"), "line 2"),
        (wrong(depth="inf"), "line 2"),
        (wrong(depth="20000"), "out of range"),
        (wrong(warning="5"), "out of range"),
        (wrong(warning="0"), "out of range"),
        (wrong(at="x,y"), "no longitude"),
        (wrong(at="nan,1"), "no degrees"),
        (wrong(at="-6.2,106.8"), "no degrees"),
        (wrong(id="'; DROP"), "the id"),
        (CSV.replace("31.72.01", "Jakarta"), "no code of a region"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content: str, reason: str) -> None:
    with pytest.raises(GaugeFileUnreadable) as refused:
        rules.read(content.encode())
    assert reason in str(refused.value.facts["reason"])


def test_readings_of_twelve_hours(platform: Platform) -> None:
    assert gauges.readings(platform) == []
    found = rules.read(CSV.encode())
    assert gauges.take_in(platform, found, source="DSDA") == (2, 3)
    assert gauges.take_in(platform, found, source="DSDA") == (2, 3)
    two, three = gauges.readings(platform)
    assert (two.gauge.region[:2], two.gauge.synthetic, two.gauge.source) == ("31", False, "DSDA")
    assert (two.gauge.downstream, len(two.observations), len(three.observations)) == (("31.71", "31.72.01"), 2, 1)
    assert gauges.reading(platform, two.gauge.number).gauge.id == "TMA00002"
    assert [one.gauge.id for one in gauges.readings(platform, within="31")] == ["TMA00002"]
    assert gauges.readings(platform, hours=1)[0].observations[0].depth_cm == 85
    for number in (0, 99, 2**63):
        with pytest.raises(GaugeMissing):
            gauges.reading(platform, number)


def test_samples_are_labelled_and_never_replace_what_was_imported(platform: Platform) -> None:
    line = {"type": "LineString", "coordinates": [[106.8, -6.2, 5], [106.9, -6.3, 5]]}
    real = {"features": [{"geometry": line, "properties": {"name": "Ciliwung", "lebar": 20}}]}
    gauges.take_in_layer(platform, InfrastructureKind.WATERWAYS, real, source="BBWS")
    assert demo_water.seed(platform) == (4, 5)
    assert demo_water.seed(platform) == (4, 5)
    made_up = gauges.readings(platform)
    assert all(one.gauge.synthetic and "sintetis" in one.gauge.name for one in made_up)
    assert {one.observations[-1].warning for one in made_up} == {2, 3, 4}
    assert all(len(one.observations) == 12 and one.observations[-1].at == NOW for one in made_up)
    ways = gauges.layer(platform, InfrastructureKind.WATERWAYS)
    assert [(one.name, one.synthetic) for one in ways] == [("Ciliwung", False), ("Saluran contoh (data sintetis)", True)]
    assert ways[0].geometry["coordinates"][0] == [106.8, -6.2]
    assert ways[0].tags == {"lebar": 20}
    gauges.take_in_layer(platform, InfrastructureKind.WATERWAYS, real, source="BBWS")
    assert [one.name for one in gauges.layer(platform, InfrastructureKind.WATERWAYS, within="31")] == ["Ciliwung"]
    assert gauges.layer(platform, InfrastructureKind.BASINS) == []


@pytest.mark.parametrize(
    "feature",
    [
        {"geometry": None},
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": {"type": "Point", "coordinates": ["a", "b"]}},
        {"geometry": {"type": "Point", "coordinates": [106.8, 95]}},
        {"geometry": {"type": "LineString", "coordinates": [[106.8, -6.2]]}},
        "nothing",
    ],
)
def test_infrastructure_that_is_none(feature: Any) -> None:
    with pytest.raises(GaugeFileUnreadable):
        rules.read_layer(InfrastructureKind.PUMPS, {"features": [feature]})
    with pytest.raises(InfrastructureUnknown):
        rules.kind_of("bridges")


@pytest.fixture
def operator(platform: Platform) -> Any:
    """Runs commands on the test's platform."""

    def run(app: Any, *words: object) -> Any:
        with opening_by(lambda: nullcontext(platform)):
            return CliRunner().invoke(app, [str(word) for word in words])

    return run


def test_the_operators_commands(platform: Platform, operator: Any, tmp_path: Any) -> None:
    assert "8 areas added" in operator(app_areas, "add", "--level", "district", "--within", "31.71").output
    assert operator(app_areas, "add", "--level", "street").exit_code == 2
    assert operator(app_areas, "add", "--within", "39").exit_code == 1
    (outlines := tmp_path / "rw.geojson").write_text(
        json.dumps({"features": [{"type": "Feature", "properties": {"rw": "RW 1", "n": 5}, "geometry": SQUARE}, {}]})
    )
    told = operator(app_areas, "import", outlines, "--columns", "id=n,name=rw", "--within", "31", "--source", "BPBD")
    assert "1 areas imported; 1 features refused." in told.output, told.output
    assert "feature 2: outline-unreadable" in told.output
    assert areas.all_areas(platform)[-1].area.name == "RW 1"
    assert operator(app_areas, "import", outlines, "--columns", "what").exit_code == 2
    (broken := tmp_path / "broken.geojson.gz").write_bytes(b"no gzip")
    for path in (tmp_path / "none", broken):
        assert operator(app_areas, "import", path).exit_code == 1
    (posts := tmp_path / "tma.csv").write_text(CSV)
    assert "2 gauges and 3 observations" in operator(app_gauges, "import", posts).output
    assert "4 synthetic gauges" in operator(app_gauges, "samples").output
    (pumps := tmp_path / "pumps.json").write_text(
        json.dumps({"features": [{"geometry": POINT, "properties": {"name": "P"}}]})
    )
    assert "1 pumps imported" in operator(app_infrastructure, "import", "pumps", pumps).output
    assert operator(app_infrastructure, "import", "bridges", pumps).exit_code == 1
    assert len(gauges.readings(platform, hours=24 * 365)) == 6
    assert timedelta(hours=12) > NOW - gauges.readings(platform)[0].observations[0].at
