"""Residents' votes and flags: who counts as one, until when, and what a flag must say."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from simpul.disaster.model import ReasonMissing
from simpul.disaster.model.desk_refusals import (
    FlagNoteMissing,
    FlagNoteTooLong,
    FlagReasonMissing,
    VoteClosed,
    VoteUnreadable,
)
from simpul.disaster.model.flags import FlagReason

VOTES_KEPT = timedelta(days=30)
"""After that who voted is forgotten and the sum stays; as nobody can vote any more by then, one vote stays one."""
NOTE_MOST = 500
PER_ADDRESS, PER_ADDRESS_REPORT, PER_DEVICE = 60, 10, 30
"""Votes and flags in `WINDOW`; the second: of one address about one report in a day. A family shares an address."""
WINDOW, DAY = timedelta(minutes=10), timedelta(days=1)


def voter(key: bytes, report: UUID, device: str | None, address: str | None) -> str:
    """Whom a vote counts for: a hash of device (or address, where there is no device) and report, under the node's key."""
    whom = f"device:{device}" if device else f"address:{address or ''}"
    return hmac.new(key, f"{report}|{whom}".encode(), hashlib.sha256).hexdigest()[:32]


def points(given: int) -> int:
    """The vote: 1 for, -1 against, 0 to take it back; VoteUnreadable otherwise."""
    if given not in (-1, 0, 1):
        raise VoteUnreadable()
    return given


def open_for_votes(reported_at: datetime, now: datetime) -> None:
    """Nothing, while the report may be voted about; VoteClosed 30 days after it was sent."""
    if now - reported_at >= VOTES_KEPT:
        raise VoteClosed(days=VOTES_KEPT.days)


def flag_reason(given: str) -> FlagReason:
    """Why somebody objects; FlagReasonMissing for no reason that is known."""
    try:
        return FlagReason(given)
    except ValueError:
        raise FlagReasonMissing() from None


def note(reason: FlagReason, given: str) -> str | None:
    """What somebody wrote to the desk; FlagNoteMissing where only that says what is wrong, FlagNoteTooLong."""
    kept = given.strip()
    if len(kept) > NOTE_MOST:
        raise FlagNoteTooLong(most=NOTE_MOST)
    if reason is FlagReason.OTHER and not kept:
        raise FlagNoteMissing()
    return kept or None


def answer(given: str) -> str:
    """The officer's answer to a flag; ReasonMissing for none."""
    kept = given.strip()[:NOTE_MOST]
    if not kept:
        raise ReasonMissing()
    return kept
