"""Shelters (tempat pengungsian) with room and people. Law: UU 24/2007 art. 48, 53; Perka BNPB 7/2008 (basic needs)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

STALE_HOURS = 12
"""A count older than this is told as old: people come and go with meals."""


class ShelterKind(StrEnum):
    """What a shelter is."""

    SCHOOL = "school"
    HALL = "hall"
    WORSHIP = "worship"
    SPORT = "sport"
    OFFICE = "office"
    TENT = "tent"
    BUILDING = "building"
    OTHER = "other"


class Facility(StrEnum):
    """What people find in a shelter."""

    WATER = "water"
    TOILET = "toilet"
    KITCHEN = "kitchen"
    ELECTRICITY = "electricity"
    HEALTH = "health"
    WOMEN = "women"
    CHILDREN = "children"
    ACCESS = "access"
    ANIMALS = "animals"


class ShelterState(StrEnum):
    """Whether a family finds a place: by the last count against the capacity."""

    ROOM = "room"
    NEARLY = "nearly"
    FULL = "full"
    OVER = "over"
    UNKNOWN = "unknown"
    CLOSED = "closed"


class ShelterStep(StrEnum):
    """What an officer did with a shelter."""

    ADD = "add"
    EDIT = "edit"
    COUNT = "count"
    OPEN = "open"
    CLOSE = "close"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class ShelterDraft:
    """A shelter as an officer or a file gives it. `contact` is an office's, never a person's; `external` its own number."""

    name: str
    kind: ShelterKind
    longitude: float
    latitude: float
    capacity: int
    address: str = ""
    contact: str = ""
    note: str = ""
    facilities: tuple[Facility, ...] = ()
    external: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ShelterCount:
    """How many people were in a shelter at a time; groups among them where they were counted, for officers alone."""

    at: datetime
    people: int
    children: int | None = None
    elderly: int | None = None
    disabled: int | None = None


@dataclass(frozen=True, slots=True)
class Shelter:
    """A shelter as it stands now. `people` is None where nobody has counted yet."""

    number: int
    draft: ShelterDraft
    region: str
    open: bool
    people: int | None
    counted_at: datetime | None
    changed_at: datetime
    agency: str | None
    version: int
    synthetic: bool = False

    @property
    def state(self) -> ShelterState:
        """Whether there is room; a closed shelter is closed, whoever is still in it."""
        if not self.open:
            return ShelterState.CLOSED
        if self.people is None:
            return ShelterState.UNKNOWN
        if self.people > self.draft.capacity:
            return ShelterState.OVER
        if self.people == self.draft.capacity:
            return ShelterState.FULL
        return ShelterState.NEARLY if self.people * 10 >= self.draft.capacity * 9 else ShelterState.ROOM

    @property
    def free(self) -> int | None:
        """Places left, never below none; None where nobody has counted, or where it is closed."""
        return max(0, self.draft.capacity - self.people) if self.open and self.people is not None else None

    @property
    def over(self) -> int:
        """How many people there are beyond the capacity."""
        return max(0, (self.people or 0) - self.draft.capacity)


@dataclass(frozen=True, slots=True)
class ShelterNear:
    """A shelter and how far it is, in kilometres as the crow flies."""

    shelter: Shelter
    km: float


@dataclass(frozen=True, slots=True)
class ShelterChange:
    """A step in a shelter's history; `before` holds what it changed, as it was."""

    version: int
    step: ShelterStep
    at: datetime
    by: UUID | None
    agency: str | None
    before: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShelterRow:
    """A line of a file: its number, what it gives, or why it was refused (a message with its facts)."""

    line: int
    cells: Mapping[str, str]
    draft: ShelterDraft | None = None
    people: int | None = None
    open: bool | None = None
    refused: tuple[str, Mapping[str, object]] | None = None
