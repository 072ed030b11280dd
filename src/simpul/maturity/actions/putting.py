"""An answer put where it belongs; what it overtakes stays among the earlier versions."""

from dataclasses import replace

from simpul.kernel.database.unit import Unit
from simpul.maturity.actions.entering import Entered
from simpul.maturity.model.assessing import JOINT, SELF, Answer, Said
from simpul.maturity.store import answers as store


def put(unit: Unit, found: Entered, before: Answer | None, new: Answer) -> None:
    """The answer stands in the place of `before`.

    Where a stage was opened again, what the assessors had said of this indicator at later stages no longer holds: it is
    emptied, so that the new value carries over, and kept among the earlier versions.
    """
    if before is None:
        store.add(unit.connection, found.id, new)
    else:
        store.change(unit.connection, found.id, before, new)
    if new.seat == JOINT and new.stage != SELF:
        _overtake(unit, found, new)


def _overtake(unit: Unit, found: Entered, new: Answer) -> None:
    stages = found.edition.stages
    for stage in stages[stages.index(new.stage) + 1 :]:
        there = store.one(unit.connection, found.id, (stage, JOINT, new.indicator), lock=True)
        if there is not None and there.said.level is not None:
            emptied = replace(new, stage=stage, version=there.version + 1, said=Said())
            store.change(unit.connection, found.id, there, emptied)
