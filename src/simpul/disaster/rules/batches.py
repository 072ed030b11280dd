"""Decisions about several reports: what each of them becomes, and until when the whole can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.model import Report, Status, StepKind, StepNotAllowed, UndoTooLate
from simpul.disaster.model.desk import Batch, BatchKind
from simpul.disaster.model.desk_refusals import GroupEmpty, GroupTooLarge, KeptMissing
from simpul.disaster.rules import desk

MOST = 500
"""Reports that one step may decide about."""


@dataclass(frozen=True, slots=True)
class GroupStep:
    """What to do with a group: `keep` is the number of the report that the others repeat, `verify_kept` confirms it too."""

    kind: BatchKind
    keep: int | None = None
    verify_kept: bool = False
    reason: str = ""


def check(seen: Mapping[int, int], step: GroupStep) -> None:
    """Nothing, when the step can be taken with these reports; GroupEmpty, GroupTooLarge, KeptMissing, ReasonMissing."""
    if not seen:
        raise GroupEmpty()
    if len(seen) > MOST:
        raise GroupTooLarge(most=MOST)
    if step.kind is BatchKind.KEEP_ONE and step.keep not in seen:
        raise KeptMissing()
    if step.kind is not BatchKind.VERIFY:
        desk.reason(step.reason)


def to_do(reports: Sequence[Report], step: GroupStep) -> list[tuple[Report, StepKind]]:
    """What is to be done with each report, without those that stand so already. StepNotAllowed when nothing is left.

    KeptMissing when the one that is kept is of another hazard, or an exercise among real reports: it is no duplicate.
    """
    kept = next((one for one in reports if one.number == step.keep), None)
    if step.kind is BatchKind.KEEP_ONE and kept and any(_kind_of(one) != _kind_of(kept) for one in reports):
        raise KeptMissing()
    found = [(report, kind) for report in reports if (kind := _kind(report, step))]
    if not found:
        raise StepNotAllowed(status=reports[0].status.value, step=step.kind.value)
    return found


def _kind_of(report: Report) -> tuple[str, bool]:
    return report.hazard, report.training


def _kind(report: Report, step: GroupStep) -> StepKind | None:
    kept = step.kind is BatchKind.KEEP_ONE and report.number == step.keep
    if step.kind is BatchKind.VERIFY or (kept and step.verify_kept):
        return StepKind.VERIFY if report.status is Status.UNVERIFIED else None
    return StepKind.HIDE if not kept and report.status is not Status.HIDDEN else None


def undoable(batch: Batch, now: datetime) -> bool:
    """Whether the whole step can be taken back still."""
    return batch.undone_at is None and now - batch.at <= desk.UNDONE_WITHIN


def to_undo(batch: Batch, now: datetime) -> None:
    """Nothing, when it can; UndoTooLate otherwise."""
    if not undoable(batch, now):
        raise UndoTooLate()
