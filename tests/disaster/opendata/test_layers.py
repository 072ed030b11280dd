"""Other layers as collections: what is made up says so, what is silent says so, exercises are never warnings."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient
from typer.testing import CliRunner

from simpul.disaster.actions import demo_layers, demo_water
from simpul.disaster.commands import app
from simpul.disaster.rules.opendata.registry import COLLECTIONS
from simpul.kernel.clock import FixedClock
from simpul.kernel.context import opening_by
from simpul.kernel.platform import Platform
from tests.disaster.makers import sent
from tests.disaster.warning_makers import given

SEEDED = ("gauges", "earthquakes", "volcanoes", "shelters", "infrastructure")


def features(client: TestClient, name: str, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/ogc/collections/{name}/items?f=json&{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["features"]
    return found


def test_each_layer_is_read_with_the_columns_it_promises_and_says_that_it_is_made_up(
    client: TestClient, platform: Platform
) -> None:
    demo_water.seed(platform)
    demo_layers.seed(platform)
    for name in SEEDED:
        found = features(client, name)
        assert found, name
        for one in found:
            told = one["properties"]
            assert list(told) == [column.name for column in COLLECTIONS[name].columns]
            assert told["synthetic"] is True
            for column in COLLECTIONS[name].columns:
                _is_of_its_kind(name, column, told[column.name])
        assert features(client, name, "synthetic=false") == []
        assert features(client, name, "bbox=0,0,1,1") == []
    assert [one["properties"]["name"] for one in features(client, "shelters", "over_capacity=true")] == [
        "GOR contoh (data sintetis)"
    ]


def _is_of_its_kind(name: str, column: Any, value: Any) -> None:
    if value is None:
        return
    kinds: dict[str, Any] = {
        "text": str,
        "json": str,
        "integer": int,
        "number": int | float,
        "boolean": bool,
        "instant": str,
    }
    assert isinstance(value, kinds[column.kind.value]), f"{name}.{column.name}: {value!r}"
    if column.kind.value == "instant":
        assert datetime.fromisoformat(str(value)).tzinfo


def test_a_gauge_that_falls_silent_has_no_depth_and_says_since_when(
    client: TestClient, platform: Platform, clock: FixedClock
) -> None:
    demo_water.seed(platform)
    assert {one["properties"]["feed_state"] for one in features(client, "gauges")} == {"fresh"}
    clock.advance(timedelta(days=2))
    for one in features(client, "gauges"):
        told = one["properties"]
        assert (told["feed_state"], told["depth_cm"], told["warning"]) == ("silent", None, None)
        assert told["observed_at"]


def test_warnings_in_force_are_a_layer_and_exercises_are_not(
    client: TestClient, platform: Platform, clock: FixedClock
) -> None:
    number = given(platform).number
    given(platform, exercise="1")
    one = features(client, "warnings")[0]
    assert [each["id"] for each in features(client, "warnings")] == [number]
    assert (one["properties"]["condition"], one["geometry"] is not None) == ("in force", True)
    assert one["properties"]["headline_id"]
    assert client.get("/bencana/ubin-peringatan/0/0/0.mvt").content
    clock.advance(timedelta(days=30))
    assert features(client, "warnings") == []


def test_the_command_makes_the_files_and_copies_them(platform: Platform, tmp_path: Path) -> None:
    sent(platform)
    with opening_by(lambda: nullcontext(platform)):
        told = CliRunner().invoke(app, ["export", "--dataset", "laporan", "--to", str(tmp_path)])
        wrong = CliRunner().invoke(app, ["export", "--dataset", "bulan"])
    assert told.exit_code == 0, told.output
    assert "laporan 2026-11: 1 rows" in told.output
    assert sorted(path.name for path in (tmp_path / "laporan").iterdir()) == ["2026-11.csv", "2026-11.parquet"]
    assert (wrong.exit_code, "no data set" in wrong.output) == (1, True)
