"""Earthquakes, volcanoes, forecasts, shelters and infrastructure as features of the map's layers."""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model.gauges import Infrastructure
from simpul.disaster.model.nowcasts import Nowcast
from simpul.disaster.model.quakes import Quake
from simpul.disaster.model.shelters import Shelter, ShelterState
from simpul.disaster.model.volcanoes import Volcano, VolcanoLevel
from simpul.disaster.pages.layer_documents import Feature, instant, labels, point
from simpul.kernel.i18n import LANGUAGES, N_, in_language

QUAKES, VOLCANOES, NOWCASTS = "/bencana/gempa", "/bencana/gunung-api", "/bencana/prakiraan"
SHELTERS, INFRASTRUCTURE = "/bencana/pengungsian", "/bencana/prasarana"
LEVELS: Mapping[VolcanoLevel, str] = {
    VolcanoLevel.NORMAL: N_("Level I (Normal)"),
    VolcanoLevel.WASPADA: N_("Level II (Waspada)"),
    VolcanoLevel.SIAGA: N_("Level III (Siaga)"),
    VolcanoLevel.AWAS: N_("Level IV (Awas)"),
}
LEVEL_MEANINGS: Mapping[VolcanoLevel, str] = {
    VolcanoLevel.NORMAL: N_("No change in activity. Danger only close to the crater."),
    VolcanoLevel.WASPADA: N_("Activity rises above normal. An eruption is possible."),
    VolcanoLevel.SIAGA: N_("Activity rises clearly. An eruption may follow: be ready to leave."),
    VolcanoLevel.AWAS: N_("An eruption is near or under way. Leave the danger zone."),
}
KINDS: Mapping[str, str] = {
    "basins": N_("Retention basins"),
    "floodgates": N_("Floodgates"),
    "pumps": N_("Pumps"),
    "sites": N_("Sites"),
    "waterways": N_("Waterways"),
}
_STATE_LABELS: Mapping[ShelterState, str] = {
    ShelterState.ROOM: N_("{name}: open, room for {free}"),
    ShelterState.NEARLY: N_("{name}: nearly full, room for {free}"),
    ShelterState.FULL: N_("{name}: full"),
    ShelterState.OVER: N_("{name}: over capacity by {over}"),
    ShelterState.UNKNOWN: N_("{name}: open, nobody has counted yet"),
    ShelterState.CLOSED: N_("{name}: closed"),
}


def quake(one: Quake, state: str) -> Feature:
    """An earthquake: one marker, however often it was revised."""
    said = one.said
    words = (
        N_("Earthquake M {magnitude}: {place}. A tsunami is possible.")
        if said.tsunami
        else N_("Earthquake M {magnitude}: {place}")
    )
    properties = {
        "kind": "quake",
        "event": said.event or None,
        "magnitude": said.magnitude,
        "depth_km": said.depth_km,
        "at": instant(said.at),
        "place": said.place,
        "felt": said.felt,
        "potential": said.potential,
        "tsunami": said.tsunami,
        "revision": one.revision,
        "region": one.region,
        "href": f"{QUAKES}/{one.number}",
        "state": state,
        "source": said.source,
        "updated_at": instant(one.changed_at),
        "synthetic": one.synthetic,
        **labels(words, magnitude=round(said.magnitude, 1), place=said.place or "–"),
    }
    return point(said.longitude, said.latitude, one.number, properties)


def volcano(one: Volcano, state: str) -> Feature:
    """A volcano with its level."""
    words = {f"label_{code}": f"{one.name}: {labels(LEVELS[one.level])[f'label_{code}']}" for code in LANGUAGES}
    properties = {
        "kind": "volcano",
        "code": one.code,
        "name": one.name,
        "level": int(one.level),
        "since": instant(one.since),
        "elevation_m": one.elevation_m,
        "region": one.region,
        "advice": one.advice,
        "href": f"{VOLCANOES}/{one.code}",
        "state": state,
        "source": one.source,
        "updated_at": instant(one.reported_at),
        "synthetic": one.synthetic,
        **words,
    }
    return point(one.longitude, one.latitude, one.code, properties)


def nowcast(one: Nowcast, state: str) -> Feature:
    """A weather warning with its polygons; without any it has no geometry, and is in the list alone."""
    said = one.said
    headlines = {code: in_language(said.headline, code) if said.headline else said.event for code in LANGUAGES}
    properties = {
        "number": one.number,
        "kind": "nowcast",
        "identifier": said.identifier,
        "event": said.event,
        "severity": said.severity,
        "urgency": said.urgency,
        "certainty": said.certainty,
        "sent": instant(said.sent),
        "onset": instant(said.begins),
        "expires": instant(said.expires),
        "area": said.area,
        "regions": list(one.regions),
        "href": f"{NOWCASTS}/{one.number}",
        "state": state,
        "source": said.source,
        "updated_at": instant(said.sent),
        "synthetic": one.synthetic,
        **{f"headline_{code}": words for code, words in headlines.items()},
        **{f"label_{code}": words for code, words in headlines.items()},
    }
    return {"type": "Feature", "id": one.number, "geometry": said.geometry, "properties": properties}


def shelter(one: Shelter) -> Feature:
    """A shelter with its room; how many children or elderly people are in it is nobody's business."""
    draft = one.draft
    properties = {
        "kind": draft.kind.value,
        "name": draft.name,
        "address": draft.address,
        "contact": draft.contact,
        "facilities": [facility.value for facility in draft.facilities],
        "capacity": draft.capacity,
        "people": one.people if one.open else None,
        "free": one.free,
        "over": one.over if one.open else 0,
        "counted_at": instant(one.counted_at),
        "region": one.region,
        "href": f"{SHELTERS}/{one.number}",
        "state": one.state.value,
        "source": draft.source,
        "updated_at": instant(one.changed_at),
        "synthetic": one.synthetic,
        **labels(_STATE_LABELS[one.state], name=draft.name, **_room(one)),
    }
    return point(draft.longitude, draft.latitude, one.number, properties)


def _room(one: Shelter) -> dict[str, int]:
    match one.state:
        case ShelterState.ROOM | ShelterState.NEARLY:
            return {"free": one.free or 0}
        case ShelterState.OVER:
            return {"over": one.over}
    return {}


def infrastructure(one: Infrastructure) -> Feature:
    """A basin, floodgate, pump, site or waterway: where it is, not whether it works."""
    kind = labels(KINDS[one.kind.value])
    properties: dict[str, Any] = {
        "number": one.number,
        "kind": one.kind.value,
        "name": one.name,
        "region": one.region,
        "href": f"{INFRASTRUCTURE}?jenis={one.kind.value}",
        "state": "fresh",
        "source": one.source,
        "updated_at": None,
        "synthetic": one.synthetic,
        **{name: f"{words}: {one.name}" for name, words in kind.items()},
    }
    return {"type": "Feature", "id": one.number, "geometry": dict(one.geometry), "properties": properties}
