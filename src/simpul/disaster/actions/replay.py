"""Starting and stopping a replay; filling the archive from our own facts, and from an operator's copy of the sources."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from simpul.disaster.rules import replay as rules
from simpul.disaster.store import archive as store
from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_
from simpul.kernel.platform import Platform

FACTS = Path(__file__).parents[1] / "data"
WIB = timezone(timedelta(hours=7))
Progress = Callable[[int], object]


class ReplayImpossible(Invalid):
    """A replay cannot run at this speed or over this span."""

    code = "replay-impossible"
    sentence = N_("A replay runs at speed 1 to 7,200, over at least an hour between 20 and 22 February 2017.")


class NoArchiveHere(Invalid):
    """The folder does not hold the archive's files."""

    code = "no-archive-here"
    sentence = N_("This folder does not hold reports.geojson and rw_polygons_flooded_union.geojson.gz.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many were taken, and which rows were refused and why."""

    texts: int
    outlines: int
    refused: tuple[str, ...]


def seed(platform: Platform) -> int:
    """The archive of 2017 is in the database, from our own facts; how many rows were new (0 when it was there already)."""
    with platform.database.reading() as unit:
        if store.fullness(unit.connection, rules.ARCHIVE_2017)[0]:
            return 0
    with platform.database.writing() as unit:
        tables = ((store.reports, facts_reports()), (store.areas, facts_areas()), (store.states, facts_states()))
        added = sum(store.keep(unit.connection, table, rules.ARCHIVE_2017, things) for table, things in tables)
        unit.audit("disaster.archive.seed", subject=rules.ARCHIVE_2017, after={"rows": added})
        unit.ring("disaster")
    return added


def start(
    platform: Platform, *, speed: float, from_at: datetime | None = None, until_at: datetime | None = None
) -> rules.Replay:
    """The replay runs from now, for every worker; ReplayImpossible when the speed or the span is out of bounds."""
    seed(platform)
    begin, end = from_at or rules.FIRST_2017, until_at or rules.LAST_2017
    if not rules.can_run(speed, begin, end):
        raise ReplayImpossible(speed=speed)
    running = rules.Replay(rules.ARCHIVE_2017, platform.clock.now(), begin, end, speed, running=True)
    _keep(platform, running, "disaster.replay.start")
    return running


def runs(platform: Platform) -> bool:
    """Whether a replay runs now."""
    with platform.database.reading() as unit:
        known = store.replay_of(unit.connection, rules.ARCHIVE_2017)
    return known is not None and known.running


def stop(platform: Platform) -> bool:
    """No replay runs; whether one did."""
    with platform.database.reading() as unit:
        known = store.replay_of(unit.connection, rules.ARCHIVE_2017)
    if known is None or not known.running:
        return False
    _keep(platform, replace(known, running=False), "disaster.replay.stop")
    return True


def _keep(platform: Platform, replay: rules.Replay, action: str) -> None:
    with platform.database.writing() as unit:
        store.keep_replay(unit.connection, replay)
        unit.audit(action, subject=replay.archive, after={"speed": replay.speed, "running": replay.running})
        unit.ring("disaster")


def take_in(platform: Platform, folder: Path, *, progress: Progress | None = None) -> Imported:
    """Texts and outlines of the sources in `folder` are in the archive; rows that do not fit are refused and named."""
    if not (folder / "reports.geojson").is_file() or not (folder / "rw_polygons_flooded_union.geojson.gz").is_file():
        raise NoArchiveHere()
    seed(platform)
    with platform.database.reading() as unit:
        known = store.all_reports(unit.connection, rules.ARCHIVE_2017)
        areas = {one.area for one in store.all_areas(unit.connection, rules.ARCHIVE_2017)}
    refused: list[str] = []
    advance = progress or _silently
    texts = list(_texts(folder, known, refused))
    advance(len(texts))
    outlines = list(_outlines(folder, areas, refused))
    with platform.database.writing() as unit:
        store.set_texts(unit.connection, rules.ARCHIVE_2017, texts)
        advance(len(outlines))
        store.set_outlines(unit.connection, rules.ARCHIVE_2017, outlines)
        counts = {"texts": len(texts), "outlines": len(outlines), "refused": len(refused)}
        unit.audit("disaster.archive.import", subject=rules.ARCHIVE_2017, after=counts)
        unit.ring("disaster")
    return Imported(len(texts), len(outlines), tuple(refused))


def _silently(done: int) -> None:
    """Nobody watches."""


def _texts(folder: Path, known: list[store.ArchiveReport], refused: list[str]) -> Iterator[tuple[int, str | None]]:
    by_place: dict[tuple[datetime, float, float], list[int]] = {}
    for one in known:
        by_place.setdefault((one.at, one.longitude, one.latitude), []).append(one.number)
    for row, source in enumerate(source_reports(folder), 1):
        numbers = by_place.get((source.at, source.longitude, source.latitude))
        if numbers:
            yield numbers.pop(0), source.text
        else:
            refused.append(f"reports.geojson, feature {row}: no such report in the archive")


def _outlines(folder: Path, areas: set[str], refused: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row, (area, geometry) in enumerate(source_outlines(folder), 1):
        if area not in areas:
            refused.append(f"rw_polygons_flooded_union.geojson.gz, feature {row}: area {area} is not in the archive")
        elif geometry.get("type") not in ("Polygon", "MultiPolygon"):
            refused.append(f"rw_polygons_flooded_union.geojson.gz, feature {row}: not a polygon")
        else:
            yield area, geometry


def source_reports(folder: Path) -> list[store.ArchiveReport]:
    """The reports of the public archive, numbered in the order of time."""
    features = json.loads((folder / "reports.geojson").read_bytes())["features"]
    ordered = sorted(features, key=lambda one: (one["properties"]["created_at"], one["geometry"]["coordinates"]))
    return [_source_report(number, one) for number, one in enumerate(ordered, 1)]


def _source_report(number: int, feature: dict[str, Any]) -> store.ArchiveReport:
    said, (longitude, latitude) = feature["properties"], feature["geometry"]["coordinates"]
    return store.ArchiveReport(
        number=number,
        at=datetime.fromisoformat(said["created_at"]).replace(tzinfo=WIB),
        longitude=longitude,
        latitude=latitude,
        source=said["source"],
        depth_cm=said["flood_depth_cm"],
        had_photo=bool(said["had_photo"]),
        text=said["text"] or None,
    )


def source_outlines(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Code and GeoJSON outline of each area of the public archive."""
    with gzip.open(folder / "rw_polygons_flooded_union.geojson.gz") as source:
        features = json.load(source)["features"]
    return ((str(one["properties"]["geom_id"]), one["geometry"]) for one in features)


def facts_reports() -> Iterator[store.ArchiveReport]:
    """Our own facts of the reports, without their texts."""
    for row in _rows("archive_2017_reports.csv"):
        yield store.ArchiveReport(
            number=int(row["number"]),
            at=datetime.fromisoformat(row["at_utc"]),
            longitude=float(row["longitude"]),
            latitude=float(row["latitude"]),
            source=row["source"],
            depth_cm=int(row["depth_cm"]) if row["depth_cm"] else None,
            had_photo=row["had_photo"] == "1",
        )


def facts_areas() -> Iterator[store.ArchiveArea]:
    """Our own facts of the areas: code, name, centre."""
    for row in _rows("archive_2017_areas.csv"):
        yield store.ArchiveArea(row["area"], row["name"], float(row["longitude"]), float(row["latitude"]))


def facts_states() -> Iterator[store.ArchiveState]:
    """Our own facts of the areas' states, hour by hour."""
    for row in _rows("archive_2017_states.csv"):
        yield store.ArchiveState(row["area"], datetime.fromisoformat(row["at_utc"]), int(row["state"]))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FACTS / name).open(newline="", encoding="utf-8") as source:
        yield from csv.DictReader(source)
