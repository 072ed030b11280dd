"""Open data: columns with their meaning, collections that GIS programs read, data sets to take away. Law: Perpres 39/2019.

Perpres 39/2019 (Satu Data Indonesia) asks for data with metadata, in forms that programs read and share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from simpul.kernel.errors import Invalid, NotFound
from simpul.kernel.i18n import N_

Words = Mapping[str, str]
Box = tuple[float, float, float, float]


class ColumnKind(StrEnum):
    """What the values of a column are. INSTANT is RFC 3339 in UTC, JSON a text that holds JSON."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    JSON = "json"


class FileForm(StrEnum):
    """In which form a file is made."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column of a table, or a property of a feature, and what it means in each language."""

    name: str
    kind: ColumnKind
    meaning: Words


@dataclass(frozen=True, slots=True)
class Collection:
    """Features of one kind as GIS programs read them (OGC API Features).

    `time` names the column, or the first and the last one, that a question about time is compared with; none where
    nothing has a time. `filters` are the columns that may be asked for by value. `attribution` is empty for the node's own.
    """

    id: str
    title: Words
    about: Words
    columns: tuple[DataColumn, ...]
    time: tuple[str, ...]
    filters: tuple[str, ...]
    attribution: str

    def column(self, name: str) -> DataColumn | None:
        """The column of this name."""
        return next((one for one in self.columns if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table that is made into files month by month; `time` is the column that decides the month (UTC)."""

    slug: str
    title: Words
    about: Words
    columns: tuple[DataColumn, ...]
    time: str
    attribution: str


@dataclass(frozen=True, slots=True)
class MonthFile:
    """The file of one month (its first day) of a data set in one form; `file` is the name under which it is kept."""

    dataset: str
    month: date
    form: FileForm
    file: str
    bytes: int
    rows: int
    made_at: datetime

    @property
    def name(self) -> str:
        """What people call the file: 2026-11.csv."""
        return f"{self.month:%Y-%m}.{self.form}"

    @property
    def sha256(self) -> str:
        """The checksum of the whole file."""
        return self.file.partition(".")[0]


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From when to when, both included; None where it is open."""

    start: datetime | None
    end: datetime | None

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether something that lasted from `start` to `end` touches this span."""
        return (self.end is None or start <= self.end) and (self.start is None or end >= self.start)


@dataclass(frozen=True, slots=True)
class FeaturesAsked:
    """Which features of a collection: in a box, in a span of time, with these values; so many after the one named.

    A box whose west lies east of its east reaches across the antimeridian. `after` is the id of the last feature that was
    seen, empty at the beginning.
    """

    box: Box | None = None
    span: TimeSpan | None = None
    values: tuple[tuple[str, str | int | float | bool], ...] = ()
    limit: int = 100
    after: str = ""


@dataclass(frozen=True, slots=True)
class FeaturesFound:
    """One page of features as GeoJSON mappings, how many match in all, and whether more follow the last one."""

    features: tuple[Mapping[str, object], ...]
    matched: int
    more: bool


class CollectionUnknown(NotFound):
    """No collection has this name."""

    code = "collection-unknown"
    sentence = N_("There is no collection with this name. All collections are listed at /ogc/collections.")


class FeatureUnknown(NotFound):
    """The collection holds no such feature."""

    code = "feature-unknown"
    sentence = N_("This collection has no feature with this number; it may have left the map.")


class QuestionUnknown(Invalid):
    """A parameter that the interface does not describe."""

    code = "question-unknown"
    sentence = N_("The parameter “{parameter}” is not known here. The description at /ogc/api lists those that are.")


class QuestionUnreadable(Invalid):
    """A parameter whose value cannot be read."""

    code = "question-unreadable"
    sentence = N_("The value of “{parameter}” cannot be read: {reason}.")


class DatasetUnknown(NotFound):
    """No data set has this name."""

    code = "dataset-unknown"
    sentence = N_("There is no data set with this name. All of them are listed at /bencana/data.")


class MonthMissing(NotFound):
    """There is no file of this month."""

    code = "month-missing"
    sentence = N_("There is no file for this month. Months in which nothing happened have none.")
