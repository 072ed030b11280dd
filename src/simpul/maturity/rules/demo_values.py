"""Made-up levels and stages of agencies for a demonstration: as if by chance, and always the same.

Nothing here says anything of a real agency: a value follows from the digits of a checksum of its number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from zlib import crc32

from simpul.maturity.model.instruments import Instrument
from simpul.maturity.rules.reckoning import Line

RUNNING = (
    *((14, "", ""), (42, "self", "open"), (50, "self", "submitted"), (72, "document", "open"), (80, "interview", "open")),
    *((86, "visit", "open"), (93, "review", "open"), (96, "objection", "open"), (98, "final", "open")),
    (100, "final", "closed"),
)
"""Percent of agencies up to which a running edition has this stage and state; the first have not begun."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An agency's made-up standing: levels of the self-assessment and as of now, by indicator; None is not filled."""

    stage: str
    state: str
    own: tuple[Fraction | None, ...]
    now: tuple[Fraction | None, ...]


def chance(text: str, most: int) -> int:
    """A number below `most` that the text always has."""
    return crc32(text.encode()) % most


def closed(instrument: Instrument, edition: str, agency: str) -> MadeUp:
    """An agency whose evaluation is over."""
    own = _own(instrument, edition, agency)
    return MadeUp("final", "closed", own, _assessed(own, edition, agency))


def running(instrument: Instrument, edition: str, agency: str) -> MadeUp | None:
    """An agency of a running edition; None for one that has not begun."""
    percent = chance(f"{edition} {agency} stage", 100)
    stage, state = next((stage, state) for most, stage, state in RUNNING if percent < most)
    return standing(instrument, edition, agency, (stage, state)) if stage else None


def standing(instrument: Instrument, edition: str, agency: str, at: tuple[str, str]) -> MadeUp:
    """An agency that stands at this stage and state."""
    stage, state = at
    own = _own(instrument, edition, agency)
    if at == ("self", "open"):
        filled = chance(f"{edition} {agency} filled", 90)
        own = tuple(value if chance(f"{edition} {agency} {n} there", 100) < filled else None for n, value in enumerate(own))
    settled = stage not in ("self", "document")
    return MadeUp(stage, state, own, _assessed(own, edition, agency) if settled else own)


def half(made: MadeUp) -> MadeUp:
    """The same with the first half of the indicators filled in and nothing after it."""
    most = len(made.own) // 2
    levels = tuple((value or Fraction(2)) if n < most else None for n, value in enumerate(made.own))
    return replace(made, own=levels, now=levels)


def _own(instrument: Instrument, edition: str, agency: str) -> tuple[Fraction | None, ...]:
    """Around a level of its own between 1.8 and 4.4; with a decimal where another body's index makes the value."""
    middle = 18 + chance(f"{agency} middle", 27)
    return tuple(_level(middle, f"{edition} {agency} {node.key}", bool(node.outer)) for node in instrument.indicators)


def _level(middle: int, text: str, decimal: bool) -> Fraction:
    tenths = min(max(middle + chance(text, 21) - 10, 10), 50)
    return Fraction(tenths, 10) if decimal else Fraction((tenths + 5) // 10)


def _assessed(own: Sequence[Fraction | None], edition: str, agency: str) -> tuple[Fraction | None, ...]:
    """A fifth a level lower, a few a level higher."""
    found: list[Fraction | None] = []
    for n, value in enumerate(own):
        turn = chance(f"{edition} {agency} {n} assessed", 20)
        step = -1 if turn < 4 else 1 if turn == 4 else 0
        found.append(None if value is None else min(max(value + step, Fraction(1)), Fraction(5)))
    return tuple(found)


def by_key(keys: Sequence[str], values: Sequence[Fraction | None]) -> dict[str, str]:
    """What is filled, by indicator, as text that the database reads as a number."""
    return {key: _text(value) for key, value in zip(keys, values, strict=True) if value is not None}


def _text(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"


def nodes(instrument: Instrument, line: Line) -> Mapping[str, str]:
    """Every part of the tree with its exact value."""
    return {one.code: str(line.value(n)) for n, one in enumerate(instrument.groups, 1)}
