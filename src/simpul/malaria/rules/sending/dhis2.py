"""Tallies of a month as DHIS2 takes them: `dataValueSets` JSON in bulk form. Source: DHIS2 Web API, Data values."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simpul.malaria.model.register import Tally
from simpul.malaria.rules.sending.elements import values

UnitOf = Callable[[str], str]
SYNTHETIC = "SYNTHETIC"


def data_value_set(tallies: Iterable[Tally], unit_of: UnitOf) -> dict[str, Any]:
    """All places' values with their period and organisation unit; codes, not UIDs, name elements and units."""
    return {
        "dataElementIdScheme": "CODE",
        "orgUnitIdScheme": "CODE",
        "dataValues": [value for tally in tallies for value in _values(tally, unit_of(tally.area))],
    }


def _values(tally: Tally, unit: str) -> Iterable[dict[str, str]]:
    marked = {"comment": SYNTHETIC} if tally.synthetic else {}
    for code, count in values(tally.counts):
        yield {"dataElement": code, "period": f"{tally.first:%Y%m}", "orgUnit": unit, "value": str(count), **marked}


def totals(document: Mapping[str, Any]) -> dict[str, int]:
    """What the document's values add up to, by element: for whoever compares."""
    found: dict[str, int] = {}
    for value in document["dataValues"]:
        found[value["dataElement"]] = found.get(value["dataElement"], 0) + int(value["value"])
    return found
