"""Earthquakes and volcanoes as CogniCity's clients read them."""

from collections.abc import Sequence

import orjson

from simpul.disaster.model.quakes import Quake
from simpul.disaster.model.volcanoes import EruptionSaid, Volcano
from simpul.disaster.rules.compat import geo
from simpul.disaster.rules.compat.instants import stored

HOURS = 3
"""How far back `/earthquakes` reaches."""


def quake(one: Quake) -> geo.Shaped:
    """An earthquake; numbers as texts, as BMKG writes them. What was made up says so in its zone."""
    said = one.said
    zone = f"{said.place} (contoh)" if one.synthetic and "sintetis" not in said.place else said.place
    told = {
        "date": stored(said.at),
        "zone": zone,
        "feltarea": said.felt or None,
        "depth": None if said.depth_km is None else f"{said.depth_km:g} km",
        "magnitude": f"{said.magnitude:.1f}",
    }
    return geo.shaped(_point(said.longitude, said.latitude), orjson.dumps(told))


def volcano(one: Volcano) -> geo.Shaped:
    """A volcano with its level, 1 to 4."""
    told = {
        "volcano_code": one.code,
        "volcano_name": one.name,
        "elevation": one.elevation_m,
        "activity_level": int(one.level),
        "last_update": stored(one.reported_at),
    }
    return geo.shaped(_point(one.longitude, one.latitude), orjson.dumps(told))


def eruptions(known: Sequence[Volcano], told: Sequence[tuple[EruptionSaid, bool]]) -> list[geo.Shaped]:
    """The last eruption of each volcano that this node knows, newest first."""
    places = {one.code: one for one in known}
    found: dict[str, geo.Shaped] = {}
    for said, _ in told:
        if said.volcano in places and said.volcano not in found:
            found[said.volcano] = _eruption(places[said.volcano], said)
    return list(found.values())


def _eruption(one: Volcano, said: EruptionSaid) -> geo.Shaped:
    told = {
        "volcano_code": one.code,
        "volcano_name": one.name,
        "activity_level": int(one.level),
        "eruption_date": stored(said.at),
        "ash_height": said.plume_m,
        "description": said.words or None,
    }
    return geo.shaped(_point(one.longitude, one.latitude), orjson.dumps(told))


def _point(longitude: float, latitude: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [longitude, latitude]}
