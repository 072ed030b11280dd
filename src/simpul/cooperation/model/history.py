"""The cooperation's real history as one whole: records with their sources, and what belongs to no record."""

from dataclasses import dataclass

from simpul.cooperation.model.activities import Activity
from simpul.cooperation.model.agreements import Agreement
from simpul.cooperation.model.budgets import BudgetLine
from simpul.cooperation.model.governance import Decision, Meeting
from simpul.cooperation.model.programmes import Programme, Told
from simpul.cooperation.model.projects import Deliverable, Project


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence about the cooperation, and where it is from; `programme`: empty where it holds for all of them."""

    text: Told
    sources: tuple[str, ...]
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """Indonesia's rank in the E-Government Development Index of a year; 1 is the best."""

    year: int
    value: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """What a report tells beside the records; `names`: of sources, `terms`: of Indonesian words in other languages."""

    facts: tuple[Fact, ...] = ()
    roles: tuple[Fact, ...] = ()
    tasks: tuple[Fact, ...] = ()
    ranks: tuple[Rank, ...] = ()
    names: tuple[tuple[str, Told], ...] = ()
    terms: tuple[Told, ...] = ()


NO_BACKGROUND = Background()


@dataclass(frozen=True, slots=True)
class History:
    """Everything that the sources tell, as records of this module."""

    programmes: tuple[Programme, ...]
    agreements: tuple[Agreement, ...]
    lines: tuple[BudgetLine, ...]
    meetings: tuple[Meeting, ...]
    decisions: tuple[Decision, ...]
    projects: tuple[Project, ...]
    deliverables: tuple[Deliverable, ...]
    activities: tuple[Activity, ...]
    background: Background
