"""Patients as lines of JSON, one object a line, read without a float: the form of `simpul malaria dose --batch`."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from simpul.malaria.model.dosing import Dose, NotDosed, WhyNotDosed
from simpul.malaria.rules.dosing import dose
from simpul.malaria.rules.dosing_table import TABLE


class LineUnreadable(ValueError):
    """The line is not one JSON object in UTF-8."""


class _Twice(dict[str, Any]):
    """An object that names a field twice: which of them counts is not for us to guess."""


def dose_of_line(line: bytes) -> Dose | NotDosed:
    """The dose for the object that the line holds; LineUnreadable for anything but one JSON object."""
    given = read(line)
    if isinstance(given, _Twice):
        return NotDosed(WhyNotDosed.INPUT_CONTRADICTORY, TABLE.version, TABLE.page)
    return dose(given)


def read(line: bytes) -> dict[str, Any]:
    """The object that the line holds, its decimals exact; LineUnreadable."""
    try:
        given = json.loads(line.decode(), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_object)
    except (ValueError, ArithmeticError, RecursionError) as fault:
        raise LineUnreadable(str(fault)) from None
    if not isinstance(given, dict):
        raise LineUnreadable("not an object")
    return given


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Twice(made)
