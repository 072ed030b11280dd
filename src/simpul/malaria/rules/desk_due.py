"""What a treatment waits for, as the desk tells it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from simpul.malaria.model.desk import CaseLine, Due, TreatmentLine


def due(rows: Sequence[Mapping[str, Any]], today: date) -> list[Due]:
    """What is not done yet, the earliest first; overdue where its day is past."""
    found = [
        Due(str(row["what"]), int(row["day"]), date.fromisoformat(row["on"]), row["on"] < today.isoformat()) for row in rows
    ]
    return sorted(found, key=lambda one: (one.on, one.what, one.day))


def treatment(case: CaseLine, facts: Mapping[str, Any], today: date) -> TreatmentLine:
    """The treatment of this case from its `due`, `facts` and `started_at`; doses only are counted as watched."""
    folded: Mapping[str, Any] = (facts["facts"] or {}).get("treatment") or {}
    watched = sum(len(days) for days in (folded.get("watched") or {}).values())
    waits = due(facts["due"], today)
    doses = sum(one.what != "slide" for one in waits)
    return TreatmentLine(
        treatment=case.treatment or case.test,
        case=case,
        started_at=facts["started_at"] or case.at,
        watched=watched,
        expected=watched + doses,
        state=case.state,
        due=waits,
    )
