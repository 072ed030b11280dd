"""Layers that are small enough to be read whole: each a function from the node to its features."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.actions import areas, gauges
from simpul.disaster.actions.archived import archived
from simpul.disaster.actions.opendata import hazard_layers
from simpul.disaster.actions.opendata.warning_layer import of_warnings
from simpul.disaster.model import Status, Wanted
from simpul.disaster.model.areas import AreaRow
from simpul.disaster.model.gauges import Infrastructure, InfrastructureKind
from simpul.disaster.model.incidents import Incident, IncidentsWanted, Stage
from simpul.disaster.store import incidents as incident_store
from simpul.kernel.platform import Platform
from simpul.regions.model import BoundariesUnavailable, Level

Features = Sequence[Mapping[str, Any]]
_ALL = 1_000_000


def _feature(id_: object, geometry: object, properties: Mapping[str, object]) -> dict[str, Any]:
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}


def _point(longitude: float, latitude: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}


def of_2017(platform: Platform) -> Features:
    """The reports of the archive, each with the region it lies in today; no words, since nobody has verified them."""
    found, _ = archived(platform, Wanted(statuses=frozenset(Status), per_page=_ALL))
    return [
        _feature(
            one.number,
            _point(one.longitude, one.latitude),
            {
                "number": one.number,
                "hazard": "flood",
                "status": "archive",
                "depth_cm": one.depth_cm,
                "had_photo": one.had_photo,
                "reported_at": one.at,
                "source": one.source,
                **dict(zip(_CODES, codes_of(one.region), strict=True)),
            },
        )
        for one in found
    ]


_CODES = ("province_code", "regency_code", "district_code", "village_code")


def codes_of(code: str) -> tuple[str | None, ...]:
    """The codes of the four levels above and with a region's code, as far down as it reaches."""
    parts = code.split(".") if code else []
    return tuple(".".join(parts[:depth]) if len(parts) >= depth else None for depth in range(1, 5))


def of_incidents(platform: Platform) -> Features:
    """Every incident but exercises, closed ones too; those that another took in are part of that one."""
    wanted = IncidentsWanted(stages=frozenset(Stage), training=False, per_page=_ALL)
    with platform.database.reading() as unit:
        found, _ = incident_store.page(unit.connection, wanted)
    return [_incident(one) for one in found if one.merged_into is None]


def _incident(one: Incident) -> Mapping[str, Any]:
    spread = one.spread
    told = {
        "number": one.number,
        "name": one.name,
        "hazard": one.hazard,
        "stage": one.stage.value,
        "severity": spread.worst,
        "reports": spread.count,
        "first_at": spread.first_at,
        "last_at": spread.last_at,
        "opened_at": one.opened_at,
        "closed_at": one.closed_at,
        "changed_at": one.changed_at,
        "regions": " ".join(spread.regions),
        "approximate": spread.approximate,
    }
    return _feature(one.number, spread.extent, told)


def of_areas(platform: Platform) -> Features:
    """Every local area, with its outline where one is known, and how it stands for a flood."""
    return [area_feature(row) for row in areas.all_areas(platform)]


def area_middles(platform: Platform) -> Features:
    """Every local area with its middle for a place: no outline is drawn."""
    return [area_feature(row) for row in areas.all_areas(platform, outlined=False)]


def area_feature(row: AreaRow) -> Mapping[str, Any]:
    """The area as a feature: its outline, or its middle where none is known."""
    area, stands = row.area, row.stands
    told = {
        "area": area.id,
        "name": area.name,
        "parent": area.parent,
        "city": area.city,
        "region": area.region,
        "hazard": stands.hazard,
        "state": stands.state,
        "since": stands.since,
        "changed_at": stands.changed_at,
        "agency": stands.agency,
        "approximate": row.approximate,
    }
    return _feature(area.id, area.outline or _point(area.longitude, area.latitude), told)


def of_infrastructure(platform: Platform) -> Features:
    """Pumps, floodgates, waterways, basins and sites, as far as somebody has imported them."""
    return [_thing(one) for kind in InfrastructureKind for one in gauges.layer(platform, kind)]


def _thing(one: Infrastructure) -> Mapping[str, Any]:
    told = {
        "number": one.number,
        "kind": one.kind.value,
        "name": one.name,
        "region": one.region,
        "source": one.source,
        "tags": orjson.dumps(dict(one.tags)).decode(),
        "synthetic": one.synthetic,
    }
    return _feature(one.number, dict(one.geometry), told)


def of_regions(platform: Platform) -> Features:
    """Provinces, regencies and cities with their outlines, as the register has them; none where it has none."""
    exact = regions.edition(platform).exact
    made: list[Mapping[str, Any]] = []
    for level in (Level.PROVINCE, Level.REGENCY):
        try:
            packed, _ = regions.outlines(platform, level, "")
        except BoundariesUnavailable:
            continue
        for one in orjson.loads(gzip.decompress(packed))["features"]:
            known = regions.get(platform, one["properties"]["code"])
            told = {"code": known.code, "name": known.name, "level": int(level), "kind": known.kind.value}
            made.append(_feature(known.code, one["geometry"], {**told, "approximate": not exact}))
    return made


LAYERS: Mapping[str, Callable[[Platform], Features]] = {
    "reports_2017": of_2017,
    "incidents": of_incidents,
    "areas": of_areas,
    "warnings": of_warnings,
    "gauges": hazard_layers.of_gauges,
    "earthquakes": hazard_layers.of_quakes,
    "volcanoes": hazard_layers.of_volcanoes,
    "shelters": hazard_layers.of_shelters,
    "infrastructure": of_infrastructure,
    "regions": of_regions,
}
"""How each collection but the reports is read."""
