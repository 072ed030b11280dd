"""An alert as a drawing: cases by week, the weeks of the alert hatched, and the bound that was broken."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil

from simpul.kernel import plots
from simpul.kernel.plots import Bar, Drawing, Line, Mark
from simpul.malaria.model.alerts import Alert

FILLED, TICKS = 0.8, 4


def drawn(alert: Alert, weeks: Sequence[tuple[date, int]], words: Mapping[str, str], days: Sequence[str]) -> Drawing:
    """The drawing; `words` names says, unit, across and what the legend says of plain, bad, bound; `days` each Monday."""
    most = max([count for _, count in weeks] + [ceil(alert.upper or 0), 1])
    tick = max(1, ceil(most / TICKS))
    top = tick * ceil(most / tick)
    bars = [bar for n, week in enumerate(weeks) for bar in _bar(alert, n, week, (len(weeks), top))]
    shown = range(0, len(weeks), max(1, ceil(len(weeks) / 5)))
    legend = [("good", words["plain"]), ("bad", words["bad"])]
    lines = _bound(alert, weeks, top)
    return Drawing(
        says=words["says"],
        unit=words["unit"],
        across=words["across"],
        rows=tuple(Mark(plots.height(value, top), str(value)) for value in range(0, top + 1, tick)),
        columns=tuple(plots.column((n + 0.5) / len(weeks), _short(days[n], weeks[n][0])) for n in shown),
        bars=tuple(bars),
        lines=lines,
        tips=plots.tips([f"{day}: {count}" for day, (_, count) in zip(days, weeks, strict=True)]),
        legend=tuple([*legend, ("most", words["bound"])] if lines else legend),
    )


def _short(words: str, day: date) -> str:
    """The day without its year, which the table beside the drawing has."""
    return " ".join(one[:3] for one in words.removesuffix(str(day.year)).rstrip(" ,").split())


def _bar(alert: Alert, n: int, week: tuple[date, int], scale: tuple[int, int]) -> list[Bar]:
    (monday, count), (weeks, top) = week, scale
    if not count:
        return []
    step = 100 / weeks
    high = max(plots.BOTTOM - plots.height(count, top), plots.SLIM)
    inside = alert.first - timedelta(days=6) <= monday <= alert.first + timedelta(days=13)
    x = n * step + step * (1 - FILLED) / 2
    kind = "bad" if inside else "good"
    return [Bar(kind, round(x, 2), round(step * FILLED, 2), round(plots.BOTTOM - high, 2), round(high, 2))]


def _bound(alert: Alert, weeks: Sequence[tuple[date, int]], top: int) -> tuple[Line, ...]:
    if alert.upper is None or not weeks:
        return ()
    level = round(plots.BOX * (1 - alert.upper / top), 1)
    return (Line("most", f"M0 {level}H{plots.BOX}"),)
