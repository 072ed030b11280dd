"""The live board as a drawing: people who came in each minute of the last hour. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from simpul.kernel import plots
from simpul.kernel.i18n import Translator
from simpul.kernel.plots import Bar, Drawing, Mark

SPAN = 60
"""Minutes that are drawn."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_MINUTE = timedelta(minutes=1)
_EVERY = 10


def last_minutes(minutes: Mapping[datetime, int], now: datetime) -> list[tuple[datetime, int]]:
    """The sixty minutes up to now, or up to the last entry where that is longer ago; each with its count."""
    end = now.replace(second=0, microsecond=0)
    latest = max(minutes, default=end)
    if end - latest >= SPAN * _MINUTE:
        end = latest
    begun = [end - (SPAN - 1 - n) * _MINUTE for n in range(SPAN)]
    return [(one, minutes.get(one, 0)) for one in begun]


def busiest(drawn: Sequence[tuple[datetime, int]]) -> tuple[datetime, int] | None:
    """The minute in which most came in, the first of such; None where nobody did."""
    most = max(drawn, key=lambda one: one[1], default=None)
    return most if most and most[1] else None


def drawing(t: Translator, drawn: Sequence[tuple[datetime, int]], says: str, zone: str) -> Drawing:
    """A bar for each minute, with the clock below."""
    most = max((count for _, count in drawn), default=0)
    tick = next((one for one in _STEPS if one * 5 >= most), _STEPS[-1])
    top, step = tick * max(1, -(-most // tick)), 100 / len(drawn)
    bars = [
        Bar("good", round(n * step, 2), round(step * 0.8, 2), plots.height(count, top), _high(count, top))
        for n, (_, count) in enumerate(drawn)
        if count
    ]
    return Drawing(
        says=says,
        unit=t.gettext("people in each minute"),
        across=t.gettext("time ({zone})", zone=zone),
        rows=tuple(Mark(plots.height(value, top), t.number(value)) for value in range(0, top + 1, tick)),
        columns=tuple(
            plots.column((n + 0.4) / len(drawn), t.time(at, zone).rsplit(" ", 1)[0])
            for n, (at, _) in enumerate(drawn)
            if at.minute % _EVERY == 0
        ),
        bars=tuple(bars),
        tips=plots.tips([f"{t.time(at, zone)}: {t.number(count)}" for at, count in drawn]),
        legend=(("good", t.gettext("came in")),),
    )


def _high(count: int, top: int) -> float:
    return max(plots.SLIM, round(plots.BOTTOM - plots.height(count, top), 2))
