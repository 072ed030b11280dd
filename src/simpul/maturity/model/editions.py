"""Editions of the evaluation as the ministry opens them: their agencies, who assesses whom, what stands in the way.

Law: Permen PANRB 59/2020 and 8/2026. Terms: docs/glossary.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.maturity.model.instruments import Basis, Question


class EditionState(StrEnum):
    """How far an edition is: being prepared, published (its rules never change again), closed."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Edition:
    """A year's evaluation at this node (edisi evaluasi). `key` names it: the year, or the year and a word.

    `stages` in order; `deadlines`: the last day of a stage, this day included, where one is set.
    """

    key: str
    year: int
    instrument: str
    title: str
    basis: Basis
    stages: tuple[str, ...]
    deadlines: Mapping[str, date] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    state: EditionState = EditionState.DRAFT
    digest: str = ""
    version: int = 1
    published_at: datetime | None = None
    closed_at: datetime | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition to be made. `source`: an edition of the law ("2026 PEMDI-2026") or the code of an imported instrument.

    `title` may be empty; `basis` counts for an imported instrument alone.
    """

    key: str
    source: str
    title: str = ""
    basis: Basis = Basis.UNKNOWN


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in the list: with how many agencies, how many assessments begun and how many final."""

    edition: Edition
    agencies: int
    begun: int
    final: int


@dataclass(frozen=True, slots=True)
class Participant:
    """An agency that an edition evaluates. `agency` is its number (kode instansi), or "x-…" where the list has none.

    `kind` is its group in published tables (Kementerian … Kabupaten, Kota); `province` a name, `region` a code, both empty
    for agencies of the centre.
    """

    edition: str
    agency: str
    name: str
    kind: str
    province: str = ""
    region: str = ""
    synthetic: bool = False


LEADING, OTHER, REVIEWING = 1, 2, 3
SEATS = (LEADING, OTHER, REVIEWING)
"""Where an assessor sits: 1 leads, 2 is the other, 3 reviews."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who assesses or reviews an agency in an edition, from when, and why no longer."""

    id: UUID
    edition: str
    agency: str
    seat: int
    account: UUID
    name: str
    institution: str
    at: datetime
    by_name: str = ""
    ended_at: datetime | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """An agency that an assessor must stay away from (benturan kepentingan), why, and until when if it ends."""

    account: UUID
    agency: str
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may assess: account, name, own agency as the exchange names it, and the region that it answers for."""

    account: UUID
    name: str
    agency: str
    institution: str
    region: str = ""
    reviews: bool = False


class Clash(StrEnum):
    """Why somebody must not assess an agency."""

    OWN = "own"
    SAME_REGION = "same_region"
    DECLARED = "declared"
    SAME_INSTITUTION = "same_institution"
    OTHER_SEAT = "other_seat"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one agency is: stage, state, indicators not filled, index of the self-assessment and of the newest stage.

    Indices are decimals of two places as text, empty where there is none; `exact` is the newest as a fraction.
    """

    agency: str
    name: str
    kind: str
    province: str
    region: str
    assessment: UUID | None
    stage: str
    state: str
    unfilled: int | None
    self_index: str
    index: str
    predicate: str
    seats: tuple[int, ...]
    changed_at: datetime | None
    synthetic: bool
    exact: str = ""


@dataclass(frozen=True, slots=True)
class EditionSeen:
    """An edition with its agencies. `intact`: what was published is what is there now, by its digest; True for a draft."""

    edition: Edition
    participants: tuple[Participant, ...]
    begun: int
    final: int
    intact: bool


@dataclass(frozen=True, slots=True)
class SeatChoice:
    """Somebody who holds the role for a seat: how many seats they have in the edition, and what stands in the way."""

    candidate: Candidate
    load: int
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class AgencySeats:
    """Who has which seat for an agency, who had before, and who may take the seats that are free."""

    edition: Edition
    participant: Participant
    seated: tuple[Assignment, ...]
    past: tuple[Assignment, ...]
    choices: Mapping[int, tuple[SeatChoice, ...]]


@dataclass(frozen=True, slots=True)
class AssessorLoad:
    """How many seats somebody has in an edition, by seat; `holds`: whether they still hold a role for it at this node."""

    account: UUID
    name: str
    institution: str
    seats: Mapping[int, int]
    holds: bool

    @property
    def total(self) -> int:
        """All their seats."""
        return sum(self.seats.values())


@dataclass(frozen=True, slots=True)
class SeatWanted:
    """Which seat of which agency somebody should have."""

    agency: str
    seat: int
    account: UUID


@dataclass(frozen=True, slots=True)
class TroubledSeat:
    """A seat whose holder must no longer have it, by what was declared or changed since."""

    assignment: Assignment
    participant: Participant
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Seating:
    """Who assesses whom in an edition: agencies with their seats, how much each person has, seats that trouble."""

    edition: Edition
    participants: tuple[Participant, ...]
    seated: Mapping[str, Sequence[Assignment]]
    loads: tuple[AssessorLoad, ...]
    troubled: tuple[TroubledSeat, ...]

    def free(self, agency: str) -> tuple[int, ...]:
        """The seats of this agency that nobody has."""
        taken = {one.seat for one in self.seated.get(agency, ())}
        return tuple(seat for seat in SEATS if seat not in taken)
