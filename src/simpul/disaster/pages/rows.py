"""One line of a list, of now or of the archive, in words: what page, CSV and GeoJSON have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.model import Archived, PublicReport, Where
from simpul.disaster.pages.words import deck_label, depth_swatch, hazard_label, headline_words, place_words
from simpul.disaster.rules.hazards import HAZARDS
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
    "hazard_words",
    "report_type",
    "headline",
    "card",
    "votes",
    "partner",
    "training",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ARCHIVED = "flood"


@dataclass(frozen=True, slots=True)
class Row:
    """A report as a list shows it. `swatch` is a flood's colour by depth; other hazards have an icon and a severity.

    `kind` is the type of report where its hazard has several: "Kerusakan jalan".
    """

    number: int
    at: datetime
    zone: str
    hazard: str
    label: str
    icon: str
    kind: str
    headline: str
    severity: str
    depth_cm: int | None
    swatch: int
    status: str
    place: str
    text: str | None
    href: str
    values: Mapping[str, Any]


def of_report(platform: Platform, report: PublicReport, lang: str) -> Row:
    """The line of a report of now."""
    depth, where = depth_of(report.card), report.where
    place, headline = place_words(platform, where), headline_words(report.hazard, report.card, lang)
    label = hazard_label(report.hazard, lang)
    return Row(
        report.number,
        report.reported_at,
        zone_of(where.region),
        report.hazard,
        label,
        icon_of(report.hazard),
        deck_label(report.hazard, report.card, lang),
        headline,
        report.severity,
        depth,
        depth_swatch(depth),
        report.status.value,
        place,
        report.text,
        f"/bencana/laporan/{report.number}",
        _values(report) | {"depth_cm": depth, "place": place, "hazard_words": label, "headline": headline},
    )


def _values(report: PublicReport) -> dict[str, Any]:
    """What an export holds of a report without looking anything up."""
    where = report.where
    return dict.fromkeys(COLUMNS) | {
        "number": report.number,
        "reported_at": report.reported_at.isoformat(),
        "hazard": report.hazard,
        "severity": report.severity,
        "status": report.status.value,
        "longitude": where.longitude,
        "latitude": where.latitude,
        "placed": where.placed.value,
        "approximate": where.approximate,
        "region": where.region,
        "source": report.source.value,
        "text": report.text,
        "photo": f"/bencana/foto/{report.photo}" if report.photo else None,
        "report_type": report.card.get("report_type"),
        "card": dict(report.card),
        "votes": report.points,
        "partner": report.partner,
        "training": report.training,
    }


def icon_of(slug: str) -> str:
    """The icon of a hazard; a plain sign of warning for one that is gone."""
    return HAZARDS[slug].icon if slug in HAZARDS else "triangle-alert"


def of_archive(platform: Platform, report: Archived, lang: str) -> Row:
    """The line of a report of 2017, which says so."""
    where = Where(report.longitude, report.latitude)
    place = regions.name_path(platform, report.region) if report.region else place_words(platform, where)
    depth = report.depth_cm
    card = {"report_type": _ARCHIVED, "flood_depth": depth}
    headline = headline_words(_ARCHIVED, card, lang) if depth is not None else ""
    label = hazard_label(_ARCHIVED, lang)
    values = dict.fromkeys(COLUMNS) | {
        "number": report.number,
        "reported_at": report.at.isoformat(),
        "hazard": _ARCHIVED,
        "hazard_words": label,
        "headline": headline or None,
        "report_type": _ARCHIVED,
        "card": card,
        "depth_cm": depth,
        "status": "archive",
        "longitude": report.longitude,
        "latitude": report.latitude,
        "region": report.region,
        "place": place,
        "source": report.source,
        "text": report.text,
        "archive": TAG_2017,
    }
    colours = (depth, depth_swatch(depth))
    known = (_ARCHIVED, label, icon_of(_ARCHIVED), "", headline, "")
    return Row(report.number, report.at, "WIB", *known, *colours, "archive", place, report.text, "", values)


def cells(row: Row) -> list[str]:
    """The line's cells for a spreadsheet, in the order of COLUMNS; none of them can be taken for a formula."""
    return [_safe(row.values[name]) for name in COLUMNS]


def _safe(value: object) -> str:
    if isinstance(value, Mapping):
        return orjson.dumps(value).decode()
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
