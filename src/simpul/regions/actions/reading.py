"""What others ask of regions: where a point lies, what a name means, what a code stands for, what to draw."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import shapely

from simpul.kernel.platform import Platform
from simpul.regions import rules
from simpul.regions.actions.atlas import Held, held, in_force, packaged_edition
from simpul.regions.lookup import boundaries, facts, land, search
from simpul.regions.lookup.partition import Floats, Ints
from simpul.regions.model import BoundariesUnavailable, Edition, Found, Level, Place, Region, RegionUnknown, Successor
from simpul.regions.store import cache, editions

CREDIT = "Kepmendagri 300.2.2-2138/2025; BIG, Kemendagri, Cahya DSN"
CREDIT_APPROXIMATE = "Kepmendagri 300.2.2-2138/2025; Natural Earth"


def locate(platform: Platform, longitude: float, latitude: float) -> Place:
    """The place of a point in degrees; PlaceUnreadable, PlaceAbroad or PlaceAtSea."""
    return held(platform).atlas.place(longitude, latitude)


def locate_many(platform: Platform, longitudes: Floats, latitudes: Floats) -> tuple[str | None, ...]:
    """The deepest region's code at each point; None at sea and abroad."""
    known = held(platform)
    rows: Ints = known.atlas.locate_many(longitudes, latitudes)
    codes = known.atlas.gazetteer.codes
    return tuple(codes[row] if row >= 0 else None for row in rows.tolist())


def find(platform: Platform, text: str, *, limit: int = 8, within: str | None = None) -> tuple[Found, ...]:
    """The regions whose names the text most likely means, best first; only those below `within` where it is given."""
    known = held(platform)
    inside = rules.checked(within) if within else ""
    return search.find(known.atlas.gazetteer, known.names, text, limit=limit, within=inside)


def get(platform: Platform, code: str) -> Region:
    """The region of this code; RegionUnknown."""
    gazetteer = held(platform).atlas.gazetteer
    return gazetteer.region(gazetteer.row(code))


def children(platform: Platform, code: str | None = None) -> tuple[Region, ...]:
    """The regions directly below a code, by code; the provinces for None. RegionUnknown."""
    gazetteer = held(platform).atlas.gazetteer
    if code is not None:
        gazetteer.row(code)
    return tuple(gazetteer.region(int(row)) for row in gazetteer.children(code or ""))


def path(platform: Platform, code: str) -> tuple[Region, ...]:
    """The regions from the province down to this one; RegionUnknown."""
    gazetteer = held(platform).atlas.gazetteer
    return tuple(gazetteer.region(row) for row in gazetteer.path(gazetteer.row(code)))


def name_path(platform: Platform, code: str) -> str:
    """The path as people say it: Pluit, Penjaringan, Jakarta Utara. RegionUnknown."""
    gazetteer = held(platform).atlas.gazetteer
    return gazetteer.spoken(gazetteer.row(code))


def name_or_code(platform: Platform, code: str | None) -> str:
    """The names of a code for a heading; the code itself where no region has it, empty for the whole country."""
    try:
        return name_path(platform, code) if code else ""
    except RegionUnknown:
        return code or ""


def counts(platform: Platform, code: str | None = None) -> dict[Level, int]:
    """How many regions of each deeper level lie below a code, or in the country."""
    gazetteer = held(platform).atlas.gazetteer
    levels = gazetteer.levels[gazetteer.within(code or "")]
    found = np.bincount(levels, minlength=5)
    return {level: int(found[level]) for level in Level if found[level]}


def bbox(platform: Platform, code: str) -> tuple[float, float, float, float]:
    """West, south, east and north of a region: of its outline where one is imported, else of the points in it, widened."""
    known = held(platform)
    row = known.atlas.gazetteer.row(code)
    box = _outlined(platform, known, code) if known.edition.exact else None
    return box or _around(known, row)


def edition(platform: Platform) -> Edition:
    """The edition in force."""
    return held(platform).edition


def successors(platform: Platform, code: str) -> tuple[Successor, ...]:
    """What replaced a code, by which law; none for a code in force."""
    rules.checked(code)
    with platform.database.reading() as unit:
        known = {*facts.successors(), *editions.successors(unit.connection)}
    return tuple(sorted((each for each in known if each.old == code), key=lambda each: each.new))


def current_code(platform: Platform, code: str) -> str:
    """The code itself, or the one that replaced it; RegionUnknown where there is neither."""
    gazetteer = held(platform).atlas.gazetteer
    if gazetteer.has(code):
        return code
    after = [each.new for each in successors(platform, code) if gazetteer.has(each.new)]
    if not after:
        raise RegionUnknown
    return after[0]


def partly_known(platform: Platform, code: str | None = None) -> frozenset[Level]:
    """The levels of which only some regions are known below `code`: villages, in the packaged facts, outside a regency."""
    some = not edition(platform).exact and (code is None or code == facts.PARTLY)
    return frozenset({Level.VILLAGE}) if some else frozenset()


def outlines(platform: Platform, level: Level, within: str = "") -> tuple[bytes, str]:
    """Gzipped GeoJSON of a level's boundaries, whole or within a region, and its digest.

    `approximate` in it says whether these are *batas perkiraan*. RegionUnknown, BoundariesUnavailable.
    """
    known = held(platform)
    rules.drawable(level, within)
    if within:
        known.atlas.gazetteer.row(within)
    kept = known.folder / f"boundaries-{level.slug}-{within or 'all'}.json.gz"
    if not kept.is_file():
        cache.put(kept, gzip.compress(_drawn(platform, known, level, within), 6, mtime=0))
    return kept.read_bytes(), f"{known.folder.name}-{level.slug}-{within}"


def basemap(platform: Platform) -> Path | None:
    """The operator's map tiles, where there are some."""
    return cache.basemap(platform.settings.data_dir)


def _drawn(platform: Platform, known: Held, level: Level, within: str) -> bytes:
    areas = _areas(platform, known, level, within)
    about: dict[str, object] = {
        "approximate": not known.edition.exact,
        "edition": known.edition.digest,
        "law": known.edition.law,
        "credit": CREDIT if known.edition.exact else CREDIT_APPROXIMATE,
    }
    detail = (boundaries.WITHIN if within else boundaries.WHOLE)[level]
    return boundaries.geojson(known.atlas.gazetteer, areas, detail, about)


def _areas(platform: Platform, known: Held, level: Level, within: str) -> tuple[Sequence[str], boundaries.Polygons]:
    if known.edition.exact:
        with platform.database.reading() as unit:
            return editions.outlines(unit.connection, known.edition.digest, level, within)
    outlined = land.read()
    if outlined is None:
        raise BoundariesUnavailable
    return boundaries.approximate(known.atlas.gazetteer, outlined, level, within)


def _outlined(platform: Platform, known: Held, code: str) -> tuple[float, float, float, float] | None:
    with platform.database.reading() as unit:
        polygon = editions.outline(unit.connection, known.edition.digest, rules.level(code), code)
    if polygon is None:
        return None
    west, south, east, north = (float(edge) for edge in shapely.bounds(polygon))
    return west, south, east, north


_MARGIN = {Level.PROVINCE: 0.2, Level.REGENCY: 0.1, Level.DISTRICT: 0.05, Level.VILLAGE: 0.015}


def _around(known: Held, row: int) -> tuple[float, float, float, float]:
    gazetteer = known.atlas.gazetteer
    code = gazetteer.codes[row]
    below = gazetteer.within(code)
    points = np.concatenate((gazetteer.points[below], gazetteer.points[row : row + 1]))
    points = points[~np.isnan(points[:, 0])]
    if not len(points):
        return _around(known, int(gazetteer.parents[row]))
    margin = _MARGIN[rules.level(code)]
    west, south = (points.min(axis=0) - margin).tolist()
    east, north = (points.max(axis=0) + margin).tolist()
    return west, south, east, north


@dataclass(frozen=True, slots=True)
class Status:
    """Which edition is in force, all that are known with the instant each came into force, and which files are there."""

    in_force: Edition
    editions: tuple[tuple[Edition, datetime | None], ...]
    land: bool
    basemap: bool


def status(platform: Platform) -> Status:
    """How this node stands with regions."""
    with platform.database.reading() as unit:
        known = tuple((edition, since) for edition, since, _ in editions.history(unit.connection))
    everything = (*known, (packaged_edition(), None))
    return Status(in_force(platform), everything, land.digest() != "none", basemap(platform) is not None)
