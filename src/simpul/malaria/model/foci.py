"""Foci (fokus): places where malaria is or was transmitted, and the response. Permenkes 22/2022; states: DHIS2 MAL_CS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class FocusState(StrEnum):
    """State of a focus (status fokus): ongoing transmission; interrupted 1 to 3 years ago; none for more than 3 years."""

    ACTIVE = "ACTIVE"
    RESIDUAL_NON_ACTIVE = "RESIDUAL_NON-ACTIVE"
    CLEARED = "CLEARED"


class Closing(StrEnum):
    """Why a focus was closed (alasan penutupan): cleared, not transmission after all, part of another, other."""

    CLEARED = "cleared"
    NOT_LOCAL = "not_local"
    MERGED = "merged"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FocusAction:
    """Something to be done in a focus (tindakan fokus) until `due_on`; `figures` count what was done."""

    id: UUID
    focus: UUID
    kind: str
    due_on: date
    done_on: date | None = None
    dropped_on: date | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Focus:
    """A focus (fokus): a village, or a part of it with its outline."""

    id: UUID
    village: str
    name: str
    kind: str
    outline: Sequence[Sequence[float]] | None
    state: FocusState
    opened_from: UUID | None
    opened_on: date
    state_on: date
    closed_on: date | None = None
    closed_how: str | None = None
    reason: str = ""
    by_name: str = ""
    version: int = 0
    synthetic: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class FocusLine:
    """A focus as the list shows it: cases, the last indigenous one, actions, the next that is due (baris fokus)."""

    focus: Focus
    village_name: str
    cases: int
    last_indigenous: date | None
    done: int
    planned: int
    next_due: date | None
    overdue: int


@dataclass(frozen=True, slots=True)
class FocusCase:
    """A case that was put to a focus (kasus dalam fokus)."""

    id: UUID
    village: str
    day: date
    species: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class FocusOnMap:
    """An open focus as a map draws it: its outline, or the village's point (fokus di peta)."""

    id: UUID
    number: int
    village: str
    village_name: str
    name: str
    kind: str
    state: str
    outline: Sequence[Sequence[float]] | None
    longitude: float | None
    latitude: float | None
    synthetic: bool


@dataclass(frozen=True, slots=True)
class FocusTally:
    """How many foci of a region stand in which state, how many are closed, how many actions are overdue (rekap fokus)."""

    active: int
    residual: int
    cleared: int
    closed: int
    actions_overdue: int
