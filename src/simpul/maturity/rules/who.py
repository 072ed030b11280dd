"""Who somebody is to an assessment: of the agency, in a seat of the assessors, of the ministry, or nobody."""

from dataclasses import dataclass

from simpul.kernel.actor import Actor, government_of
from simpul.maturity.model.assessing import AssessmentRow
from simpul.maturity.model.editions import LEADING, OTHER, REVIEWING

ENTRY, RESPONDENT, LEADER = "maturity.entry", "maturity.respondent", "maturity.leader"
ASSESSOR, REVIEWER, MINISTRY = "maturity.assessor", "maturity.reviewer", "maturity.ministry"


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to one assessment. `seat`: 1, 2 assess, 3 reviews. `entry`: the data-entry officer, or could be."""

    entry: bool = False
    respondent: bool = False
    leader: bool = False
    seat: int | None = None
    ministry: bool = False

    @property
    def of_agency(self) -> bool:
        """Whether they speak for the agency."""
        return self.entry or self.respondent or self.leader

    @property
    def sees(self) -> bool:
        """Whether the assessment is there for them at all."""
        return self.of_agency or self.seat is not None or self.ministry


def standing(actor: Actor, row: AssessmentRow, seat: int | None) -> Standing:
    """What the actor is to the assessment; `seat` is the assignment of the account, which counts only with its role."""
    home = bool(row.agency) and government_of(actor.agency) == row.agency
    return Standing(
        entry=home and actor.has(ENTRY) and row.entry in (None, actor.id),
        respondent=home and (actor.has(RESPONDENT) or (actor.has(ENTRY) and row.entry != actor.id)),
        leader=home and actor.has(LEADER),
        seat=seat if not home and _holds(actor, seat) else None,
        ministry=actor.has(MINISTRY),
    )


def _holds(actor: Actor, seat: int | None) -> bool:
    return (seat in (LEADING, OTHER) and actor.has(ASSESSOR)) or (seat == REVIEWING and actor.has(REVIEWER))
