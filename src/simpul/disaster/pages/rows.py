"""One line of a list, of now or of the archive, in words: what page, CSV and GeoJSON have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul import regions
from simpul.disaster.model import Archived, PublicReport, Where
from simpul.disaster.pages.words import depth_swatch, depth_words, place_words
from simpul.disaster.rules.replay import TAG_2017
from simpul.disaster.rules.severity import depth_of
from simpul.kernel.i18n import zone_of
from simpul.kernel.platform import Platform

COLUMNS = (
    "number",
    "reported_at",
    "hazard",
    "depth_cm",
    "severity",
    "status",
    "longitude",
    "latitude",
    "placed",
    "approximate",
    "region",
    "place",
    "source",
    "text",
    "photo",
    "archive",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A report as a list shows it."""

    number: int
    at: datetime
    zone: str
    depth_cm: int | None
    depth: str
    swatch: int
    status: str
    place: str
    text: str | None
    href: str
    values: Mapping[str, Any]


def of_report(platform: Platform, report: PublicReport, lang: str) -> Row:
    """The line of a report of now."""
    depth, where = depth_of(report.card), report.where
    place = place_words(platform, where)
    values = {
        "number": report.number,
        "reported_at": report.reported_at.isoformat(),
        "hazard": report.hazard,
        "depth_cm": depth,
        "severity": report.severity,
        "status": report.status.value,
        "longitude": where.longitude,
        "latitude": where.latitude,
        "placed": where.placed.value,
        "approximate": where.approximate,
        "region": where.region,
        "place": place,
        "source": report.source.value,
        "text": report.text,
        "photo": f"/bencana/foto/{report.photo}" if report.photo else None,
        "archive": None,
    }
    return Row(
        report.number,
        report.reported_at,
        zone_of(where.region),
        depth,
        depth_words(report.card, lang),
        depth_swatch(depth),
        report.status.value,
        place,
        report.text,
        f"/bencana/laporan/{report.number}",
        values,
    )


def of_archive(platform: Platform, report: Archived, lang: str) -> Row:
    """The line of a report of 2017, which says so."""
    where = Where(report.longitude, report.latitude)
    place = regions.name_path(platform, report.region) if report.region else place_words(platform, where)
    values = dict.fromkeys(COLUMNS) | {
        "number": report.number,
        "reported_at": report.at.isoformat(),
        "hazard": "flood",
        "depth_cm": report.depth_cm,
        "status": "archive",
        "longitude": report.longitude,
        "latitude": report.latitude,
        "region": report.region,
        "place": place,
        "source": report.source,
        "text": report.text,
        "archive": TAG_2017,
    }
    words = depth_words({"flood_depth": report.depth_cm}, lang)
    depth = report.depth_cm
    return Row(
        report.number, report.at, "WIB", depth, words, depth_swatch(depth), "archive", place, report.text, "", values
    )


def cells(row: Row) -> list[str]:
    """The line's cells for a spreadsheet, in the order of COLUMNS; none of them can be taken for a formula."""
    return [_safe(row.values[name]) for name in COLUMNS]


def _safe(value: object) -> str:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else str(value)


def feature(row: Row) -> dict[str, Any]:
    """The line as a GeoJSON feature."""
    properties = {name: value for name, value in row.values.items() if name not in ("longitude", "latitude")}
    point = {"type": "Point", "coordinates": [row.values["longitude"], row.values["latitude"]]}
    return {"type": "Feature", "id": row.number, "geometry": point, "properties": properties}


def features(rows: Iterable[Row], licence: str) -> dict[str, Any]:
    """A FeatureCollection of the lines."""
    return {"type": "FeatureCollection", "licence": licence, "features": [feature(row) for row in rows]}
