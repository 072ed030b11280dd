"""Our own tables of facts from the public archive of February 2017: what, where and when, without what people wrote."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from shapely.geometry import shape

from simpul.disaster.actions.replay import WIB, NoArchiveHere, source_outlines, source_reports

_STATES = "flooded_areas_hourly.csv"


def write_facts(source: Path, target: Path) -> dict[str, int]:
    """The three tables are in `target`; how many rows each holds. NoArchiveHere when the sources are not in `source`."""
    if not (source / _STATES).is_file() or not (source / "reports.geojson").is_file():
        raise NoArchiveHere()
    target.mkdir(parents=True, exist_ok=True)
    return {
        "archive_2017_reports.csv": _write(target / "archive_2017_reports.csv", _reports(source)),
        "archive_2017_areas.csv": _write(target / "archive_2017_areas.csv", _areas(source)),
        "archive_2017_states.csv": _write(target / "archive_2017_states.csv", _states(source)),
    }


def _reports(source: Path) -> Iterable[dict[str, object]]:
    for one in source_reports(source):
        yield {
            "number": one.number,
            "at_utc": _utc(one.at),
            "longitude": one.longitude,
            "latitude": one.latitude,
            "source": one.source,
            "depth_cm": "" if one.depth_cm is None else one.depth_cm,
            "had_photo": int(one.had_photo),
        }


def _areas(source: Path) -> Iterable[dict[str, object]]:
    for area, geometry in sorted(source_outlines(source)):
        centre = shape(geometry).representative_point()
        yield {"area": area, "name": name_of(area), "longitude": round(centre.x, 5), "latitude": round(centre.y, 5)}


def _states(source: Path) -> Iterable[dict[str, object]]:
    with (source / _STATES).open(newline="", encoding="utf-8") as rows:
        hourly = [(row["hour_utc_plus_7"], row["geom_id"], row["state"]) for row in csv.DictReader(rows)]
    for hour, area, state in sorted(hourly):
        yield {"area": area, "at_utc": _utc(datetime.fromisoformat(hour).replace(tzinfo=WIB)), "state": int(state)}


def name_of(area: str) -> str:
    """The neighbourhood's name: an area's code is its village's (BPS, ten digits) and its own number, three digits."""
    return f"RW {int(area[10:13]):02d}"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _write(path: Path, rows: Iterable[dict[str, object]]) -> int:
    whole = list(rows)
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, list(whole[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(whole)
    return len(whole)
