"""Some of a collection's features, where all of them are at hand: by box, time and value, in the order of ids."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from simpul.disaster.model.opendata import Box, Collection, FeaturesAsked, FeaturesFound, FeatureUnknown, TimeSpan

Feature = Mapping[str, Any]


def chosen(collection: Collection, features: Sequence[Feature], asked: FeaturesAsked) -> FeaturesFound:
    """The page that is asked for. Ids are numbers or texts; numbers come in their own order."""
    found = sorted((one for one in features if fits(collection, one, asked)), key=_place)
    rest = [one for one in found if not asked.after or _place(one) > place_of(asked.after)]
    return FeaturesFound(tuple(rest[: asked.limit]), len(found), len(rest) > asked.limit)


def one_of(features: Sequence[Feature], name: str) -> Feature:
    """The feature whose id is written so; FeatureUnknown."""
    for one in features:
        if str(one["id"]) == name:
            return one
    raise FeatureUnknown(feature=name[:60])


def _place(one: Feature) -> tuple[int, str]:
    return place_of(str(one["id"]))


def place_of(id_: str) -> tuple[int, str]:
    """Where an id stands among others: whole numbers by their value, before texts."""
    return (int(id_), "") if id_.isascii() and id_.isdigit() and len(id_) < 19 else (2**63, id_)


def fits(collection: Collection, one: Feature, asked: FeaturesAsked) -> bool:
    """Whether the feature is among those asked for; one without a place or a time is in every box and every span."""
    told = one["properties"]
    return (
        all(_same(told.get(name), value) for name, value in asked.values)
        and (asked.span is None or _in_span(collection, told, asked.span))
        and (asked.box is None or one["geometry"] is None or touches(one["geometry"], asked.box))
    )


def _same(told: object, value: object) -> bool:
    return told == value if isinstance(told, bool) == isinstance(value, bool) else False


def _in_span(collection: Collection, told: Mapping[str, Any], span: TimeSpan) -> bool:
    times = [at for name in collection.time if (at := _instant(told.get(name))) is not None]
    return not times or span.meets(min(times), max(times))


def _instant(value: object) -> datetime | None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def touches(geometry: Mapping[str, Any], box: Box) -> bool:
    """Whether the geometry and the box share a point, edges included."""
    if geometry["type"] == "Point":
        x, y = geometry["coordinates"][:2]
        return any(w <= x <= e and s <= y <= n for w, s, e, n in halves(box))
    from shapely.geometry import box as rectangle
    from shapely.geometry import shape

    drawn = shape(geometry)
    return any(drawn.intersects(rectangle(*part)) for part in halves(box))


def halves(box: Box) -> tuple[Box, ...]:
    """The box itself; two where it reaches across the antimeridian."""
    west, south, east, north = box
    return (box,) if west <= east else ((west, south, 180.0, north), (-180.0, south, east, north))
