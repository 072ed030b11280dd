"""The live interface's answers of July 2024, asked of our own over HTTP with the same reports in the store."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from simpul import regions
from simpul.disaster.store.tables import reports as table
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from simpul.regions import Level
from tests.conftest import SHARED
from tests.disaster.compat.conftest import Site
from tests.disaster.live import put

FOLDER = SHARED / "disaster" / "reports_2024_sample"
NOON = datetime(2024, 7, 11, 5, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the original's answers of 2024 are not at {FOLDER}")
HAZARDS = ("earthquake", "fire", "flood", "haze", "volcano", "wind")


def theirs(hazard: str) -> list[dict[str, Any]]:
    path: Path = FOLDER / f"reports-timeperiod-604800-geoformat-geojson-disaster-{hazard}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["result"]["features"]
    return found


@pytest.fixture
def site_of_2024(platform: Platform, clock: FixedClock, request: pytest.FixtureRequest) -> Site:
    """Our own application on 11 July 2024, with the week's reports in the store."""
    clock.advance(NOON - clock.now())
    changed = platform.settings.model_copy(update={"disaster_images_url": "https://images.petabencana.id"})
    object.__setattr__(platform, "settings", changed)
    for hazard in HAZARDS:
        for one in theirs(hazard):
            _put(platform, one)
    site: Site = request.getfixturevalue("own_site")
    return site


def _put(platform: Platform, one: dict[str, Any]) -> None:
    told, (longitude, latitude) = one["properties"], one["geometry"]["coordinates"]
    place = regions.locate(platform, longitude, latitude)
    at = datetime.fromisoformat(told["created_at"])
    put(
        platform,
        number=int(told["pkey"]),
        card_id=UUID(told["url"]),
        hazard=told["disaster_type"],
        card=json.dumps(told["report_data"]),
        text=told["text"],
        training=told["is_training"],
        reported_at=at,
        live_until=at,
        changed_at=at,
        longitude=longitude,
        latitude=latitude,
        **{level.slug: region.code if (region := place.at(level)) else None for level in Level},
    )


@pytest.mark.parametrize("hazard", HAZARDS)
def test_the_same_reports_give_the_same_answer(site_of_2024: Site, hazard: str):
    query = f"&timeperiod=604800&disaster={hazard}"
    ours = site_of_2024.reports(query) + site_of_2024.reports(f"{query}&training=true")
    ours.sort(key=lambda one: one["properties"]["created_at"], reverse=True)
    wanted = theirs(hazard)
    assert [list(one["properties"]) for one in ours] == [list(one["properties"]) for one in wanted]
    for found, original in zip(ours, wanted, strict=True):
        here, there = found["properties"].pop("tags"), original["properties"].pop("tags")
        assert json.dumps(found) == json.dumps(original)
        assert list(here) == list(there)
        same = {name for name in ("city", "region_code", "instance_region_code") if there[name] is not None}
        assert {name: here[name] for name in same} == {name: there[name] for name in same}


def test_no_reporter_s_number_was_taken_by_another(site_of_2024: Site, platform: Platform):
    numbers = {one["properties"]["pkey"] for hazard in HAZARDS for one in theirs(hazard)}
    with platform.database.reading() as unit:
        kept = {str(number) for number in unit.connection.scalars(table.select().with_only_columns(table.c.number))}
    assert kept == numbers
