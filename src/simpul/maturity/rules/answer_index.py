"""What `simpul maturity index` and the programs that ask for an index are told: texts, so that no reader rounds anew."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from simpul.maturity.model.instrument_refusals import ValueOff, ValuesUnreadable
from simpul.maturity.model.instruments import Basis, Instrument, LawEdition
from simpul.maturity.rules import values
from simpul.maturity.rules.index import Reckoned, reckon, shown
from simpul.maturity.rules.predicates import Judged, predicate

MOST = 1_000_000
"""Characters of a document of values; 47 indicators need 500."""


def answer(instrument: Instrument, edition: LawEdition | None, given: Mapping[str, object]) -> dict[str, Any]:
    """`{index, exact, predicate, nodes}`; `unfilled` only where something is, `note` only where the predicate is in doubt.

    `nodes` has every domain and aspect by code, in the regulation's order. ValueOff as `values.read` raises it.
    """
    reckoned = reckon(instrument, values.read(instrument, given))
    judged = predicate(instrument, edition, reckoned.index)
    told: dict[str, Any] = {
        "index": shown(reckoned.index),
        "exact": str(reckoned.index),
        "predicate": judged.name.name.id,
        "nodes": {code: shown(value) for code, value in reckoned.nodes.items()},
    }
    if reckoned.unfilled:
        told["unfilled"] = list(reckoned.unfilled)
    if note := _note(reckoned, judged):
        told["note"] = note
    return told


def _note(reckoned: Reckoned, judged: Judged) -> str:
    if judged.basis is not Basis.UNKNOWN or not judged.differs:
        return ""
    return (
        f"It is not published whether this edition takes the predicate from the exact index ({judged.name.name.id}) "
        f"or from the rounded one, {shown(reckoned.index)} ({judged.other.name.id})."
    )


def parsed(text: str) -> Mapping[str, object]:
    """The values in a JSON object, numbers exact; ValuesUnreadable for anything else, ValueOff for a key given twice."""
    if len(text) > MOST:
        raise ValuesUnreadable(reason=f"the document has more than {MOST:,} characters.")
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as fault:
        reason = f"this is not JSON: {fault.msg}, line {fault.lineno}."
        raise ValuesUnreadable(reason=reason) from None
    except (RecursionError, ValueError, ArithmeticError):
        raise ValuesUnreadable(reason="the document cannot be read: nested too deep, or a number too long.") from None
    if not isinstance(found, dict):
        raise ValuesUnreadable(reason='this must be one object of values by indicator, such as {"1": 3, "2": null}.')
    return found


def _no_constant(said: str) -> NoReturn:
    raise ValuesUnreadable(reason=f"{said} is not a value.")


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueOff(key=key, reason="this indicator is given twice.")
        found[key] = value
    return found
