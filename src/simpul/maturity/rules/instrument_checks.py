"""What must hold in an instrument beyond the form of its file: weights that sum, no loops, a name for every level."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from simpul.maturity.model.instruments import ROOT, Conversion, Instrument, NodeKind, Scale
from simpul.maturity.rules.numbers import plain

HUNDRED = Fraction(100)
HIGHEST, FINEST = 10, 100
"""The most that a scale may end at, and how many steps it may have: people choose a level from them."""
DEEPEST = 12
"""So many parts may stand above an indicator and itself."""
Where = tuple[str, int, str]
"""Table, number of its row from 0, key."""
Flaw = tuple[Where, str]


def flaws(instrument: Instrument) -> list[Flaw]:
    """Everything that contradicts itself, each with where; weights are looked at only in a tree that is one."""
    tree = [*_codes(instrument), *_parents(instrument), *_numbers(instrument)]
    weights = [] if tree else list(_weights(instrument))
    rest = [*_scale(instrument), *_predicates(instrument), *_levels(instrument), *_conversions(instrument)]
    rest += _criteria(instrument)
    return [*rest, *tree, *weights]


def _codes(instrument: Instrument) -> Iterator[Flaw]:
    first: dict[str, int] = {}
    for row, node in enumerate(instrument.nodes):
        if node.code in first:
            yield ("node", row, "code"), f"{node.code} is there already"
        first.setdefault(node.code, row)


def _parents(instrument: Instrument) -> Iterator[Flaw]:
    """A parent stands before its children, so that no loop is possible."""
    kinds: dict[str, NodeKind] = {}
    depth = {ROOT: 0}
    for row, node in enumerate(instrument.nodes):
        depth[node.code] = depth.get(node.parent, 0) + 1
        if depth[node.code] == DEEPEST + 1:
            yield ("node", row, "parent"), f"{node.code} lies deeper than {DEEPEST} parts"
        if node.parent != ROOT and node.parent not in kinds:
            known = node.parent in instrument.by_code
            why = "stands only further down: a parent comes first" if known else "is not there"
            yield ("node", row, "parent"), f"the parent {node.parent} of {node.code} {why}"
        if kinds.get(node.parent) is NodeKind.INDICATOR:
            yield ("node", row, "parent"), f"{node.parent} is an indicator and cannot hold {node.code}"
        kinds[node.code] = node.kind
    for row, node in enumerate(instrument.nodes):
        if node.kind is not NodeKind.INDICATOR and not instrument.children(node.code):
            yield ("node", row, "code"), f"{node.code} holds no indicator"


def _numbers(instrument: Instrument) -> Iterator[Flaw]:
    if not instrument.groups:
        yield ("node", 0, "kind"), "there is no aspect that holds an indicator"
    numbers = {node.number for node in instrument.indicators}
    missing = [number for number in range(1, len(numbers) + 1) if number not in numbers]
    if missing:
        yield ("node", 0, "code"), f"there is no indicator I{missing[0]}: they are numbered from 1 without a gap"


def _weights(instrument: Instrument) -> Iterator[Flaw]:
    rows = {node.code: row for row, node in enumerate(instrument.nodes)}
    for code, whole in [(ROOT, HUNDRED), *((node.code, node.weight) for node in instrument.groups)]:
        total = sum((child.weight for child in instrument.children(code)), Fraction(0))
        if total != whole:
            here = f"{code} weighs {plain(whole)}" if code != ROOT else "the whole is 100"
            under = f"under {code}" if code != ROOT else "at the top"
            yield ("node", rows.get(code, 0), "weight"), f"the weights {under} add up to {plain(total)}, but {here}"


def _scale(instrument: Instrument) -> Iterator[Flaw]:
    scale = instrument.scale
    if not scale.min < scale.max:
        yield ("", 0, "scale"), "the least value of the scale must be less than the most"
    elif scale.max > HIGHEST or (scale.step and (scale.max - scale.min) / scale.step > FINEST):
        yield ("", 0, "scale"), f"a scale ends at {HIGHEST} at most and has {FINEST} steps at most"
    elif scale.step and (scale.max - scale.min) % scale.step:
        yield ("", 0, "scale"), f"steps of {plain(scale.step)} do not lead from {plain(scale.min)} to {plain(scale.max)}"


def _predicates(instrument: Instrument) -> Iterator[Flaw]:
    found = instrument.predicates
    for row, (above, below) in enumerate(pairwise(found), start=1):
        if not above.min > below.min:
            yield ("predicate", row, "min"), f"predicates descend: {plain(below.min)} is not under {plain(above.min)}"
    for row, one in enumerate(found):
        if one.min > instrument.scale.max:
            yield ("predicate", row, "min"), f"{plain(one.min)} is beyond the scale"
    if found[-1].min > instrument.scale.min:
        yield ("predicate", len(found) - 1, "min"), "the lowest predicate must begin no higher than the scale"
    for name, count in Counter(one.name.id for one in found).items():
        if count > 1:
            yield ("", 0, "predicate"), f"the predicate {name} is there twice"


def _levels(instrument: Instrument) -> Iterator[Flaw]:
    whole = _whole_levels(instrument.scale)
    for name, row in instrument.levels.items():
        missing = [level for level in whole if level not in row]
        off = [level for level in row if level and level not in whole]
        if missing:
            yield ("", 0, "levels"), f"levels.{name} has no name for level {missing[0]}"
        if off:
            yield ("", 0, "levels"), f"levels.{name} names level {off[0]}, which is outside the scale"
    for number, node in enumerate(instrument.nodes):
        if node.kind is NodeKind.INDICATOR and node.capability not in instrument.levels:
            known = ", ".join(instrument.levels)
            yield ("node", number, "capability"), f"the capability {node.capability!r} of {node.code} is none of {known}"


def _conversions(instrument: Instrument) -> Iterator[Flaw]:
    codes = [one.code for one in instrument.conversions]
    for row, one in enumerate(instrument.conversions):
        if codes.index(one.code) != row:
            yield ("conversion", row, "code"), f"{one.code} is there already"
        for number in one.indicators:
            if str(number) not in instrument.by_key:
                yield ("conversion", row, "indicators"), f"there is no indicator {number}"
        for reason in _bands(one, instrument.scale):
            yield ("conversion", row, "bands"), reason
    for row, node in enumerate(instrument.nodes):
        if node.outer and node.outer not in codes:
            yield ("node", row, "outer"), f"there is no conversion {node.outer}"


def _criteria(instrument: Instrument) -> Iterator[Flaw]:
    """An instrument brings criteria for all of its indicators, level by level, or for none."""
    numbers = [node.number for node in instrument.indicators]
    missing = [number for number in numbers if instrument.criteria and number not in instrument.criteria]
    if missing:
        yield ("", 0, "indicator"), f"there are no criteria for indicator {missing[0]}"
    for number, one in instrument.criteria.items():
        if number not in numbers:
            yield (f"indicator.{number}", 0, ""), f"there is no indicator {number}"
        elif list(one.levels) != _whole_levels(instrument.scale):
            yield (f"indicator.{number}", 0, ""), f"indicator {number} needs criteria for each level of the scale, in order"


def _whole_levels(scale: Scale) -> list[int]:
    """Of a scale that ends beyond HIGHEST, which is refused for that, only so many."""
    return list(range(-(-scale.min.numerator // scale.min.denominator), int(min(scale.max, Fraction(HIGHEST))) + 1))


def _bands(conversion: Conversion, scale: Scale) -> Iterator[str]:
    for left, right in pairwise(conversion.bands):
        if (left.high, left.to_high) != (right.low, right.to_low):
            yield f"the bands leave a gap or overlap at {plain(left.high)}"
    for band in conversion.bands:
        if not (band.low < band.high and scale.min <= band.to_low <= band.to_high <= scale.max):
            yield f"the band from {plain(band.low)} does not rise within the scale"
