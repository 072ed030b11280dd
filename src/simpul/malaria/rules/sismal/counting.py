"""What tests of the register add up to in the monthly sheet of a facility: the same conditions as the tallies'."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from simpul.malaria.model.register import RegisterRow

_SHORT = {
    "falciparum": "pf",
    "vivax": "pv",
    "malariae": "pm",
    "ovale": "po",
    "knowlesi": "pk",
    "suspect_knowlesi": "suspect_pk",
    "mixed_pf_pv_po": "mix",
}
_AGES = ((4, "pos_0_4"), (14, "pos_5_14"), (64, "pos_15_64"), (200, "pos_65"))
Facility = tuple[str, str]
"""A place's code and the facility's name there; without a name the village's worker."""


def by_facility(rows: Iterable[RegisterRow]) -> Mapping[Facility, Mapping[str, int]]:
    """The tally's counts of each facility, of tests for diagnosis with a result."""
    found: dict[Facility, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.purpose == "diagnosis" and row.result in ("positive", "negative"):
            found[row.village, row.facility].update(_counted(row))
    return found


def _counted(row: RegisterRow) -> Iterable[str]:
    yield from ("tested", row.method)
    if row.result != "positive":
        return
    yield from ("positive", _SHORT.get(row.species or "", "other"))
    yield from [name for most, name in _AGES if row.age is not None and row.age <= most][:1]
    told = {"died": row.died, "pregnant": row.pregnant, "investigated": row.investigated_on, "primaquine": row.primaquine}
    told |= {"standard": row.treated == "standard", "nonprogram": row.treated == "other"}
    yield from [name for name, says in told.items() if says]
    if row.origin:
        yield row.origin
