"""The index and every part of it, in exact fractions; rounding is for the eye only.

Law: Permen PANRB 59/2020, Lampiran, on the reckoning: a part is the sum of value times weight over the sum of weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from simpul.maturity.model.instruments import ROOT, Instrument, Node

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The index, every domain and aspect by code (in the regulation's order), and the indicators that nobody filled in.

    A part that was given is itself in `nodes`; what lies below a given part is neither there nor unfilled.
    """

    index: Fraction
    nodes: Mapping[str, Fraction]
    unfilled: tuple[str, ...]


def reckon(instrument: Instrument, values: Mapping[str, Fraction | None]) -> Reckoned:
    """The exact index of these values: indicators by number ("1"), or a whole aspect or domain by code ("A1", "D2").

    An indicator that is absent, None or 0 is unfilled and counts 0, as published results have it. Values are taken as they
    are: `values.read` is what refuses those off the scale, or given twice.
    """
    reckoned: dict[str, Fraction] = {}
    unfilled: list[str] = []

    def value_of(node: Node) -> Fraction:
        given = values.get(node.key)
        if node.number is not None:
            if not given:
                unfilled.append(node.key)
            return given or NOTHING
        reckoned[node.code] = NOTHING  # holds its place in the order
        reckoned[node.code] = mean(node.code) if given is None else given
        return reckoned[node.code]

    def mean(code: str) -> Fraction:
        children = instrument.children(code)
        whole = sum((child.weight for child in children), NOTHING)
        return sum((value_of(child) * child.weight for child in children), NOTHING) / whole

    return Reckoned(mean(ROOT), reckoned, tuple(unfilled))


def shown(value: Fraction, places: int = 2) -> str:
    """The value with that many decimals, a half rounded up (2.345 as 2.35), a full stop between."""
    ten = 10**places
    whole = (2 * ten * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{whole // ten}.{whole % ten:0{places}}" if places else str(whole)


def rounded(value: Fraction, places: int = 2) -> Fraction:
    """The fraction that `shown` prints."""
    return Fraction(shown(value, places))
