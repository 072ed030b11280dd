"""Who decides about a report, and what may follow what. Law: UU 24/2007 art. 21 (BPBD answers for its region)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from simpul.disaster.model import (
    ChangedMeanwhile,
    Decision,
    NotYourRegion,
    OfficerOnly,
    Order,
    ReasonMissing,
    ReasonTooLong,
    Report,
    ReportCorrected,
    ReportHidden,
    ReportMissing,
    ReportVerified,
    Status,
    Step,
    StepKind,
    StepNotAllowed,
    UndoTooLate,
)
from simpul.disaster.rules.severity import depth_of
from simpul.kernel.actor import Actor
from simpul.kernel.events import Event

OFFICER = "disaster.officer"
REASON_MOST = 500
UNDONE_WITHIN = timedelta(minutes=30)
FIRST = Order.URGENT
"""What the desk shows first."""

TRANSITIONS: Mapping[StepKind, frozenset[Status]] = {
    StepKind.UPDATE: frozenset({Status.UNVERIFIED}),
    StepKind.VERIFY: frozenset({Status.UNVERIFIED}),
    StepKind.CORRECT: frozenset({Status.UNVERIFIED, Status.VERIFIED}),
    StepKind.HIDE: frozenset({Status.UNVERIFIED, Status.VERIFIED}),
    StepKind.WITHHOLD: frozenset({Status.UNVERIFIED, Status.VERIFIED}),
    StepKind.UNDO: frozenset({Status.UNVERIFIED, Status.VERIFIED, Status.HIDDEN}),
}
"""From which status a step may be taken."""

UNDOABLE = frozenset({StepKind.VERIFY, StepKind.CORRECT, StepKind.HIDE, StepKind.WITHHOLD})


def answers_for(actor: Actor, place: str) -> bool:
    """Whether the actor's agency answers for the place: its region holds the place, or is the whole country (None)."""
    return actor.region is None or place == actor.region or place.startswith(f"{actor.region}.")


def permit_desk(actor: Actor) -> None:
    """Nothing, for an officer on duty; OfficerOnly otherwise."""
    if not (actor.has(OFFICER) and actor.agency):
        raise OfficerOnly()


def permit_decide(actor: Actor, report: Report) -> None:
    """Nothing, for an officer whose agency answers for the report's place; OfficerOnly or NotYourRegion otherwise."""
    permit_desk(actor)
    if not answers_for(actor, report.where.region):
        raise NotYourRegion(region=report.where.region)


def found(actor: Actor, number: int, report: Report | None) -> Report:
    """The report, which the actor may decide about; ReportMissing, OfficerOnly, NotYourRegion."""
    if report is None:
        raise ReportMissing(number=number)
    permit_decide(actor, report)
    return report


def permit_verify(actor: Actor, report: Report) -> None:
    """Nothing, when the actor may confirm this report as it stands."""
    permit_decide(actor, report)
    allowed(report, StepKind.VERIFY)


def permit_correct(actor: Actor, report: Report) -> None:
    """Nothing, when the actor may correct depth and place of this report as it stands."""
    permit_decide(actor, report)
    allowed(report, StepKind.CORRECT)


def permit_hide(actor: Actor, report: Report) -> None:
    """Nothing, when the actor may take this report from the public as it stands."""
    permit_decide(actor, report)
    allowed(report, StepKind.HIDE)


def permit_withhold(actor: Actor, report: Report) -> None:
    """Nothing, when the actor may take text or photograph of this report from the public."""
    permit_decide(actor, report)
    allowed(report, StepKind.WITHHOLD)


def allowed(report: Report, kind: StepKind) -> None:
    """Nothing, when the report's status allows the step; StepNotAllowed otherwise."""
    if report.status not in TRANSITIONS[kind]:
        raise StepNotAllowed(status=report.status.value, step=kind.value)


def same_version(report: Report, seen: int) -> None:
    """Nothing, when the report is still as the officer saw it; ChangedMeanwhile otherwise."""
    if report.version != seen:
        raise ChangedMeanwhile(seen=seen, now=report.version)


def reason(given: str) -> str:
    """The reason as it is kept; ReasonMissing or ReasonTooLong."""
    kept = given.strip()
    if not kept:
        raise ReasonMissing()
    if len(kept) > REASON_MOST:
        raise ReasonTooLong(most=REASON_MOST)
    return kept


def decided(report: Report, actor: Actor, now: datetime, *, status: Status, why: str | None = None) -> Report:
    """The report in its next version, after the officer's word."""
    return replace(report, status=status, version=report.version + 1, changed_at=now, decision=Decision(now, actor.id, why))


def verified(report: Report, actor: Actor, now: datetime) -> Report:
    """The report, confirmed by an officer who may."""
    permit_verify(actor, report)
    return decided(report, actor, now, status=Status.VERIFIED)


def hidden(report: Report, actor: Actor, now: datetime, *, why: str, duplicate_of: UUID | None = None) -> Report:
    """The report, taken from the public by an officer who may, with the reason and perhaps the report it repeats."""
    permit_hide(actor, report)
    after = decided(report, actor, now, status=Status.HIDDEN, why=reason(why))
    return replace(after, duplicate_of=duplicate_of or report.duplicate_of)


def undoable(history: list[Step], now: datetime) -> Step | None:
    """The step before the last one, whose values an undo brings back; None when that cannot be undone (any more)."""
    if len(history) < 2 or history[-1].kind not in UNDOABLE or now - history[-1].at > UNDONE_WITHIN:
        return None
    return history[-2]


def to_undo(history: list[Step], now: datetime) -> Step:
    """As `undoable`; UndoTooLate for None."""
    step = undoable(history, now)
    if step is None:
        raise UndoTooLate()
    return step


def told(before: Report, after: Report) -> Event | None:
    """The event that this change is to the rest of the system; None while the report is not verified, or for training."""
    was, is_now = before.status is Status.VERIFIED, after.status is Status.VERIFIED
    if after.training or not (was or is_now):
        return None
    if was and is_now:
        return _corrected(before, after)
    return _verified(after) if is_now else _hidden(before, after)


def _verified(report: Report) -> ReportVerified:
    return ReportVerified(
        report=report.id,
        number=report.number,
        version=report.version,
        hazard=report.hazard,
        severity=report.severity,
        depth_cm=depth_of(report.card),
        longitude=round(report.where.longitude, 5),
        latitude=round(report.where.latitude, 5),
        region=report.where.region,
        reported_at=report.reported_at,
        live_until=report.live_until,
    )


def _corrected(before: Report, report: Report) -> ReportCorrected:
    return ReportCorrected(
        report=report.id,
        number=report.number,
        version=report.version,
        hazard=report.hazard,
        severity=report.severity,
        depth_cm=depth_of(report.card),
        longitude=round(report.where.longitude, 5),
        latitude=round(report.where.latitude, 5),
        region=report.where.region,
        region_before=before.where.region,
        reported_at=report.reported_at,
        live_until=report.live_until,
    )


def _hidden(before: Report, report: Report) -> ReportHidden:
    return ReportHidden(
        report=report.id,
        number=report.number,
        version=report.version,
        hazard=report.hazard,
        region=before.where.region,
        reported_at=report.reported_at,
    )
