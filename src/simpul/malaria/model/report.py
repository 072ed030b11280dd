"""The district's monthly report: what it is made of, and what it says as parts, the same for the page and the PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from simpul.malaria.model.alerts import Alert
from simpul.malaria.model.foci import FocusLine, FocusTally
from simpul.malaria.model.indicators import Measured
from simpul.malaria.model.investigations import Limits, Timeliness
from simpul.malaria.model.sending import SendScope
from simpul.malaria.model.slides import ReaderJudged
from simpul.malaria.model.supply import StockLine, SupplyFront


@dataclass(frozen=True, slots=True)
class ReportVillage:
    """A village in the month: its code, name and counts."""

    code: str
    name: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReportReader:
    """A reader of slides, judged by the closed rounds of the month's slides."""

    name: str
    facility: str
    judged: ReaderJudged


@dataclass(frozen=True, slots=True)
class ReportMonths:
    """Counts of the month, of the month before and of the same month a year before; None where nothing was counted."""

    now: Mapping[str, int]
    before: Mapping[str, int] | None
    year_ago: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """All that the report tells: counts, weeks (Monday, positives), villages, and what other rooms of the desk know.

    `served` villages have a worker; `silent` names those of them without a test in the month.
    """

    scope: SendScope
    at: datetime
    agency: str
    by_name: str
    months: ReportMonths
    weeks: Sequence[tuple[date, int]]
    villages: Sequence[ReportVillage]
    served: int
    silent: Sequence[str]
    population: int | None
    measured: Sequence[Measured]
    alerts: Sequence[Alert]
    foci: Sequence[FocusLine]
    foci_tally: FocusTally
    timeliness: Timeliness
    limits: Limits
    stock: Sequence[StockLine]
    supply: SupplyFront | None
    readers: Sequence[ReportReader]
    names: Mapping[str, str]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of texts; `numeric` says which columns hold numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A part of the report: paragraphs, a table, a note on how to read it."""

    key: str
    heading: str
    text: Sequence[str] = ()
    table: ReportTable | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """The report in one language."""

    title: str
    subtitle: str
    lead: str
    issued: str
    marks: Sequence[str]
    facts: Sequence[tuple[str, str, str]]
    parts: Sequence[ReportPart]
    foot: str
    says: str = ""
    weeks: Sequence[tuple[str, int, bool]] = field(default_factory=tuple)
