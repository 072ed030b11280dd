"""Progress as stacked bars and as shades of a map: where each part begins, which shade a province has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from simpul.maturity.model.instruments import Instrument
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.progress import CLOSED, NOT_BEGUN, ProgressGroup

SHARES = (1, 25, 50, 75, 100)
"""Percent from which the next shade of a share begins; below the first there is none."""
SHADES = 5


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of a stacked bar: what it counts, how many, where it begins and how wide it is in percent."""

    key: str
    count: int
    x: str
    width: str


def order(stages: Sequence[str]) -> tuple[str, ...]:
    """Where agencies can stand, those that are done first, those that have not begun last."""
    return (CLOSED, *reversed(stages), NOT_BEGUN)


def bar(group: ProgressGroup, stages: Sequence[str]) -> tuple[BarPart, ...]:
    """The parts that count anybody, from the left."""
    found, at = [], 0
    for key in order(stages):
        if count := group.stages.get(key, 0):
            found.append(BarPart(key, count, _percent(at, group.count), _percent(count, group.count)))
            at += count
    return tuple(found)


def _percent(part: int, whole: int) -> str:
    return f"{Decimal(part * 100) / whole:.2f}"


def begun_share(group: ProgressGroup) -> int:
    """Percent that have begun, rounded down."""
    return (group.count - group.stages.get(NOT_BEGUN, 0)) * 100 // group.count if group.count else 0


def share_shade(percent: int) -> int:
    """0 for none, 1 to SHADES for more; the last is all."""
    return sum(1 for least in SHARES if percent >= least)


def index_shade(mean: Decimal | None, instrument: Instrument) -> int:
    """0 where there is no index; else by predicate, the lowest 1, never above SHADES."""
    if mean is None:
        return 0
    return min(sum(1 for one in instrument.predicates if Fraction(mean) >= one.min) or 1, SHADES)


def index_legend(instrument: Instrument) -> Mapping[int, str]:
    """The least index of each shade, as text with two decimals."""
    ascending = sorted(one.min for one in instrument.predicates)
    return {n: shown(least) for n, least in enumerate(ascending[:SHADES], 1)}
