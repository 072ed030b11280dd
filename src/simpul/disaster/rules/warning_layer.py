"""Warnings as features of a map (RFC 7946): a polygon, a circle as one, or the middle of its regions."""

import math
from collections.abc import Mapping
from typing import Any

from simpul.disaster.model.warnings import Circle, HazardWarning
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.warnings import RANKS

_CORNERS = 48
_KM_PER_DEGREE = 111.32


def feature(one: HazardWarning, *, point: tuple[float, float] | None, synthetic: bool) -> dict[str, Any]:
    """The warning as a feature; `point` stands for it where nothing else says where."""
    hazard = HAZARDS.get(one.hazard)
    label = hazard.label if hazard else {"id": one.event, "en": one.event}
    return {
        "type": "Feature",
        "id": one.number,
        "geometry": shape(one, point),
        "properties": {
            "number": one.number,
            "version": one.version,
            "href": f"/bencana/peringatan/{one.number}",
            "label_id": one.headline["id"],
            "label_en": one.headline["en"],
            **{f"headline_{language}": text for language, text in one.headline.items()},
            "hazard": one.hazard,
            "hazard_id": label["id"],
            "hazard_en": label["en"],
            "event": one.event,
            "severity": one.severity.value,
            "urgency": one.urgency.value,
            "certainty": one.certainty.value,
            "status": one.status.value,
            "area": one.area,
            "regions": list(one.regions),
            "onset": one.onset.isoformat(),
            "expires": one.expires.isoformat(),
            "sent": one.sent.isoformat(),
            "updated_at": one.sent.isoformat(),
            "sender": one.sender,
            "source": one.sender_name,
            "approximate": one.approximate,
            "synthetic": synthetic or one.exercise,
            "state": "fresh",
        },
    }


def on_its_page(one: HazardWarning, *, point: tuple[float, float] | None) -> dict[str, Any]:
    """The warning as the map on its own page draws it: coloured by severity, 1 to 4."""
    return {
        "type": "Feature",
        "id": one.number,
        "geometry": shape(one, point),
        "properties": {
            "name": one.headline["id"],
            "parent": one.area,
            "city": "",
            "state": RANKS[one.severity] + 1,
            "approximate": one.approximate,
            "href": f"/bencana/peringatan/{one.number}",
        },
    }


def shape(one: HazardWarning, point: tuple[float, float] | None) -> Mapping[str, Any] | None:
    """Where the warning holds, as a GeoJSON geometry."""
    if one.circle:
        return disc(one.circle)
    if one.polygon:
        return one.polygon
    return {"type": "Point", "coordinates": list(point)} if point else None


def disc(circle: Circle) -> dict[str, Any]:
    """A circle as a polygon of 48 corners, counter-clockwise and closed."""
    across = circle.radius_km / _KM_PER_DEGREE
    wide = across / max(0.1, math.cos(math.radians(circle.latitude)))
    turns = [2 * math.pi * n / _CORNERS for n in range(_CORNERS)]
    ring = [
        [round(circle.longitude + wide * math.cos(a), 5), round(circle.latitude + across * math.sin(a), 5)] for a in turns
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
