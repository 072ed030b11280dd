"""What the desk shows: lines of its lists, a case as it was recorded, and what waits to be settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskAsked:
    """What of a list is asked for: words, village, filters of that list, and the page from 1."""

    q: str = ""
    village: str = ""
    state: str = ""
    species: str = ""
    days: int = 0
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class DeskLines(Generic[T]):
    """One page of a list, and how many lines there are in all."""

    rows: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True)
class DeskTally:
    """The desk's first figures for the actor's region. `positive` counts the last days, `before` those before.

    `overdue` treatments miss a dose or a slide, `missed` of them a dose.
    """

    days: int
    positive: int
    before: int
    unfinished: int
    overdue: int
    missed: int
    silent: int
    silent_since: datetime | None
    checks: int
    notices: Sequence["DeskNotice"] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class DeskNotice:
    """What a village's device told by SMS, without names, until its records arrive."""

    village_name: str
    positives: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A village of the programme: its workers in service, people, positive cases of the last 30 days, last contact."""

    code: str
    name: str
    workers: int
    people: int
    cases: int
    last_contact: datetime | None
    synthetic: bool


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """A village worker (juru malaria kampung or of a company's camp), in service or retired."""

    id: UUID
    name: str
    kind: str
    village: str
    village_name: str
    since: datetime
    retired_at: datetime | None
    devices: int
    last_contact: datetime | None
    synthetic: bool


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A worker's device: when it last spoke, which of its events are missing, which version it runs."""

    id: UUID
    label: str
    worker: UUID
    worker_name: str
    village: str
    village_name: str
    enrolled_at: datetime
    last_contact: datetime | None
    app_version: str
    held: int
    missing: int
    revoked_at: datetime | None
    reason: str
    synthetic: bool

    @property
    def state(self) -> str:
        """`revoked` or `active`."""
        return "revoked" if self.revoked_at else "active"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A positive test with its person and treatment, as the desk's list shows it."""

    test: UUID
    person: UUID
    person_name: str
    sex: str
    birth_year: int | None
    village: str
    village_name: str
    at: datetime
    method: str
    species: str
    treatment: UUID | None
    state: str
    training: bool
    synthetic: bool


@dataclass(frozen=True, slots=True)
class TreatmentLine:
    """A treatment that is not ended or has a slide due: what was watched, and what is overdue since which day."""

    treatment: UUID
    case: CaseLine
    started_at: datetime
    watched: int
    expected: int
    state: str
    due: Sequence["Due"]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a treatment waits for: a dose of a day, or the slide of day 3 or 28."""

    what: str
    day: int
    on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of a case as it came: who recorded it when, when it arrived, what it says, how it was corrected."""

    event: UUID
    kind: str
    at: datetime
    received_at: datetime
    worker: str
    device: UUID | None
    facts: Mapping[str, Any]
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case with its person, its timeline, its treatment's dose, and who opened this page before."""

    line: CaseLine
    mother: str
    house: str
    entries: Sequence[Entry]
    dose: Mapping[str, Any]
    due: Sequence[Due]
    readers: Sequence["DeskReader"]


@dataclass(frozen=True, slots=True)
class DeskReader:
    """Who opened a patient's page, and when."""

    name: str
    agency: str
    at: datetime


class CheckKind(Enum):
    """Why something waits for the supervisor."""

    FIELD = "field"
    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"
    QUARANTINE = "quarantine"
    LOT = "lot"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class Check:
    """Something that a person must look at. `key` stays the same as long as the thing does; `facts` are for its page."""

    key: str
    kind: CheckKind
    village: str
    village_name: str
    at: datetime
    facts: Mapping[str, Any]
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Settling:
    """What a supervisor says of a check: how it is settled, why, and which of several values is right (its number)."""

    how: str
    reason: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a check was settled: `same`, `apart`, `keep` or `seen`; by whom, why, and whether it was taken back."""

    key: str
    kind: CheckKind
    village: str
    how: str
    reason: str
    by_name: str
    at: datetime
    facts: Mapping[str, Any]
    event: UUID | None = None
    undone_at: datetime | None = None
