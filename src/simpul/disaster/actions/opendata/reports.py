"""Reports as features: those of now, and all since the beginning; read page by page from the database."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.actions.opendata.names import region_names
from simpul.disaster.model.opendata import FeaturesAsked, FeaturesFound, FeatureUnknown, QuestionUnreadable
from simpul.disaster.rules.opendata.records import report_record
from simpul.disaster.store import open_reports as store
from simpul.kernel.i18n import N_
from simpul.kernel.platform import Platform

LIVE, ARCHIVE = "reports", "reports_archive"
COUNTED_FOR = timedelta(seconds=30)
_COUNTS = "disaster.opendata_counts"
_KEPT = 256
Counts = dict[tuple[object, ...], tuple[datetime, int]]


def page(platform: Platform, which: str, asked: FeaturesAsked) -> FeaturesFound:
    """One page of reports, the newest first. How many match is counted anew after half a minute."""
    if asked.after and not _is_number(asked.after):
        raise QuestionUnreadable(parameter="after", reason=N_("take it from the link to the next page"))
    live_at = _live_at(platform, which)
    names = region_names(platform)
    with platform.database.reading() as unit:
        rows = store.page(unit.connection, asked, live_at)
        known = _counted(platform, which, asked)
        total = known if known is not None else store.matching(unit.connection, asked, live_at)
    if known is None:
        _remember(platform, which, asked, total)
    features = tuple(feature(row, names) for row in rows[: asked.limit])
    return FeaturesFound(features, max(total, len(features)), len(rows) > asked.limit)


def one(platform: Platform, which: str, id_: str) -> Mapping[str, object]:
    """The report of this number; FeatureUnknown."""
    if not _is_number(id_):
        raise FeatureUnknown(feature=id_[:60])
    with platform.database.reading() as unit:
        row = store.one(unit.connection, int(id_), _live_at(platform, which))
    if row is None:
        raise FeatureUnknown(feature=id_)
    return feature(row, region_names(platform))


def span(platform: Platform) -> tuple[datetime, datetime] | None:
    """When the first and the last report came in; None where there is none."""
    with platform.database.reading() as unit:
        return store.span(unit.connection)


def feature(row: Mapping[str, Any], names: Any) -> Mapping[str, object]:
    """The report as a GeoJSON feature."""
    told = report_record(row, names)
    point = {"type": "Point", "coordinates": [told.pop("longitude"), told.pop("latitude")]}
    return {"type": "Feature", "id": told["number"], "geometry": point, "properties": told}


def _live_at(platform: Platform, which: str) -> datetime | None:
    return platform.clock.now() if which == LIVE else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _counted(platform: Platform, which: str, asked: FeaturesAsked) -> int | None:
    kept: Counts = platform.state.setdefault(_COUNTS, {})
    at, total = kept.get((which, asked.box, asked.span, asked.values), (None, 0))
    fresh = at is not None and timedelta(0) <= platform.clock.now() - at < COUNTED_FOR
    return total if fresh and asked.after else None


def _remember(platform: Platform, which: str, asked: FeaturesAsked, total: int) -> None:
    """The first page counts; those after it, asked for a moment later, need not."""
    kept: Counts = platform.state.setdefault(_COUNTS, {})
    if len(kept) >= _KEPT:
        kept.clear()
    kept[which, asked.box, asked.span, asked.values] = (platform.clock.now(), total)
