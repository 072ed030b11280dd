"""How instruments are told: numbers in the language's form, the basis of a predicate in words, years in one."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from simpul.kernel.i18n import N_, Translator
from simpul.maturity.model.instruments import Basis
from simpul.maturity.rules.index import shown

BASES = {
    Basis.ROUNDED: N_("the index rounded to two decimals"),
    Basis.EXACT: N_("the exact index, not rounded"),
    Basis.UNKNOWN: N_("not published"),
}
"""From which number an edition takes its predicate."""


def number(words: Translator, value: Fraction, places: int = 2) -> str:
    """The value with that many decimals, a half rounded up, as the language writes it."""
    return words.number(Decimal(shown(value, places)), "#,##0." + "0" * places)  # type: ignore[arg-type]


def years(given: Sequence[int]) -> str:
    """2021–2025 for years in a row, else each by itself."""
    ordered = sorted(given)
    if len(ordered) > 1 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{ordered[0]}–{ordered[-1]}"
    return ", ".join(str(year) for year in ordered)
