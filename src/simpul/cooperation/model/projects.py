"""Joint projects from proposal to dissemination, what they delivered, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.cooperation.model.programmes import Side, Told


class ProjectStage(StrEnum):
    """How far a project is, in this order; a proposal may also be declined, and a project stopped."""

    PROPOSAL = "proposal"
    SELECTED = "selected"
    RUNNING = "running"
    DELIVERED = "delivered"
    DISSEMINATED = "disseminated"
    DECLINED = "declined"
    STOPPED = "stopped"


class DeliverableKind(StrEnum):
    """What was handed over."""

    ROADMAP = "roadmap"
    PLAN = "plan"
    STANDARD = "standard"
    INSTRUMENT = "instrument"
    STUDY = "study"
    TRAINING = "training"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Project:
    """A joint project of a programme's year. `proposed_by`: the side that proposed it, where that is known.

    `inferred`: what no source states, such as "stage".
    """

    id: UUID
    programme: str
    year: int
    title: Told
    stage: ProjectStage
    summary: Told | None = None
    proposed_by: Side | None = None
    lead: str = ""
    note: Told | None = None
    inferred: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    synthetic: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Became:
    """What a deliverable became in the platform: a page of this node (a path) or an address, and its name."""

    where: str
    name: Told


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A result of a project. `public`: in the public library, with its files."""

    id: UUID
    project: UUID
    programme: str
    kind: DeliverableKind
    title: Told
    on: date | None
    summary: Told | None = None
    became: tuple[Became, ...] = ()
    public: bool = False
    synthetic: bool = False
    version: int = 1
    inferred: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliverableFile:
    """A deliverable in one language, as the file that was given; `removed_at`: not in the library since then."""

    id: UUID
    deliverable: UUID
    language: str
    file: str
    name: str
    bytes: int
    sha256: str
    at: datetime
    media: str = ""
    by_name: str = ""
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProjectStep:
    """A project came from one stage to the next on a day; `undone_at`: it was a mistake, taken back then."""

    id: UUID
    project: UUID
    before: ProjectStage | None
    after: ProjectStage
    on: date
    by: UUID | None
    by_name: str
    note: str
    at: datetime
    undone_at: datetime | None = None
