"""An officer decides about a report: confirms, corrects, hides, takes back. Each is one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from simpul.disaster import store
from simpul.disaster.actions.reporting import audited, place
from simpul.disaster.model import Report, ReportMissing, Status, StepKind
from simpul.disaster.rules import desk, drafts
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.history import brought_back, step_of
from simpul.disaster.rules.severity import severity
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform


def verify(platform: Platform, actor: Actor, number: int, *, version: int) -> Report:
    """The report, confirmed: its text and photograph are public and the rest of the system knows."""

    def judged(unit: Unit, report: Report) -> Report:
        desk.permit_verify(actor, report)
        return desk.decided(report, actor, unit.clock.now(), status=Status.VERIFIED)

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
        card = drafts.card(hazard, answers)
        moved = point != (report.where.longitude, report.where.latitude)
        where = place(platform, *point) if moved else report.where
        right = replace(report, card=card, severity=severity(hazard, card), where=where)
        desk.permit_decide(actor, right)
        return desk.decided(right, actor, unit.clock.now(), status=report.status)

    return _decide(platform, actor, (number, version), StepKind.CORRECT, judged)


def hide(platform: Platform, actor: Actor, number: int, *, version: int, reason: str) -> Report:
    """The report, seen by nobody but the desk, with the reason."""

    def judged(unit: Unit, report: Report) -> Report:
        desk.permit_hide(actor, report)
        return desk.decided(report, actor, unit.clock.now(), status=Status.HIDDEN, why=desk.reason(reason))

    return _decide(platform, actor, (number, version), StepKind.HIDE, judged)


def undo(platform: Platform, actor: Actor, number: int, *, version: int) -> Report:
    """The report as it was before its last step; UndoTooLate 30 minutes after it."""

    def judged(unit: Unit, report: Report) -> Report:
        desk.permit_decide(actor, report)
        now = unit.clock.now()
        before = desk.to_undo(store.history(unit.connection, report.id), now)
        back = brought_back(report, before, now)
        return desk.decided(replace(back, version=report.version), actor, now, status=back.status)

    return _decide(platform, actor, (number, version), StepKind.UNDO, judged)


def _decide(
    platform: Platform,
    actor: Actor,
    seen: tuple[int, int],
    kind: StepKind,
    judged: Callable[[Unit, Report], Report],
) -> Report:
    """The report as `judged` made it, kept and told; ReportMissing, ChangedMeanwhile, or what `judged` refuses."""
    number, version = seen
    with platform.database.writing(actor) as unit:
        report = store.claim(unit.connection, number)
        if report is None:
            raise ReportMissing(number=number)
        desk.permit_decide(actor, report)
        desk.same_version(report, version)
        after = judged(unit, report)
        store.change(unit.connection, after, step_of(after, kind, actor.id))
        unit.audit(f"disaster.report.{kind.value}", subject=str(after.id), before=audited(report), after=audited(after))
        if event := desk.told(report, after):
            unit.emit(event)
        unit.ring("disaster")
    return after
