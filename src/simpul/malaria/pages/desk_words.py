"""Words of the desk for what events and checks hold: kinds, names of facts, values. What has no words stays."""

from collections.abc import Mapping
from typing import Any

from simpul.kernel.i18n import N_, Translator
from simpul.malaria.rules.dosing_table import TABLE

SPECIES: Mapping[str, str] = {
    "falciparum": N_("P. falciparum (tropical malaria)"),
    "vivax": N_("P. vivax (tertian malaria)"),
    "ovale": N_("P. ovale"),
    "malariae": N_("P. malariae"),
    "knowlesi": N_("P. knowlesi"),
    "mixed_pf_pv_po": N_("Mixed"),
    "unknown": N_("Species not known"),
}
STATES: Mapping[str, str] = {
    "open": N_("On treatment"),
    "overdue": N_("Overdue"),
    "completed": N_("Completed"),
    "stopped": N_("Stopped"),
    "referred": N_("Referred"),
    "lost": N_("Lost from sight"),
    "untreated": N_("No treatment yet"),
}
WAITING_STATES: Mapping[str, str] = {**STATES, "completed": N_("Medicine taken, a slide is due")}
"""The same where only treatments stand of which something is still asked."""
KINDS: Mapping[str, str] = {
    "person.registered": N_("Person registered"),
    "person.changed": N_("Person’s particulars changed"),
    "visit.opened": N_("Visit begun"),
    "signs.checked": N_("Severe signs looked for"),
    "test.recorded": N_("Test recorded"),
    "referral.made": N_("Referred"),
    "treatment.started": N_("Treatment started"),
    "dose.watched": N_("Dose watched"),
    "urine.checked": N_("Urine asked about"),
    "treatment.ended": N_("Treatment ended"),
    "slide.taken": N_("Slide taken"),
    "contact.listed": N_("Contact listed"),
    "fact.corrected": N_("Correction"),
    "person.same": N_("Records merged"),
    "person.apart": N_("Merge taken back"),
}
FACTS: Mapping[str, str] = {
    "name": N_("Name"),
    "sex": N_("Sex"),
    "birth_year": N_("Year of birth"),
    "birth_month": N_("Month of birth"),
    "mother": N_("Mother"),
    "nik": N_("NIK"),
    "house": N_("House"),
    "phone": N_("Phone"),
    "died": N_("Died"),
    "moved": N_("Moved away"),
    "field": N_("What"),
    "from": N_("Before"),
    "to": N_("After"),
    "fever_days": N_("Days of fever"),
    "temp": N_("Temperature (°C)"),
    "reason": N_("Reason"),
    "reasons": N_("Reasons"),
    "pregnant": N_("Pregnant"),
    "breastfeeding_lt_6m": N_("Breastfeeding an infant under 6 months"),
    "g6pd": N_("G6PD"),
    "malaria_before": N_("Malaria before"),
    "signs": N_("Severe signs"),
    "method": N_("Method"),
    "lot": N_("Lot"),
    "result": N_("Result"),
    "species": N_("Species"),
    "for": N_("For"),
    "weight_kg": N_("Weight (kg)"),
    "age_months": N_("Age in months"),
    "travel_28d": N_("Away from home within 28 days"),
    "weighed": N_("Weighed"),
    "pack": N_("Pack"),
    "training": N_("Training"),
    "day": N_("Day"),
    "drug": N_("Medicine"),
    "taken": N_("Taken"),
    "vomited_within_30m": N_("Vomited within 30 minutes"),
    "dark": N_("Dark urine"),
    "how": N_("How"),
    "label": N_("Label"),
    "code": N_("Code"),
    "item": N_("Item"),
    "colour": N_("Colour"),
    "expires": N_("Expires"),
    "quantity": N_("Quantity"),
    "first": N_("First missing number"),
    "last": N_("Last missing number"),
    "values": N_("What was recorded"),
    "kind": N_("Kind"),
}
VALUES: Mapping[str, str] = {
    "L": N_("Male"),
    "P": N_("Female"),
    "rdt": N_("Rapid test (RDT)"),
    "slide": N_("Slide (microscope)"),
    "positive": N_("Positive"),
    "negative": N_("Negative"),
    "invalid": N_("Invalid"),
    "pending": N_("Waiting for the result"),
    "diagnosis": N_("Diagnosis"),
    "day3": N_("Day 3"),
    "day28": N_("Day 28"),
    "dhp": N_("DHP"),
    "primaquine": N_("Primaquine"),
    "completed": N_("Completed"),
    "stopped": N_("Stopped"),
    "referred": N_("Referred"),
    "lost": N_("Lost from sight"),
    "sick": N_("Came sick"),
    "contact": N_("Contact of a patient"),
    "round": N_("House visit"),
    "antenatal": N_("Antenatal visit"),
    "followup": N_("Follow-up"),
    "normal": N_("Normal"),
    "deficient": N_("Deficient"),
    "unknown": N_("Not known"),
    "none": N_("None"),
    "within_28d": N_("Within 28 days"),
    "earlier": N_("Earlier"),
}
CHECKS: Mapping[str, str] = {
    "field": N_("Two devices recorded different particulars"),
    "duplicate": N_("May be the same person twice"),
    "contradiction": N_("Two records contradict each other"),
    "quarantine": N_("A record could not be taken"),
    "lot": N_("An expired lot is in use"),
    "chain": N_("Records of a device are missing"),
}
HOWS: Mapping[str, str] = {
    "same": N_("Merged: the same person"),
    "apart": N_("Different people"),
    "keep": N_("One was chosen"),
    "seen": N_("Seen and dealt with"),
}
CODES: Mapping[str, str] = {
    "body_unreadable": N_("It cannot be read at all"),
    "desk_only": N_("Only the desk may record this"),
    "value_missing": N_("Missing"),
    "value_wrong": N_("Not as it should be"),
    "table_not_signed": N_("The dosing table is not signed by a clinician"),
}
_SIGNS = {sign.code: sign.text for sign in TABLE.severe.signs}
_HIDDEN = frozenset(
    {"visit", "test", "dose", "event", "changes", "pre_referral", "pair", "person", "people", "device", "contact"}
)


def fact_lines(t: Translator, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts that people read, each as its name and its value in words."""
    return [
        (t.gettext(FACTS.get(name, name)), value_words(t, name, value))
        for name, value in facts.items()
        if name not in _HIDDEN and value is not None and value != ""
    ]


def value_words(t: Translator, name: str, value: object) -> str:
    """The value in words; what has no words stays as it came."""
    if isinstance(value, bool):
        return t.gettext("Yes") if value else t.gettext("No")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {value_words(t, str(key), one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(value_words(t, name, one) for one in value) or t.gettext("None")
    if name in ("kind", "field", "code"):
        return _named(t, name, str(value))
    return _one(t, name, str(value))


def _one(t: Translator, name: str, value: str) -> str:
    if name == "signs" and value in _SIGNS:
        return _SIGNS[value][t.language]
    if name == "species":
        return t.gettext(SPECIES.get(value, value))
    free = name in ("name", "mother", "house", "reason", "label", "lot")
    return value if free and value not in VALUES else t.gettext(VALUES.get(value, value))


def _named(t: Translator, name: str, value: str) -> str:
    """A kind of event, a field, or the code of what is wrong with a record and where, in words."""
    if name != "code":
        words = KINDS if name == "kind" else FACTS
        return t.gettext(words.get(value, value))
    code, _, part = value.partition(":")
    return ": ".join(
        one for one in (t.gettext(CODES.get(code, code)), t.gettext(FACTS.get(part, part)) if part else "") if one
    )
