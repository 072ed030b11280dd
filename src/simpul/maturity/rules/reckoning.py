"""Many indices at once, exact: integers over one denominator a part, worked out once for an instrument.

What `index.reckon` says of one agency this says of hundreds, without a fraction on the way; a test holds them to agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from simpul.maturity.model.instruments import ROOT, Instrument


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the tree: it is the sum of numerator times value over its indicators, over one denominator."""

    code: str
    denominator: int
    numerators: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The shares of an instrument's root and of every part, the root first; indicators by their place in `keys`."""

    keys: tuple[str, ...]
    shares: tuple[Share, ...]


@lru_cache(maxsize=32)
def _plan(wanted: "_Hashed") -> Plan:
    instrument = wanted.instrument
    keys = tuple(node.key for node in instrument.indicators)
    places = {node.code: place for place, node in enumerate(instrument.indicators)}
    return Plan(keys, tuple(_share(instrument, code, places) for code in (ROOT, *(one.code for one in instrument.groups))))


class _Hashed:
    """An instrument as a key of the cache: the same digest is the same instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument

    def __hash__(self) -> int:
        return hash(self.instrument.digest)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Hashed):
            return False
        mine, theirs = self.instrument, other.instrument
        return mine is theirs or (bool(mine.digest) and mine.digest == theirs.digest)


def plan(instrument: Instrument) -> Plan:
    """The instrument's plan, worked out once."""
    return _plan(_Hashed(instrument))


def _share(instrument: Instrument, code: str, places: Mapping[str, int]) -> Share:
    portions = dict(_portions(instrument, code, Fraction(1)))
    whole = lcm(*(portion.denominator for portion in portions.values()))
    numerators = tuple((places[name], int(portion * whole)) for name, portion in portions.items())
    return Share(code, whole, numerators)


def _portions(instrument: Instrument, code: str, portion: Fraction) -> Iterable[tuple[str, Fraction]]:
    children = instrument.children(code)
    if not children:
        yield code, portion
    whole = sum((child.weight for child in children), Fraction(0))
    for child in children:
        yield from _portions(instrument, child.code, portion * child.weight / whole)


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's parts, the root first: exact as `numerators[n]` over `denominators[n]`."""

    numerators: tuple[int, ...]
    denominators: tuple[int, ...]

    def value(self, number: int = 0) -> Fraction:
        """The part of that place as a fraction; 0 is the index."""
        return Fraction(self.numerators[number], self.denominators[number])

    def shown(self, number: int = 0) -> str:
        """The part with two decimals, a half rounded up."""
        hundredths = (200 * self.numerators[number] + self.denominators[number]) // (2 * self.denominators[number])
        return f"{hundredths // 100}.{hundredths % 100:02}"


def reckon_all(instrument: Instrument, rows: Iterable[Sequence[int | Fraction | None]]) -> list[Line]:
    """A line for each agency: its values in the order of `plan(instrument).keys`; None counts 0, as unfilled ones do."""
    shares = plan(instrument).shares
    plain_denominators = tuple(share.denominator for share in shares)
    parts = [share.numerators for share in shares]
    found = []
    for row in rows:
        whole, values = _integers(row)
        numerators = tuple(sum(values[place] * count for place, count in part) for part in parts)
        denominators = plain_denominators if whole == 1 else tuple(one * whole for one in plain_denominators)
        found.append(Line(numerators, denominators))
    return found


def _integers(row: Sequence[int | Fraction | None]) -> tuple[int, Sequence[int]]:
    """The row over one denominator; levels without decimals as they are."""
    whole = lcm(*(value.denominator for value in row if value is not None))
    return whole, [value.numerator * (whole // value.denominator) if value else 0 for value in row]
