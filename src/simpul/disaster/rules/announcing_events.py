"""What other agencies and programs are told of warnings, incidents and areas: what everybody may know, nothing of a person.

Law: UU 24/2007 art. 46; UU 27/2022 (personal data).
"""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model.area_events import AreaStateChanged
from simpul.disaster.model.incident_events import IncidentAdvanced, IncidentClosed, IncidentOpened
from simpul.disaster.model.warnings import MessageKind, WarningMessage
from simpul.kernel.announcing import AnnouncedType, Announcement

_TEXT: dict[str, Any] = {"type": "string"}
_AT: dict[str, Any] = {"type": "string", "format": "date-time"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 1}
_STATE: dict[str, Any] = {"type": ["integer", "null"], "minimum": 1, "maximum": 4}
_CODES: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Kode wilayah, Kepmendagri 300.2.2-2138/2025.",
}
_WORDS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "required": ["id", "en"],
}
_WARNING = {
    "number": _COUNT,
    "version": _COUNT,
    "identifier": _TEXT,
    "hazard": _TEXT,
    "severity": _TEXT,
    "urgency": _TEXT,
    "certainty": _TEXT,
    "regions": _CODES,
    "headline": _WORDS,
    "onset": _AT,
    "expires": _AT,
    "sent": _AT,
    "url": _TEXT,
    "cap": _TEXT,
}
_INCIDENT = {"number": _COUNT, "version": _COUNT, "hazard": _TEXT, "region": _TEXT, "at": _AT, "url": _TEXT}
_STAGED = {**_INCIDENT, "stage": _TEXT, "severity": _TEXT}


def _type(name: str, title: str, about: str, properties: Mapping[str, Any]) -> AnnouncedType:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": dict(properties),
    }
    return AnnouncedType(name, title, about, schema)


WARNINGS: Mapping[MessageKind, AnnouncedType] = {
    MessageKind.ALERT: _type(
        "disaster.warning.issued",
        "Peringatan bencana dikeluarkan",
        "Instansi mengeluarkan peringatan: bahaya, tingkat, wilayah, berlaku sampai kapan, dan dokumen CAP 1.2-nya.",
        _WARNING,
    ),
    MessageKind.UPDATE: _type(
        "disaster.warning.updated",
        "Peringatan bencana diperbarui",
        "Peringatan berubah; isinya menggantikan semua pesan sebelumnya dengan nomor yang sama.",
        _WARNING,
    ),
    MessageKind.CANCEL: _type(
        "disaster.warning.cancelled",
        "Peringatan bencana dibatalkan",
        "Peringatan berakhir sebelum waktunya; dokumen CAP-nya memuat alasannya.",
        _WARNING,
    ),
}
OPENED = _type(
    "disaster.incident.opened",
    "Kejadian bencana dibuka",
    "Petugas mulai menangani suatu kejadian: bahaya, tahap, wilayah, dan tautannya.",
    _STAGED,
)
ADVANCED = _type(
    "disaster.incident.advanced",
    "Tahap kejadian bencana berubah",
    "Suatu kejadian meluas, mereda, atau dibuka kembali.",
    {**_STAGED, "before": _TEXT},
)
CLOSED = _type(
    "disaster.incident.closed",
    "Kejadian bencana ditutup",
    "Petugas tidak lagi menangani suatu kejadian: selesai, digabung, atau dibatalkan.",
    {**_INCIDENT, "how": _TEXT},
)
AREA = _type(
    "disaster.area.changed",
    "Keadaan wilayah terdampak berubah",
    "Petugas menetapkan, mengubah, atau menghapus keadaan suatu wilayah (1 sampai 4; kosong: tidak terdampak).",
    {
        "area": _COUNT,
        "name": _TEXT,
        "region": _TEXT,
        "hazard": _TEXT,
        "version": _COUNT,
        "state": _STATE,
        "before": _STATE,
        "changed_at": _AT,
        "agency": _TEXT,
        "url": _TEXT,
    },
)
TYPES: tuple[AnnouncedType, ...] = (*WARNINGS.values(), OPENED, ADVANCED, CLOSED, AREA)


def warning(message: WarningMessage, base: str) -> Announcement:
    """The announcement of a warning's message; `base` is the node's address."""
    said, root = message.content, base.rstrip("/")
    data: dict[str, Any] = {
        "number": said.number,
        "version": said.version,
        "identifier": message.identifier,
        "hazard": said.hazard,
        "severity": said.severity.value,
        "urgency": said.urgency.value,
        "certainty": said.certainty.value,
        "regions": list(said.regions),
        "headline": dict(said.headline),
        "onset": said.onset.isoformat(),
        "expires": said.expires.isoformat(),
        "sent": said.sent.isoformat(),
        "url": f"{root}/bencana/peringatan/{said.number}",
        "cap": f"{root}/bencana/peringatan/{message.identifier}.cap.xml",
    }
    key = f"warning.{said.number}"
    return Announcement(WARNINGS[message.kind].name, f"{said.id}.{said.version}", key, said.sent, data)


def incident(event: IncidentOpened | IncidentAdvanced | IncidentClosed, base: str) -> Announcement:
    """The announcement of what happened to an incident."""
    at = event.opened_at if isinstance(event, IncidentOpened) else event.at
    data: dict[str, Any] = {
        "number": event.number,
        "version": event.version,
        "hazard": event.hazard,
        "region": event.region,
        "at": at.isoformat(),
        "url": f"{base.rstrip('/')}/bencana/kejadian/{event.number}",
    }
    if isinstance(event, IncidentClosed):
        kind = CLOSED
        data["how"] = event.how
    else:
        kind = OPENED if isinstance(event, IncidentOpened) else ADVANCED
        data |= {"stage": event.stage, "severity": event.severity}
    if isinstance(event, IncidentAdvanced):
        data["before"] = event.before
    return Announcement(kind.name, f"{event.incident}.{event.version}", f"incident.{event.number}", at, data)


def area(event: AreaStateChanged, base: str) -> Announcement:
    """The announcement of an area's new state."""
    data: dict[str, Any] = {
        "area": event.area,
        "name": event.name,
        "region": event.region,
        "hazard": event.hazard,
        "version": event.version,
        "state": event.state,
        "before": event.before,
        "changed_at": event.changed_at.isoformat(),
        "agency": event.agency,
        "url": f"{base.rstrip('/')}/bencana/wilayah/{event.area}",
    }
    return Announcement(AREA.name, f"area.{event.area}.{event.version}", f"area.{event.area}", event.changed_at, data)
