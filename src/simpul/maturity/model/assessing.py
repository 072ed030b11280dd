"""An agency's assessment in an edition: what is said of each indicator, by whom, at which stage.

Law: Permen PANRB 59/2020 and 8/2026. Terms: docs/glossary.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from simpul.kernel.errors import Refusal
from simpul.maturity.model.editions import Participant

SELF, DOCUMENT, INTERVIEW, VISIT = "self", "document", "interview", "visit"
REVIEW, OBJECTION, FINAL = "review", "objection", "final"
JOINT = 0
"""The seat of the agency (stage self) and of the assessors together."""


class AssessmentState(StrEnum):
    """Whether a stage is being filled in, waits for what comes next, or all is closed."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an indicator: level (None: not filled), criteria met, facts, analysis, justification (assessors)."""

    level: Fraction | None = None
    met: tuple[int, ...] = ()
    facts: str = ""
    analysis: str = ""
    justification: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody wants to be kept of an indicator. `version`: of the answer that it began from (0: there was none).

    `place`: where the page stood that it was typed in, as `Sheet.place` has it; empty: wherever the words go now.
    """

    indicator: str
    said: Said
    version: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of an indicator at a stage from a seat, in its newest version (1 is the first)."""

    stage: str
    seat: int
    indicator: str
    version: int
    said: Said
    by: UUID | None
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """A version of an answer that another took the place of."""

    version: int
    stage: str
    seat: int
    said: Said
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What somebody typed and has not kept; `based_on` is the version of the answer it began from (0: there was none)."""

    said: Said
    based_on: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment as it is kept.

    `submitted`: when each seat submitted in this stage (0: the closing); `unlocked`: what a review sent back.
    """

    id: UUID
    edition: str
    agency: str
    stage: str
    state: AssessmentState
    version: int
    entry: UUID | None
    entry_name: str
    general: Mapping[str, str]
    submitted: Mapping[int, str]
    unlocked: tuple[str, ...]
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment as one person sees it: where they sit (0 agency, 1 to 3 assessors and reviewer), what they may do."""

    row: AssessmentRow
    participant: Participant
    stages: tuple[str, ...]
    instrument: str
    year: int
    edition_title: str
    seat_of_actor: int | None
    seats: Mapping[int, str]
    may: frozenset[str]
    deadline: date | None = None

    @property
    def id(self) -> UUID:
        """The assessment's id."""
        return self.row.id

    @property
    def edition(self) -> str:
        """The edition's key."""
        return self.row.edition

    @property
    def agency(self) -> str:
        """The agency's number."""
        return self.row.agency

    @property
    def stage(self) -> str:
        """The stage it is in."""
        return self.row.stage

    @property
    def state(self) -> str:
        """open, submitted or closed."""
        return self.row.state

    @property
    def version(self) -> int:
        """The version of its state, to be sent back with a change."""
        return self.row.version

    @property
    def entry(self) -> UUID | None:
        """The account of the data-entry officer."""
        return self.row.entry

    @property
    def general(self) -> Mapping[str, str]:
        """What was answered to the edition's general questions."""
        return self.row.general

    @property
    def unlocked(self) -> tuple[str, ...]:
        """The indicators that alone may change now; empty: all of the stage."""
        return self.row.unlocked

    @property
    def submitted(self) -> Mapping[int, str]:
        """When each seat submitted in this stage."""
        return self.row.submitted


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """A line of a list of assessments, as one person sees it; `filled` of `total` indicators from the own seat."""

    id: UUID
    edition: str
    title: str
    year: int
    agency: str
    name: str
    kind: str
    province: str
    stage: str
    state: str
    seat: int | None
    filled: int
    total: int
    submitted: bool
    other_submitted: bool
    changed_at: datetime
    deadline: date | None
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answers for an indicator at the agency (responden)."""

    account: UUID
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the agency that can be given work in its assessment."""

    account: UUID
    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Review:
    """What the reviewer found of an indicator: "valid" or "not_valid", with a note (telaah)."""

    indicator: str
    verdict: str
    note: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """A reviewer's verdict on indicators as it is handed in: "valid" or "not_valid", and the note that the latter needs."""

    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewObjection:
    """An objection as the agency hands it in: the indicator, the level that it wants, and why."""

    indicator: str
    wanted: Fraction
    reason: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What an agency objects to (sanggah), and the assessors' answer: "" (waits), "granted" or "refused"."""

    id: UUID
    indicator: str
    wanted: Fraction
    reason: str
    by_name: str
    at: datetime
    verdict: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether it has neither been answered nor withdrawn."""
        return not self.verdict and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened in an assessment, when and by whom."""

    stage: str
    step: str
    indicator: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in an overview, as one person sees it.

    `level`, `by` and `at` are the newest from the own seat; `before` carries over from the stage before; `self_level` is
    the agency's claim. `differs`: the two assessors' values do; `missing`: levels below the stated one not said to be met.
    """

    indicator: str
    level: Fraction | None
    filled: bool
    by: str
    at: datetime | None
    draft: bool
    self_level: Fraction | None
    before: Fraction | None
    verdict: str
    differs: bool
    evidence: int
    missing: tuple[int, ...]
    locked: bool
    objection: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one person may see of an indicator: own answer and draft, the agency's, earlier stages', both assessors'.

    `why_not` says why it cannot be changed now; None where it can. `place` goes back with what is typed, so that words
    typed at one stage are never taken for the next.
    """

    assessment: Assessment
    indicator: str
    answer: Answer | None
    draft: AnswerDraft | None
    self_answer: Answer | None
    earlier: Mapping[str, Answer]
    both: Mapping[int, Answer]
    why_not: Refusal | None
    missing: tuple[int, ...]
    review: Review | None
    objections: tuple[Objection, ...]
    history: tuple[PastAnswer, ...]
    respondents: tuple[Respondent, ...]
    place: str = ""

    @property
    def may_edit(self) -> bool:
        """Whether the person may change the answer now."""
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Difference:
    """An indicator where the two assessors' values differ, and what they agreed on, if they did."""

    indicator: str
    first: Answer | None
    second: Answer | None
    agreed: Answer | None


@dataclass(frozen=True, slots=True)
class Openable:
    """An edition in which the actor may begin an assessment of an agency now."""

    edition: str
    title: str
    year: int
    agency: str
    name: str
