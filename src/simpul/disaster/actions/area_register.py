"""Which areas a node has: units of the regions register, polygons that officers draw, collections that operators import."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from simpul import regions
from simpul.disaster.model.areas import Area, AreaFileUnreadable, AreaKind, AreaMissing, OutlineAbroad
from simpul.disaster.model.areas import Outline as Checked
from simpul.disaster.rules import areas as rules
from simpul.disaster.store import areas as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from simpul.regions import Level, Region, RegionUnknown

AREAS_MOST = 20_000
_SHARE_ON_LAND = 0.5
_SENT_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Found:
    """A checked polygon with where it lies: the regions in it by the share they hold, and the deepest that holds it all."""

    outline: Checked
    region: str
    regions: tuple[str, ...]
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of a file's properties that hold an area's own number, name, what it is part of, and its city.

    `within`: the region whose agency the file comes from; it answers for what the approximate borders put elsewhere.
    """

    id: str = ""
    name: str = ""
    parent: str = ""
    city: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class AreasImported:
    """How many areas an import added or renewed, and which features were refused and why."""

    kept: int
    refused: tuple[tuple[int, str], ...]


def unit_area(platform: Platform, code: str) -> Area:
    """The region of this code as an area; AreaMissing for a code that is not in force."""
    try:
        return _unit(platform, regions.path(platform, code))
    except RegionUnknown:
        raise AreaMissing(code=code) from None


def _unit(platform: Platform, path: Sequence[Region]) -> Area:
    region = path[-1]
    point = next((one for one in reversed(path) if one.longitude is not None), region)
    return Area(
        id=rules.id_of(region.code),
        kind=AreaKind.UNIT,
        geom_id=region.code.replace(".", ""),
        name=region.name,
        parent=path[-2].name if len(path) > 1 else "",
        city=regions.name_path(platform, path[1].code) if len(path) > 1 else "",
        region=region.code,
        regions=(region.code,),
        longitude=point.longitude or 0.0,
        latitude=point.latitude or 0.0,
        attributes={"code": region.code, "level": region.level.slug, "kind": region.kind.value},
        source=region.edition,
    )


def seed_level(platform: Platform, level: Level, within: str) -> int:
    """How many regions of a level below `within` became local areas; those that are already stay. RegionUnknown."""
    found = [_unit(platform, regions.path(platform, region.code)) for region in _at(platform, level, within)]
    with platform.database.writing() as unit:
        added = store.add(unit.connection, found, unit.clock.now())
        unit.audit("disaster.area.seed", subject=within or "ID", after={"level": level.slug, "added": added})
        unit.ring("disaster")
    return added


def _at(platform: Platform, level: Level, within: str) -> list[Region]:
    """The regions of a level below `within`, or the one itself when it is of that level."""
    here = [regions.get(platform, within)] if within else list(regions.children(platform))
    while here and here[0].level < level:
        here = [below for region in here for below in regions.children(platform, region.code)]
    return [region for region in here if region.level == level]


def place_outlines(platform: Platform, outlines: Sequence[Checked]) -> list[Found | OutlineAbroad]:
    """Where each polygon lies; OutlineAbroad in the place of one of which less than half lies in Indonesia."""
    import numpy as np  # at the first polygon, not at every start

    from simpul.disaster.rules.outlines import samples

    points = [samples(one.shape) for one in outlines]
    every = [np.array([value for pair in points for value in pair[axis]]) for axis in (0, 1)]
    codes = iter(regions.locate_many(platform, every[0], every[1]) if len(every[0]) else ())
    located = [[next(codes) for _ in xs] for xs, _ in points]
    return [
        _placed(outline, here, (xs[0], ys[0])) for outline, here, (xs, ys) in zip(outlines, located, points, strict=True)
    ]


def _placed(outline: Checked, codes: Sequence[str | None], middle: tuple[float, float]) -> Found | OutlineAbroad:
    known = [code for code in codes if code]
    if len(known) < _SHARE_ON_LAND * len(codes):
        return OutlineAbroad()
    shares: dict[str, float] = {}
    for code in known:
        shares[code] = shares.get(code, 0.0) + 1 / len(known)
    inside = tuple(sorted(shares, key=lambda code: (-shares[code], code)))
    return Found(outline, rules.holder(shares), inside, *middle)


def check(platform: Platform, actor: Actor, given: str | bytes) -> Found:
    """The polygon as it would be kept and where it lies; Outline…, OutlineAbroad, AreaOfficerOnly or NotYourArea."""
    from simpul.disaster.rules.outlines import read

    rules.permit_areas(actor)
    found = place_outlines(platform, [read(given)])[0]
    if isinstance(found, OutlineAbroad):
        raise found
    rules.permit_set(actor, _polygon(platform, found, "", AreaKind.DRAWN))
    return found


def draw(platform: Platform, actor: Actor, *, name: str, given: str | bytes) -> Area:
    """The area that the officer drew, local from now on, without a state; the refusals of `check`, AreaName….

    The same name and outline from the same officer within five minutes are one area, however often they were sent.
    """
    kept = rules.area_name(name)
    found = check(platform, actor, given)
    with platform.database.writing(actor) as unit:
        since = unit.clock.now() - _SENT_AGAIN
        if twin := store.drawn(unit.connection, actor.id, (kept, found.outline.shape), since):
            unit.unaudited("the same drawing, sent twice")
            return twin
        number = store.new_ids(unit.connection, 1)[0]
        area = _numbered(_polygon(platform, found, kept, AreaKind.DRAWN), number)
        store.add(unit.connection, [area], unit.clock.now(), actor.id)
        after = {"name": kept, "region": area.region, "points": found.outline.points}
        unit.audit("disaster.area.draw", subject=str(number), after=after)
        unit.ring("disaster")
    return area


def _polygon(platform: Platform, found: Found, name: str, kind: AreaKind) -> Area:
    path = regions.path(platform, found.region) if found.region else ()
    return Area(
        id=0,
        kind=kind,
        geom_id="",
        name=name,
        parent=path[-1].name if path else "",
        city=regions.name_path(platform, path[1].code) if len(path) > 1 else "",
        region=found.region,
        regions=found.regions,
        longitude=found.longitude,
        latitude=found.latitude,
        outline=found.outline.shape,
    )


def _numbered(area: Area, number: int, geom_id: str = "") -> Area:
    return replace(area, id=number, geom_id=geom_id or str(number))


def import_features(platform: Platform, collection: Mapping[str, Any], columns: Columns, *, source: str) -> AreasImported:
    """The polygons of a GeoJSON FeatureCollection are local areas; one with a known number is renewed, its states stay.

    Features that are no polygon in Indonesia are refused one by one; AreaFileUnreadable for what is no collection.
    """
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        raise AreaFileUnreadable(reason="no FeatureCollection")
    if len(features) > AREAS_MOST:
        raise AreaFileUnreadable(reason=f"more than {AREAS_MOST} features")
    refused: list[tuple[int, str]] = []
    areas = list(_read(platform, features, columns, refused))
    with platform.database.writing() as unit:
        known = store.by_geom(unit.connection, [one.geom_id for one in areas if one.geom_id], imported=True)
        fresh = iter(store.new_ids(unit.connection, len(areas)))
        numbered = [_numbered(one, known.get(one.geom_id) or next(fresh), one.geom_id) for one in areas]
        store.replace(unit.connection, [replace(one, source=source) for one in numbered], unit.clock.now())
        counts = {"kept": len(numbered), "refused": len(refused)}
        unit.audit("disaster.area.import", subject=source, after=counts)
        unit.ring("disaster")
    return AreasImported(len(areas), tuple(refused))


def _read(platform: Platform, features: Sequence[Any], columns: Columns, refused: list[tuple[int, str]]) -> Iterable[Area]:
    from simpul.disaster.rules.outlines import outline

    read: list[tuple[int, Mapping[str, Any], Checked]] = []
    for row, feature in enumerate(features, 1):
        try:
            read.append((row, _properties(feature), outline(feature)))
        except Refusal as refusal:
            refused.append((row, refusal.code))
    seen: set[str] = set()
    for (row, said, _), found in zip(read, place_outlines(platform, [one for *_, one in read]), strict=True):
        geom_id = _text(said, columns.id)
        if isinstance(found, OutlineAbroad):
            refused.append((row, found.code))
        elif geom_id and geom_id in seen:
            refused.append((row, "twice"))
        else:
            seen.add(geom_id)
            yield _imported(platform, found, said, columns)


def _imported(platform: Platform, found: Found, said: Mapping[str, Any], columns: Columns) -> Area:
    own = not columns.within or f"{found.region}.".startswith(f"{columns.within}.")
    inside = found.region if own else columns.within
    area = _polygon(platform, replace(found, region=inside), "", AreaKind.IMPORTED)
    geom_id = _text(said, columns.id)
    named = {columns.id, columns.name, columns.parent, columns.city}
    more = {str(key): value for key, value in said.items() if key not in named and _is_plain(value)}
    return replace(
        area,
        geom_id=geom_id,
        name=(_text(said, columns.name) or geom_id or area.parent)[: rules.NAME_MOST],
        parent=_text(said, columns.parent)[: rules.NAME_MOST] or area.parent,
        city=_text(said, columns.city)[: rules.NAME_MOST] or area.city,
        attributes=dict(list(more.items())[:50]),
    )


def _properties(feature: Any) -> Mapping[str, Any]:
    said = feature.get("properties") if isinstance(feature, dict) else None
    return said if isinstance(said, dict) else {}


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name) if name else None
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).replace("\x00", "").split())


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= 500)
