"""What residents object to in a report, and what a desk answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class FlagReason(StrEnum):
    """Why somebody objects to a report."""

    NOT_TRUE = "not-true"
    NAMES_PEOPLE = "names-people"
    OLD_PHOTO = "old-photo"
    OTHER = "other"


class FlagOutcome(StrEnum):
    """What became of an objection."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Flag:
    """An objection to a report. `sender` is a keyed hash; `answer` is the officer's reason."""

    id: UUID
    report: UUID
    reason: FlagReason
    at: datetime
    sender: str | None = None
    note: str | None = None
    closed_at: datetime | None = None
    outcome: FlagOutcome | None = None
    closed_by: UUID | None = None
    answer: str | None = None
