"""What the index would be if some indicators had other values: the same arithmetic, side by side, nothing kept."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from simpul.maturity.model.instrument_refusals import ValueOff
from simpul.maturity.model.instruments import Instrument, LawEdition, Node
from simpul.maturity.rules import values as reading
from simpul.maturity.rules.index import NOTHING, Reckoned, reckon
from simpul.maturity.rules.predicates import Judged, predicate

_COMMA = re.compile(r"[0-9]+,[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator that is supposed to have another value, and what that alone adds to the index (takes: negative)."""

    node: Node
    before: Fraction
    after: Fraction
    adds: Fraction


@dataclass(frozen=True, slots=True)
class Supposed:
    """The index as it is and as it would be, with predicates; `changes` in the regulation's order, `values` all of them."""

    before: Reckoned
    after: Reckoned
    called_before: Judged
    called_after: Judged
    changes: tuple[Change, ...]
    values: Mapping[str, Fraction | None]

    @property
    def difference(self) -> Fraction:
        """What all changes together add."""
        return self.after.index - self.before.index


def suppose(
    instrument: Instrument,
    edition: LawEdition | None,
    values: Mapping[str, Fraction | None],
    wanted: Mapping[str, Fraction | None],
) -> Supposed:
    """What becomes of `values` where `wanted` says otherwise; None in `wanted` is not filled in."""
    after_values = {**values, **wanted}
    before, after = reckon(instrument, values), reckon(instrument, after_values)
    changed = [node for node in instrument.indicators if _of(values, node) != _of(after_values, node)]
    changes = [
        Change(
            node,
            _of(values, node),
            _of(after_values, node),
            reckon(instrument, {**values, node.key: after_values[node.key]}).index - before.index,
        )
        for node in changed
    ]
    return Supposed(
        before,
        after,
        predicate(instrument, edition, before.index),
        predicate(instrument, edition, after.index),
        tuple(changes),
        after_values,
    )


def _of(values: Mapping[str, Fraction | None], node: Node) -> Fraction:
    return values.get(node.key) or NOTHING


def written(instrument: Instrument, given: Iterable[tuple[str, str]]) -> dict[str, Fraction | None]:
    """Values as a page's address holds them: `1=3`; a comma is a decimal point, nothing written is not filled in.

    What names no indicator is left out; ValueOff for a value off the scale.
    """
    found: dict[str, object] = {}
    for key, said in given:
        node = instrument.by_key.get(key)
        if node is not None and node.number is not None:
            found[key] = said.replace(",", ".") if _COMMA.fullmatch(said) else said or None
    return reading.read(instrument, found)


def sorted_out(
    instrument: Instrument, given: Iterable[tuple[str, str]]
) -> tuple[dict[str, Fraction | None], Mapping[str, str]]:
    """Each value read on its own as `written` does: those that are values, and what was written that is none, by key."""
    found: dict[str, Fraction | None] = {}
    wrong: dict[str, str] = {}
    for key, said in given:
        try:
            found |= written(instrument, [(key, said)])
        except ValueOff:
            wrong[key] = said[:40]
    return found, wrong
