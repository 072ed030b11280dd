"""What the duty desk works with: a report in brief, reports that are alike, what makes a report doubtful or likely."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.disaster.model.listing import Wanted
from simpul.disaster.model.report import Placed, Report, Status


@dataclass(frozen=True, slots=True)
class Brief:
    """A report as far as the queue needs it. `kind` is its card's report type, `reasons` what was found out at intake."""

    number: int
    version: int
    hazard: str
    kind: str
    at: datetime
    longitude: float
    latitude: float
    severity: str
    status: Status
    placed: Placed = Placed.GIVEN
    text: str | None = None
    photo_hash: int | None = None
    thumbnail: str | None = None
    client_at: datetime | None = None
    address: str | None = None
    partner: str | None = None
    signed: bool = False
    points: int = 0
    flags: int = 0
    reasons: tuple[str, ...] = ()
    incident: UUID | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against a report: its slug, how much, and how many (0 where nothing is counted)."""

    slug: str
    weight: int
    count: int = 0

    @property
    def coded(self) -> str:
        """The reason as a report's row keeps it: `same-text:4`, or the slug alone."""
        return f"{self.slug}:{self.count}" if self.count else self.slug


class Doubt(StrEnum):
    """How doubtful a report is, in words; it decides nothing."""

    LIKELY = "likely"
    PLAIN = "plain"
    LOOK_TWICE = "look-twice"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What speaks for and against a report. `score` lies between -100 (trusted) and 100; more is more doubtful."""

    score: int
    reasons: tuple[Reason, ...] = ()

    @property
    def coded(self) -> tuple[str, ...]:
        """The reasons as a report's row keeps them."""
        return tuple(one.coded for one in self.reasons)


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a report when it is judged; whoever knows only a part leaves the rest as it is.

    `same_text`: other reports with the same words at other places within a day. `same_photo`: earlier reports elsewhere
    with the same picture. `from_address`: reports of the same network address within ten minutes, this one included.
    `storm`: reports of this hazard within an hour all around; `alone`: none of them within some ten kilometres.
    `neighbours`: how many reports of this hazard close by and within its time say which severity, this one not among them.
    """

    same_text: int = 0
    same_photo: int = 0
    from_address: int = 0
    storm: int = 0
    alone: bool = False
    neighbours: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """A report in brief with what speaks for and against it."""

    brief: Brief
    suspicion: Suspicion


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that are alike, the first one first: every other one is like that one."""

    members: tuple[Judged, ...]

    @property
    def first(self) -> Brief:
        """The earliest report, which the others were compared with; its number names the group."""
        return self.members[0].brief

    @property
    def newest(self) -> datetime:
        """When the latest of them came."""
        return self.members[-1].brief.at


class QueueOrder(StrEnum):
    """What comes first in the queue: the worst, the newest, the most often reported; or district by district."""

    URGENT = "urgent"
    NEWEST = "newest"
    MOST = "most"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class QueueAsked:
    """A question to the queue: `wanted` says which reports, the rest which of their groups and in what order."""

    wanted: Wanted
    doubt: Doubt | None = None
    order: QueueOrder = QueueOrder.URGENT


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of groups, with the whole reports that it shows; `newest` is the highest number that was looked at.

    `total` counts groups, `reports` what is in them. `cut` says that there was more than could be looked at.
    """

    groups: tuple[Group, ...]
    shown: Mapping[int, Report]
    total: int
    reports: int
    newest: int
    cut: bool = False


class BatchKind(StrEnum):
    """What was decided about several reports in one step."""

    VERIFY = "verify"
    KEEP_ONE = "keep-one"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Batch:
    """A decision about several reports: `reports` are their numbers with the version each had afterwards."""

    id: UUID
    at: datetime
    by: UUID | None
    kind: BatchKind
    reports: Mapping[int, int]
    undone_at: datetime | None = None
