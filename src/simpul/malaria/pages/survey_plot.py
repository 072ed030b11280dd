"""The plot of months: positive tests, and the running month, which is not whole, hatched."""

from math import ceil

from simpul.kernel import plots
from simpul.kernel.i18n import Translator
from simpul.kernel.plots import Bar, Drawing, Mark
from simpul.malaria.model.indicators import Survey

FILLED, TICKS, NAMED = 0.8, 4, 5
"""How much of a step a bar fills; marks up the side; months that are named below, so many as a phone has room for."""


def months(t: Translator, found: Survey) -> Drawing:
    """Bars of positive tests by month; the last one is of the kind `warn` where its month still runs."""
    counts = [(f"{month:%m/%Y}", each["positive"]) for month, each in found.months]
    most = max([count for _, count in counts] + [1])
    tick = max(1, ceil(most / TICKS))
    top, every = tick * ceil(most / tick), max(1, ceil(len(counts) / NAMED))
    running = found.incomplete and bool(counts)
    legend = [("good", t.gettext("Positive tests"))]
    if running:
        legend.append(("warn", t.gettext("month not over yet")))
    return Drawing(
        says=t.gettext("Positive tests by month, {n} in all.", n=sum(count for _, count in counts)),
        unit=t.gettext("Positive tests a month"),
        across=t.gettext("Month"),
        rows=tuple(Mark(plots.height(value, top), t.number(value)) for value in range(0, top + 1, tick)),
        columns=tuple(plots.column((n + 0.5) / len(counts), counts[n][0]) for n in range(0, len(counts), every)),
        bars=_bars([count for _, count in counts], top, running),
        tips=plots.tips([f"{label}: {t.number(count)}" for label, count in counts]),
        legend=tuple(legend),
    )


def _bars(counts: list[int], top: int, running: bool) -> tuple[Bar, ...]:
    step, found = 100 / len(counts), []
    for n, count in enumerate(counts):
        if not count:
            continue
        high = max(plots.BOTTOM - plots.height(count, top), plots.SLIM)
        kind = "warn" if running and n == len(counts) - 1 else "good"
        x, width = n * step + step * (1 - FILLED) / 2, step * FILLED
        found.append(Bar(kind, round(x, 2), round(width, 2), round(plots.BOTTOM - high, 2), round(high, 2)))
    return tuple(found)
