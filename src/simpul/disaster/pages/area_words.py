"""Areas in words: what a state means, since when, why a state is suggested."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.model.areas import AreaRow, Suggestion
from simpul.kernel.i18n import N_, Translator, zone_of
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request

STATES = {1: N_("use caution"), 2: N_("10–70 cm"), 3: N_("71–150 cm"), 4: N_("over 150 cm")}
MEANINGS = {
    1: N_("Depth unknown: use caution"),
    2: N_("Flooding between 10 and 70 cm"),
    3: N_("Flooding between 71 and 150 cm"),
    4: N_("Flooding over 150 cm"),
}
STEPS = {
    "set": N_("Set"),
    "accept": N_("Suggestion accepted"),
    "confirm": N_("Confirmed"),
    "clear": N_("Cleared"),
    "undo": N_("Taken back"),
}
CREDIT = "BPBD"
LICENCE = "CC-BY-4.0"


@dataclass(frozen=True, slots=True)
class Line:
    """An area as a list shows it."""

    row: AreaRow
    place: str
    zone: str
    suggestion: Suggestion | None = None
    reasons: tuple[str, ...] = ()


def line_of(request: Request, row: AreaRow, suggestion: Suggestion | None = None) -> Line:
    """The area in words, with the reasons of a suggestion in the page's language."""
    area = row.area
    place = ", ".join(part for part in dict.fromkeys((area.parent, area.city)) if part and part != area.name)
    return Line(row, place, zone_of(area.region), suggestion, reasons_of(request.t, suggestion))


def reasons_of(t: Translator, suggestion: Suggestion | None) -> tuple[str, ...]:
    """The reasons of a suggestion, numbers as the language writes them."""
    return tuple(t.gettext(one.sentence, **said(t, one.facts)) for one in suggestion.reasons) if suggestion else ()


def said(t: Translator, facts: Mapping[str, Any]) -> dict[str, object]:
    """Facts of a reason as they are spoken."""
    return {name: t.number(fact) if isinstance(fact, int | float) else fact for name, fact in facts.items()}


def state_words(t: Translator, state: int | None) -> str:
    """The state in two or three words."""
    return t.gettext(STATES[state]) if state else t.gettext("no state")


def feature(row: AreaRow, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The area as a GeoJSON feature: its outline, or its middle where none is known."""
    area, stands = row.area, row.stands
    point = {"type": "Point", "coordinates": [round(area.longitude, 6), round(area.latitude, 6)]}
    properties = {
        "kind": "area",
        "area": area.id,
        "name": area.name,
        "parent": area.parent,
        "city": area.city,
        "region": area.region,
        "hazard": stands.hazard,
        "state": stands.state,
        "since": instant(stands.since),
        "changed_at": instant(stands.changed_at),
        "version": stands.version,
        "agency": stands.agency,
        "approximate": row.approximate,
        "synthetic": False,
        "href": f"/bencana/wilayah/{area.id}",
        **(more or {}),
    }
    return {"type": "Feature", "id": area.id, "geometry": area.outline or point, "properties": properties}


def agency_namer(request: Request) -> Callable[[str | None], str]:
    """Says an agency's code as people know it: the node's own by its name, others by their code."""
    settings = request.platform.settings
    return lambda code: settings.agency if code and code == settings.agency_code else code or ""


def instant(at: datetime | None) -> str | None:
    """The instant as RFC 3339 in UTC."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def collection(rows: list[dict[str, Any]], now: datetime) -> bytes:
    """A FeatureCollection of areas, with licence and source."""
    about = {"licence": LICENCE, "attribution": CREDIT, "generated_at": instant(now)}
    return orjson.dumps({"type": "FeatureCollection", **about, "features": rows})


def box_of(platform: Platform, rows: list[AreaRow], code: str | None) -> str:
    """West, south, east, north of what a map should show: the areas' middles, widened; else the region; else nothing."""
    if rows:
        xs, ys = [one.area.longitude for one in rows], [one.area.latitude for one in rows]
        edges = (min(xs) - 0.02, min(ys) - 0.02, max(xs) + 0.02, max(ys) + 0.02)
        return ",".join(f"{edge:.4f}" for edge in edges)
    try:
        return ",".join(f"{edge:.4f}" for edge in regions.bbox(platform, code)) if code else ""
    except regions.RegionUnknown:
        return ""


def region_name(request: Request) -> str:
    """The name of the region that the actor's agency answers for; empty for the whole country."""
    return regions.name_or_code(request.platform, request.actor.region)
