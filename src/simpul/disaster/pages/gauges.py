"""What everybody sees of water gauges: which are high and which are silent, and one gauge's water over time."""

from dataclasses import dataclass

from simpul import regions
from simpul.disaster.actions import gauges
from simpul.disaster.model.gauges import Freshness, GaugeMissing, GaugeState
from simpul.disaster.pages.area_words import instant
from simpul.disaster.pages.gauge_asking import PER_PAGE, asked, those
from simpul.disaster.pages.gauge_layer import PATH
from simpul.disaster.pages.gauge_plotting import SPANS, water_plot
from simpul.disaster.pages.light import light
from simpul.disaster.rules.gauge_words import LEVELS, MEANINGS
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import zone_of
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

_COLUMNS = (
    "number", "gauge", "name", "state", "depth_cm", "warning", "change_cm_per_hour", "last_at", "last_depth_cm",
    "siaga1_cm", "siaga2_cm", "siaga3_cm", "region", "downstream", "longitude", "latitude", "source", "synthetic",
)  # fmt: skip
_NEAR_KM = 5


@dataclass(frozen=True, slots=True)
class GaugeLine:
    """A gauge as a page tells it: how it stands, where that is, its time zone."""

    state: GaugeState
    place: str
    zone: str


def line_of(platform: Platform, state: GaugeState) -> GaugeLine:
    """The gauge with the names of the regions that it stands in; empty off the coast."""
    code = state.gauge.region
    return GaugeLine(state, place_of(platform, code) if code else "", zone_of(code))


def place_of(platform: Platform, code: str) -> str:
    """The region's name with those above it; its code where no edition in force knows it."""
    try:
        return regions.name_path(platform, code)
    except Refusal:
        return code


def show(request: Request) -> Response:
    """The gauges, the highest water first."""
    question, states = asked(request), gauges.states(request.platform)
    found = those(states, question)
    start = (question.page - 1) * PER_PAGE
    context = {
        "asked": question,
        "lines": [line_of(request.platform, one) for one in found[start : start + PER_PAGE]],
        "total": len(found),
        "pages": max(1, -(-len(found) // PER_PAGE)),
        "known": len(states),
        "high": sum(1 for one in states if (one.warning or 4) < 4),
        "silent": sum(1 for one in states if one.freshness is not Freshness.FRESH),
        "levels": LEVELS,
        "meanings": MEANINGS,
        "path": PATH,
    }
    return light(request, html(request, "disaster/gauges.html", context))


def as_csv(request: Request) -> Response:
    """What the list shows, all pages of it; a silent gauge has no depth, but the last one with its time."""
    found = those(gauges.states(request.platform), asked(request))
    return csv_of("pos-air.csv", _COLUMNS, [_cells(one) for one in found], marked=True)


def _cells(one: GaugeState) -> tuple[object, ...]:
    gauge, now, last = one.gauge, one.now, one.last
    said = (now.depth_cm if now else "", one.warning or "", "" if one.change_cm is None else one.change_cm)
    before = (instant(last.at) or "", last.depth_cm) if last else ("", "")
    siaga = gauge.expected.siaga or ("", "", "")
    where = (gauge.region, ";".join(gauge.downstream), gauge.longitude, gauge.latitude)
    about = (gauge.source, "yes" if gauge.synthetic else "no")
    return (gauge.number, gauge.id, gauge.name, one.freshness.value, *said, *before, *siaga, *where, *about)


def one(request: Request) -> Response:
    """One gauge: how it stands, its water over twelve hours, three days or thirty, and where its water goes."""
    platform = request.platform
    state, span = gauges.state(platform, number_of(request)), span_of(request)
    gauge = state.gauge
    seen = gauges.observations(platform, gauge, platform.clock.now() - SPANS[span])
    context = {
        "line": line_of(platform, state),
        "plot": water_plot(request, gauge, seen, span),
        "span": span,
        "downstream": [(code, place_of(platform, code)) for code in gauge.downstream],
        "levels": LEVELS,
        "meanings": MEANINGS,
        "path": PATH,
    }
    return light(request, html(request, "disaster/gauge.html", context))


def one_csv(request: Request) -> Response:
    """What the gauge said in the span: time, depth, level."""
    state, span = gauges.state(request.platform, number_of(request)), span_of(request)
    seen = gauges.observations(request.platform, state.gauge, request.platform.clock.now() - SPANS[span])
    rows = [(instant(one.at), one.depth_cm, one.warning if one.graded else "", one.name) for one in seen]
    name = f"pos-air-{state.gauge.number}-{span}.csv"
    return csv_of(name, ("time", "depth_cm", "warning", "warning_name"), rows, marked=True)


def number_of(request: Request) -> int:
    """The gauge's number in the address; GaugeMissing for what is none."""
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise GaugeMissing()
    return int(given)


def span_of(request: Request) -> str:
    """The span that is asked for; twelve hours for none."""
    given = request.query("rentang")
    return given if given in SPANS else "12-jam"


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}.csv", as_csv),
    route("GET", f"{PATH}/{{number}}/ekspor.csv", one_csv),
    route("GET", f"{PATH}/{{number}}", one),
]
