"""What reports and gauges say about areas, put before the officer; nothing is set by itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import cos, hypot, radians

import orjson

from simpul.disaster.model.areas import FLOOD, Area, AreaKind, AreaRow, GaugeSays, Suggestion, Told
from simpul.disaster.model.gauges import GaugeReading
from simpul.disaster.rules import area_suggesting as rules
from simpul.disaster.store import area_evidence, areas, gauges
from simpul.disaster.store.area_evidence import Placed
from simpul.kernel.platform import Platform

_KM = 111.32
"""Kilometres in a degree of latitude."""


def suggestions(platform: Platform, within: str = "") -> Mapping[int, Suggestion]:
    """The suggestions there are for the local areas inside a region (empty: the country), by area."""
    with platform.database.reading() as unit:
        rows = areas.all_areas(unit.connection, FLOOD, within=within)
    return suggestions_for(platform, rows, within=within)


def suggestions_for(platform: Platform, rows: Sequence[AreaRow], *, within: str = "") -> Mapping[int, Suggestion]:
    """The suggestions there are for these areas; all that is known of them lies inside `within`."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        # A polygon may reach into the neighbouring region: what lies in it is looked up in the whole province.
        since, province = now - rules.CLEAR_AFTER, within.partition(".")[0]
        said = area_evidence.told(unit.connection, FLOOD, since=since, until=now, within=province)
        read = gauges.readings(unit.connection, now - rules.CLEAR_AFTER, now)
    by_area = sorted_out([row.area for row in rows], said)
    found = {row.id: rules.suggest(row.stands, by_area.get(row.id, ()), gauges_of(row.area, read), now) for row in rows}
    return {area: one for area, one in found.items() if one is not None}


def suggestion(platform: Platform, area_id: int) -> Suggestion | None:
    """The suggestion for one local area, if there is one."""
    with platform.database.reading() as unit:
        row = areas.get(unit.connection, area_id)
    return None if row is None else suggestions_for(platform, [row]).get(area_id)


def told_in(platform: Platform, area: Area, since: datetime) -> list[Told]:
    """What residents said inside the area since then, newest first, one per device."""
    with platform.database.reading() as unit:
        said = area_evidence.told(unit.connection, FLOOD, since=since, until=platform.clock.now())
    return sorted(sorted_out([area], said).get(area.id, ()), key=lambda one: one.at, reverse=True)


def gauges_near(platform: Platform, area: Area) -> list[GaugeSays]:
    """The gauges upstream of the area or near it, with their newest reading of six hours; the nearest first."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        read = gauges.readings(unit.connection, now - rules.CLEAR_AFTER, now)
    return sorted(gauges_of(area, read), key=lambda one: one.kilometres)


def sorted_out(wanted: Sequence[Area], said: Sequence[Placed]) -> Mapping[int, Sequence[Told]]:
    """What was said inside each area: by the region's code for a unit, by the outline for a polygon."""
    found: dict[int, list[Told]] = {}
    units = {area.region: area.id for area in wanted if area.kind is AreaKind.UNIT}
    for one in said:
        for code in _path(one.region):
            if code in units:
                found.setdefault(units[code], []).append(one.told)
    for area, told in _in_polygons([area for area in wanted if area.kind is not AreaKind.UNIT], said):
        found.setdefault(area, []).append(told)
    return found


def _path(code: str) -> Iterable[str]:
    parts = code.split(".")
    return (".".join(parts[:n]) for n in range(1, len(parts) + 1))


def _in_polygons(polygons: Sequence[Area], said: Sequence[Placed]) -> Iterable[tuple[int, Told]]:
    if not polygons or not said:
        return
    import shapely  # at the first polygon, not at every start

    shapes = shapely.from_geojson([orjson.dumps(dict(area.outline or {})) for area in polygons])
    points = shapely.points([(one.longitude, one.latitude) for one in said])
    where, which = shapely.STRtree(shapes).query(points, predicate="intersects")
    for point, polygon in zip(where.tolist(), which.tolist(), strict=True):
        yield polygons[polygon].id, said[point].told


def gauges_of(area: Area, read: Sequence[GaugeReading]) -> list[GaugeSays]:
    """The gauges upstream of the area, or within NEAR_KM of its middle, that said something."""
    found = []
    for one in read:
        if not one.observations:
            continue
        last, gauge = one.observations[-1], one.gauge
        distance = _kilometres(area, gauge.longitude, gauge.latitude)
        below = [code for code in gauge.downstream if area.region == code or area.region.startswith(f"{code}.")]
        if below or distance <= rules.NEAR_KM:
            named = any(code.count(".") > 1 for code in below)
            says = GaugeSays(gauge.name, last.warning, last.at, distance, bool(below), named, gauge.synthetic)
            found.append(says)
    return found


def _kilometres(area: Area, longitude: float, latitude: float) -> float:
    """The distance of a point from the area's middle; near enough for tens of kilometres."""
    east = (longitude - area.longitude) * cos(radians(latitude))
    return _KM * hypot(east, latitude - area.latitude)
