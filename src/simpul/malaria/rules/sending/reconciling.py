"""Whether register, tally, DHIS2, ADX and FHIR count the same cases: each form is read back as a receiver would read it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from simpul.kernel.i18n import N_
from simpul.malaria.model.register import RegisterRow, Tally
from simpul.malaria.model.sending import Reconciled
from simpul.malaria.rules.sending.fhir import codes
from simpul.malaria.rules.sismal.months import FIGURES, figures_of

ITEMS = {
    "tested": N_("Tested"),
    "positive": N_("Positive"),
    "pf": N_("P. falciparum"),
    "pv": N_("P. vivax"),
    "pm": N_("P. malariae"),
    "po": N_("P. ovale"),
    "pk": N_("P. knowlesi"),
    "suspect_pk": N_("P. knowlesi, suspected"),
    "mix": N_("Mixed"),
    "other": N_("Species not known"),
    "died": N_("Deaths"),
}
FORMS = {"register": N_("Register"), "sheet": N_("e-SISMAL sheet"), "dhis2": "DHIS2", "adx": "ADX", "fhir": "FHIR"}
_SHORT = {
    "Pf": "pf",
    "Pv": "pv",
    "Pm": "pm",
    "Po": "po",
    "Pk": "pk",
    "Suspek Pk": "suspect_pk",
    "Mix": "mix",
    "Lain": "other",
}
_ELEMENTS = {
    "positive": "MAL_CONFI_CASES_MICR_RDT",
    "pf": "MAL_PF_MICR_RDT",
    "pv": "MAL_PV_MICR_RDT",
    "mix": "MAL_MIX_SPECIES_MICR_RDT",
    "died": "MAL_DEATH",
    "pm": "SIMPUL_MAL_PM",
    "po": "SIMPUL_MAL_PO",
    "pk": "SIMPUL_MAL_PK",
    "suspect_pk": "SIMPUL_MAL_PK_SUSPECT",
    "other": "SIMPUL_MAL_SPECIES_OTHER",
}
_UNKNOWN = {"short": "Lain"}
Counts = Mapping[str, int]


def compared(forms: Mapping[str, Counts | None]) -> Sequence[Reconciled]:
    """A line for each item; a form that is None, or tells nothing of an item, has no say in it."""
    return [
        Reconciled(item, {name: None if told is None else told.get(item) for name, told in forms.items()}) for item in ITEMS
    ]


def of_rows(rows: Iterable[RegisterRow]) -> Counts:
    """What the rows for diagnosis add up to, row by row."""
    found: Counter[str] = Counter(dict.fromkeys(ITEMS, 0))
    for row in rows:
        if row.purpose == "diagnosis" and row.result in ("positive", "negative"):
            found["tested"] += 1
            if row.result == "positive":
                found.update(("positive", _SHORT[codes()["species"].get(row.species, _UNKNOWN)["short"]]))
                found["died"] += row.died
    return found


def of_tallies(tallies: Iterable[Tally]) -> Counts:
    """What the monthly sheet of these tallies says, from its own fields."""
    told = figures_of(tallies)
    return {column: told[field] for field, column in FIGURES.items() if column in ITEMS}


def of_elements(totals: Counts) -> Counts:
    """What a DHIS2 or ADX document says, from its totals by element."""
    tested = totals.get("MAL_TEST_CASES_MICR_RDT", 0) + totals.get("SIMPUL_MAL_TEST_PCR", 0)
    return {"tested": tested} | {item: totals.get(code, 0) for item, code in _ELEMENTS.items()}


def of_bundles(bundles: Iterable[Mapping[str, Any]]) -> Counts:
    """What bundles say: a test is an Observation, a case a Condition, a death an Encounter that ended in it."""
    found: Counter[str] = Counter(dict.fromkeys(ITEMS, 0))
    for bundle in bundles:
        for entry in bundle["entry"]:
            found.update(_told(entry["resource"]))
    return found


def _told(resource: Mapping[str, Any]) -> Sequence[str]:
    match resource["resourceType"]:
        case "Observation":
            return ("tested",)
        case "Condition":
            return ("positive", _SHORT[resource["code"]["text"]])
        case "Encounter" if "hospitalization" in resource and "diagnosis" in resource:
            return ("died",)
    return ()
