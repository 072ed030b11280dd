"""All that a situation map of a region shows: what was live, marked, warned of, sheltered and measured at one moment."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul import regions
from simpul.disaster.actions import areas, gauges, shelters, warnings
from simpul.disaster.actions.area_outlines import outlines_of
from simpul.disaster.model import PublicReport
from simpul.disaster.model.areas import FLOOD, AreaRow
from simpul.disaster.model.gauges import GaugeState
from simpul.disaster.model.shelters import Shelter
from simpul.disaster.model.warnings import Circle, HazardWarning
from simpul.disaster.rules import sheet
from simpul.disaster.rules.publicity import public_view
from simpul.disaster.store import nearby as store
from simpul.kernel.platform import Platform

MOST, SIGNS = 2_000, 30
COUNTRY = (94.6, -11.2, 141.2, 6.3)
Shapes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """What there is in a region, before it is drawn."""

    reports: tuple[PublicReport, ...]
    complete: bool
    areas: tuple[AreaRow, ...]
    warnings: tuple[HazardWarning, ...]
    shelters: tuple[Shelter, ...]
    gauges: tuple[GaugeState, ...]


@dataclass(frozen=True, slots=True)
class SituationMap:
    """A region as it stands: its drawing with the numbers in it, and what there is. `approximate`: its borders are."""

    code: str
    name: str
    at: datetime
    drawing: str
    numbered: tuple[sheet.Numbered, ...]
    found: Found
    approximate: bool


def situation_map(platform: Platform, code: str, *, hazard: str = "", north: str = "N") -> SituationMap:
    """The situation in a region (empty: the country) now; RegionUnknown. `hazard`: only what is of it."""
    box, now = regions.bbox(platform, code) if code else COUNTRY, platform.clock.now()
    found = _found(platform, code, hazard, sheet.frame_of(box).box)
    part = sheet.closer(box, list(_points(found)))
    frame = sheet.frame_of(part or box)
    numbers = sheet.numbered(frame, [_spot(n, one) for n, one in enumerate(found.reports)])
    exact = regions.edition(platform).exact
    contents = sheet.Contents(
        borders=[("", shape) for shape in _around(platform, code).values()],
        own=_own(platform, code),
        areas=[(row.state or 0, row.area.outline) for row in found.areas if row.area.outline],
        warnings=[(f"!{n}", shape) for n, one in enumerate(found.warnings, 1) for shape in _shapes(platform, one)],
        numbered=numbers,
        signs=[*_shelter_signs(found.shelters), *_gauge_signs(found.gauges)],
        north=north,
        dashed=not exact,
        whole=box if part else None,
    )
    name = regions.name_path(platform, code) if code else "Indonesia"
    return SituationMap(code, name, now, sheet.sheet(frame, contents), numbers, found, approximate=not exact)


def _found(platform: Platform, code: str, hazard: str, box: sheet.Box) -> Found:
    """What is live, marked, warned of, open and measured in the region; areas are of floods."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        kept = store.live_in(unit.connection, store.Around(box, hazard, code), now, most=MOST)
    rows = areas.all_areas(platform, within=code, stated=True) if hazard in ("", FLOOD) else []
    warned = warnings.current(platform, within=code)
    held = shelters.everywhere(platform, [code] if code else [])
    return Found(
        reports=tuple(view for report in kept if (view := public_view(report, now))),
        complete=len(kept) < MOST,
        areas=tuple(sorted(rows, key=lambda row: (-(row.state or 0), row.area.name))),
        warnings=tuple(one for one in warned if not hazard or one.hazard == hazard),
        shelters=tuple(one for one in held if one.open)[:SIGNS],
        gauges=tuple(gauges.states(platform, code))[:SIGNS],
    )


def _points(found: Found) -> Iterator[tuple[float, float]]:
    """Where there is something to see; gauges far up a river do not count."""
    yield from ((one.where.longitude, one.where.latitude) for one in found.reports)
    yield from ((row.area.longitude, row.area.latitude) for row in found.areas)
    yield from ((one.draft.longitude, one.draft.latitude) for one in found.shelters)


def _spot(index: int, report: PublicReport) -> sheet.Spot:
    where = report.where
    return sheet.Spot(where.longitude, where.latitude, report.severity, report.status.value == "verified", index)


def _around(platform: Platform, code: str) -> Shapes:
    """The outlines around the region: its province's neighbours as far as they are known, without names."""
    if not code:
        return {}
    level = [one.code for one in regions.children(platform)]
    return outlines_of(platform, level) if code.count(".") == 0 else outlines_of(platform, [f"{code[:2]}.01"])


def _own(platform: Platform, code: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The regions directly below, with names; the region itself where their outlines are not known."""
    below = regions.children(platform, code or None)
    shapes = outlines_of(platform, [one.code for one in below])
    found = [(_short(one.name), shapes[one.code]) for one in below if one.code in shapes]
    if found or not code:
        return found
    return [("", shape) for name, shape in outlines_of(platform, [code]).items() if name == code]


def _short(name: str) -> str:
    for before in ("Kabupaten ", "Kota Administrasi ", "Kabupaten Administrasi ", "Kota "):
        name = name.removeprefix(before)
    return name


def _shapes(platform: Platform, one: HazardWarning) -> list[Mapping[str, Any]]:
    """Where a warning holds: its own polygon or circle, else the outlines of its regions as far as they are known."""
    if one.polygon:
        return [one.polygon]
    if one.circle:
        return [_round(one.circle)]
    shapes = outlines_of(platform, one.regions)
    return [shapes[code] for code in one.regions if code in shapes]


def _round(circle: Circle) -> Mapping[str, Any]:
    from shapely import Point, affinity
    from shapely.geometry import mapping

    degrees = circle.radius_km / 111.32
    flat = Point(circle.longitude, circle.latitude).buffer(degrees)
    return dict(mapping(affinity.scale(flat, 1 / max(math.cos(math.radians(circle.latitude)), 0.01), 1.0)))


def _shelter_signs(held: Sequence[Shelter]) -> list[sheet.Sign]:
    return [sheet.Sign(f"P{n}", "shelter", one.draft.longitude, one.draft.latitude) for n, one in enumerate(held, 1)]


def _gauge_signs(states: Sequence[GaugeState]) -> list[sheet.Sign]:
    return [sheet.Sign(f"A{n}", "gauge", one.gauge.longitude, one.gauge.latitude) for n, one in enumerate(states, 1)]
