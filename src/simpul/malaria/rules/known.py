"""What of the investigation form is known already from what village workers recorded."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from simpul.malaria.model.investigations import CaseFacts, Earlier
from simpul.malaria.model.register import RegisterRow
from simpul.malaria.rules import pe_form
from simpul.malaria.rules.folding.order import day_of

Facts = Mapping[str, Any]


def filled(row: RegisterRow, facts: Facts, house: str, contacts: tuple[int, int, int]) -> dict[str, pe_form.Answer]:
    """Answers that follow from the test, its visit and its treatment; `contacts` are listed, tested and positive."""
    visit, treatment = facts.get("visit") or {}, facts.get("treatment") or {}
    found: dict[str, Any] = {
        "occupation": row.occupation if row.occupation in pe_form.OCCUPATIONS else None,
        "address_now": house,
        "fever_on": _fever(row.day, visit),
        "severity": "severe" if row.severe else "plain",
        "facility": row.facility,
        "care": "in" if row.admitted else "out",
        "earlier_had": {"none": "no", "within_28d": "yes", "earlier": "yes"}.get(visit.get("malaria_before") or ""),
        "treated_on": day_of(treatment["at"]) if treatment.get("at") else None,
        "medicine": _medicine(treatment.get("dose") or {}),
        "away": "yes" if visit.get("travel_28d") is True else "no" if visit.get("travel_28d") is False else None,
        "symptoms": ["fever"] if visit.get("fever_days") else None,
        "household_tested": str(contacts[1]) if contacts[0] else None,
        "household_positive": str(contacts[2]) if contacts[0] else None,
    }
    return {code: answer for code, answer in found.items() if answer}


def _fever(tested_on: date, visit: Facts) -> str | None:
    days = visit.get("fever_days")
    return (tested_on - timedelta(days=days)).isoformat() if isinstance(days, int) and 0 < days <= 365 else None


def _medicine(dose: Facts) -> str:
    parts = []
    for drug, words in (("dhp", "DHP"), ("primaquine", "primaquine")):
        if dose.get(f"{drug}_days"):
            parts.append(f"{words} {dose.get(f'{drug}_tablets_per_day', '?')} × {dose[f'{drug}_days']}")
    return ", ".join(parts)


def case_facts(row: RegisterRow, form: pe_form.Answers, earlier: Sequence[Earlier], nearby: int) -> CaseFacts:
    """What the classification rests on: the form's answers, and earlier tests of the same person."""
    told = pe_form.earlier(form)
    return CaseFacts(
        species=row.species or "unknown",
        tested_on=row.day,
        fever_on=pe_form.fever_on(form),
        away=pe_form.is_yes(form, "away"),
        stays=pe_form.stays(form),
        earlier=(*earlier, *([told] if told else [])),
        earlier_asked=pe_form.is_yes(form, "earlier_had") is not None,
        blood=pe_form.is_yes(form, "blood"),
        linked=pe_form.is_yes(form, "linked"),
        nearby=nearby,
    )
