"""A report's plots as SVG: legible in print and in grey, every mark with its number, words as texts and never as code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

INK, QUIET, RULE = "#14213d", "#4b5870", "#c9d1de"
FILLS = ("#14213d", "#0b5cad", "#8c1d2f", "#7d8aa3", "#b9c4d6", "#dfe5ee", "#5b6b3c", "#a8741a")
"""From dark to light as far as there are few; each has its letter besides."""
LIGHT = frozenset({"#b9c4d6", "#dfe5ee"})
WIDE = 680
_UNIT, _GAP = 30, 4
_ACROSS, _LINE = 640, 20


@dataclass(frozen=True, slots=True)
class Squares:
    """Things counted: `columns` name what is across, each with how many of which kind; `kinds` are (letter, name)."""

    columns: tuple[tuple[str, tuple[str, ...]], ...]
    kinds: tuple[tuple[str, str], ...]


def squares(given: Squares, lang: str) -> str:
    """A square for each thing, stacked over its column; the letter says of which kind, as the legend below tells."""
    fills = {letter: FILLS[n % len(FILLS)] for n, (letter, _) in enumerate(given.kinds)}
    most = max((len(things) for _, things in given.columns), default=1)
    floor = most * (_UNIT + _GAP) + 24
    step = min(_ACROSS / max(len(given.columns), 1), 130)
    parts = [f'<path d="M0 {floor}H{step * len(given.columns):.0f}" stroke="{QUIET}" stroke-width="1"/>']
    for n, (name, things) in enumerate(given.columns):
        middle = n * step + step / 2
        for level, letter in enumerate(things):
            parts += _square((middle - _UNIT / 2, floor - (level + 1) * (_UNIT + _GAP)), letter, fills[letter])
        top = floor - len(things) * (_UNIT + _GAP) - 7
        if things:
            parts.append(_text((middle, top), str(len(things)), bold=True))
        parts.append(_text((middle, floor + 18), name))
    legend, high = _legend(given.kinds, fills, floor + 42)
    return _picture(parts + legend, high, lang)


def _square(at: tuple[float, float], letter: str, fill: str) -> list[str]:
    x, y = at
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{_UNIT}" height="{_UNIT}" rx="2" fill="{fill}"/>'
    return [box, _text((x + _UNIT / 2, y + _UNIT / 2 + 5), letter, fill=INK if fill in LIGHT else "#ffffff", bold=True)]


def _legend(kinds: Sequence[tuple[str, str]], fills: Mapping[str, str], top: float) -> tuple[list[str], float]:
    """Three a line, each a small square with its letter and its name."""
    parts: list[str] = []
    for n, (letter, name) in enumerate(kinds):
        x, y = (n % 3) * WIDE / 3, top + (n // 3) * 24
        parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="18" height="18" rx="2" fill="{fills[letter]}"/>')
        parts.append(_text((x + 9, y + 13.5), letter, fill=INK if fills[letter] in LIGHT else "#ffffff", bold=True))
        parts.append(_text((x + 26, y + 14), name, anchor="start"))
    return parts, top + -(-len(kinds) // 3) * 24


def bars(rows: Sequence[tuple[str, Sequence[tuple[str, float, str]]]], lang: str) -> str:
    """Groups of horizontal bars: a group's name, then its bars as (name, value, value in words).

    A bar without a value is none: its words stand alone.
    """
    most = max((value for _, group in rows for _, value, _ in group), default=0) or 1
    parts, y, left, room = [], 4.0, 130, WIDE - 130 - 170
    for name, group in rows:
        parts.append(_text((0, y + 14), name, anchor="start", bold=True))
        y += 22
        for n, (kind, value, words) in enumerate(group):
            wide = value / most * room
            parts.append(_text((left - 10, y + 14), kind, anchor="end"))
            if value:
                parts.append(f'<rect x="{left}" y="{y:.1f}" width="{wide:.1f}" height="18" fill="{FILLS[n]}"/>')
            else:
                parts.append(f'<path d="M{left} {y:.1f}v18" stroke="{QUIET}" stroke-width="1"/>')
            fill = INK if value else QUIET
            parts.append(_text((left + wide + 8, y + 14), words, anchor="start", fill=fill))
            y += 24
        y += 8
    return _picture(parts, y, lang)


def ranks(points: Sequence[tuple[int, int]], shown: Sequence[tuple[int, int]], names: tuple[str, str], lang: str) -> str:
    """Ranks by year, the best on top, each with its number; `shown`: years to shade, with `names` of shade and axis."""
    years = [year for year, _ in points] + [year for span in shown for year in span]
    first, last = min(years), max(years)
    high, top, left = 190, 34, 40
    worst, best = max(rank for _, rank in points), min(rank for _, rank in points)
    reach = max(worst - best, 1)

    def place(year: float, rank: float) -> tuple[float, float]:
        across = (year - first + 0.5) / (last - first + 1)
        return left + across * (WIDE - left - 20), top + (rank - best) / reach * (high - top - 30)

    parts = []
    for since, until in shown:
        x0, x1 = place(max(since, first) - 0.5, best)[0], place(min(until, last) + 0.5, best)[0]
        if x1 > x0:
            parts.append(f'<rect x="{x0:.1f}" y="6" width="{x1 - x0:.1f}" height="{high}" fill="#eef1f7"/>')
            parts.append(_text(((x0 + x1) / 2, high - 4), names[0], fill=QUIET))
    line = " ".join(f"{'ML'[n > 0]}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(place(*one) for one in points))
    parts.append(f'<path d="{line}" fill="none" stroke="{INK}" stroke-width="2"/>')
    parts.append(f'<path d="M{left} {high + 6}H{WIDE - 20}" stroke="{QUIET}" stroke-width="1"/>')
    for year, rank in points:
        x, y = place(year, rank)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{INK}"/>')
        parts.append(_text((x, y - 12), str(rank), bold=True))
    parts += [_text((place(year, best)[0], high + 24), str(year)) for year in range(first, last + 1)]
    parts.append(_text((0, 18), names[1], anchor="start", fill=QUIET))
    return _picture(parts, high + 32, lang)


def _picture(parts: Sequence[str], high: float, lang: str) -> str:
    family = "Noto Sans KR" if lang == "ko" else "Libertinus Serif"
    size = f'viewBox="0 0 {WIDE} {high:.0f}" width="{WIDE}" height="{high:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{family}">{"".join(parts)}</svg>'


def _text(at: tuple[float, float], words: str, *, anchor: str = "middle", fill: str = INK, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    where = f'x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" font-size="14" fill="{fill}"{weight}'
    return f"<text {where}>{escape(words)}</text>"
