"""Results as drawings: radar, bars side by side, distribution; and the radar as a picture of its own for paper."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import escape

from simpul.kernel import plots
from simpul.kernel.i18n import Translator
from simpul.kernel.plots import Bar, Drawing, Mark, Radar
from simpul.maturity.model.instruments import Instrument, Node, NodeKind
from simpul.maturity.rules.comparing import Bin
from simpul.maturity.rules.index import NOTHING
from simpul.maturity.rules.result_words import figure

TOP = 5
FILLED = 0.72
Series = tuple[str, str, Mapping[str, Fraction]]
"""A kind of mark (good, warn), its name, its values by code."""


def aspects(instrument: Instrument) -> tuple[Node, ...]:
    """The parts right above the indicators, in order."""
    return tuple(node for node in instrument.groups if any(one.number for one in instrument.children(node.code)))


def top(instrument: Instrument) -> int:
    """The whole number at which the axis of this instrument's values ends."""
    return -(-instrument.scale.max.numerator // instrument.scale.max.denominator)


def domains(instrument: Instrument) -> tuple[Node, ...]:
    """The highest parts where they are domains; none in an instrument without."""
    return tuple(node for node in instrument.children() if node.kind is NodeKind.DOMAIN)


def radar(t: Translator, nodes: Sequence[Node], series: Sequence[Series], says: str, top: int = TOP) -> Radar:
    """The values of these parts as a radar; each corner tells its number."""
    drawn = [(kind, name, [float(values.get(node.code, NOTHING)) for node in nodes]) for kind, name, values in series]
    return plots.radar(says, [node.code for node in nodes], drawn, top, lambda value: t.number(value, "0.00"))


def bars(t: Translator, nodes: Sequence[Node], series: Sequence[Series], says: str, top: int = TOP) -> Drawing:
    """The values of these parts as bars side by side, from 0 to `top`."""
    step, wide = 100 / len(nodes), 100 / len(nodes) * FILLED / len(series)
    found = []
    for n, node in enumerate(nodes):
        for m, (kind, _, values) in enumerate(series):
            value = float(values.get(node.code, NOTHING))
            x, y = n * step + step * (1 - FILLED) / 2 + m * wide, plots.height(value, top)
            if value:
                found.append(Bar(kind, round(x, 2), round(wide * 0.94, 2), y, round(plots.BOTTOM - y, 2)))
    tips = [f"{node.code} {node.name.said(t.language)}: {_told(t, node, series)}" for node in nodes]
    return Drawing(
        says=says,
        unit=t.gettext("value, 0 to {top}", top=top),
        across="",
        rows=tuple(Mark(plots.height(value, top), str(value)) for value in range(top + 1)),
        columns=tuple(Mark(round((n + 0.5) * step, 2), node.code) for n, node in enumerate(nodes)),
        bars=tuple(found),
        tips=plots.tips(tips),
        legend=tuple((kind, name) for kind, name, _ in series),
    )


def _told(t: Translator, node: Node, series: Sequence[Series]) -> str:
    return "; ".join(f"{name} {figure(t, values.get(node.code, NOTHING))}" for _, name, values in series)


def histogram(t: Translator, bins: Sequence[Bin], own: int | None, says: str) -> Drawing:
    """How many agencies have an index in each quarter; the one of `own` is hatched."""
    most = max(*(one.count for one in bins), 1)
    tick = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500) if one * 5 >= most)
    top, step = tick * -(-most // tick), 100 / len(bins)
    legend = [("good", t.gettext("agencies"))]
    if own is not None:
        legend.append(("warn", t.gettext("here lies this agency")))
    return Drawing(
        says=says,
        unit=t.gettext("agencies"),
        across=t.gettext("index"),
        rows=tuple(Mark(plots.height(value, top), t.number(value)) for value in range(0, top + 1, tick)),
        columns=tuple(plots.column(n / 4, figure(t, Fraction(n + 1), 0)) for n in range(TOP)),
        bars=tuple(_bar(n, one.count, (step, top), n == own) for n, one in enumerate(bins) if one.count),
        tips=plots.tips([f"{span(t, one)}: {t.number(one.count)}" for one in bins]),
        legend=tuple(legend),
    )


def _bar(n: int, count: int, scale: tuple[float, int], own: bool) -> Bar:
    step, top = scale
    high = max(plots.BOTTOM - plots.height(count, top), plots.SLIM)
    x, y = n * step + step * 0.06, plots.BOTTOM - high
    return Bar("warn" if own else "good", round(x, 2), round(step * 0.88, 2), round(y, 2), round(high, 2))


def span(t: Translator, one: Bin) -> str:
    """From where to where a bin reaches; what ends it belongs to the next, but for the last."""
    return f"{figure(t, one.low)} – {figure(t, one.high if one.high == TOP else one.high - Fraction(1, 100))}"


_INK = {"good": ("#0b5cad", ""), "warn": ("#8a5a00", ' stroke-dasharray="7 4"')}


def svg(drawing: Radar) -> str:
    """The radar as a picture for paper, without its legend."""
    parts = [f'<polygon points="{ring}" fill="none" stroke="#c9d1de"/>' for ring in drawing.rings]
    parts += [f'<path d="M180 168L{one.x} {one.y}" stroke="#c9d1de"/>' for one in drawing.spokes]
    parts += [_text((x + 4, y + 4), "start", words, 'font-size="11" fill="#4b5870"') for x, y, words in drawing.marks]
    for shape in reversed(drawing.shapes):
        ink, dash = _INK[shape.kind]
        filled = f'fill="{ink}" fill-opacity="0.14"' if shape.kind == "good" else 'fill="none"'
        parts.append(f'<polygon points="{shape.points}" {filled} stroke="{ink}" stroke-width="2.5"{dash}/>')
    parts += [
        _text((one.words_x, one.words_y), one.anchor, one.words, 'font-size="16" font-weight="bold" fill="#14213d"')
        for one in drawing.spokes
    ]
    size = f'viewBox="0 0 {plots.RADAR_WIDE} {plots.RADAR_HIGH}" width="{plots.RADAR_WIDE}" height="{plots.RADAR_HIGH}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def _text(at: tuple[float, float], anchor: str, words: str, look: str) -> str:
    where = f'x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}"'
    return f'<text {where} font-family="Libertinus Serif" {look}>{escape(words)}</text>'
