"""What leaves the programme for other systems: artefacts, what was taken by whom, and whether all count the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.i18n import N_


class Holds(StrEnum):
    """What an artefact tells of people: counts alone, a row for each test, or names."""

    COUNTS = "counts"
    ROWS = "rows"
    NAMES = "names"


class OutsideSystem(StrEnum):
    """A system outside with numbers of its own for our places."""

    DHIS2 = "dhis2"
    SATUSEHAT = "satusehat"


PURPOSES = {
    "routine": N_("Routine monthly reporting"),
    "correction": N_("Correction of what was sent before"),
    "trial": N_("Trial with a test system"),
    "audit": N_("Check or audit by the health office"),
}
"""Why rows about people are taken. Law: UU 27/2022, art. 16 and 20 (a stated purpose)."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A kind of thing that leaves: who may take it, what it holds, and the names of all its fields."""

    code: str
    holds: Holds
    roles: frozenset[str]
    fields: frozenset[str]
    purpose: bool = False


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What was taken: an artefact of a region and of the days from `first` to before `until`; `digest` is its SHA-256."""

    artefact: str
    region: str
    first: date
    until: date
    rows: int
    digest: str
    purpose: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line of the history: what was taken, when and by whom."""

    id: UUID
    at: datetime
    by_name: str
    agency: str
    taken: TakenFile


@dataclass(frozen=True, slots=True)
class OutsideCode:
    """The number of a place in a system outside."""

    system: OutsideSystem
    area: str
    code: str


@dataclass(frozen=True, slots=True)
class SendElement:
    """A DHIS2 data element and the tally's columns that it sums; `doubt` by language."""

    code: str
    columns: tuple[str, ...]
    documented: bool
    doubt: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SendScope:
    """A region and a month: its code, its name and its days; `complete` once the month is over."""

    region: str
    name: str
    first: date
    until: date
    complete: bool

    @property
    def month(self) -> str:
        """As the address says it: 2026-10."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What is counted and what each form says of it; None where a form does not tell it."""

    item: str
    counts: Mapping[str, int | None]

    @property
    def same(self) -> bool:
        """Whether all that tell it tell the same."""
        return len({count for count in self.counts.values() if count is not None}) <= 1


@dataclass(frozen=True, slots=True)
class SendFile:
    """A made file: its name, type and content, how many rows it holds, and whether anything of it is made up."""

    name: str
    media: str
    content: bytes
    rows: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class SendPage:
    """Lines of the history and how many there are in all."""

    lines: Sequence[SentLine]
    total: int
