"""An incident: what many reports tell of one event, how it goes, what is counted and done. Law: UU 24/2007 art. 21, 51.

BNPB's words for it are *kejadian bencana* and *laporan situasi*; what is counted follows Perka BNPB 8/2011.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Stage(StrEnum):
    """How an incident goes."""

    OPEN = "open"
    GROWING = "growing"
    EASING = "easing"
    CLOSED = "closed"


class Turn(StrEnum):
    """What happened to an incident, as its history says it."""

    OPEN = "open"
    ADVANCE = "advance"
    ADD = "add"
    REMOVE = "remove"
    DESCRIBE = "describe"
    COUNT = "count"
    NOTE = "note"
    MERGE = "merge"
    MERGED = "merged"
    SPLIT = "split"
    SPLIT_OFF = "split-off"
    ISSUE = "issue"
    UNDO = "undo"


class FigureKind(StrEnum):
    """What is counted of a disaster: persons, families, houses. Perka BNPB 8/2011 (standardisasi data kebencanaan)."""

    DEAD = "dead"
    MISSING = "missing"
    INJURED = "injured"
    EVACUATED = "evacuated"
    PEOPLE = "people"
    FAMILIES = "families"
    HOUSES_HEAVY = "houses_heavy"
    HOUSES_MODERATE = "houses_moderate"
    HOUSES_LIGHT = "houses_light"
    HOUSES_FLOODED = "houses_flooded"
    FACILITIES = "facilities"


@dataclass(frozen=True, slots=True)
class Account:
    """What officers write about an incident for whoever reads the situation report; empty where nothing was written."""

    needs: str = ""
    taken: str = ""
    resources: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """What an incident's verified reports say of it together.

    `regions` are their deepest codes; the centre is their middle in degrees (WGS 84), `extent` a GeoJSON polygon around
    them; `worst` is the worst severity of any of them.
    """

    count: int
    worst: str
    first_at: datetime
    last_at: datetime
    longitude: float
    latitude: float
    extent: Mapping[str, Any]
    regions: tuple[str, ...]
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it is kept. `number` is what people say; 0 until it was kept.

    `areas` are ids of areas whose state belongs to it. `merged_into` is the incident that took it in; `withdrawn` says
    that its opening was taken back: nobody but the audit trail knows of it any more.
    """

    id: UUID
    number: int
    hazard: str
    name: str
    stage: Stage
    opened_at: datetime
    changed_at: datetime
    spread: Spread
    version: int = 1
    told: Account = Account()
    areas: tuple[int, ...] = ()
    training: bool = False
    closed_at: datetime | None = None
    merged_into: UUID | None = None
    withdrawn: bool = False

    @property
    def live(self) -> bool:
        """Whether officers still work on it."""
        return self.stage is not Stage.CLOSED and not self.withdrawn


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure as an officer entered it: what was counted, by whose word, and as of when. Never overwritten.

    `version` is the incident's step that brought it; `undone` says that the step was taken back.
    """

    kind: FigureKind
    value: int
    source: str
    at: datetime
    entered_at: datetime
    version: int
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A report's way from one incident (or none) to another (or none)."""

    report: UUID
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One entry of an incident's history. `by` is the officer's name then, `undo` holds what taking it back needs."""

    incident: UUID
    version: int
    at: datetime
    kind: Turn
    values: Mapping[str, Any]
    actor: UUID | None = None
    by: str = ""
    undo: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """The stage that the reports speak for, and why; an officer decides. `sentence` is filled with `facts`."""

    stage: Stage
    sentence: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gathering:
    """When reports of a hazard speak of one incident: `count` of them, each within `metres` and `hours` of another."""

    count: int
    metres: int
    hours: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """Verified reports that belong to no incident and seem to tell of one."""

    hazard: str
    reports: tuple[int, ...]
    spread: Spread
    training: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """An edition of an incident's situation report as it was issued: it never changes.

    `content` is everything it says, `files` the PDF of each language; `public` says whether everybody may read it.
    """

    incident: UUID
    edition: int
    at: datetime
    by: UUID | None
    content: Mapping[str, Any]
    files: Mapping[str, str]
    public: bool


@dataclass(frozen=True, slots=True)
class IncidentsWanted:
    """Which incidents a list wants; what is None or empty does not restrict it. `mine` is the asker's own region."""

    hazard: str = ""
    stages: frozenset[Stage] = frozenset(Stage)
    regions: tuple[str, ...] = ()
    mine: str | None = None
    since: datetime | None = None
    number: int | None = None
    training: bool | None = False
    page: int = 1
    per_page: int = 20
