"""GDAL's own OGC API Features driver reads this node over HTTP: an independent client, several pages, every filter."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions import replay
from simpul.disaster.actions.opendata.layers import LAYERS
from simpul.disaster.rules.opendata.registry import COLLECTIONS
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.incident_makers import opened
from tests.disaster.makers import BANDUNG, officer, sent
from tests.disaster.opendata import gdal
from tests.disaster.opendata.wire import on_the_wire


@pytest.fixture
def reported(platform: Platform, clock: FixedClock) -> None:
    """Seven floods at Monas ten minutes apart, two storms in Bandung; the second flood is verified."""
    for _ in range(7):
        sent(platform, text="kata")
        clock.advance(timedelta(minutes=10))
    for _ in range(2):
        sent(platform, BANDUNG, hazard="wind", card={"impact": 1})
    actions.verify(platform, officer(), 2, version=1)
    opened(platform, (106.9, -6.2), (106.902, -6.2))
    replay.seed(platform)


@pytest.mark.usefixtures("reported")
def test_gdal_lists_the_layers_and_reads_all_pages_and_filters(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        LAYERS, "regions", lambda _: []
    )  # their outlines take seconds to draw, and GDAL asks for each layer
    asked: list[dict[str, Any]] = [
        {"layer": "reports", "PAGE_SIZE": 4},
        {"layer": "reports", "bbox": [107, -7, 108, -6]},
        {"layer": "reports", "where": "hazard = 'wind'"},
        {"layer": "reports", "where": "hazard = 'flood' AND status = 'verified' AND number < 9"},
        {"layer": "reports", "where": "reported_at >= '2026-11-23T05:30:00Z' AND hazard = 'flood'"},
        {"layer": "reports_2017", "PAGE_SIZE": 1000, "columns": ["number"]},
        {"layer": "incidents"},
    ]
    with on_the_wire(client) as (base, paths):
        layers, whole, boxed, storms, verified, late, archive, incidents = gdal.read(base, *asked)
        seen = list(paths)
    assert [name for name, _ in layers] == list(COLLECTIONS)
    assert [int(one) for one in whole["values"]["number"]] == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert (whole["crs"], whole["type"]) == ("EPSG:4326", "Point")
    assert whole["shapes"][-1] == "POINT (106.8272 -6.1754)"
    assert sum("/collections/reports/items" in path and "after=" in path for path in seen) >= 2
    assert boxed["values"]["number"] == ["9", "8"]
    assert any("bbox=107" in path for path in seen)
    assert storms["values"]["hazard"] == ["wind", "wind"]
    assert any("hazard=wind" in path for path in seen), "GDAL saw no way to ask the server for a value"
    assert (verified["values"]["number"], verified["values"]["text"]) == (["2"], ["kata"])
    assert late["values"]["number"] == ["11", "10", "7", "6", "5", "4"]
    assert len(archive["values"]["number"]) == 1204
    assert incidents["values"]["number"] == ["1"]
    assert incidents["shapes"][0].startswith("POLYGON")
