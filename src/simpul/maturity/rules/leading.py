"""What the ministry's evaluation team may do, and what makes an edition whole."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from simpul.kernel.actor import Actor
from simpul.maturity.model.edition_refusals import (
    DeadlineWrong,
    EditionFixed,
    EditionKeyWrong,
    EditionNotNow,
    InterestWrong,
    MinistryOnly,
    SeatReasonMissing,
)
from simpul.maturity.model.editions import Edition, EditionState

MINISTRY, ASSESSOR, REVIEWER = "maturity.ministry", "maturity.assessor", "maturity.reviewer"
_KEY = re.compile(r"20[0-9]{2}(-[a-z0-9]{2,30})?")
_REASON = range(3, 201)


def permit_lead(actor: Actor) -> None:
    """Nothing, for the ministry's evaluation team; MinistryOnly."""
    if not actor.has(MINISTRY):
        raise MinistryOnly()


def permit_declare(actor: Actor) -> None:
    """Nothing, for whoever assesses or reviews; MinistryOnly."""
    if not (actor.has(ASSESSOR) or actor.has(REVIEWER) or actor.has(MINISTRY)):
        raise MinistryOnly()


def key(given: str) -> str:
    """The edition's key: a year, or a year and a word; EditionKeyWrong."""
    kept = given.strip().lower()
    if not _KEY.fullmatch(kept):
        raise EditionKeyWrong()
    return kept


def permit_change(edition: Edition) -> None:
    """Nothing, while the edition is a draft; EditionFixed."""
    if edition.state is not EditionState.DRAFT:
        raise EditionFixed()


def permit_deadlines(edition: Edition) -> None:
    """Nothing, until the edition is closed; EditionNotNow."""
    if edition.state is EditionState.CLOSED:
        raise EditionNotNow()


def deadlines(stages: Sequence[str], given: Mapping[str, str]) -> dict[str, date]:
    """The last day of each stage that has one; DeadlineWrong for what is no day, or comes before an earlier stage's."""
    found: dict[str, date] = {}
    for stage in stages:
        if not (text := given.get(stage, "").strip()):
            continue
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise DeadlineWrong() from None
        if any(day < before for before in found.values()):
            raise DeadlineWrong()
        found[stage] = day
    return found


def seat_reason(given: str) -> str:
    """The reason on one line, 3 to 200 characters; SeatReasonMissing."""
    kept = " ".join(given.split())
    if len(kept) not in _REASON:
        raise SeatReasonMissing()
    return kept


def interest_reason(given: str) -> str:
    """What ties somebody to an agency, 3 to 200 characters; InterestWrong."""
    kept = " ".join(given.split())
    if len(kept) not in _REASON:
        raise InterestWrong()
    return kept
