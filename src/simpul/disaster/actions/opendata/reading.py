"""A collection read as GIS programs ask for it: a page of features, one feature, and how far it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.actions.opendata import reports
from simpul.disaster.actions.opendata.layers import LAYERS, Features, area_middles
from simpul.disaster.model.opendata import Box, Collection, FeaturesAsked, FeaturesFound
from simpul.disaster.rules.ogc import choosing
from simpul.disaster.rules.opendata.registry import COLLECTIONS
from simpul.disaster.rules.topology import lines
from simpul.kernel.platform import Platform

KEPT_FOR = timedelta(seconds=5)
SELDOM = {"regions": timedelta(minutes=10), "reports_2017": timedelta(minutes=1), "infrastructure": timedelta(minutes=1)}
"""Layers that change seldom are kept longer."""
COUNTRY: Box = (94.0, -12.0, 142.0, 7.0)
"""Around all of Indonesia, its seas included."""
_KEY = "disaster.opendata_layers"
_REPORTS = (reports.LIVE, reports.ARCHIVE)


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a collection's features lie and from when they are; None where the end, or both, are not known."""

    box: Box
    start: datetime | None
    end: datetime | None


def offered() -> tuple[Collection, ...]:
    """The collections of this node, in their order."""
    return tuple(one for one in COLLECTIONS.values() if one.id in _REPORTS or one.id in LAYERS)


def page(platform: Platform, collection: Collection, asked: FeaturesAsked) -> FeaturesFound:
    """The page of features that is asked for, each with the collection's columns and no others."""
    if collection.id in _REPORTS:
        found = reports.page(platform, collection.id, asked)
    else:
        found = choosing.chosen(collection, features(platform, collection.id), asked)
    return replace(found, features=tuple(_described(collection, each) for each in found.features))


def one(platform: Platform, collection: Collection, id_: str) -> Mapping[str, object]:
    """The feature of this id; FeatureUnknown."""
    if collection.id in _REPORTS:
        found = reports.one(platform, collection.id, id_)
    else:
        found = choosing.one_of(features(platform, collection.id), id_)
    return _described(collection, found)


def _described(collection: Collection, feature: Mapping[str, Any]) -> Mapping[str, object]:
    """The feature with exactly the properties that the collection's description names, in that order."""
    told = feature["properties"]
    return {**feature, "properties": {column.name: told.get(column.name) for column in collection.columns}}


def features(platform: Platform, name: str) -> Features:
    """All features of a layer, read again after some seconds, so that the pages of one look fit together."""
    kept: dict[str, tuple[datetime, Features]] = platform.state.setdefault(_KEY, {})
    now = platform.clock.now()
    at, found = kept.get(name, (None, ()))
    if at is None or not timedelta(0) <= now - at < SELDOM.get(name, KEPT_FOR):
        found = LAYERS[name](platform)
        kept[name] = (now, found)
    return found


def extent(platform: Platform, collection: Collection) -> Extent:
    """How far a collection reaches. Of the many reports: all of Indonesia, from the first one on.

    Outlines are not drawn for it: areas reach as far as their middles do, regions all over the country.
    """
    if collection.id == "regions":
        return Extent(COUNTRY, None, None)
    if collection.id in _REPORTS:
        known = reports.span(platform)
        return Extent(COUNTRY, known[0] if known else None, None)
    found = area_middles(platform) if collection.id == "areas" else features(platform, collection.id)
    times = [at for each in found for name in collection.time if isinstance(at := each["properties"].get(name), datetime)]
    box = _box(found)
    return Extent(box, min(times, default=None), max(times, default=None) if collection.id == "reports_2017" else None)


def _box(found: Features) -> Box:
    points = [point for one in found for line in lines(one["geometry"]) for point in line]
    if not points:
        return COUNTRY
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)
