"""What other agencies that subscribed are told of an alert: rule, area, time and counts, and nothing about a person.

Law: Permenkes 1501/2010 (outbreaks are reported); UU 27/2022 (personal data). One to four cases are told as null.
"""

from datetime import datetime
from typing import Any

from simpul.kernel.announcing import AnnouncedType, Announcement
from simpul.malaria.model.alerts import AlertRaised
from simpul.malaria.rules.public_figures import LEAST

_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["alert", "rule", "area", "first", "observed", "synthetic"],
    "properties": {
        "alert": {"type": "string", "format": "uuid"},
        "rule": {"type": "string"},
        "area": {"type": "string", "description": "Kode wilayah, Kepmendagri 300.2.2-2138/2025."},
        "first": {"type": "string", "format": "date"},
        "observed": {"type": ["integer", "null"], "description": "Jumlah kasus; null bila 1 sampai 4."},
        "upper": {"type": ["number", "null"]},
        "synthetic": {"type": "boolean"},
    },
}
RAISED = AnnouncedType(
    "malaria.alert.raised",
    "Kewaspadaan malaria",
    "Sebuah aturan kewaspadaan dini terlampaui. Tanpa data pribadi: aturan, wilayah, minggu, jumlah kasus mulai dari lima.",
    _SCHEMA,
)


def raised(event: AlertRaised, at: datetime) -> Announcement:
    """The announcement of an alert, by its id."""
    data = {
        "alert": str(event.alert),
        "rule": event.rule,
        "area": event.area,
        "first": event.first,
        "observed": event.observed if event.observed >= LEAST else None,
        "upper": event.upper,
        "synthetic": event.synthetic,
    }
    return Announcement(RAISED.name, str(event.alert), event.area, at, data)
