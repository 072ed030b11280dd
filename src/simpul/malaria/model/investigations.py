"""Investigation of an index case (penyelidikan epidemiologi, PE): its clocks, its form, where the case was caught.

Law: Permenkes 22/2022 (investigation of every case; indigenous and imported).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ClockState(StrEnum):
    """How a clock stands (keadaan tenggat): done in time, done late, still running, past its limit."""

    MET = "met"
    LATE = "late"
    RUNNING = "running"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the three clocks of a case (tenggat): `step` is notify, investigate or respond; due at the end of `due_on`."""

    step: str
    days: int
    due_on: date
    done_on: date | None
    state: ClockState


@dataclass(frozen=True, slots=True)
class Limits:
    """Days from the test to each step (batas 1-2-5)."""

    notify: int
    investigate: int
    respond: int

    @property
    def code(self) -> str:
        """The three numbers as people say them: 1-2-5."""
        return f"{self.notify}-{self.investigate}-{self.respond}"


@dataclass(frozen=True, slots=True)
class LimitsSet:
    """The limits that count, and who set them in place of the law's table; `by_name` is empty where nobody did."""

    limits: Limits
    reason: str = ""
    by_name: str = ""
    set_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay away from home (perjalanan): where, from which day to which; None where the day is not known."""

    place: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier malaria of the same person (riwayat malaria): day, species, whether the treatment was finished."""

    day: date
    species: str
    finished: bool | None = None
    primaquine_days: int = 0


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the classification of a case rests on (dasar klasifikasi). None means: not asked yet."""

    species: str
    tested_on: date
    fever_on: date | None = None
    away: bool | None = None
    stays: Sequence[Stay] = ()
    earlier: Sequence[Earlier] = ()
    earlier_asked: bool = False
    blood: bool | None = None
    linked: bool | None = None
    nearby: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason for or against a classification (alasan): its code and what the sentence needs."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the rules say of a case (usulan klasifikasi), why, and what makes it doubtful; None: too little is known."""

    origin: str | None
    grounds: Sequence[Ground]
    doubts: Sequence[Ground] = ()


@dataclass(frozen=True, slots=True)
class Investigation:
    """The investigation of the register's test `id`; version 0 where none was begun."""

    village: str
    id: UUID
    person: UUID | None = None
    notified_on: date | None = None
    investigated_on: date | None = None
    responded_on: date | None = None
    form: Mapping[str, object] = field(default_factory=dict)
    suggested: str | None = None
    origin: str | None = None
    reason: str = ""
    decided_on: date | None = None
    focus: UUID | None = None
    by_name: str = ""
    saved_at: datetime | None = None
    version: int = 0
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class IndexCase:
    """A line of the list: a positive test with its investigation, nobody's name (kasus indeks).

    `taken_over`: the register came with its classification, so that its clocks ran elsewhere.
    """

    id: UUID
    village: str
    village_name: str
    day: date
    source: str
    species: str
    sex: str
    age: int | None
    notified_on: date | None
    investigated_on: date | None
    responded_on: date | None
    begun: bool
    origin: str | None
    focus: UUID | None
    focus_number: int | None
    by_name: str
    synthetic: bool
    taken_over: bool = False
    clocks: Sequence[Clock] = ()
    state: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class InquiryStep:
    """A step in the life of an investigation or focus (riwayat langkah): what, by whom, when, whether taken back."""

    id: UUID
    what: str
    facts: Mapping[str, object]
    by_name: str
    agency: str
    at: datetime
    version: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How many cases of a time there were, and how many were notified, investigated and responded to within the limits."""

    cases: int
    notified: int
    investigated: int
    responded: int
    waiting: int
    overdue: int
