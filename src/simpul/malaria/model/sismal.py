"""e-SISMAL's sheets: what a cell may hold, what was read of a file, why a row was left out, how an import stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.i18n import N_

Cell = str | int | float | bool | date | None
FILE_MOST, ROWS_MOST = 64 * 1024 * 1024, 1_200_000
"""Bytes of a file, and rows of it that are read: a sheet of Excel has 1,048,576."""
DAYS_KEPT = 30
"""Days for which an import may be undone, and its report looked at."""


class SismalKind(StrEnum):
    """The register (a row a person tested) or the monthly sheet (a row a facility and month)."""

    REGISTER = "register"
    MONTHLY = "monthly"


class SismalState(StrEnum):
    """How an import stands: waits to be read, is read, waits for a decision, is taken in, stands, was undone, or failed."""

    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    TAKING = "taking"
    TAKEN = "taken"
    UNDONE = "undone"
    FAILED = "failed"


WORKED = (SismalState.WAITING, SismalState.READING, SismalState.TAKING)
"""States that change by themselves."""

OUTCOMES = {
    "new": N_("New"),
    "changed": N_("Corrects what stands"),
    "same": N_("Stands already, the same"),
    "field": N_("Stands already, from a village worker"),
    "alike": N_("Looks like a village worker’s case"),
    "clash": N_("Another patient has this number"),
}

WHYS = {
    "empty": N_("is empty"),
    "no-day": N_("is not a day that can be read; write 31/Dec/2025"),
    "day-before-2000": N_("is before the year 2000"),
    "day-to-come": N_("is in the future"),
    "month-first": N_("has no such month; write the day first"),
    "other-month": N_("does not fit the date ({other})"),
    "no-number": N_("is not a number"),
    "no-whole": N_("is not a whole number"),
    "below-nought": N_("is less than nought"),
    "too-large": N_("is larger than can be"),
    "no-choice": N_("is not one of: {other}"),
    "formula": N_("begins like a formula"),
    "region-unknown": N_("is no kabupaten or kota that is known"),
    "region-double": N_("may be a kabupaten or a kota; write which"),
    "region-outside": N_("is not in the region of your agency"),
    "region-missing": N_("is missing, and no kabupaten was chosen"),
    "doubled": N_("says the same as the row at {other}; give each patient a number of their own"),
    "id-twice": N_("has the same number as the row at {other}, and says something else"),
    "clash": N_("has the number of somebody else: day, sex, age or species stand otherwise in the register"),
    "alike": N_("has the kabupaten, day, sex, age and species of a case that a village worker recorded"),
    "total": N_("is a row of totals"),
    "heading": N_("is a heading again"),
    "predicted": N_("is a prediction, and no fact"),
    "ages-differ": N_("is not the sum of the ages ({other})"),
    "labs-differ": N_("is not the sum of microscopy, RDT and PCR ({other})"),
    "species-differ": N_("is not the sum of the species ({other})"),
    "origins-more": N_("is less than the sum of where cases were caught ({other})"),
    "column-missing": N_("has no such column; it was left empty"),
    "column-needed": N_("has no such column, and nothing can be read without it"),
    "column-twice": N_("stands twice; the first one counts"),
    "column-unknown": N_("is not known, and was not read"),
    "sheet-unread": N_("has no heading that is known, and was not read"),
    "occupation-other": N_("is not an occupation of the list; the row was taken without it"),
    "rows-most": N_("is the last row that was read; the file has more"),
}
"""Why a row was left out, or what was noted of it. `{other}` is what it was compared with."""


@dataclass(frozen=True, slots=True)
class SismalFlaw:
    """Where something is wrong, what stands there (shortened), why; `left_out`: the row is not taken in."""

    sheet: str
    line: int
    column: str
    value: str
    why: str
    other: str = ""
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class SismalRow:
    """A row that can be taken in. `facts`: the columns of its table, as JSON. `id` names it again next time."""

    sheet: str
    line: int
    kind: SismalKind
    village: str
    id: UUID
    facts: Mapping[str, object]
    own: bool = False


@dataclass(frozen=True, slots=True)
class SismalHeading:
    """Where the heading of a sheet is, and which field is in which column; `names` as the file calls them."""

    kind: SismalKind
    line: int
    columns: Mapping[str, int]
    names: Mapping[str, str]
    twice: Sequence[str] = ()
    unknown: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SismalContext:
    """What the rows of a file are judged by.

    `area`: the region chosen for rows that name none (a kabupaten or below). `region`: what the agency answers for.
    `regencies`: the code of each kabupaten by its name, as `rules.sismal.places` makes them.
    """

    area: str
    region: str | None
    regencies: Mapping[str, str]
    today: date
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SismalImport:
    """An import of a file: who sent what, how far it is, what came of it. `counts`: rows by outcome, and `left_out`."""

    id: UUID
    region: str | None
    area: str
    file: str
    size: int
    digest: str
    kept: str
    state: SismalState
    synthetic: bool
    by: UUID | None
    by_name: str
    at: datetime
    done: int = 0
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""
    with_alike: bool = False
    taken_at: datetime | None = None
    taken_by_name: str = ""
    undone_at: datetime | None = None
    undone_by_name: str = ""

    @property
    def fresh(self) -> int:
        """How many rows would change something."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)


@dataclass(frozen=True, slots=True)
class SismalMonth:
    """What a monthly sheet says of a facility and month."""

    area: str
    id: UUID
    facility: str
    first: date
    figures: Mapping[str, int]
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SismalCompared:
    """What facilities reported of a kabupaten's month beside what the register counts."""

    area: str
    first: date
    facilities: int
    reported: Mapping[str, int]
    counted: Mapping[str, int]

    def differs(self, item: str) -> bool:
        """Whether they do not say the same; what was not reported differs from nothing."""
        return item in self.reported and self.reported[item] != self.counted.get(item, 0)


@dataclass(frozen=True, slots=True)
class SismalPage:
    """Imports or flaws of one page, and how many there are in all."""

    lines: Sequence[SismalImport] | Sequence[SismalFlaw]
    total: int
