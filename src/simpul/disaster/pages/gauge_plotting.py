"""The plot of a gauge's water over hours or days, and what it says in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from simpul.disaster.model.gauges import Gauge, Observation
from simpul.disaster.rules import gauge_plots as rules
from simpul.disaster.rules.area_plots import ticks
from simpul.disaster.rules.gauge_words import LEVELS
from simpul.kernel import plots
from simpul.kernel.i18n import Translator, zone_of
from simpul.kernel.plots import Drawing, Mark
from simpul.kernel.web import Request

SPANS = {"12-jam": timedelta(hours=12), "3-hari": timedelta(days=3), "30-hari": timedelta(days=30)}
_STEPS = {"12-jam": timedelta(minutes=10), "3-hari": timedelta(hours=1), "30-hari": timedelta(hours=12)}
_DAYS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class WaterPlot:
    """The drawing, its finding, and the rows of its table, the newest first."""

    drawing: Drawing
    finding: str
    rows: list[list[str]]


def water_plot(request: Request, gauge: Gauge, seen: Sequence[Observation], span: str) -> WaterPlot:
    """What the gauge said in the span until now."""
    t, zone, now = request.t, zone_of(gauge.region), request.platform.clock.now()
    over = rules.Span(now - SPANS[span], now)
    siaga = gauge.expected.siaga
    on = rules.axis([one.depth_cm for one in seen] + list(siaga or ()))
    finding = _finding(t, seen, zone)
    silent = rules.silences(seen, over)
    drawing = Drawing(
        says=finding,
        unit=t.gettext("Depth at the gauge, cm"),
        across=t.gettext("Time ({zone})", zone=zone),
        rows=tuple(Mark(on.height(tick), t.number(tick)) for tick in on.ticks),
        columns=_columns(t, over, zone),
        bars=silent,
        lines=(*(rules.levels(siaga, on) if siaga else ()), rules.line(seen, on, over)),
        legend=_legend(t, siaga, silent=bool(silent)),
    )
    rows = [_row(t, one, zone) for one in rules.hourly(seen, _STEPS[span])]
    return WaterPlot(drawing, finding, rows)


def _row(t: Translator, one: Observation, zone: str) -> list[str]:
    """Day and minute without year and zone (the table's head names it), depth, level: narrow enough for a phone."""
    level = t.gettext(LEVELS[one.warning]) if one.graded else "–"
    return [f"{_short(t, one.at, zone, long=True)}, {_short(t, one.at, zone, long=False)}", t.number(one.depth_cm), level]


def _finding(t: Translator, seen: Sequence[Observation], zone: str) -> str:
    """What is to be seen, in one sentence."""
    if not seen:
        return t.gettext("The gauge said nothing in this time")
    top, last = max(seen, key=lambda one: one.depth_cm), seen[-1]
    at, most = t.datetime(top.at, zone), t.number(top.depth_cm)
    if top.at == last.at:
        return t.gettext("Highest at the end: {most} cm, {at}", most=most, at=at)
    return t.gettext("At most {most} cm, {at}; {last} cm at last", most=most, at=at, last=t.number(last.depth_cm))


def _legend(t: Translator, siaga: tuple[int, int, int] | None, *, silent: bool) -> tuple[tuple[str, str], ...]:
    found = [("water", t.gettext("water"))]
    for level, bound in enumerate(siaga or (), 1):
        found.append((f"siaga{level}", f"{t.gettext(LEVELS[level])}: {t.number(bound)} cm"))
    return (*found, ("silent", t.gettext("silent, nothing is known"))) if silent else tuple(found)


def _columns(t: Translator, over: rules.Span, zone: str) -> tuple[Mark, ...]:
    long = over.end - over.start > _DAYS
    found: list[Mark] = []
    for at in ticks(over.start, over.end):
        words = _short(t, at, zone, long=long)
        if not found or found[-1].words != words:
            found.append(plots.column(over.share(at), words))
    return tuple(found)


def _short(t: Translator, at: datetime, zone: str, *, long: bool) -> str:
    if long:
        return t.datetime(at, zone).rsplit(",", 1)[0].rsplit(" ", 1)[0]
    return t.time(at, zone).rsplit(" ", 1)[0]
