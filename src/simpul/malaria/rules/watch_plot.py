"""A watch as a drawing: positive tests by week, before the flood, while preparing, and in the watch."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from simpul.kernel import plots
from simpul.kernel.plots import Bar, Drawing, Mark
from simpul.malaria.model.watches import Watch, WatchWeek

FILLED = 0.8
TICKS = 4


def kind(watch: Watch, monday: date) -> str:
    """How a week’s bar looks: full before the flood, hatched from the flood's week on, crossed in the watch."""
    if monday + timedelta(days=6) >= watch.opens:
        return "bad"
    return "warn" if monday + timedelta(days=6) >= watch.flooded_on else "good"


def drawn(watch: Watch, weeks: Sequence[WatchWeek], words: dict[str, str], days: Sequence[str]) -> Drawing:
    """The drawing; `words` names says, unit, across and the legend's kinds, `days` each week's Monday."""
    step = 100 / len(weeks)
    most = max((one.positive for one in weeks), default=0)
    tick = max(1, ceil(most / TICKS))
    top = tick * max(1, ceil(max(most, 1) / tick))
    bars = []
    for n, one in enumerate(weeks):
        high = max(plots.BOTTOM - plots.height(one.positive, top), plots.SLIM) if one.positive else 0.0
        if high:
            x = n * step + step * (1 - FILLED) / 2
            bars.append(
                Bar(
                    kind(watch, one.monday),
                    round(x, 2),
                    round(step * FILLED, 2),
                    round(plots.BOTTOM - high, 2),
                    round(high, 2),
                )
            )
    every = max(1, ceil(len(weeks) / 5))
    columns = [plots.column((n + 0.5) / len(weeks), days[n]) for n in range(0, len(weeks), every)]
    tips = [f"{day}: {one.positive}" for day, one in zip(days, weeks, strict=True)]
    return Drawing(
        says=words["says"],
        unit=words["unit"],
        across=words["across"],
        rows=tuple(Mark(plots.height(value, top), str(value)) for value in range(0, top + 1, tick)),
        columns=tuple(columns),
        bars=tuple(bars),
        tips=plots.tips(tips),
        legend=(("good", words["good"]), ("warn", words["warn"]), ("bad", words["bad"])),
    )
