"""Which reports somebody wants to see, and what was found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simpul.disaster.model.report import Report, Status


class Order(StrEnum):
    """What comes first. `URGENT` is the desk's: undecided before decided, worse before better, new before old."""

    NEWEST = "newest"
    DEEPEST = "deepest"
    WORST = "worst"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to the list of reports; what is None or empty does not restrict it.

    `regions` are codes, any of which may hold the report; `within` is the region the asker answers for. Exercises are
    found alone (`training`) or not at all.
    """

    statuses: frozenset[Status]
    hazards: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()
    training: bool = False
    regions: tuple[str, ...] = ()
    within: str | None = None
    number: int | None = None
    deeper_than: int | None = None
    since: datetime | None = None
    live_at: datetime | None = None
    order: Order = Order.NEWEST
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was found, and how much there is in all."""

    reports: tuple[Report, ...]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports of a region wait, are confirmed and are hidden; `severe` of those that wait are severe."""

    unverified: int = 0
    verified: int = 0
    hidden: int = 0
    severe: int = 0
