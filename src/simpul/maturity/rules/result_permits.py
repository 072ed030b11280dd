"""Who may see a result: everybody a final one; a draft the agency, those who assess or review it, and the ministry."""

from enum import StrEnum

from simpul.kernel.actor import Actor, government_of
from simpul.maturity.model.editions import REVIEWING
from simpul.maturity.model.results import Assessed, ResultUnknown
from simpul.maturity.rules.who import ASSESSOR, ENTRY, LEADER, MINISTRY, RESPONDENT, REVIEWER

_SELF = "self"


class Eyes(StrEnum):
    """As whom somebody looks at a result."""

    PUBLIC = "public"
    AGENCY = "agency"
    ASSESSOR = "assessor"
    MINISTRY = "ministry"


def eyes(actor: Actor, of: Assessed, seat: int | None) -> Eyes:
    """As whom this actor looks; ResultUnknown where it is not theirs to see, as if there were none.

    `seat` is the account's assignment for the agency: it counts with its role, once the agency has handed in its own.
    """
    if actor.has(MINISTRY):
        return Eyes.MINISTRY
    home = government_of(actor.agency) == of.agency
    if home and _holds(actor, ENTRY, RESPONDENT, LEADER):
        return Eyes.AGENCY
    if seat is not None and not home and of.stage != _SELF and _holds(actor, REVIEWER if seat == REVIEWING else ASSESSOR):
        return Eyes.ASSESSOR
    if of.final:
        return Eyes.PUBLIC
    raise ResultUnknown()


def _holds(actor: Actor, *roles: str) -> bool:
    return any(actor.has(role) for role in roles)


def stages_seen(viewer: Eyes, of: Assessed) -> tuple[str, ...]:
    """The stages whose answers count for this viewer: the agency's are its own and those of stages that are over."""
    if viewer is not Eyes.AGENCY or of.final or of.stage not in of.stages:
        return of.stages
    return of.stages[: max(1, of.stages.index(of.stage))]
