"""A programme's report: what it is asked for, the records that it tells, and the document that page, PDF and DOCX show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from simpul.cooperation.model.activities import Activity, Expert
from simpul.cooperation.model.agreements import Agreement
from simpul.cooperation.model.budgets import BudgetLine, Rate
from simpul.cooperation.model.governance import Decision, FollowUp, Meeting
from simpul.cooperation.model.history import NO_BACKGROUND, Background
from simpul.cooperation.model.programmes import Programme
from simpul.cooperation.model.projects import Deliverable, Project
from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_


class ReportPeriodWrong(Invalid):
    """The period is none that a report can be of."""

    code = "report-period-wrong"
    sentence = N_("Choose the whole programme, a year, or half a year that the list offers.")
    field = "masa"


class ReportLanguageWrong(Invalid):
    """The language is none of a report's."""

    code = "report-language-wrong"
    sentence = N_("Choose Indonesian, English or Korean.")
    field = "bahasa"


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The first and last day of what is told; both None for the whole programme. `code`: as it stands in addresses."""

    code: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """Which report: of a programme, for a period, in a language; `synthetic`: with what is made up, marked."""

    programme: str
    period: ReportPeriod
    lang: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class ReportRecords:
    """What is kept of the programme, as it stood at `at`; `accepted`: how many were accepted to an activity."""

    programme: Programme
    at: datetime
    today: date
    agency: str
    agreements: tuple[Agreement, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    rates: tuple[Rate, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    decisions: tuple[Decision, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    projects: tuple[Project, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    activities: tuple[Activity, ...] = ()
    experts: tuple[Expert, ...] = ()
    accepted: Mapping[UUID, int] | None = None
    background: Background = NO_BACKGROUND


@dataclass(frozen=True, slots=True)
class Said:
    """Words in the report's language; `refs`: numbers of their sources; `tag`: that they are inferred, or made up.

    `more`: a remark below them.
    """

    text: str
    refs: tuple[int, ...] = ()
    tag: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a `quiet` one is a remark."""

    words: tuple[Said, ...]
    quiet: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one line of words an item."""

    items: tuple[Said, ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `shares`: how wide each column is beside the others; `numeric`: which are set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    shares: tuple[float, ...]
    numeric: tuple[bool, ...]
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot. `title` says the finding, `alt` what is to be seen, `note` where it is from and what to beware of."""

    title: str
    svg: str
    alt: str
    note: Said
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below a chapter's."""

    text: str
    kind: str = "heading"


Block = Paragraph | Bullets | Grid | Picture | Heading


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered chapter; it has something in it, or is left out."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number of the summary: what it is, its value, what to know of it."""

    name: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the list of sources; `address`: empty where it has none on the web."""

    number: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """The whole report in one language; `marks` stand on every page; `labels`: the frame's own words."""

    lang: str
    code: str
    title: str
    programme: str
    period: str
    sides: tuple[tuple[str, str], ...]
    issued: str
    agency: str
    marks: tuple[str, ...]
    lead: tuple[Said, ...]
    figures: tuple[KeyFigure, ...]
    attention: tuple[Said, ...]
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
    labels: Mapping[str, str]
    foot: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report as a file: name, media type, bytes."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReportKept:
    """That a report was made: of what, in which `form` (pdf, docx), with which digest, by whom and when."""

    id: UUID
    programme: str
    period: str
    lang: str
    synthetic: bool
    form: str
    digest: str
    by: UUID | None
    by_name: str
    at: datetime
