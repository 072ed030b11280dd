"""A report as the public sees it: one GeoJSON feature, its bytes made once per version."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from simpul.disaster.live.bundle import Piece, piece

Names = Callable[[str], str | None]
"""The official name of a region's code; None when it is not known."""

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


def report_feature(row: Mapping[str, Any], names: Names) -> bytes:
    """The feature of a report that may be shown. Text and photograph are in it only when an officer verified the report."""
    verified = row["status"] == "verified"
    card = row["card"] or {}
    properties: dict[str, Any] = {
        "number": row["number"],
        "version": row["version"],
        "hazard": row["hazard"],
        "status": row["status"],
        "severity": row["severity"],
        "depth_cm": card.get("flood_depth"),
        "reported_at": instant(row["reported_at"]),
        "live_until": instant(row["live_until"]),
        "approximate": bool(row["approximate"]),
        "placed": row["placed"],
        "source": row["source"],
        "text": (row["text"] or None) if verified else None,
        "photo": f"/bencana/foto/{row['photo']}" if verified and row["photo"] else None,
        **regions_of(row, names),
    }
    return orjson.dumps(
        {
            "type": "Feature",
            "id": str(row["id"]),
            "geometry": point(row["longitude"], row["latitude"]),
            "properties": properties,
        }
    )


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """A GeoJSON point, to a tenth of a metre."""
    return {"type": "Point", "coordinates": [round(float(longitude), 6), round(float(latitude), 6)]}


def regions_of(row: Mapping[str, Any], names: Names) -> dict[str, str | None]:
    """Code and name of each level of the place."""
    found: dict[str, str | None] = {}
    for level in LEVELS:
        code = row[level]
        found[level] = names(code) if code else None
        found[f"{level}_code"] = code
    return found


def collection(features: Sequence[Piece], **members: object) -> list[Piece]:
    """A FeatureCollection with further members, around the inside of its list of features."""
    head = orjson.dumps({"type": "FeatureCollection", **members})
    return [piece(head[:-1] + b',"features":['), *features, piece(b"]}")]
