"""The outlines of units: the regions register draws them, approximate (batas perkiraan) until exact ones are imported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.model.areas import AreaKind, AreaRow
from simpul.disaster.store import areas as store
from simpul.kernel.platform import Platform
from simpul.regions.model import BoundariesUnavailable, Level, RegionUnknown

Shapes = Mapping[str, Mapping[str, Any]]
_ABOVE = {Level.PROVINCE: 0, Level.REGENCY: 1, Level.DISTRICT: 1, Level.VILLAGE: 2}
"""Within how many parts of its code a level is drawn."""


def with_outlines(platform: Platform, rows: Sequence[AreaRow]) -> list[AreaRow]:
    """The rows; units with the outlines that the register has for them, if any, and whether these are exact."""
    units = [row.area.region for row in rows if row.area.kind is AreaKind.UNIT]
    if not units:
        return list(rows)
    shapes = outlines_of(platform, units)
    approximate = not regions.edition(platform).exact
    return [
        replace(row, area=replace(row.area, outline=shapes.get(row.area.region)), approximate=approximate)
        if row.area.kind is AreaKind.UNIT
        else row
        for row in rows
    ]


def drawn(platform: Platform) -> int:
    """How many local units have an outline; the register has drawn them all, which takes seconds at a new edition."""
    with platform.database.reading() as unit:
        codes = store.unit_codes(unit.connection)
    return len(outlines_of(platform, codes))


def outlines_of(platform: Platform, codes: Iterable[str]) -> Shapes:
    """The GeoJSON geometries of these regions, as far as they are known."""
    wanted = {(Level(code.count(".") + 1), _above(code)) for code in codes}
    found: dict[str, Mapping[str, Any]] = {}
    for level, within in wanted:
        found.update(_layer(platform, level, within))
    return found


def _above(code: str) -> str:
    parts = code.split(".")
    return ".".join(parts[: _ABOVE[Level(len(parts))]])


def _layer(platform: Platform, level: Level, within: str) -> Shapes:
    """One drawing of the register, read once for each edition and kept by this worker."""
    kept: dict[tuple[int, str], tuple[str, Shapes]] = platform.state.setdefault("disaster.area_outlines", {})
    digest = regions.edition(platform).digest
    known = kept.get((level, within))
    if known is None or known[0] != digest:
        known = kept[level, within] = (digest, _read(platform, level, within))
    return known[1]


def _read(platform: Platform, level: Level, within: str) -> Shapes:
    import gzip

    try:
        packed, _ = regions.outlines(platform, level, within)
    except (BoundariesUnavailable, RegionUnknown):
        return {}
    features = orjson.loads(gzip.decompress(packed))["features"]
    return {one["properties"]["code"]: one["geometry"] for one in features}
