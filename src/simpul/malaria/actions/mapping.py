"""What the map shows: places of the actor's region with their weeks and layers; kabupaten where the region is wide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.mapping import MapPlace, MapSeen
from simpul.malaria.rules import desk as rules
from simpul.malaria.rules.watching import mondays
from simpul.malaria.store import mapping as store

WEEKS = 26
"""So far back the map can be moved."""
REGENCY_PARTS, VILLAGE_PARTS = 2, 4


@dataclass(frozen=True, slots=True)
class _Layers:
    marked: set[str]
    watched: dict[str, str]
    foci: dict[str, str]
    alerts: dict[str, int]


def seen(platform: Platform, actor: Actor, *, within: str = "") -> MapSeen:
    """The map of the actor's region, or of a part of it; DeskOnly, DeskNothing for a region that is not the actor's."""
    rules.permit_desk(actor)
    if within and not rules.answers_for(actor, within):
        raise DeskNothing()
    region = within or actor.region
    by_village = bool(region) and str(region).count(".") >= REGENCY_PARTS - 1
    with platform.database.reading() as unit:
        connection, now = unit.connection, today(unit.clock.now(), actor.region)
        weeks = tuple(mondays(now - timedelta(weeks=WEEKS - 1), now))
        time = (weeks[0], weeks[-1] + timedelta(weeks=1))
        counted = store.weeks(connection, region, by_village=by_village, time=time)
        layers = _layers(connection, region, now)
        outlines = store.outlines(connection, region) if by_village else ()
        villages = [tuple(one) for one in store.places(connection, region)] if by_village else []
    known = {str(one[0]): one for one in villages}
    areas = known.keys() | {area for rows in counted for area, _ in rows}
    wide = {area: count for area, count in layers.alerts.items() if by_village and area.count(".") < VILLAGE_PARTS - 1}
    areas |= (layers.foci.keys() | layers.alerts.keys()) - wide.keys() if by_village else set()
    found = [_place(platform, area, known.get(area), (weeks, counted, layers)) for area in sorted(areas)]
    return MapSeen(region, by_village, weeks, tuple(found), outlines, sum(wide.values()))


def _layers(connection: Connection, region: str | None, now: date) -> _Layers:
    since = now - timedelta(weeks=4)
    return _Layers(
        store.marked(connection, region),
        store.watched(connection, region, now),
        store.foci(connection, region),
        store.alerts(connection, region, since),
    )


Shown = tuple[tuple[date, ...], tuple[store.Counted, store.Counted], _Layers]


def _place(platform: Platform, area: str, village: tuple[object, ...] | None, shown: Shown) -> MapPlace:
    weeks, (positive, tested), layers = shown
    name, longitude, latitude = _named(platform, area, village)
    return MapPlace(
        code=area,
        name=name,
        longitude=longitude,
        latitude=latitude,
        positive=tuple(positive.get((area, monday), 0) for monday in weeks),
        tested=tuple(tested.get((area, monday), 0) for monday in weeks),
        habitat=area in layers.marked,
        watch=layers.watched.get(area, ""),
        focus=layers.foci.get(area, ""),
        alerts=layers.alerts.get(area, 0),
        synthetic=bool(village and village[4]),
    )


def _named(platform: Platform, area: str, village: tuple[object, ...] | None) -> tuple[str, float | None, float | None]:
    """Name and point: of the programme's village where it has both, else of the region with this code."""
    name = str(village[1]) if village else ""
    if village and isinstance(village[2], float) and isinstance(village[3], float):
        return name, village[2], village[3]
    try:
        region = regions.get(platform, area)
    except regions.RegionUnknown:
        return name or area, None, None
    return name or region.name, region.longitude, region.latitude


def parts(platform: Platform, actor: Actor, within: str | None) -> list[tuple[str, str]]:
    """Code and name of what the map can be narrowed to: the regions directly below, down to districts."""
    if within is not None and within.count(".") >= VILLAGE_PARTS - 2:
        return []
    try:
        below: Iterable[regions.Region] = regions.children(platform, within)
    except regions.RegionUnknown:
        return []
    return [(one.code, one.name) for one in below if rules.answers_for(actor, one.code)]
