"""The pages' plots of areas: one area's states over time, and how many areas were affected hour by hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simpul.disaster.model.areas import AreaChange
from simpul.disaster.pages.area_words import agency_namer, state_words
from simpul.disaster.rules.area_plots import bars, scale, stairs, ticks
from simpul.kernel import plots
from simpul.kernel.i18n import Translator
from simpul.kernel.plots import Drawing, Mark
from simpul.kernel.web import Request

HISTORY_DAYS = 7


def history_plot(request: Request, changes: Sequence[AreaChange], now: datetime, zone: str = "WIB") -> Drawing:
    """An area's state over the last seven days as a stepped line."""
    t, start = request.t, now - timedelta(days=HISTORY_DAYS)
    rows = tuple(Mark(plots.height(state, 4), str(state)) for state in range(5))
    recent = [one for one in changes if one.at > start]
    says = t.ngettext("{n} change in the last seven days", "{n} changes in the last seven days", len(recent))
    return Drawing(
        says=says,
        unit=t.gettext("State, 0 for none"),
        across=t.gettext("Time ({zone})", zone=zone),
        rows=rows,
        columns=_columns(t, start, now, zone),
        lines=(stairs(changes, start, now),),
    )


def counts_plot(request: Request, counts: Sequence[tuple[datetime, int]], zone: str = "WIB") -> Drawing:
    """How many areas were affected at each hour, as bars; of at least one hour."""
    t = request.t
    top = scale(max(count for _, count in counts))
    words = [f"{t.datetime(at, zone)}: {t.number(count)}" for at, count in counts]
    start, end = counts[0][0], counts[-1][0] + timedelta(hours=1)
    return Drawing(
        says=peak_words(request, counts, zone),
        unit=t.gettext("Affected areas"),
        across=t.gettext("Time ({zone})", zone=zone),
        rows=tuple(Mark(plots.height(value, top[-1]), t.number(value)) for value in top),
        columns=_columns(t, start, end, zone),
        bars=bars([count for _, count in counts], top[-1]),
        tips=plots.tips(words),
    )


def peak_words(request: Request, counts: Sequence[tuple[datetime, int]], zone: str = "WIB") -> str:
    """What is to be seen in the counts, in one sentence."""
    t = request.t
    at, most = max(counts, key=lambda one: one[1])
    if not most:
        return t.gettext("No area was affected in this time")
    return t.gettext("At most {n} areas were affected, on {at}", n=t.number(most), at=t.datetime(at, zone))


def _columns(t: Translator, start: datetime, end: datetime, zone: str) -> tuple[Mark, ...]:
    long = end - start > timedelta(days=2)
    found = []
    for at in ticks(start, end):
        words = t.datetime(at, zone).rsplit(",", 1)[0].rsplit(" ", 1)[0] if long else t.time(at, zone).rsplit(" ", 1)[0]
        found.append(plots.column((at - start) / (end - start), words))
    return tuple(found)


def history_rows(request: Request, changes: Sequence[AreaChange], zone: str) -> list[list[str]]:
    """The table behind an area's plot, newest first: when, the state before, the state after, the agency."""
    t, named = request.t, agency_namer(request)
    return [
        [t.datetime(one.at, zone), state_words(t, one.before), state_words(t, one.state), named(one.agency) or "–"]
        for one in reversed(changes)
    ]
