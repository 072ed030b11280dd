"""An officer decides about several reports in one step, and may take the whole step back for 30 minutes."""

from collections.abc import Mapping
from uuid import UUID

from simpul.disaster import store
from simpul.disaster.actions.deciding import kept, taken_back
from simpul.disaster.model import Report, ReportMissing, StepKind
from simpul.disaster.model.desk import Batch
from simpul.disaster.model.desk_refusals import BatchMissing, GroupChanged
from simpul.disaster.rules import batches as rules
from simpul.disaster.rules import desk
from simpul.disaster.store import groups
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import NotAllowed
from simpul.kernel.platform import Platform


def decide_group(platform: Platform, actor: Actor, seen: Mapping[int, int], step: rules.GroupStep) -> Batch:
    """All these reports (number: version seen) are decided about, or none: GroupChanged names those that changed meanwhile.

    `VERIFY` confirms all, `KEEP_ONE` hides all but one as its duplicates (and confirms that one, where asked), `HIDE` hides
    all. Reports that stand so already stay so. NotYourRegion if one lies elsewhere, StepNotAllowed if nothing is left.
    """
    desk.permit_desk(actor)
    rules.check(seen, step)
    with platform.database.writing(actor) as unit:
        reports = _claimed(unit, actor, seen)
        done: dict[int, int] = {}
        for report, kind in rules.to_do(list(reports.values()), step):
            after = _decided(unit, report, kind, step, reports)
            done[after.number] = after.version
        batch = Batch(unit.ids.new(), unit.clock.now(), actor.id, step.kind, done)
        groups.keep_batch(unit.connection, batch)
    return batch


def _claimed(unit: Unit, actor: Actor, seen: Mapping[int, int]) -> Mapping[int, Report]:
    """The reports, still in the versions seen and this officer's to decide about."""
    reports = groups.claim(unit.connection, seen)
    for number in seen:
        if number not in reports:
            raise ReportMissing(number=number)
        desk.permit_decide(actor, reports[number])
    changed = [number for number in sorted(seen) if reports[number].version != seen[number]]
    if changed:
        raise GroupChanged(numbers=", ".join(map(str, changed)))
    return reports


def _decided(unit: Unit, report: Report, kind: StepKind, step: rules.GroupStep, reports: Mapping[int, Report]) -> Report:
    now = unit.clock.now()
    if kind is StepKind.VERIFY:
        return kept(unit, report, desk.verified(report, unit.actor, now), kind)
    if step.keep is None:
        return kept(unit, report, desk.hidden(report, unit.actor, now, why=step.reason), kind)
    first = reports[step.keep]
    after = desk.hidden(report, unit.actor, now, why=step.reason, duplicate_of=first.id)
    return kept(unit, report, after, kind, duplicate=str(first.number))


def undo_batch(platform: Platform, actor: Actor, id: UUID) -> Batch:
    """All reports of the step are as before it, or none: UndoTooLate after 30 minutes, GroupChanged, BatchMissing."""
    desk.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        batch = groups.claim_batch(unit.connection, id)
        if batch is None:
            raise BatchMissing()
        rules.to_undo(batch, unit.clock.now())
        for report in _claimed(unit, actor, batch.reports).values():
            back = taken_back(unit, actor, report, store.history(unit.connection, report.id))
            kept(unit, report, back, StepKind.UNDO)
        groups.batch_undone(unit.connection, id, unit.clock.now())
    return batch


def batch(platform: Platform, actor: Actor, id: UUID) -> tuple[Batch, Mapping[int, Report], bool]:
    """The step, its reports as they stand, and whether it can be taken back still; BatchMissing for another region's."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        found = groups.get_batch(unit.connection, id)
        reports = groups.whole(unit.connection, found.reports) if found else {}
    if found is None or not reports or not all(_ours(actor, report) for report in reports.values()):
        raise BatchMissing()
    same = all(number in reports and reports[number].version == version for number, version in found.reports.items())
    return found, reports, same and rules.undoable(found, platform.clock.now())


def _ours(actor: Actor, report: Report) -> bool:
    try:
        desk.permit_decide(actor, report)
    except NotAllowed:
        return False
    return True
