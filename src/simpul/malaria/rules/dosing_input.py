"""What was told of a patient, read field by field: exact numbers, true or false, or the reason why it cannot be read."""

from collections.abc import Mapping
from decimal import Decimal

from simpul.malaria.model.dosing import DoseTable, PatientAsked, WhyNotDosed

FIELDS = frozenset({"weight_kg", "age_months", "species", "pregnant", "breastfeeding_infant_lt_6m", "g6pd_deficient"})
FURTHER = frozenset({"relapse", "malaria_before", "can_swallow", "severe_signs"})
_BEFORE = ("none", "within_28d", "earlier")


class Unfit(Exception):
    """Nothing can be computed from what was told, for this reason."""

    def __init__(self, why: WhyNotDosed) -> None:
        super().__init__(why.value)
        self.why = why


def patient(table: DoseTable, given: object) -> PatientAsked:
    """The patient as told by a mapping with `FIELDS` and perhaps `FURTHER`; Unfit at the first that cannot be read.

    An unknown field is refused: it may say what would change the dose.
    """
    if not isinstance(given, Mapping):
        raise Unfit(WhyNotDosed.INPUT_UNREADABLE)
    if not given.keys() <= FIELDS | FURTHER:
        raise Unfit(WhyNotDosed.FIELD_UNKNOWN)
    species = _species(table, given)
    before = given.get("malaria_before", "none")
    if not isinstance(before, str) or before not in _BEFORE:
        raise Unfit(WhyNotDosed.RELAPSE_UNREADABLE)
    again = before == "earlier" and species in table.relapsing
    return PatientAsked(
        weight=weight(table, given.get("weight_kg")),
        months=months(table, given.get("age_months")),
        species=species,
        pregnant=_flag(given.get("pregnant"), WhyNotDosed.PREGNANT_UNKNOWN),
        breastfeeding=_flag(given.get("breastfeeding_infant_lt_6m"), WhyNotDosed.BREASTFEEDING_UNKNOWN),
        g6pd_deficient=_flag(given.get("g6pd_deficient"), WhyNotDosed.G6PD_UNREADABLE),
        relapse=_flag(given.get("relapse", False), WhyNotDosed.RELAPSE_UNREADABLE) or again,
        failed=before == "within_28d",
        can_swallow=_flag(given.get("can_swallow", True), WhyNotDosed.SWALLOWING_UNREADABLE),
        signs=signs(table, given.get("severe_signs", [])),
    )


def weight(table: DoseTable, given: object) -> Decimal | None:
    """Kilograms, exact; None where nobody weighed. A float is refused: it was rounded on its way."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        raise Unfit(WhyNotDosed.WEIGHT_UNREADABLE)
    if isinstance(given, Decimal) and not given.is_finite():
        raise Unfit(WhyNotDosed.WEIGHT_UNREADABLE)
    if not table.plausible.least <= given <= table.plausible.most:
        raise Unfit(WhyNotDosed.WEIGHT_OUTSIDE_TABLE)
    return Decimal(given)


def months(table: DoseTable, given: object) -> int | None:
    """Whole months of age; None where it is not known."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        raise Unfit(WhyNotDosed.AGE_UNREADABLE)
    if isinstance(given, Decimal) and not given.is_finite():
        raise Unfit(WhyNotDosed.AGE_UNREADABLE)
    if not 0 <= given <= table.plausible.months_most:
        raise Unfit(WhyNotDosed.AGE_OUTSIDE_TABLE)
    if given != int(given):
        raise Unfit(WhyNotDosed.AGE_UNREADABLE)
    return int(given)


def signs(table: DoseTable, given: object) -> tuple[str, ...]:
    """The severe signs that were seen, in the table's order."""
    known = [one.code for one in table.severe.signs]
    if not isinstance(given, list | tuple) or any(not isinstance(one, str) or one not in known for one in given):
        raise Unfit(WhyNotDosed.SEVERE_SIGNS_UNREADABLE)
    return tuple(code for code in known if code in given)


def _species(table: DoseTable, given: Mapping[str, object]) -> str:
    species = given.get("species")
    if not isinstance(species, str) or species not in table.species:
        raise Unfit(WhyNotDosed.SPECIES_UNKNOWN)
    return species


def _flag(given: object, why: WhyNotDosed) -> bool:
    if not isinstance(given, bool):
        raise Unfit(why)
    return given
