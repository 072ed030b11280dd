"""The plot of a budget: what each side pledged, contributed and spent, beside each other."""

from collections.abc import Sequence
from decimal import Decimal

from simpul.cooperation.model.budgets import LineKind, Totals
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.pages.parts import SIDES
from simpul.cooperation.pages.perjanjian_words import LINES, figure
from simpul.kernel import plots
from simpul.kernel.i18n import N_, Translator
from simpul.kernel.plots import Bar, Drawing, Mark

KINDS = {Side.INDONESIA: "good", Side.KOREA: "warn"}
"""How each side's bars look: one plain, one hatched."""
_TICKS, _FILLED = 4, 0.7
_STEPS = (1, 2, 2.5, 5, 10)
_SCALES = (
    (1_000_000_000, N_("{currency} billion")),
    (1_000_000, N_("{currency} million")),
    (1000, N_("{currency} thousand")),
)


def drawn(t: Translator, totals: Totals) -> Drawing:
    """Bars of both sides for each kind of amount, in the currency of the sums."""
    top = _top(max(float(one.value) for one in totals.by_side.values()))
    said = [
        f"{t.gettext(SIDES[side])}, {t.gettext(LINES[kind])}: {_words(t, totals, side, kind)}" for side, kind in _order()
    ]
    scale = _scale(top)
    names = [t.gettext(LINES[kind]) for kind in LineKind]
    return Drawing(
        says="; ".join(said),
        unit=t.gettext(scale[1], currency=totals.currency.value),
        across="",
        rows=tuple(
            Mark(plots.height(top * n / _TICKS, top), t.number(top * n / _TICKS / scale[0])) for n in range(_TICKS + 1)
        ),
        columns=tuple(plots.column((n + 0.5) / len(names), name) for n, name in enumerate(names)),
        bars=_bars(totals, top),
        tips=plots.tips(["; ".join(said[n::3]) for n in range(3)]),
        legend=tuple((KINDS[side], t.gettext(SIDES[side])) for side in Side),
    )


def _order() -> Sequence[tuple[Side, LineKind]]:
    return [(side, kind) for side in Side for kind in LineKind]


def _words(t: Translator, totals: Totals, side: Side, kind: LineKind) -> str:
    return figure(t, totals.by_side[side, kind].value, totals.currency)


def _top(most: float) -> float:
    """The highest mark: four even steps of 1, 2, 2.5 or 5 times a power of ten."""
    power = 1.0
    while power * 10 <= most / _TICKS:
        power *= 10
    return next((step * power * _TICKS for step in _STEPS if step * power * _TICKS >= most), 10 * power * _TICKS)


def _scale(top: float) -> tuple[float, str]:
    """By what the marks are divided, so that they fit, and what the unit is called then."""
    for size, words in _SCALES:
        if top >= 4 * size:
            return size, words
    return 1, "{currency}"


def _bars(totals: Totals, top: float) -> tuple[Bar, ...]:
    step, found = 100 / len(LineKind), []
    for n, kind in enumerate(LineKind):
        for m, side in enumerate(Side):
            value = float(totals.by_side[side, kind].value)
            if value <= 0:
                continue
            high = max(plots.BOTTOM - plots.height(value, top), plots.SLIM)
            x = n * step + step * (1 - _FILLED) / 2 + m * step * _FILLED / 2
            bar = Bar(KINDS[side], round(x, 2), round(step * _FILLED / 2, 2), round(plots.BOTTOM - high, 2), round(high, 2))
            found.append(bar)
    return tuple(found)


def finding(t: Translator, totals: Totals) -> str:
    """What is to be seen, in one sentence."""
    pledged, paid, spent = (totals.by_kind[kind].value for kind in LineKind)
    if pledged and paid:
        return t.gettext("{share} of what was pledged is paid in", share=_share(t, paid, pledged))
    if pledged and spent:
        return t.gettext("{share} of what was pledged is spent", share=_share(t, spent, pledged))
    each = {totals.by_side[side, LineKind.PLEDGE].value for side in Side}
    if pledged and len(each) == 1:
        return t.gettext("Both sides pledged the same: {amount} each", amount=figure(t, each.pop(), totals.currency))
    return t.gettext("What the sides pledged, contributed and spent")


def _share(t: Translator, part: Decimal, whole: Decimal) -> str:
    return f"{t.number(round(100 * part / whole))}%"
