"""Health of every node: which answer, since when, how fast, how far their logs and trust lists are. It stays current."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from simpul.exchange.actions import health as actions
from simpul.exchange.model.health import Ailment, HealthSpan, NodeHealth, Reach
from simpul.exchange.model.register import Node
from simpul.exchange.pages.days import zone_here
from simpul.exchange.pages.usage_plots import Plot, Words
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules import health as rules
from simpul.exchange.rules import plots
from simpul.kernel.i18n import N_, ZONES
from simpul.kernel.plots import Drawing, Mark, tips
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

PATH = "/penghubung/simpul"
PER_PAGE = 25
EVERY = 15
STATES = {"semua": None, "menjawab": Reach.ANSWERS, "diam": Reach.SILENT, "ragu": Reach.DOUBTFUL, "belum": Reach.UNKNOWN}
AILMENTS = {
    Ailment.REFUSES: N_("Nobody takes the connection at its address."),
    Ailment.TIMED_OUT: N_("It did not answer within three seconds."),
    Ailment.NAME_UNKNOWN: N_("The name in its address is not known."),
    Ailment.NOT_PERMITTED: N_("Its address lies where this node may not connect to."),
    Ailment.CERTIFICATE: N_("Somebody answers there with another certificate than the register's."),
    Ailment.BROKE_OFF: N_("The connection broke off, or what came cannot be read."),
    Ailment.NO_NODE: N_("Something answers there, but it is no node of the exchange."),
    Ailment.FORGED: N_("Its log's checkpoint is not signed by the key that the register names."),
    Ailment.SHRUNK: N_("Its log is shorter than it was: ask its agency what happened to its records."),
}
"""What is wrong, in words."""
HEAD = (
    *("node", "name", "address", "state", "ailment", "since", "checked_at", "answered_at", "millis", "checks_of_day"),
    *("answered_of_day", "log_size", "log_at", "trust_size", "trust_issued_at", "maintenance"),
)
_ORDER = {Reach.SILENT: 0, Reach.DOUBTFUL: 1, Reach.UNKNOWN: 2, Reach.ANSWERS: 3}
_SPANS = 96
Line = tuple[Node, NodeHealth | None, tuple[int, int]]


def show_list(request: Request) -> Response:
    """Every node, those that do not answer first: search, filter, page."""
    q, state, page = request.query("cari")[:100], _state(request), max(1, whole(request.query("hal")))
    everybody = actions.nodes(request.platform)
    found = _chosen(request, everybody, q, state)
    now = request.platform.clock.now()
    context = {
        "found": [_line(one, request) for one in found[(page - 1) * PER_PAGE : page * PER_PAGE]],
        "count": len(found),
        "everybody": len(everybody),
        "away": sum(_reach(health, now) in (Reach.SILENT, Reach.DOUBTFUL) for _, health, _ in everybody),
        "unknown": sum(_reach(health, now) is Reach.UNKNOWN for _, health, _ in everybody),
        "q": q,
        "chosen": state,
        "page": page,
        "pages": -(-len(found) // PER_PAGE),
        "kept": urlencode({"cari": q, "status": state}),
        "still": request.query("langsung") == "tidak",
        "every": EVERY,
        "path": PATH,
        "zone": zone_here(request.platform),
        "refusal": None,
    }
    return html(request, "exchange/health.html", context)


def export(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    found = _chosen(request, actions.nodes(request.platform), request.query("cari")[:100], _state(request))
    return csv_of("simpul-penghubung.csv", HEAD, [_cells(one, request) for one in found])


def show(request: Request) -> Response:
    """One node: how it is now, and its last day."""
    node, health, spans = actions.look(request.platform, node=request.path_params["node"])
    words = Words(request.t, zone_here(request.platform))
    checks = sum(span.checks for span in spans), sum(span.answered for span in spans)
    context = {
        **_line((node, health, checks), request),
        "day": _day(request, spans, words),
        "path": PATH,
        "zone": words.zone,
        "refusal": None,
    }
    return html(request, "exchange/health_node.html", context)


def _state(request: Request) -> str:
    state = request.query("status")
    return state if state in STATES else "semua"


def _reach(health: NodeHealth | None, now: datetime) -> Reach:
    return Reach.UNKNOWN if health is None else health.reach_at(now)


def _chosen(request: Request, everybody: list[Line], q: str, state: str) -> list[Line]:
    now, wanted = request.platform.clock.now(), STATES[state]
    found = [one for one in everybody if q.lower() in f"{one[0].id} {one[0].name}".lower()]
    found = [one for one in found if wanted is None or _reach(one[1], now) is wanted]
    return sorted(found, key=lambda one: (_ORDER[_reach(one[1], now)], one[0].name.lower(), one[0].id))


def _line(one: Line, request: Request) -> dict[str, Any]:
    node, health, (checks, answered) = one
    words = Words(request.t, zone_here(request.platform))
    return {
        "node_": node,
        "health": health,
        "reach": _reach(health, request.platform.clock.now()).value,
        "why": request.t.gettext(AILMENTS[health.ailment]) if health and health.ailment in AILMENTS else "",
        "span": words.span(health.millis) if health and health.millis is not None else "",
        "checks": checks,
        "available": words.share(answered, checks) if checks else "",
    }


def _cells(one: Line, request: Request) -> list[object]:
    node, health, checks = one
    if health is None:
        known: list[object] = [Reach.UNKNOWN.value, "", "", "", "", ""]
        told: list[object] = ["", "", "", ""]
    else:
        reach = health.reach_at(request.platform.clock.now())
        known = [reach.value, health.ailment.value, health.since, health.checked_at, health.answered_at, health.millis]
        told = [health.log_size, health.log_at, health.trust_size, health.trust_issued_at]
    row = [node.id, node.name, node.address, *known, *checks, *told, node.maintenance]
    return ["" if cell is None else cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in row]


def _day(request: Request, spans: Sequence[HealthSpan], words: Words) -> Plot:
    """The checks of the last day in quarters of an hour: how fast it answered, and where it did not."""
    t, now = words.t, request.platform.clock.now()
    start = rules.span_of(now).astimezone(ZONES[words.zone]) - (_SPANS - 1) * rules.SPAN
    by_time: dict[datetime, HealthSpan] = {span.at: span for span in spans}
    quarters = [by_time.get(start + n * rules.SPAN) for n in range(_SPANS)]
    means = [quarter.mean_ms if quarter else None for quarter in quarters]
    axis = plots.magnitudes([10.0, *(mean for mean in means if mean is not None)])
    missed = [bool(quarter and quarter.answered < quarter.checks) for quarter in quarters]
    drawing = Drawing(
        says=_day_title(spans, words),
        unit=t.gettext("answer time; each line of the grid is ten times the one below"),
        across=t.gettext("time ({zone})", zone=words.zone),
        rows=tuple(Mark(axis.place(tick), words.span(tick)) for tick in axis.ticks),
        columns=_columns(start, words),
        bars=plots.flags("bad", missed),
        lines=(plots.line("half", means, axis),),
        tips=tips([_tip(start + n * rules.SPAN, quarter, words) for n, quarter in enumerate(quarters)]),
        legend=(("half", t.gettext("mean answer time")), ("bad", t.gettext("at least one check without an answer"))),
    )
    names = (t.gettext("Checks"), t.gettext("Answered"), t.gettext("Mean time"), t.gettext("Slowest"))
    head = (t.gettext("Quarter of an hour from"), *({"text": name, "numeric": True} for name in names))
    rows = [_quarter(span, words) for span in reversed(spans)]
    return Plot(drawing.says, drawing, head, tuple(rows))


def _quarter(span: HealthSpan, words: Words) -> tuple[str, ...]:
    at, t = words.t.datetime(span.at, words.zone), words.t
    slowest = words.span(span.slowest_ms) if span.answered else "–"
    return at, t.number(span.checks), t.number(span.answered), words.span(span.mean_ms), slowest


def _columns(start: datetime, words: Words) -> tuple[Mark, ...]:
    at = [start + n * rules.SPAN for n in range(_SPANS)]
    chosen = [n for n, one in enumerate(at) if one.hour % 4 == 0 and one.minute == 0]
    return tuple(plots.column(n, _SPANS, words.tick(at[n], rules.SPAN)) for n in chosen)


def _tip(at: datetime, quarter: HealthSpan | None, words: Words) -> str:
    when = words.t.datetime(at, words.zone)
    if quarter is None:
        return f"{when}: " + words.t.gettext("not checked")
    told = words.t.gettext("{answered} of {checks} checks answered", answered=quarter.answered, checks=quarter.checks)
    return f"{when}: {told}, {words.span(quarter.mean_ms)}"


def _day_title(spans: Sequence[HealthSpan], words: Words) -> str:
    checks, answered = sum(span.checks for span in spans), sum(span.answered for span in spans)
    if not checks:
        return words.t.gettext("Not checked in the last day")
    if checks == answered:
        return words.t.gettext("It answered every check of the last day")
    share = words.share(answered, checks)
    return words.t.gettext("It answered {share} of the checks of the last day", share=share)


ROUTES = [
    route("GET", PATH, show_list),
    route("GET", f"{PATH}/ekspor.csv", export),
    route("GET", f"{PATH}/{{node:path}}", show),
]
