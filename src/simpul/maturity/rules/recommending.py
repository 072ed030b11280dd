"""What lifts the index most: each indicator's next level by what it adds, exactly; what is strong and what is weak.

A level more of an indicator adds its share of the whole times the step: the shares add up to 1, so nothing is estimated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from simpul.maturity.model.instruments import ROOT, Basis, Instrument, LawEdition, Node, NodeKind, Predicate
from simpul.maturity.rules.index import NOTHING, Reckoned, reckon

HALF_STEP = Fraction(1, 200)
"""An index is rounded up from half a hundredth below."""
WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Gain:
    """An indicator's next level: `now` (0: not filled in), `next`, and what it adds to the index, exact."""

    node: Node
    now: Fraction
    next: Fraction
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """A part of the tree beside the agency's own mean, which is its index.

    `lift` is what the part adds to the index above its mean (below: negative); over all parts of a kind it adds up to 0.
    """

    node: Node
    value: Fraction
    apart: Fraction
    lift: Fraction


@dataclass(frozen=True, slots=True)
class Way:
    """The fewest single levels up to the next predicate: `steps` in order, the index that they make, its predicate."""

    target: Predicate
    missing: Fraction
    steps: tuple[Gain, ...]
    index: Fraction
    values: Mapping[str, Fraction]


def shares(instrument: Instrument) -> dict[str, Fraction]:
    """Each part's share of the whole index, by code; the indicators' add up to 1, and so do the aspects' and domains'."""
    found: dict[str, Fraction] = {}

    def spread(code: str, share: Fraction) -> None:
        children = instrument.children(code)
        weights = sum((child.weight for child in children), NOTHING)
        for child in children:
            found[child.code] = share * child.weight / weights
            spread(child.code, found[child.code])

    spread(ROOT, WHOLE)
    return found


def gains(instrument: Instrument, values: Mapping[str, Fraction | None]) -> tuple[Gain, ...]:
    """Every indicator that can still rise, the next level that adds most first; of equal ones the lower level first."""
    share = shares(instrument)
    found = [_gain(instrument, node, values.get(node.key) or NOTHING, share[node.code]) for node in instrument.indicators]
    rising = [one for one in found if one.next > one.now]
    return tuple(sorted(rising, key=lambda one: (-one.gain, one.now, one.node.number)))


def _gain(instrument: Instrument, node: Node, now: Fraction, share: Fraction) -> Gain:
    following = next_level(instrument, now)
    return Gain(node, now, following, share * (following - now))


def next_level(instrument: Instrument, now: Fraction) -> Fraction:
    """The next whole level on the scale above this value (of a value between levels, the level above); the most stays."""
    scale = instrument.scale
    step = scale.step or WHOLE
    return scale.min if now < scale.min else min(scale.min + ((now - scale.min) // step + 1) * step, scale.max)


def way(instrument: Instrument, edition: LawEdition | None, values: Mapping[str, Fraction | None]) -> Way | None:
    """The fewest levels to the next predicate; None at the top.

    The weightiest indicators rise first, each as far as it goes: since a level adds the same wherever it stands, no other
    choice needs fewer levels, but for indicators that are not filled in or stand between levels.
    """
    basis = Basis.UNKNOWN if edition is None else edition.basis
    allowed = HALF_STEP if basis is Basis.ROUNDED else NOTHING
    index = reckon(instrument, values).index
    above = [one for one in instrument.predicates[:-1] if one.min - allowed > index]
    if not above:
        return None
    target = above[-1]
    return _climb(instrument, target, target.min - allowed, (index, values))


def _climb(
    instrument: Instrument, target: Predicate, floor: Fraction, given: tuple[Fraction, Mapping[str, Fraction | None]]
) -> Way:
    start, index = given[0], given[0]
    values = {key: value for key, value in given[1].items() if value}
    steps: list[Gain] = []
    while index < floor:
        best = gains(instrument, values)[0]
        steps.append(best)
        values[best.node.key] = best.next
        index += best.gain
    return Way(target, floor - start, tuple(steps), index, values)


def standings(instrument: Instrument, reckoned: Reckoned, kind: NodeKind = NodeKind.ASPECT) -> tuple[Standing, ...]:
    """Every aspect (the parts right above the indicators), or domain, beside the agency's own mean, in the law's order."""
    share = shares(instrument)
    lowest = {node.parent for node in instrument.indicators}
    return tuple(
        Standing(node, value, value - reckoned.index, share[node.code] * (value - reckoned.index))
        for node, value in ((instrument.by_code[code], value) for code, value in reckoned.nodes.items())
        if (node.code in lowest if kind is NodeKind.ASPECT else node.kind is kind)
    )


def strong(found: Sequence[Standing]) -> tuple[Standing, ...]:
    """Those above the own mean, the one that lifts the index most first."""
    return tuple(sorted((one for one in found if one.apart > 0), key=lambda one: -one.lift))


def weak(found: Sequence[Standing]) -> tuple[Standing, ...]:
    """Those below the own mean, the one that draws the index down most first."""
    return tuple(sorted((one for one in found if one.apart < 0), key=lambda one: one.lift))
