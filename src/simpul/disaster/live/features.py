"""A report as the public sees it: one GeoJSON feature, its bytes made once per version."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from simpul.disaster.live.bundle import Piece, piece
from simpul.disaster.live.rows import Row
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.summary import headline

Names = Callable[[str], str | None]
"""The official name of a region's code; None when it is not known."""

GEOJSON = b"application/geo+json"
LEVELS = ("province", "regency", "district", "village")
ATTRIBUTION = "Residents' reports, verified by the responsible agency where `status` says so"
LICENCE = "CC-BY-4.0"
ARCHIVE_TAG = "arsip 2017 · PetaBencana.id"
ARCHIVE_ATTRIBUTION = "PetaBencana.id (arsip 2017), BPBD DKI Jakarta"


def instant(at: datetime) -> str:
    """The instant as RFC 3339 in UTC, with microseconds only where there are any."""
    return at.isoformat().replace("+00:00", "Z")


def microseconds(at: datetime) -> int:
    """The instant as whole microseconds since 1970, exactly."""
    seconds = int(at.timestamp() // 1) if at.microsecond else round(at.timestamp())
    return seconds * 1_000_000 + at.microsecond


def report_feature(row: Row, names: Names) -> bytes:
    """The feature of a report that may be shown. Text and photograph are in it only when an officer verified the report.

    Properties are scalars only, so that a map tile can carry them too. What many reports share is written once.
    """
    verified = row.status == "verified"
    own = {
        "number": row.number,
        "version": row.version,
        "points": row.points,
        "hazard": row.hazard,
        "status": row.status,
        "severity": row.severity,
        "reported_at": row.reported_at,
        "live_until": row.live_until,
        "approximate": bool(row.approximate),
        "placed": row.placed,
        "source": row.source,
        "partner": row.partner if row.signed_by else None,
        "incident": row.incident,
        "text": (row.text or None) if verified else None,
        "photo": f"/bencana/foto/{row.photo}" if verified and row.photo else None,
    }
    place = orjson.dumps((round(row.longitude, 6), round(row.latitude, 6)))
    written = orjson.dumps(own, option=orjson.OPT_UTC_Z)
    shared = told(row.hazard, row.card) + regions_of((row.province, row.regency, row.district, row.village), names)
    return b'{"type":"Feature","id":"%s","geometry":{"type":"Point","coordinates":%s},"properties":%s%s}}' % (
        row.id.encode(),
        place,
        written[:-1],
        shared,
    )


@lru_cache(8192)
def told(slug: str, card: str) -> bytes:
    """What a card's answers come to: its type, the depth of a flood, and the answer that decides, in both languages."""
    hazard, answers = HAZARDS.get(slug), orjson.loads(card)
    return _members(
        {
            "report_type": answers.get("report_type") or slug,
            "depth_cm": answers.get("flood_depth"),
            "summary_id": headline(hazard, answers, "id") if hazard else None,
            "summary_en": headline(hazard, answers, "en") if hazard else None,
        }
    )


@lru_cache(8192)
def regions_of(codes: tuple[str | None, ...], names: Names) -> bytes:
    """Name and code of each level of a place."""
    found: dict[str, str | None] = {}
    for level, code in zip(LEVELS, codes, strict=True):
        found[level] = names(code) if code else None
        found[f"{level}_code"] = code
    return _members(found)


def _members(values: Mapping[str, object]) -> bytes:
    """The values as members that follow others in a JSON object, its end left open."""
    return b"," + orjson.dumps(values)[1:-1]


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """A GeoJSON point, to a tenth of a metre."""
    return {"type": "Point", "coordinates": [round(float(longitude), 6), round(float(latitude), 6)]}


def collection(features: Sequence[Piece], **members: object) -> list[Piece]:
    """A FeatureCollection with further members, around the inside of its list of features."""
    head = orjson.dumps({"type": "FeatureCollection", **members})
    return [piece(head[:-1] + b',"features":['), *features, piece(b"]}")]
