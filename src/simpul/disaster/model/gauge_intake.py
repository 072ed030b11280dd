"""What comes in from a gauge: a reading as it was said, why one was refused, what became of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simpul.disaster.model.gauges import Gauge


class Nonsense(StrEnum):
    """Why a message of a gauge is not believed."""

    UNREADABLE = "unreadable"
    NO_ZONE = "no-zone"
    UNKNOWN = "unknown-gauge"
    OUT_OF_SERVICE = "out-of-service"
    OUT_OF_RANGE = "out-of-range"
    TOO_FAST = "too-fast"
    FUTURE = "future"
    TOO_OLD = "too-old"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Said:
    """A reading as the sender gave it; `warning` is the sender's own, if it gave one."""

    gauge: str
    at: datetime
    depth_cm: float
    warning: int | None = None
    name: str = ""

    @property
    def words(self) -> str:
        """It in short, for the desk."""
        return f"{self.at.isoformat(timespec='seconds').replace('+00:00', 'Z')}: {self.depth_cm:g} cm"


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that is not believed, and the beginning of what it said."""

    gauge: str
    reason: Nonsense
    said: str


class Taken(StrEnum):
    """What became of a message."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one message; `reason` where it was refused. `warning` is the level that it is at, if it has one."""

    taken: Taken
    reason: Nonsense | None = None
    warning: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What a gauge said before: its newest reading, one that is doubted, the level last told to others, with times."""

    at: datetime | None = None
    depth_cm: int = 0
    warning: int | None = None
    doubt_at: datetime | None = None
    doubt_cm: int = 0
    told_at: datetime | None = None
    told: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A gauge as the intake finds it."""

    gauge: Gauge
    past: Past


@dataclass(frozen=True, slots=True)
class Around:
    """What is kept around a late reading: one of the same instant, the nearest before it, the nearest after it."""

    same_cm: int | None = None
    before: tuple[datetime, int] | None = None
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class RefusedCount:
    """How often a gauge's messages were refused for one reason, and what the last of them said."""

    gauge: str
    reason: Nonsense
    count: int
    first_at: datetime
    last_at: datetime
    said: str
    by: str


@dataclass(frozen=True, slots=True)
class FeedState:
    """How the connection to the broker stands: `state` is connected, unreachable, refused or off; `detail` says why."""

    state: str
    since: datetime
    last_at: datetime | None
    detail: str
