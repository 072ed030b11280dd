"""Activities of a programme, its experts, and who is nominated to what."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.cooperation.model.programmes import Side, Told


class ActivityKind(StrEnum):
    """The kinds of activity that such a centre has."""

    CONSULTATION = "consultation"
    INVITED_TRAINING = "invited-training"
    WORKSHOP = "workshop"
    SEMINAR = "seminar"
    FORUM = "forum"
    JOINT_RESEARCH = "joint-research"
    STUDY_VISIT = "study-visit"
    PILOT = "pilot"
    EXHIBITION = "exhibition"
    MINISTERIAL_MEETING = "ministerial-meeting"
    LECTURE = "lecture"
    OTHER = "other"


class ActivityState(StrEnum):
    """Whether people may be nominated yet, and whether it took place."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"
    CANCELLED = "cancelled"


class Precision(StrEnum):
    """How exactly a day is known: sources often name only a month or a year."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class NominationState(StrEnum):
    """What became of a nomination."""

    NOMINATED = "nominated"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that takes place. `since` and `until` are days in `zone`; `begins_at`, where it has an hour.

    `programme`: empty where it belongs to none. `participants`: how many took part, as counted or as the source says.
    `documents`: passport data are asked of who is accepted. `public`: told to everybody, with its calendar.
    `state_before`: what a cancelled one was, so that the cancellation can be undone.
    """

    id: UUID
    programme: str
    kind: ActivityKind
    title: Told
    since: date
    until: date
    precision: Precision = Precision.DAY
    zone: str = "WIB"
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    remote: str = ""
    host: Side | None = None
    leader: str = ""
    participants: int | None = None
    agencies: int | None = None
    note: Told | None = None
    state: ActivityState = ActivityState.DRAFT
    state_before: ActivityState | None = None
    documents: bool = False
    public: bool = False
    inferred: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    synthetic: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Quota:
    """How many people an agency may send to an activity."""

    activity: UUID
    agency: str
    agency_name: str
    places: int


@dataclass(frozen=True, slots=True)
class Nomination:
    """Somebody whom an agency wants to send, or who was invited. The address is sealed at rest, else empty.

    `rank` counts within the agency's people, in the order they were named. `reason`: why declined. `told`: whether mail
    about the newest decision is due, sent or refused by the server; empty where there is no address or nothing to tell.
    """

    id: UUID
    activity: UUID
    programme: str
    side: Side
    agency: str
    agency_name: str
    name: str
    office: str
    email: str
    state: NominationState
    rank: int
    by: UUID | None
    at: datetime
    language: str = "id"
    reason: str = ""
    told: str = ""
    synthetic: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert of a side; `since`-`until`: the secondment at `host`, where there is one."""

    id: UUID
    programme: str
    side: Side
    name: str
    field: Told
    institution: str
    host: str = ""
    since: date | None = None
    until: date | None = None
    synthetic: bool = False
    version: int = 1
