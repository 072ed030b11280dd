"""Watches (pengawasan): a village where anopheles breed is looked at more closely some weeks after a flood.

Law: Permenkes 22/2022 (early warning). What is known of floods comes from other agencies, without anybody's name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class FloodOutcome(StrEnum):
    """What a flood that was heard of led to (hasil kabar banjir); the last four were set aside."""

    OPENED = "opened"
    EXTENDED = "extended"
    KNOWN = "known"
    UNMARKED = "unmarked"
    ELSEWHERE = "elsewhere"
    OTHER_HAZARD = "other_hazard"
    MILD = "mild"
    PAST = "past"
    UNREADABLE = "unreadable"
    PLACE_UNKNOWN = "place_unknown"
    PLACES_DIFFER = "places_differ"


class WatchPhase(StrEnum):
    """Where a watch stands (tahap pengawasan): preparing before cases are expected, watching, over by time, closed."""

    PREPARE = "prepare"
    WATCH = "watch"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class WatchSource:
    """Why the rule is as it is: words in both languages, and where they come from."""

    id: str
    en: str
    cite: str


@dataclass(frozen=True, slots=True)
class WatchRule:
    """When a flood opens a watch (aturan pengawasan): it begins `lag` after the flood's day and lasts `length`."""

    version: str
    lag: timedelta
    length: timedelta
    hazards: frozenset[str]
    without: frozenset[str]
    sources: tuple[WatchSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Flood:
    """A verified flood (banjir terverifikasi) as another agency tells it; degrees, `at` when it was reported."""

    number: int
    version: int
    hazard: str
    severity: str
    depth_cm: int | None
    region: str
    longitude: float
    latitude: float
    at: datetime
    url: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class HeardFlood:
    """A flood as it was heard, and what came of it; `why` says what is wrong with one that was set aside."""

    owner: str
    source: str
    id: str
    at: datetime
    heard_at: datetime
    outcome: FloodOutcome
    why: str = ""
    number: int | None = None
    version: int | None = None
    hazard: str = ""
    severity: str = ""
    depth_cm: int | None = None
    region: str = ""
    longitude: float | None = None
    latitude: float | None = None
    village: str | None = None
    by_border: bool = False
    watch: UUID | None = None
    url: str = ""
    synthetic: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch in one village, from `opens` until and with `until`; `floods` is how many verified floods it stands for."""

    id: UUID
    village: str
    owner: str
    number: int
    flooded_on: date
    opens: date
    until: date
    floods: int
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by_name: str = ""
    reason: str = ""
    synthetic: bool = False
    name: str = ""
    before: int = 0
    during: int = 0


@dataclass(frozen=True, slots=True)
class Habitat:
    """A village of the programme, and whether it is marked as a habitat of anopheles (habitat): since when, why."""

    village: str
    name: str
    marked_at: datetime | None = None
    reason: str = ""
    by_name: str = ""
    ended_at: datetime | None = None
    synthetic: bool = False

    @property
    def marked(self) -> bool:
        """Whether it is marked now."""
        return self.marked_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class WatchTally:
    """How many watches of a region prepare and how many run now, and how many villages are marked."""

    preparing: int = 0
    watching: int = 0
    marked: int = 0


@dataclass(frozen=True, slots=True)
class WatchWeek:
    """What a village's register says of one week: its Monday, how many were tested and how many were positive."""

    monday: date
    tested: int
    positive: int
