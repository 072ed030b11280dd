"""Values of indicators as people and programs hand them in, read strictly: on the scale, once, for parts that exist."""

import re
from collections.abc import Mapping
from fractions import Fraction

from simpul.maturity.model.instrument_refusals import ValueOff
from simpul.maturity.model.instruments import Instrument, Node
from simpul.maturity.rules.numbers import exact, plain


def read(instrument: Instrument, given: Mapping[str, object]) -> dict[str, Fraction | None]:
    """Exact values by key: indicators ("1") or whole parts ("A1", "D2"). None and 0 are not filled in (None).

    ValueOff names the key: unknown, no number, off the scale or between its steps, or a part given beside what is in it.
    """
    values: dict[str, Fraction | None] = {}
    for key, value in given.items():
        node = _node(instrument, key)
        if node.key in values:
            raise ValueOff(key=key, reason="this indicator is given twice.")
        values[node.key] = _value(instrument, node, value)
    _apart(instrument, {key for key, value in values.items() if value is not None})
    return values


def _node(instrument: Instrument, key: str) -> Node:
    """By number ("1", "01"), by code ("I1", "I01", as the regulation's tables have it), or a whole part ("A1", "D2")."""
    named = re.fullmatch(r"I?0{0,2}([1-9]\d{0,3})", key, re.ASCII)
    node = instrument.by_key.get(named[1] if named else key)
    if node is None:
        reason = f"{instrument.code} has no such indicator (1 to {len(instrument.indicators)}), aspect or domain."
        raise ValueOff(key=key, reason=reason)
    return node


def _apart(instrument: Instrument, filled: set[str]) -> None:
    for key in sorted(filled):
        above = next((one for one in instrument.path(instrument.by_key[key].parent) if one.key in filled), None)
        if above is not None:
            raise ValueOff(key=key, reason=f"{above.key} was given as a whole; give one or the other.")


def _value(instrument: Instrument, node: Node, given: object) -> Fraction | None:
    if given is None:
        return None
    try:
        value = exact(given)
    except ValueError:
        reason = f'{str(given)[:40]!r} is not a value. Write a number such as 3 or "1.1667", with a full stop, or null.'
        raise ValueOff(key=node.key, reason=reason) from None
    if not value:
        return None
    _on_scale(instrument, node, value)
    return value


def _on_scale(instrument: Instrument, node: Node, value: Fraction) -> None:
    """A whole part may lie anywhere up to the most: it is a mean, with unfilled ones in it perhaps."""
    scale = instrument.scale
    if node.number is None:
        if value > scale.max:
            raise ValueOff(key=node.key, reason=f"{plain(value)} is more than {plain(scale.max)}.")
        return
    if not scale.min <= value <= scale.max:
        reason = (
            f"{plain(value)} is outside {plain(scale.min)} to {plain(scale.max)}; null or 0 says that it is not filled in."
        )
        raise ValueOff(key=node.key, reason=reason)
    if scale.step and (value - scale.min) % scale.step:
        reason = f"{plain(value)} is between two levels; {instrument.code} knows steps of {plain(scale.step)}."
        raise ValueOff(key=node.key, reason=reason)
