"""What is near a place: warnings that hold there, live reports, affected areas, shelters with room, gauges."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from simpul import regions
from simpul.disaster.actions import gauges, shelters, warnings
from simpul.disaster.model import PublicReport
from simpul.disaster.model.areas import AreaRow
from simpul.disaster.model.gauges import GaugeState
from simpul.disaster.model.shelters import ShelterNear
from simpul.disaster.model.warnings import HazardWarning
from simpul.disaster.rules.distances import kilometres
from simpul.disaster.rules.publicity import public_view
from simpul.disaster.store import areas as area_store
from simpul.disaster.store import nearby as store
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

MOST, READ = 6, 500
SHELTER_KM, GAUGE_KM = 15.0, 25.0
_KM = 111.32
Thing = TypeVar("Thing")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """How many kilometres away something is, and in which direction: degrees from north, clockwise."""

    km: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Nearby:
    """What is near a point; the nearest first, warnings the newest. `reports_in` counts all of them."""

    longitude: float
    latitude: float
    km: float
    region: str
    warnings: tuple[HazardWarning, ...]
    reports: tuple[tuple[PublicReport, Way], ...]
    reports_in: int
    areas: tuple[tuple[AreaRow, Way], ...]
    shelters: tuple[ShelterNear, ...]
    gauges: tuple[tuple[GaugeState, Way], ...]


def nearby(platform: Platform, point: Point, *, km: float) -> Nearby:
    """What is within so many kilometres of the point (longitude, latitude); PlaceAtSea, PlaceAbroad."""
    place = regions.locate(platform, *point)
    regency = ".".join(place.code.split(".")[:2])
    reports, total = _reports(platform, point, km)
    return Nearby(
        longitude=point[0],
        latitude=point[1],
        km=km,
        region=place.code,
        warnings=tuple(warnings.current(platform, within=place.code))[:MOST],
        reports=reports,
        reports_in=total,
        areas=_areas(platform, point, km, place.code[:2]),
        shelters=tuple(one for one in shelters.near(platform, *point, km=SHELTER_KM) if one.shelter.open)[:MOST],
        gauges=_gauges(platform, point, regency),
    )


def _reports(platform: Platform, point: Point, km: float) -> tuple[tuple[tuple[PublicReport, Way], ...], int]:
    now = platform.clock.now()
    with platform.database.reading() as unit:
        found = store.live_in(unit.connection, store.Around(box_around(point, km)), now, most=READ)
    views = [view for report in found if (view := public_view(report, now))]
    near = _sorted(point, views, lambda one: (one.where.longitude, one.where.latitude), km)
    return tuple(near[:MOST]), len(near)


def _areas(platform: Platform, point: Point, km: float, province: str) -> tuple[tuple[AreaRow, Way], ...]:
    """The areas with a state around the point, in its own province."""
    with platform.database.reading() as unit:
        rows = area_store.all_areas(unit.connection, within=province, stated=True)
    return tuple(_sorted(point, rows, lambda row: (row.area.longitude, row.area.latitude), km)[:MOST])


def _gauges(platform: Platform, point: Point, regency: str) -> tuple[tuple[GaugeState, Way], ...]:
    """The gauges around the point, and those further up whose water reaches its regency."""
    states = gauges.states(platform)
    around = _sorted(point, states, lambda one: (one.gauge.longitude, one.gauge.latitude), GAUGE_KM)
    near = {one.gauge.number for one, _ in around}
    above = [one for one in states if regency in one.gauge.downstream and one.gauge.number not in near]
    upstream = _sorted(point, above, lambda one: (one.gauge.longitude, one.gauge.latitude), math.inf)
    return tuple([*around, *upstream][:MOST])


def _sorted(point: Point, things: Iterable[Thing], where: Callable[[Thing], Point], km: float) -> list[tuple[Thing, Way]]:
    """The things within so many kilometres with how far they are, the nearest first."""
    told = [(one, Way(kilometres(point, where(one)), bearing(point, where(one)))) for one in things]
    return sorted((pair for pair in told if pair[1].km <= km), key=lambda pair: pair[1].km)


def bearing(here: Point, there: Point) -> float:
    """The direction from one point to another over a short way: degrees from north, clockwise."""
    across = (there[0] - here[0]) * math.cos(math.radians(here[1]))
    return math.degrees(math.atan2(across, there[1] - here[1])) % 360


def box_around(point: Point, km: float) -> tuple[float, float, float, float]:
    """West, south, east and north of a square that reaches so many kilometres from the point."""
    up = km / _KM
    across = up / max(math.cos(math.radians(point[1])), 0.01)
    return point[0] - across, point[1] - up, point[0] + across, point[1] + up


def centre_of(platform: Platform, code: str) -> tuple[Point, float] | None:
    """A region's middle and how far around it is looked; None for a region without a point. RegionUnknown."""
    region = regions.get(platform, code)
    if region.longitude is None or region.latitude is None:
        return None
    reach: Sequence[float] = (50.0, 15.0, 7.0, 5.0)
    return (region.longitude, region.latitude), reach[int(region.level) - 1]


def on_land(platform: Platform, point: Point) -> str:
    """The deepest region's code at the point; empty at sea and abroad."""
    try:
        return regions.locate(platform, *point).code
    except Refusal:
        return ""
