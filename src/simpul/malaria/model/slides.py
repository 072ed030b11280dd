"""Slides read twice: who read them first, what was drawn for a second reading, what both saw, how a reader is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

RESULTS = ("negative", "positive")
UNREADABLE = "unreadable"
"""The result of a second reading of a slide that is broken, faded or lost: it counts for nothing."""
SLIDE_SPECIES = ("falciparum", "vivax", "malariae", "ovale", "knowlesi", "mixed_pf_pv_po")


@dataclass(frozen=True, slots=True)
class Microscopist:
    """Who reads slides at a facility. `account`: the own account of this node, which may never read them a second time."""

    id: UUID
    name: str
    facility: str
    area: str
    account: UUID | None
    active: bool
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody saw on a slide; `density` in parasites per microlitre, None where it was not counted."""

    result: str
    species: str | None = None
    density: int | None = None


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide (sediaan) with its first reading."""

    id: UUID
    label: str
    area: str
    reader: UUID
    day: date
    first: Reading
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SlideRound:
    """Slides of a reader's month that were drawn to be read again (putaran uji silang); `codes`: the first, the last."""

    id: UUID
    reader: UUID
    reader_name: str
    facility: str
    area: str
    month: date
    seed: int
    drawn_at: datetime
    drawn_by: str
    closed_at: datetime | None
    slides: int
    read: int
    codes: tuple[str, str]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class BlindSlide:
    """What the second reader is shown of a slide: a code, whether it was read and by whom asks; nothing of the first."""

    round: UUID
    code: str
    read: bool
    version: int
    mine: bool = False


@dataclass(frozen=True, slots=True)
class CrossChecker:
    """An account that asked to read slides again; settled once the desk has said which slides it may not read."""

    account: UUID
    name: str
    area: str
    asked_at: datetime
    settled_at: datetime | None
    settled_by: str


@dataclass(frozen=True, slots=True)
class SlidePair:
    """A slide's readings side by side; for who judges, once the round is closed. `truth`: the third, else the second."""

    slide: UUID
    code: str
    label: str
    day: date
    first: Reading
    second: Reading | None
    third: Reading | None

    @property
    def truth(self) -> Reading | None:
        """The reading that counts as right; none where the slide could not be read again."""
        found = self.third or self.second
        return None if found is not None and found.result == UNREADABLE else found

    @property
    def discordant(self) -> bool:
        """Whether the first two readings differ in result or species."""
        second = self.second
        if second is None or second.result == UNREADABLE:
            return False
        return (self.first.result, self.first.species) != (second.result, second.species)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval, 0 to 1; `of` is what it is a share of."""

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class SpeciesAgreement:
    """Agreement on species among slides that both call positive: share, Cohen's kappa and its interval, the table."""

    agreement: Share
    kappa: float | None
    low: float | None
    high: float | None
    table: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class ReaderJudged:
    """A reader in some rounds: two by two, sensitivity, specificity, species; `verdict`: good, wanting or few.

    `density`: of the slides that both call positive and counted, the share whose first count lies near the right one.
    """

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    sensitivity: Share
    specificity: Share
    agreement: Share
    species: SpeciesAgreement
    density: Share
    verdict: str
    wanting: Sequence[str]
    level: str


@dataclass(frozen=True, slots=True)
class QualityStep:
    """What followed for a reader: feedback, retraining, slides read again; by whom, and a note."""

    what: str
    note: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """A training (pelatihan): for village workers or microscopists. `months`: how long its certificates hold."""

    id: UUID
    title: str
    kind: str
    area: str
    held_on: date
    place: str
    trainer: str
    months: int
    people: int = 0
    passed: int = 0
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """Somebody in a course: a worker or a reader, the result, and the certificate where there is one."""

    id: UUID
    course: UUID
    who: UUID
    kind: str
    name: str
    result: str
    score: int | None
    number: str
    code: str
    issued_on: date | None
    valid_until: date | None
    withdrawn: str
    version: int
