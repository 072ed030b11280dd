"""The report's weeks: as the page's plot, and as SVG for the PDF, with words as texts and never as code."""

from collections.abc import Mapping, Sequence
from math import ceil

from simpul.kernel import plots
from simpul.kernel.plots import Bar, Drawing, Mark

FILLED, TICKS, LABELS = 0.8, 4, 6
Week = tuple[str, int, bool]
"""A week's first day in words, its positive tests, and whether it lies in the report's month."""
_WIDE, _HIGH, _LEFT, _DOWN = 720, 180, 40, 24


def _scale(weeks: Sequence[Week]) -> tuple[int, int]:
    """The distance of two marks, and the highest of them."""
    most = max((count for _, count, _ in weeks), default=0)
    tick = max(1, ceil(most / TICKS))
    return tick, tick * max(1, ceil(most / tick))


def drawn(weeks: Sequence[Week], words: Mapping[str, str]) -> Drawing:
    """The plot; `words` names says, unit, across, before and month."""
    tick, top = _scale(weeks)
    every = max(1, ceil(len(weeks) / LABELS))
    return Drawing(
        says=words["says"],
        unit=words["unit"],
        across=words["across"],
        rows=tuple(Mark(plots.height(value, top), str(value)) for value in range(0, top + 1, tick)),
        columns=tuple(plots.column((n + 0.5) / len(weeks), weeks[n][0]) for n in range(0, len(weeks), every)),
        bars=tuple(_bar(n, week, len(weeks), top) for n, week in enumerate(weeks) if week[1]),
        tips=plots.tips([f"{day}: {count}" for day, count, _ in weeks]),
        legend=(("good", words["before"]), ("warn", words["month"])),
    )


def _bar(n: int, week: Week, weeks: int, top: int) -> Bar:
    step, high = 100 / weeks, max(plots.BOTTOM - plots.height(week[1], top), plots.SLIM)
    x = round(n * step + step * (1 - FILLED) / 2, 2)
    kind = "warn" if week[2] else "good"
    return Bar(kind, x, round(step * FILLED, 2), round(plots.BOTTOM - high, 2), round(high, 2))


def svg(weeks: Sequence[Week]) -> str:
    """The same as a picture of its own: bars, marks at the left, every few weeks' first day below."""
    tick, top = _scale(weeks)
    step, every = (_WIDE - _LEFT) / max(len(weeks), 1), max(1, ceil(len(weeks) / LABELS))
    parts = [_line(value, top) for value in range(0, top + 1, tick)]
    for n, (day, count, inside) in enumerate(weeks):
        x, high = _LEFT + n * step, count / top * (_HIGH - 10)
        fill = "#8c1d2f" if inside else "#9fb0c9"
        if count:
            parts.append(_box((x + step * 0.1, _HIGH - high), (step * FILLED, high), fill))
        if n % every == 0:
            late = n > len(weeks) - 2
            parts.append(_text((x + step if late else x, _HIGH + 16), "end" if late else "start", day))
    size = f'viewBox="0 0 {_WIDE} {_HIGH + _DOWN}" width="{_WIDE}" height="{_HIGH + _DOWN}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def _line(value: int, top: int) -> str:
    y = round(_HIGH - value / top * (_HIGH - 10), 1)
    line = f'<path d="M{_LEFT} {y}H{_WIDE}" stroke="#c9d1de" stroke-width="1"/>'
    return line + _text((_LEFT - 6, y + 4), "end", str(value))


def _box(at: tuple[float, float], size: tuple[float, float], fill: str) -> str:
    return f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}" fill="{fill}"/>'


def _text(at: tuple[float, float], anchor: str, words: str) -> str:
    kept = "".join(letter for letter in words if letter.isalnum() or letter in " .-/")
    where = f'x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}"'
    return f'<text {where} font-family="Libertinus Serif" font-size="12" fill="#4b5870">{kept}</text>'
