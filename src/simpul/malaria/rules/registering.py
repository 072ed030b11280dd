"""What of a village's folded records stands in the register of tests: no training, no name.

Primaquine is due for a positive test unless the national table withholds it: pregnancy, an infant below six months or the
mother who nurses one, a G6PD deficiency (`law/malaria/dosing.toml`). Who got it was due for it: the age in whole years
does not tell whether an infant had six months.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from simpul.malaria.model.register import RegisterRow
from simpul.malaria.rules.folding.order import day_of

State = Mapping[str, Any]


def register_rows(state: State, village: str, people: Iterable[UUID], *, synthetic: bool) -> Iterator[RegisterRow]:
    """The tests of these people, each with what its visit and its treatment say."""
    wanted, treated = {str(one) for one in people}, _treated(state)
    for subject, test in state["tests"].items():
        treatment = treated.get(subject)
        practice = treatment is not None and treatment.get("training") is True and not synthetic
        if test["person"] in wanted and not practice:
            yield _row(state, village, (subject, test, treatment), synthetic)


def _treated(state: State) -> dict[str, State]:
    found: dict[str, State] = {}
    for _, one in sorted(state["treatments"].items(), key=lambda item: (item[1]["at"], item[0])):
        test = state["tests"].get(one.get("test") or "")
        if test is not None and test["person"] == one["person"]:
            found.setdefault(one["test"], one)
    return found


def _row(state: State, village: str, found: tuple[str, State, State | None], synthetic: bool) -> RegisterRow:
    subject, test, treatment = found
    person, visit = state["people"].get(test["person"], {}), _visit(state, test)
    day = date.fromisoformat(day_of(test["at"]))
    age = _age(person, day)
    given = bool(treatment and (treatment.get("dose") or {}).get("primaquine_days"))
    return RegisterRow(
        village=village,
        id=UUID(subject),
        person=UUID(test["person"]),
        day=day,
        at=datetime.fromisoformat(test["at"]),
        source="field",
        facility="",
        method=test["method"],
        result=test["result"],
        species=(test.get("species") or "unknown") if test["result"] == "positive" else None,
        sex=person.get("sex"),
        age=age,
        reason=visit.get("reason"),
        purpose=test.get("for") or "diagnosis",
        pregnant=visit.get("pregnant") is True,
        severe=bool(visit.get("signs")),
        died=bool(person.get("died")),
        treated="standard" if treatment else "none",
        primaquine=given,
        primaquine_due=test["result"] == "positive" and (given or _primaquine_due(visit, age)),
        synthetic=synthetic,
    )


def _visit(state: State, test: State) -> State:
    visit = state["visits"].get(test.get("visit") or "")
    return visit if visit and visit["person"] == test["person"] else {}


def _age(person: State, day: date) -> int | None:
    year = person.get("birth_year")
    return min(max(day.year - year, 0), 130) if isinstance(year, int) else None


def _primaquine_due(visit: State, age: int | None) -> bool:
    withheld = visit.get("pregnant") is True or visit.get("breastfeeding_lt_6m") is True
    return not withheld and visit.get("g6pd") != "deficient" and age != 0
