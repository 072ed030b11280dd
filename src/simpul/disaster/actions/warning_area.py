"""Where a warning holds: its regions' names and outline, fine enough to see and small enough to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.actions import area_outlines
from simpul.disaster.actions.incidents import place_name
from simpul.kernel.platform import Platform

POINTS_MOST = 400
"""Positions of an outline: what an aggregator and a phone can bear."""
_PLACES = 4
_TOLERANCES = (0.001, 0.003, 0.01, 0.03, 0.1)
NAMED = 12


@dataclass(frozen=True, slots=True)
class Covered:
    """A warning's place: its name, its outline as GeoJSON (None where none is known), whether that is approximate."""

    name: str
    polygon: Mapping[str, Any] | None
    approximate: bool


def covered(platform: Platform, codes: Sequence[str], *, outlined: bool = True) -> Covered:
    """The place that these regions are together; RegionUnknown for a code that is none."""
    for code in codes:
        regions.get(platform, code)
    polygon = outline_of(platform, tuple(sorted(set(codes)))) if outlined else None
    return Covered(area_name(platform, codes), polygon, polygon is not None and not regions.edition(platform).exact)


def area_name(platform: Platform, codes: Sequence[str]) -> str:
    """What people call these regions together: those of one province side by side, up to twelve names."""
    kept = _outermost(codes)
    if not kept:
        return ""
    if len(kept) == 1:
        return place_name(platform, kept[0])
    by_above: dict[str, list[str]] = {}
    for code in kept:
        by_above.setdefault(code.rpartition(".")[0], []).append(place_name(platform, code).split(",")[0])
    parts = [_side_by_side(names, place_name(platform, above) if above else "") for above, names in by_above.items()]
    return "; ".join(parts)


def _side_by_side(names: Sequence[str], above: str) -> str:
    shown = ", ".join(names[:NAMED]) + (f" +{len(names) - NAMED}" if len(names) > NAMED else "")
    return f"{shown} ({above})" if above else shown


def _outermost(codes: Sequence[str]) -> list[str]:
    """The codes that no other one of them holds, in order."""
    known = set(codes)
    return [code for code in sorted(known) if not any(code.startswith(f"{other}.") for other in known)]


def outline_of(platform: Platform, codes: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The outline of these regions together, simplified; None where the register can draw none of them."""
    import shapely

    found = area_outlines.outlines_of(platform, _outermost(codes))
    shapes = [shapely.make_valid(shapely.from_geojson(orjson.dumps(dict(one)))) for one in found.values()]
    if not shapes:
        return None
    whole = shapely.union_all(shapes)
    for tolerance in _TOLERANCES:
        simple = _polygons(whole.simplify(tolerance))
        if shapely.get_num_coordinates(simple) <= POINTS_MOST:
            break
    else:
        simple = _polygons(whole.convex_hull)
    rounded = _polygons(shapely.make_valid(shapely.set_precision(simple, 10**-_PLACES)))
    return None if rounded.is_empty else orjson.loads(shapely.to_geojson(shapely.orient_polygons(rounded)))


def _polygons(geometry: Any) -> Any:
    """The polygons of a geometry, the smallest specks left out."""
    import shapely

    parts = [one for one in shapely.get_parts(geometry) if one.geom_type == "Polygon" and not one.is_empty]
    parts += [p for one in shapely.get_parts(geometry) if one.geom_type == "MultiPolygon" for p in one.geoms]
    largest = max((one.area for one in parts), default=0.0)
    kept = [shapely.Polygon(one.exterior) for one in parts if one.area >= largest / 1_000]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
