"""Five thousand reports over the whole country: each is in exactly one group of the tiles that a map of Indonesia shows."""

from typing import Any

from bench import _reports
from bench.disaster_map import SPREAD
from mapbox_vector_tile import decode

from simpul.disaster import live
from simpul.kernel.platform import Platform
from tests.disaster.live import ask

MANY = 5_000
ZOOM = 4
"""The country lies in six tiles of this zoom."""
DRAWN_MOST = 700
"""So many signs a phone draws without a stutter."""


def spread(platform: Platform, count: int) -> None:
    """So many live reports, from Sabang to Merauke."""
    _reports.live(platform, count, verified=50)
    with platform.database.writing() as unit:
        unit.unaudited("the test's own rows")
        unit.connection.execute(SPREAD)


def test_five_thousand_reports_are_all_in_groups_and_few_signs_are_drawn(platform: Platform) -> None:
    spread(platform, MANY)
    drawn: list[dict[str, Any]] = []
    for x in (12, 13, 14):
        for y in (7, 8):
            answered = ask(platform, f"{live.TILES}{ZOOM}/{x}/{y}.mvt")
            drawn += decode(answered.body).get("laporan", {"features": []})["features"] if answered.body else []
    assert sum(one["properties"].get("point_count", 1) for one in drawn) == MANY
    assert len(drawn) <= DRAWN_MOST
