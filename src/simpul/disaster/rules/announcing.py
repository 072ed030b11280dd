"""What other agencies are told of a verified report: what the public map shows of it, and nothing about a person.

Law: UU 24/2007; UU 27/2022 (personal data).
"""

from typing import Any

from simpul.disaster.model import ReportVerified
from simpul.kernel.announcing import AnnouncedType, Announcement

PLACES = 5
"""Decimal places of a coordinate: one metre, as the public map has it."""
_POINT = {"type": "number"}
_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["number", "version", "status", "hazard", "severity", "region", "place", "reported_at", "url"],
    "properties": {
        "number": {"type": "integer", "minimum": 1},
        "version": {"type": "integer", "minimum": 1},
        "status": {"const": "verified"},
        "hazard": {"type": "string"},
        "severity": {"type": "string"},
        "depth_cm": {"type": ["integer", "null"]},
        "region": {"type": "string", "description": "Kode wilayah, Kepmendagri 300.2.2-2138/2025."},
        "place": {
            "type": "object",
            "additionalProperties": False,
            "required": ["longitude", "latitude"],
            "properties": {"longitude": _POINT, "latitude": _POINT},
        },
        "reported_at": {"type": "string", "format": "date-time"},
        "live_until": {"type": "string", "format": "date-time"},
        "url": {"type": "string"},
    },
}
VERIFIED = AnnouncedType(
    "disaster.report.verified",
    "Laporan bencana terverifikasi",
    "Petugas telah memverifikasi laporan warga. Tanpa data pribadi: bahaya, tempat, waktu, dan tautan ke laporannya.",
    _SCHEMA,
)


def verified(event: ReportVerified, base: str) -> Announcement:
    """The announcement of a verified report, by one id for each version of it; `base` is the node's address."""
    data: dict[str, Any] = {
        "number": event.number,
        "version": event.version,
        "status": "verified",
        "hazard": event.hazard,
        "severity": event.severity,
        "depth_cm": event.depth_cm,
        "region": event.region,
        "place": {"longitude": round(event.longitude, PLACES), "latitude": round(event.latitude, PLACES)},
        "reported_at": event.reported_at.isoformat(),
        "live_until": event.live_until.isoformat(),
        "url": f"{base.rstrip('/')}/bencana/laporan/{event.number}",
    }
    return Announcement(VERIFIED.name, f"{event.report}.{event.version}", str(event.number), event.reported_at, data)
