"""An officer decides about a report: confirms, corrects, hides, takes a part from the public, takes a step back.

Each is one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from simpul.disaster import store
from simpul.disaster.actions.placing import place
from simpul.disaster.actions.trail import audited
from simpul.disaster.model import Report, Step, StepKind
from simpul.disaster.model.desk_refusals import NothingToWithhold
from simpul.disaster.rules import correcting, desk
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.history import brought_back, step_of
from simpul.disaster.rules.severity import severity
from simpul.disaster.store import groups, withheld
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

WITHHELD_KEPT = timedelta(days=90)
Judged = Callable[[Unit, Report], Report]


def verify(platform: Platform, actor: Actor, number: int, *, version: int) -> Report:
    """The report, confirmed: its text and photograph are public and the rest of the system knows."""

    def judged(unit: Unit, report: Report) -> Report:
        return desk.verified(report, actor, unit.clock.now())

    return _decide(platform, actor, (number, version), StepKind.VERIFY, judged)


def correct(
    platform: Platform, actor: Actor, number: int, *, version: int, to: tuple[Mapping[str, Any], tuple[float, float]]
) -> Report:
    """The report with the card's answers and the point (longitude, latitude) that the officer found to be right.

    The new place must lie in the officer's region too, and in Indonesia: else NotYourRegion, PlaceAbroad, PlaceAtSea.
    """
    answers, point = to

    def judged(unit: Unit, report: Report) -> Report:
        desk.permit_correct(actor, report)
        hazard = hazard_of(report.hazard)
        by = point[0] - report.where.longitude, point[1] - report.where.latitude
        card = correcting.corrected(hazard, report.card, answers, by)
        where = place(platform, *point) if any(by) else report.where
        right = replace(report, card=card, severity=severity(hazard, card), where=where)
        desk.permit_decide(actor, right)
        return desk.decided(right, actor, unit.clock.now(), status=report.status)

    return _decide(platform, actor, (number, version), StepKind.CORRECT, judged)


def hide(platform: Platform, actor: Actor, number: int, *, version: int, reason: str) -> Report:
    """The report, seen by nobody but the desk, with the reason."""

    def judged(unit: Unit, report: Report) -> Report:
        return desk.hidden(report, actor, unit.clock.now(), why=reason)

    return _decide(platform, actor, (number, version), StepKind.HIDE, judged)


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is to be taken from the public: the `part` (text or photo), and why."""

    part: str
    reason: str


def withhold(platform: Platform, actor: Actor, number: int, *, version: int, asked: Withheld) -> Report:
    """The report without its text or its photograph, which the desk alone still sees; the rest of it stays as it is."""

    def judged(unit: Unit, report: Report) -> Report:
        return without(unit, report, asked)

    return _decide(platform, actor, (number, version), StepKind.WITHHOLD, judged, part=asked.part)


def without(unit: Unit, report: Report, asked: Withheld) -> Report:
    """The report without that part, which is kept aside; NothingToWithhold when it has none."""
    actor, now = unit.actor, unit.clock.now()
    desk.permit_withhold(actor, report)
    columns = withheld.PARTS.get(asked.part, ())
    values = {name: getattr(report, name) for name in columns}
    if not any(value is not None for value in values.values()):
        raise NothingToWithhold(part=asked.part)
    why = desk.reason(asked.reason)
    withheld.keep(unit.connection, report.id, asked.part, {**values, "reason": why, "at": now, "by": actor.id})
    nothing: dict[str, Any] = dict.fromkeys(columns)
    bare = replace(report, **nothing)
    return desk.decided(bare, actor, now, status=report.status, why=why)


def withheld_of(platform: Platform, actor: Actor, report: Report) -> Mapping[str, Mapping[str, Any]]:
    """What is withheld of the report, by part, for an officer of its region."""
    desk.permit_decide(actor, report)
    with platform.database.reading() as unit:
        return withheld.of_report(unit.connection, report.id)


def erase_due_withheld(platform: Platform) -> int:
    """How many files were erased of what was withheld 90 days ago; texts and decisions about groups go with them."""
    before = platform.clock.now() - WITHHELD_KEPT
    with platform.database.writing() as unit:
        files = withheld.forget(unit.connection, before)
        groups.forget_batches(unit.connection, before)
        unit.audit("disaster.erase", subject="disaster_withheld", after={"files": len(files)})
    for name in files:
        platform.files.remove(name)
    return len(files)


def undo(platform: Platform, actor: Actor, number: int, *, version: int) -> Report:
    """The report as it was before its last step; UndoTooLate 30 minutes after it."""

    def judged(unit: Unit, report: Report) -> Report:
        desk.permit_decide(actor, report)
        return taken_back(unit, actor, report, store.history(unit.connection, report.id))

    return _decide(platform, actor, (number, version), StepKind.UNDO, judged)


def taken_back(unit: Unit, actor: Actor, report: Report, steps: list[Step]) -> Report:
    """The report as it was before the last of its steps, which may be undone still; UndoTooLate."""
    now = unit.clock.now()
    back = brought_back(report, desk.to_undo(steps, now), now)
    if steps[-1].kind is StepKind.WITHHOLD:
        back = replace(back, **withheld.take_back(unit.connection, report.id, steps[-1].values["part"]))
    if steps[-1].kind is StepKind.HIDE:
        back = replace(back, duplicate_of=None if "duplicate" in steps[-1].values else report.duplicate_of)
    return desk.decided(replace(back, version=report.version), actor, now, status=back.status)


def _decide(platform: Platform, actor: Actor, seen: tuple[int, int], kind: StepKind, judged: Judged, **more: str) -> Report:
    """The report as `judged` made it, kept and told; ReportMissing, ChangedMeanwhile, or what `judged` refuses."""
    with platform.database.writing(actor) as unit:
        report = claimed(unit, actor, seen)
        return kept(unit, report, judged(unit, report), kind, **more)


def claimed(unit: Unit, actor: Actor, seen: tuple[int, int]) -> Report:
    """The report of this number, still in this version and this officer's; nobody else may change it now."""
    number, version = seen
    report = desk.found(actor, number, store.claim(unit.connection, number))
    desk.same_version(report, version)
    return report


def kept(unit: Unit, before: Report, after: Report, kind: StepKind, **more: str) -> Report:
    """The report stands as decided: with a step in its history, an entry in the audit trail, an event where one is due."""
    actor = unit.actor
    store.change(unit.connection, after, step_of(after, kind, actor.id, **more))
    unit.audit(f"disaster.report.{kind.value}", subject=str(after.id), before=audited(before), after=audited(after))
    if event := desk.told(before, after):
        unit.emit(event)
    unit.ring("disaster")
    return after
