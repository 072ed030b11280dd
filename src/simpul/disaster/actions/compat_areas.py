"""What CogniCity's interface asks of areas, provinces, gauges and infrastructure."""

import gzip
from collections.abc import Sequence
from datetime import datetime

import orjson

from simpul import regions
from simpul.disaster.actions import areas as areas_of
from simpul.disaster.actions import gauges as gauges_of
from simpul.disaster.model.areas import AreaOver, AreaRow, Shape
from simpul.disaster.model.gauges import GaugeReading, Infrastructure, InfrastructureKind
from simpul.disaster.rules.compat.places import REGION_OF
from simpul.kernel.platform import Platform
from simpul.regions import Level
from simpul.regions.model import BoundariesUnavailable

Provinces = Sequence[str] | None
"""Codes of provinces; None for the whole country."""


def _within(provinces: Provinces) -> Sequence[str]:
    return [""] if provinces is None else provinces


def areas(platform: Platform, provinces: Provinces, *, stated: bool) -> list[tuple[AreaRow, Shape]]:
    """Every local area of these provinces with its outline, or the point where none is known."""
    rows = [row for within in _within(provinces) for row in areas_of.all_areas(platform, within=within, stated=stated)]
    return [(row, row.area.outline or point_of(row)) for row in sorted(rows, key=lambda row: row.id)]


def point_of(row: AreaRow) -> Shape:
    """The area's point, for those whose outline is not known."""
    return {"type": "Point", "coordinates": [row.area.longitude, row.area.latitude]}


def areas_over(platform: Platform, start: datetime, end: datetime, provinces: Provinces) -> list[AreaOver]:
    """The worst state of each area of these provinces that had one between the two."""
    found = [one for within in _within(provinces) for one in areas_of.archive(platform, start, end, within=within)]
    return sorted(found, key=lambda one: one.area)


def areas_series(platform: Platform, start: datetime, end: datetime, provinces: Provinces) -> list[tuple[datetime, int]]:
    """How many areas of these provinces had a state at each whole hour, where any had."""
    counts: dict[datetime, int] = {}
    for within in _within(provinces):
        for at, count in areas_of.timeseries(platform, start, end, within=within):
            counts[at] = counts.get(at, 0) + count
    return [(at, count) for at, count in sorted(counts.items()) if count]


def outlines(platform: Platform, level: Level) -> list[tuple[str, str, Shape]]:
    """Code, name and outline of each province or regency of the country; none where outlines were not built."""
    try:
        packed, _ = regions.outlines(platform, level)
    except BoundariesUnavailable:
        return []
    features = orjson.loads(gzip.decompress(packed))["features"]
    return [(one["properties"]["code"], one["properties"]["name"], one["geometry"]) for one in features]


def province_at(platform: Platform, longitude: float, latitude: float) -> str | None:
    """CogniCity's code of the province around a point; None at sea and abroad."""
    try:
        place = regions.locate(platform, longitude, latitude)
    except (regions.PlaceAbroad, regions.PlaceAtSea, regions.PlaceUnreadable):
        return None
    return REGION_OF.get(place.province.code)


def gauges(platform: Platform, provinces: Provinces, number: int | None = None) -> list[GaugeReading]:
    """The gauges of these provinces that were observed in the last twelve hours, with what was observed."""
    found = [
        one for within in _within(provinces) for one in gauges_of.readings(platform, hours=12, within=within, number=number)
    ]
    return [one for one in found if one.observations]


def layer(platform: Platform, kind: InfrastructureKind, provinces: Provinces) -> list[Infrastructure]:
    """What a layer of infrastructure holds in these provinces."""
    return [one for within in _within(provinces) for one in gauges_of.layer(platform, kind, within=within)]
