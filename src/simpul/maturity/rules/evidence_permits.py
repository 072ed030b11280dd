"""Who may add evidence to an indicator or remove it, and until when. Terms: docs/glossary.md.

| who | self | document | interview, visit, objection | review | final |
|---|---|---|---|---|---|
| the agency's entry officer, a respondent of the indicator | yes | no | yes | no | no |
| assessor of the agency (seat 1 or 2) | no | yes | yes | no | no |
| everybody else | no | no | no | no | no |

Where a review sent indicators back, these alone are open. Evidence is removed by the side that added it.
"""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from simpul.maturity.model.assessing import DOCUMENT, INTERVIEW, OBJECTION, SELF, VISIT, AssessmentRow, AssessmentState
from simpul.maturity.model.editions import LEADING, OTHER
from simpul.maturity.model.evidence import LINK_MOST, NOTE_MOST, TITLE_MOST, UNDONE_WITHIN, Evidence, EvidenceSaid
from simpul.maturity.model.evidence_refusals import (
    EvidenceClosed,
    EvidenceLevelUnknown,
    EvidenceLinkWrong,
    EvidenceNoteLong,
    EvidenceNotYours,
    EvidenceTitleMissing,
    EvidenceUndoneTooLate,
)
from simpul.maturity.rules.who import Standing

AGENCY, ASSESSOR = "agency", "assessor"
STAGES = {
    AGENCY: frozenset({SELF, INTERVIEW, VISIT, OBJECTION}),
    ASSESSOR: frozenset({DOCUMENT, INTERVIEW, VISIT, OBJECTION}),
}


def side_of(who: Standing, given: bool) -> str:
    """For whom they add evidence: AGENCY, ASSESSOR, or nobody (empty). `given`: a respondent was given the indicator."""
    if who.seat in (LEADING, OTHER):
        return ASSESSOR
    return AGENCY if who.entry or (who.respondent and given) else ""


def permit_change(side: str, row: AssessmentRow, indicator: str) -> None:
    """Nothing where that side may change the evidence of the indicator now; EvidenceNotYours, EvidenceClosed."""
    if not side:
        raise EvidenceNotYours()
    locked = bool(row.unlocked) and indicator not in row.unlocked
    if row.state != AssessmentState.OPEN or row.stage not in STAGES[side] or locked:
        raise EvidenceClosed(stage=row.stage)


def is_shown(one: Evidence, row: AssessmentRow, who: Standing, *, assessors: frozenset[UUID], to: UUID | None) -> bool:
    """Whether they may see it: what the agency has not handed in is its own (and the ministry's).

    Assessors work blind to each other, and unseen by the agency, until both have submitted.
    """
    if one.stage == SELF and row.stage == SELF:
        return who.of_agency or who.ministry
    if one.stage != DOCUMENT or row.stage != DOCUMENT or one.by not in assessors or one.by == to or who.ministry:
        return True
    return row.state != AssessmentState.OPEN and who.seat is not None


def permit_undo(one: Evidence, now: datetime) -> None:
    """Nothing where the removal is young enough; EvidenceUndoneTooLate."""
    if one.removed_at is not None and now - one.removed_at > UNDONE_WITHIN:
        raise EvidenceUndoneTooLate(days=UNDONE_WITHIN.days)


def permit_remove(side: str, row: AssessmentRow, one: Evidence, assessors: frozenset[UUID]) -> None:
    """Nothing where that side may remove it now: it added it itself, in this stage; EvidenceNotYours, EvidenceClosed.

    `assessors`: the accounts that assess the agency. What was looked at in an earlier stage stays.
    """
    permit_change(side, row, one.indicator)
    if (side == ASSESSOR) is not (one.by in assessors):
        raise EvidenceNotYours()
    if one.stage != row.stage:
        raise EvidenceClosed(stage=row.stage)


def permit_said(said: EvidenceSaid, levels: frozenset[int]) -> None:
    """Nothing where what is said of the evidence can be kept; the refusal for the field otherwise."""
    if said.level not in levels:
        raise EvidenceLevelUnknown()
    if not 0 < len(said.title) <= TITLE_MOST:
        raise EvidenceTitleMissing(most=TITLE_MOST)
    if len(said.note) > NOTE_MOST:
        raise EvidenceNoteLong(most=NOTE_MOST)


def address(given: str) -> str:
    """The address, if others could open it: http or https, with a host, without a password; EvidenceLinkWrong."""
    try:
        parts = urlsplit(given)
        host, secret = parts.hostname or "", parts.password or parts.username
        _ = parts.port
    except ValueError:
        raise EvidenceLinkWrong() from None
    plain = all(" " < one != "\x7f" for one in given)
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or secret or not plain or len(given) > LINK_MOST:
        raise EvidenceLinkWrong()
    return given
