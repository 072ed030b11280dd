"""Who decides about an incident, what may follow what, and how each step is taken back.

Law: UU 24/2007 art. 21 (BPBD answers for its region) and art. 51(2): what stays within a kabupaten or kota is its agency's,
what reaches over several of one province the province's, what reaches over provinces the national agency's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from simpul.disaster.model import Report, Status
from simpul.disaster.model.incident_refusals import (
    ClosedAlready,
    IncidentChangedMeanwhile,
    IncidentUndoTooLate,
    NotYourIncident,
    ReopenTooLate,
    StageNotAllowed,
    StepReasonMissing,
)
from simpul.disaster.model.incidents import Account, Incident, Link, Stage, Taken, Turn
from simpul.disaster.model.refusals import NotYourRegion
from simpul.disaster.rules.desk import UNDONE_WITHIN, answers_for, permit_desk, reason
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed

REOPENED_WITHIN = timedelta(days=7)
"""A second wave within a week is the same emergency and its figures go on; after that two incidents are counted apart."""

TRANSITIONS: Mapping[Stage, frozenset[Stage]] = {
    Stage.OPEN: frozenset({Stage.GROWING, Stage.EASING, Stage.CLOSED}),
    Stage.GROWING: frozenset({Stage.EASING}),
    Stage.EASING: frozenset({Stage.GROWING, Stage.CLOSED}),
    Stage.CLOSED: frozenset({Stage.GROWING, Stage.EASING}),
}
"""Which stage may follow which. What grows is not closed at one stroke: it eases first."""

WITH_REASON = frozenset(
    {
        (Stage.OPEN, Stage.CLOSED),
        (Stage.EASING, Stage.GROWING),
        (Stage.CLOSED, Stage.GROWING),
        (Stage.CLOSED, Stage.EASING),
    }
)
"""Steps back, and the one that ends an incident before it went anywhere."""

LIVE = frozenset({Stage.OPEN, Stage.GROWING, Stage.EASING})
ALLOWED: Mapping[Turn, frozenset[Stage]] = {
    Turn.ADD: LIVE,
    Turn.REMOVE: LIVE,
    Turn.MERGE: LIVE,
    Turn.SPLIT: LIVE,
    Turn.DESCRIBE: frozenset(Stage),
    Turn.COUNT: frozenset(Stage),
    Turn.NOTE: frozenset(Stage),
    Turn.ISSUE: frozenset(Stage),
}
"""In which stage a step may be taken: figures and words come in after an incident is closed, reports do not."""

UNDOABLE = frozenset(
    {Turn.OPEN, Turn.ADVANCE, Turn.ADD, Turn.REMOVE, Turn.DESCRIBE, Turn.COUNT, Turn.NOTE, Turn.MERGE, Turn.SPLIT}
)
CONTRIBUTED = frozenset({Turn.ADD, Turn.REMOVE, Turn.NOTE})
"""What officers of a part of the incident do: reports of their own region, entries of the log."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, and when."""

    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """An incident with all its reports, as an action has them before it."""

    incident: Incident
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a step does: incidents as they are from then on with the step of each, and which reports change place."""

    steps: tuple[tuple[Incident, Taken], ...]
    links: tuple[Link, ...] = ()


def leads(actor: Actor, incident: Incident) -> bool:
    """Whether the actor's agency answers for all that the incident touches."""
    return all(answers_for(actor, code) for code in incident.spread.regions)


def permit_contribute(actor: Actor, incident: Incident) -> None:
    """Nothing, for an officer whose agency answers for some of the incident; OfficerOnly or NotYourIncident otherwise."""
    permit_desk(actor)
    if not any(answers_for(actor, code) for code in incident.spread.regions):
        raise NotYourIncident()


def permit_lead(actor: Actor, incident: Incident) -> None:
    """Nothing, for an officer whose agency answers for the whole incident; OfficerOnly or NotYourIncident otherwise."""
    permit_desk(actor)
    if not leads(actor, incident):
        raise NotYourIncident()


def permit_report(actor: Actor, report: Report) -> None:
    """Nothing, for an officer whose agency answers for the report's place: who joins it to an incident or takes it out."""
    permit_desk(actor)
    if not answers_for(actor, report.where.region):
        raise NotYourRegion(region=report.where.region)


def permit_step(actor: Actor, incident: Incident, kind: Turn) -> None:
    """Nothing, when the actor may take a step of this kind with the incident as it stands."""
    (permit_contribute if kind in CONTRIBUTED else permit_lead)(actor, incident)
    may_take(incident, kind)


def permit_undo(actor: Actor, incident: Incident, step: Taken) -> None:
    """Nothing, for who leads the incident, or who took the step as a contributor; NotYourIncident otherwise."""
    permit_contribute(actor, incident)
    if not (leads(actor, incident) or (step.kind in CONTRIBUTED and step.actor == actor.id)):
        raise NotYourIncident()


def may_take(incident: Incident, kind: Turn) -> None:
    """Nothing, when the incident's stage allows a step of this kind; ClosedAlready otherwise."""
    gone = incident.merged_into is not None or incident.withdrawn
    if gone or incident.stage not in ALLOWED.get(kind, frozenset(Stage)):
        raise ClosedAlready()


def same_version(incident: Incident, seen: int) -> None:
    """Nothing, when the incident is still as the officer saw it; IncidentChangedMeanwhile otherwise."""
    if incident.version != seen:
        raise IncidentChangedMeanwhile(seen=seen, now=incident.version)


def next_stages(incident: Incident, now: datetime) -> tuple[Stage, ...]:
    """The stages that an officer may choose now, in their order."""
    return tuple(stage for stage in Stage if _follows(incident, stage, now))


def _follows(incident: Incident, stage: Stage, now: datetime) -> bool:
    try:
        _may_advance(incident, stage, now)
    except (StageNotAllowed, ReopenTooLate, ClosedAlready):
        return False
    return True


def _may_advance(incident: Incident, stage: Stage, now: datetime) -> None:
    may_take(incident, Turn.ADVANCE)
    if stage not in TRANSITIONS[incident.stage]:
        raise StageNotAllowed(stage=incident.stage.value, step=stage.value)
    if incident.closed_at is not None and now - incident.closed_at > REOPENED_WITHIN:
        raise ReopenTooLate(days=REOPENED_WITHIN.days)


def advanced(incident: Incident, stage: Stage, why: str, now: datetime) -> Incident:
    """The incident in its new stage; StageNotAllowed, ReopenTooLate, or StepReasonMissing where a reason is due."""
    _may_advance(incident, stage, now)
    if (incident.stage, stage) in WITH_REASON and not why.strip():
        raise StepReasonMissing()
    if why.strip():
        reason(why)
    return replace(incident, stage=stage, closed_at=now if stage is Stage.CLOSED else None)


def stepped(before: Incident, after: Incident, kind: Turn, hand: Hand, values: Mapping[str, Any]) -> tuple[Incident, Taken]:
    """The incident in its next version, with the step that brought it there and what taking it back needs."""
    moved = replace(after, version=before.version + 1, changed_at=hand.at)
    undo = {"before": kept(before)} if kind in UNDOABLE else None
    step = Taken(before.id, moved.version, hand.at, kind, values, hand.actor.id, hand.actor.name, undo)
    return moved, step


def with_undo(
    taken: tuple[Incident, Taken], links: tuple[Link, ...] = (), others: tuple[tuple[Incident, Incident], ...] = ()
) -> tuple[Incident, Taken]:
    """The step, which also knows the reports it moved and the other incidents (before, after) that it changed."""
    incident, step = taken
    undo = {
        **(step.undo or {}),
        "links": [[str(one.report), _text(one.before), _text(one.after)] for one in links],
        "others": [[str(after.id), after.version, kept(before)] for before, after in others],
    }
    return incident, replace(step, undo=undo)


def kept(incident: Incident) -> dict[str, Any]:
    """What an undo brings back of an incident; what its reports say of it follows from them."""
    return {
        "name": incident.name,
        "stage": incident.stage.value,
        "told": [incident.told.needs, incident.told.taken, incident.told.resources, incident.told.contact],
        "areas": list(incident.areas),
        "closed_at": incident.closed_at.isoformat() if incident.closed_at else None,
        "merged_into": _text(incident.merged_into),
        "withdrawn": incident.withdrawn,
    }


def brought_back(incident: Incident, before: Mapping[str, Any]) -> Incident:
    """The incident with what `kept` remembered."""
    return replace(
        incident,
        name=before["name"],
        stage=Stage(before["stage"]),
        told=Account(*before["told"]),
        areas=tuple(before["areas"]),
        closed_at=datetime.fromisoformat(before["closed_at"]) if before["closed_at"] else None,
        merged_into=UUID(before["merged_into"]) if before["merged_into"] else None,
        withdrawn=before["withdrawn"],
    )


def undoable(history: list[Taken], now: datetime) -> Taken | None:
    """The last step, when it can be taken back: at most half an hour old, and no undo itself."""
    if not history or history[-1].kind not in UNDOABLE or now - history[-1].at > UNDONE_WITHIN:
        return None
    return history[-1]


def to_undo(history: list[Taken], now: datetime) -> Taken:
    """As `undoable`; IncidentUndoTooLate for None."""
    step = undoable(history, now)
    if step is None:
        raise IncidentUndoTooLate()
    return step


def others_of(step: Taken) -> tuple[UUID, ...]:
    """The other incidents that a step changed."""
    return tuple(UUID(one[0]) for one in (step.undo or {}).get("others", ()))


def undone(incident: Incident, others: Mapping[UUID, Incident], step: Taken, hand: Hand) -> Change:
    """The incident, and the others that the step changed, as they were before it; IncidentUndoTooLate if one went on."""
    undo = step.undo or {}
    values = {"of": step.version, "kind": step.kind.value}
    was = incident if step.kind is Turn.OPEN else brought_back(incident, undo["before"])
    was = replace(was, withdrawn=True) if step.kind is Turn.OPEN else was
    steps = [stepped(incident, was, Turn.UNDO, hand, values)]
    for name, version, before in undo.get("others", ()):
        other = others[UUID(name)]
        if other.version != version:
            raise IncidentUndoTooLate()
        back = replace(brought_back(other, before), withdrawn=step.kind is Turn.SPLIT)
        steps.append(stepped(other, back, Turn.UNDO, hand, values | {"of": other.version}))
    links = tuple(Link(UUID(one[0]), _uuid(one[2]), _uuid(one[1])) for one in undo.get("links", ()))
    return Change(tuple(steps), links)


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def shown_reports(case: Case) -> tuple[Report, ...]:
    """The incident's reports that are not hidden, oldest first."""
    seen = (one for one in case.reports if one.status is not Status.HIDDEN)
    return tuple(sorted(seen, key=lambda one: (one.reported_at, one.number)))


def may(permit: Any, *things: Any) -> bool:
    """Whether `permit(*things)` refuses nothing."""
    try:
        permit(*things)
    except (NotAllowed, ClosedAlready):
        return False
    return True
