"""What two assessors found alone, side by side; where they gave the same level, it is their joint value."""

from dataclasses import replace

from simpul.kernel.database.unit import Unit
from simpul.maturity.actions.entering import Entered
from simpul.maturity.actions.putting import put
from simpul.maturity.model.assessing import DOCUMENT, JOINT, Answer
from simpul.maturity.model.editions import LEADING, OTHER
from simpul.maturity.rules import answers as rules
from simpul.maturity.store import answers as store

Seats = dict[str, dict[int, Answer]]


def seats(unit: Unit, found: Entered) -> Seats:
    """The answers of the document assessment by indicator and seat, of the indicators in play."""
    gathered: Seats = {indicator: {} for indicator in found.row.unlocked or found.indicators}
    for answer in store.of(unit.connection, found.id):
        if answer.stage == DOCUMENT and answer.indicator in gathered:
            gathered[answer.indicator][answer.seat] = answer
    return gathered


def take_over(unit: Unit, found: Entered) -> None:
    """Where both assessors gave the same level it is the joint one, in the leading assessor's words."""
    for at in seats(unit, found).values():
        first, second = at.get(LEADING), at.get(OTHER)
        if first is None or not rules.same_value(first, second) or first.said.level is None:
            continue
        joint = at.get(JOINT)
        if joint is None or joint.said != first.said:
            version = joint.version + 1 if joint else 1
            put(unit, found, joint, replace(first, seat=JOINT, version=version, at=unit.clock.now()))
