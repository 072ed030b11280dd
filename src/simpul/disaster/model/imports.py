"""Files of reports that offices send: how an import stands, what of its rows is wrong, what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

FILE_MOST = 10 * 1024 * 1024
ROWS_MOST = 20_000
SOURCE_MOST = 60
UNDONE_WITHIN = timedelta(hours=1)
"""How long after it was taken in a file can be taken back."""
ROWS_KEPT, IMPORTS_KEPT = timedelta(days=7), timedelta(days=5 * 365)
"""How long the file and its refused rows are kept, and how long the account of it."""


class ImportState(StrEnum):
    """How far an import is."""

    CHECKING = "checking"
    READY = "ready"
    TAKING = "taking"
    TAKEN = "taken"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"
    FAILED = "failed"


WORKED = (ImportState.CHECKING, ImportState.TAKING, ImportState.UNDOING)
"""States in which a worker of the node has something to do."""


@dataclass(frozen=True, slots=True)
class ReportImport:
    """A file of reports that somebody sent.

    `columns` says which column of the file answers which question. `hazard` is what rows report that name none, `source`
    whose numbers the rows bear: the same number of the same source is the same report. `checked` says that the office has
    verified them. `region` is the agency's; None for the whole country. `counts` holds rows by outcome.
    """

    id: UUID
    at: datetime
    by: UUID | None
    by_name: str
    agency: str
    region: str | None
    file: str
    size: int
    kind: str
    state: ImportState
    heads: tuple[str, ...]
    columns: Mapping[str, str]
    source: str
    hazard: str
    checked: bool = False
    training: bool = False
    rows: int = 0
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    taken_at: datetime | None = None
    undone_at: datetime | None = None
    problem: str = ""

    @property
    def fresh(self) -> int:
        """How many rows would become, or became, new reports."""
        return self.counts.get("fresh", 0)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of the file as it is taken: what it reports, where, when; and its name at its source."""

    line: int
    hazard: str
    card: Mapping[str, Any]
    longitude: float
    latitude: float
    at: datetime
    region: str = ""
    """Code of the region whose middle is the place, where the row names one and no point."""
    text: str = ""
    title: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True)
class ImportFlaw:
    """A row that is left out: its line in the file (the heading is line 1), why, in which column, what stands there."""

    line: int
    why: str
    column: str = ""
    value: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A page of a list, and how long the whole list is."""

    lines: tuple[Any, ...]
    total: int
