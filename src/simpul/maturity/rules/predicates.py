"""Which predicate an index has, by the number that its edition takes it from.

Published results of 2023 name the predicate of the index rounded to two decimals, those of 2024 that of the exact index.
What later editions do has not been published: then the exact one is named, and said when the other would differ.
"""

from dataclasses import dataclass
from fractions import Fraction

from simpul.maturity.model.instruments import Basis, Instrument, LawEdition, Predicate
from simpul.maturity.rules.index import rounded


@dataclass(frozen=True, slots=True)
class Judged:
    """The predicate by the edition's basis. `differs`: the other way of taking it gives `other`."""

    name: Predicate
    basis: Basis
    differs: bool
    other: Predicate


def predicate(instrument: Instrument, edition: LawEdition | None, index: Fraction) -> Judged:
    """The predicate of this index in this edition; without an edition the basis is not known."""
    basis = Basis.UNKNOWN if edition is None else edition.basis
    exact, round_one = called(instrument, index), called(instrument, rounded(index))
    name, other = (round_one, exact) if basis is Basis.ROUNDED else (exact, round_one)
    return Judged(name, basis, name != other, other)


def called(instrument: Instrument, number: Fraction) -> Predicate:
    """What this very number is called; below every floor, the lowest predicate."""
    return next((one for one in instrument.predicates if number >= one.min), instrument.predicates[-1])
