"""`/stats/…`: flat figures without an envelope."""

from collections.abc import Sequence
from datetime import timedelta

from simpul.disaster.actions import compat, compat_areas
from simpul.disaster.api.compat.calls import Answer, Call, Route
from simpul.disaster.model.areas import AreaRow
from simpul.disaster.rules.compat import stats
from simpul.disaster.rules.compat.places import provinces_of


def reports(call: Call) -> Answer:
    """`GET /stats/reportsSummary`."""
    since = call.platform.clock.now() - timedelta(seconds=stats.period(call.given("timeperiod")))
    training = call.given("training").lower() == "true"
    return Answer(stats.reports(*compat.counted(call.platform, since, _provinces(call), training=training)))


def areas(call: Call) -> Answer:
    """`GET /stats/floodedRWsSummary`."""
    return Answer(stats.areas(_flooded(call)))


def regions(call: Call) -> Answer:
    """`GET /stats/floodedRegionsSummary`."""
    return Answer(stats.regions(_flooded(call)))


def _flooded(call: Call) -> list[AreaRow]:
    return [row for row, _ in compat_areas.areas(call.platform, _provinces(call), stated=True)]


def _provinces(call: Call) -> Sequence[str] | None:
    """The provinces of `city` or `admin`; the whole country for what is none of CogniCity's codes."""
    return provinces_of(call.given("city") or call.given("admin")) or None


ROUTES = [
    Route("GET", "/stats/reportsSummary", reports),
    Route("GET", "/stats/floodedRWsSummary", areas),
    Route("GET", "/stats/floodedRegionsSummary", regions),
]
