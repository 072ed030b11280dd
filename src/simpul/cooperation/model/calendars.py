"""Entries of a calendar, and the addresses by which a seat's calendar is read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from simpul.kernel.errors import NotFound
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An entry: from `since` to `until`, days (both included) or moments. `sequence` counts its changes (RFC 5545, 5546).

    `deadline`: something that is due on that day and takes no time.
    """

    uid: str
    summary: str
    since: date | datetime
    until: date | datetime
    stamp: datetime
    zone: str = "WIB"
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False
    deadline: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """That an account has a calendar address for its seat in a programme, and since when."""

    programme: str
    account: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """The newest invitation that a nominee was sent: its number, a hash of what it says, and REQUEST or CANCEL."""

    nomination: UUID
    sequence: int
    said: str
    method: str
    sent_at: datetime


class FeedUnknown(NotFound):
    """No calendar has this address."""

    code = "calendar-unknown"
    sentence = N_("No calendar has this address any more. Make a new one on the page of your calendars.")
