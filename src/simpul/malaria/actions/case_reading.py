"""A case opened by somebody of the programme: all that was recorded, in order, and the look itself kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today
from simpul.malaria.model.desk import CaseLine, CaseSeen, Entry
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.rules import desk as rules
from simpul.malaria.rules import desk_due
from simpul.malaria.store import desk_cases as store


def open_case(platform: Platform, actor: Actor, *, test: UUID) -> CaseSeen:
    """The case with its person and timeline. Who opened it is in the trail and on the page. DeskOnly, DeskNothing."""
    rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        day = today(unit.clock.now(), actor.region)
        found = store.case_row(unit.connection, actor.region, test, day)
        if found is None:
            raise DeskNothing()
        line, more = found
        ids = store.same_people(unit.connection, line.village, line.person)
        told = store.entries(unit.connection, line.village, ids)
        _look(unit, line)
        readers = store.readers(unit.connection, line.village, ids)
    facts = more["facts"] or {}
    dose = (facts.get("treatment") or {}).get("dose") or {}
    entries = timeline(told, line)
    return CaseSeen(line, more["mother"] or "", more["house"] or "", entries, dose, desk_due.due(more["due"], day), readers)


def _look(unit: Unit, line: CaseLine) -> None:
    actor, now = unit.actor, unit.clock.now()
    row = {"id": unit.ids.new(), "village": line.village, "person": line.person, "at": now}
    store.keep_look(unit.connection, row | {"by": actor.id, "by_name": actor.name, "agency": actor.agency})
    unit.audit("malaria.patient.read", subject=str(line.person), after={"case": str(line.test)})


def timeline(told: Sequence[tuple[Entry, Mapping[str, Any], UUID | None]], case: CaseLine) -> list[Entry]:
    """What belongs to this case of all that was recorded of its person; a correction stands at what it corrects."""
    ours = {str(case.test), str(case.treatment)}
    ours |= {str(entry.facts.get("visit")) for entry, body, _ in told if body.get("s") in ours and entry.facts.get("visit")}
    corrections = {target: entry for entry, _, target in told if target and entry.kind == "fact.corrected"}
    return [
        _corrected(entry, corrections.get(entry.event))
        for entry, body, _ in told
        if entry.kind != "fact.corrected" and _belongs(entry, body, ours)
    ]


def _belongs(entry: Entry, body: Mapping[str, Any], ours: set[str]) -> bool:
    about = {body.get("s"), entry.facts.get("visit"), entry.facts.get("test")}
    return entry.kind.startswith(("person.", "slide.")) or bool(about & ours)


def _corrected(entry: Entry, correction: Entry | None) -> Entry:
    if correction is None:
        return entry
    changes = correction.facts.get("changes") or {}
    return replace(entry, changes=changes, reason=str(correction.facts.get("reason") or ""))
