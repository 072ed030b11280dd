"""What the reports of a group say over time: a bar for each report at its time, as high as its value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from simpul.disaster.model import Field, Report
from simpul.disaster.pages.words import headline_words
from simpul.disaster.rules.area_plots import scale
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.queueing import grade
from simpul.disaster.rules.severity import judged
from simpul.kernel import plots
from simpul.kernel.i18n import zone_of
from simpul.kernel.plots import Bar, Drawing, Mark
from simpul.kernel.web import Request

LEAST = 2
"""So many reports must say something before there is anything to see over time."""
_SLIM, _KINDS = 1.2, ("good", "warn", "bad", "bad")


@dataclass(frozen=True, slots=True)
class ValuePlot:
    """The drawing, what it is of, and the same as rows: report, time, value in words."""

    drawing: Drawing
    name: str
    rows: tuple[tuple[str, str, str], ...]


def value_plot(request: Request, reports: Sequence[Report]) -> ValuePlot | None:
    """The plot of the reports that say a number; None where fewer than two do."""
    ordered = sorted(reports, key=lambda one: (one.reported_at, one.number))
    valued = [(one, value) for one in ordered if (value := _value(one)) is not None]
    if len(valued) < LEAST:
        return None
    first = valued[0][0]
    zone = zone_of(first.where.region)
    asked = _asked(first)
    rows = tuple(
        (str(one.number), request.t.datetime(one.reported_at, zone), headline_words(one.hazard, one.card, request.lang))
        for one, _ in valued
    )
    most = max(valued, key=lambda pair: pair[1])
    says = request.t.gettext(
        "{first} at first, {most} at most, {last} at last",
        first=rows[0][2],
        most=headline_words(most[0].hazard, most[0].card, request.lang),
        last=rows[-1][2],
    )
    name = asked.label[request.lang] if asked else ""
    return ValuePlot(_drawing(request, valued, says, (asked.unit if asked else "", zone)), name, rows)


def _value(report: Report) -> float | None:
    return judged(hazard_of(report.hazard).deck(report.card.get("report_type")), report.card)


def _asked(report: Report) -> Field | None:
    deck = hazard_of(report.hazard).deck(report.card.get("report_type"))
    return deck.field(deck.severity_of)


def _drawing(request: Request, valued: list[tuple[Report, float]], says: str, words: tuple[str, str]) -> Drawing:
    unit, zone = words
    start, end = valued[0][0].reported_at, valued[-1][0].reported_at
    span = max(end - start, timedelta(minutes=10))
    top = scale(int(max(value for _, value in valued)) + 1 if unit == "" else int(max(v for _, v in valued)))
    return Drawing(
        says=says,
        unit=unit,
        across=request.t.gettext("Time ({zone})", zone=zone),
        rows=tuple(Mark(plots.height(value, top[-1]), request.t.number(value)) for value in top),
        columns=tuple(
            plots.column(share, request.t.time(start + span * share, zone).rpartition(" ")[0]) for share in (0, 0.5, 1)
        ),
        bars=tuple(_bar(report, value, (report.reported_at - start) / span, top[-1]) for report, value in valued),
    )


def _bar(report: Report, value: float, share: float, top: int) -> Bar:
    tall = max(plots.SLIM, plots.BOTTOM - plots.height(value, top))
    kind = _KINDS[grade(report.severity)]
    return Bar(kind, round(share * (100 - _SLIM), 2), _SLIM, round(plots.BOTTOM - tall, 2), round(tall, 2))
