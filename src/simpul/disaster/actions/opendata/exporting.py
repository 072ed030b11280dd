"""The files of open data: made month by month, and made anew where anything in a month has changed since.

So a report that was hidden or corrected leaves its month's files too, and the old files are gone.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import IO, Any

import orjson

from simpul.disaster.actions.opendata.names import region_names
from simpul.disaster.model.opendata import Dataset, FileForm, MonthFile, MonthMissing
from simpul.disaster.outside.open_files import BothForms
from simpul.disaster.rules.opendata.records import report_record
from simpul.disaster.rules.opendata.registry import DATASETS, dataset_of
from simpul.disaster.store import open_reports, open_tables
from simpul.disaster.store import opendata as store
from simpul.kernel.platform import Platform

_REPORTS = "laporan"
_OVERLAP = timedelta(minutes=10)
"""A transaction that commits late carries an earlier instant than what was seen already."""
_HELD = 32 * 1024 * 1024
_SUFFIXES = {FileForm.CSV: "csv", FileForm.PARQUET: "gpq"}


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a month that was made anew: which data set, which month, how many rows."""

    dataset: str
    month: date
    rows: int


def renew(platform: Platform, *, dataset: str = "", whole: bool = False) -> list[Made]:
    """The months in which anything changed since they were last made, made anew; with `whole` all of them.

    Of one data set where one is named; DatasetUnknown.
    """
    wanted = [dataset_of(dataset)] if dataset else list(DATASETS.values())
    return [made for one in wanted for made in _renew(platform, one, whole=whole)]


def _renew(platform: Platform, dataset: Dataset, *, whole: bool) -> Iterator[Made]:
    now = platform.clock.now()
    with platform.database.reading() as unit:
        last = None if whole else store.looked(unit.connection, dataset.slug)
        pattern = _pattern(dataset)
        since = last[0] if last and last[1] == pattern else None
        months = _changed(unit.connection, dataset, since)
        kept = {one.month for one in store.files(unit.connection, dataset.slug)}
        gone = kept - {month for month, _ in _counts(unit.connection, dataset)} if dataset.slug != _REPORTS else set()
    for month in sorted({*months, *gone}):
        yield _make(platform, dataset, month)
    with platform.database.writing() as unit:
        unit.unaudited("a note of how far the files of public data are made up")
        store.keep_look(unit.connection, dataset.slug, now - _OVERLAP, pattern)


def _pattern(dataset: Dataset) -> str:
    """What changes when the columns of a data set do: its files are made anew then."""
    return " ".join(f"{one.name}:{one.kind}" for one in dataset.columns)


def _changed(connection: Any, dataset: Dataset, since: datetime | None) -> list[date]:
    if dataset.slug == _REPORTS:
        return [one.date() for one in open_reports.months(connection, since)]
    found = open_tables.months(connection, dataset.slug)
    kept = {one.month: one for one in store.files(connection, dataset.slug)}
    return [
        month.date()
        for month, count, changed in found
        if since is None or changed >= since or month.date() not in kept or kept[month.date()].rows != count
    ]


def _counts(connection: Any, dataset: Dataset) -> list[tuple[date, int]]:
    return [(month.date(), count) for month, count, _ in open_tables.months(connection, dataset.slug)]


def _make(platform: Platform, dataset: Dataset, month: date) -> Made:
    """The month's files are the ones that people get from now on; no files where nothing is left in the month."""
    with tempfile.SpooledTemporaryFile(_HELD) as as_csv, tempfile.SpooledTemporaryFile(_HELD) as as_parquet:
        both = BothForms(dataset.columns, as_csv, as_parquet)
        both.write(_records(platform, dataset, month))
        both.end()
        forms = {FileForm.CSV: as_csv, FileForm.PARQUET: as_parquet} if both.rows else {}
        made = [
            _kept(platform, MonthFile(dataset.slug, month, form, "", 0, both.rows, platform.clock.now()), file)
            for form, file in forms.items()
        ]
    with platform.database.writing() as unit:
        unit.unaudited("files of what is public already")
        old = store.replace(unit.connection, dataset.slug, month, made)
    for name in old:
        platform.files.remove(name)
    return Made(dataset.slug, month, both.rows)


def _kept(platform: Platform, one: MonthFile, file: IO[bytes]) -> MonthFile:
    size = file.seek(0, 2)
    return replace(one, file=platform.files.keep(file, _SUFFIXES[one.form]), bytes=size)


def _records(platform: Platform, dataset: Dataset, month: date) -> Iterator[Mapping[str, Any]]:
    start, end = bounds(month)
    with platform.database.reading() as unit:
        if dataset.slug == _REPORTS:
            names = region_names(platform)
            for row in open_reports.of_month(unit.connection, start, end):
                yield report_record(row, names)
        else:
            yield from _plain(open_tables.of_month(unit.connection, dataset.slug, start, end))


def _plain(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Rows as they are: lists as words with spaces between, JSON as text, places to a tenth of a metre."""
    for row in rows:
        told = {name: _told(value) for name, value in row.items()}
        yield told | {name: round(row[name], 6) for name in ("longitude", "latitude")}


def _told(value: object) -> object:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return orjson.dumps(value).decode() if isinstance(value, dict) else value


def bounds(month: date) -> tuple[datetime, datetime]:
    """The first instant of a month (UTC) and that of the next."""
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    return start, (start + timedelta(days=32)).replace(day=1)


def listed(platform: Platform, dataset: str | None = None) -> list[MonthFile]:
    """The files that there are, of a data set or of all; the newest month first."""
    with platform.database.reading() as unit:
        return store.files(unit.connection, dataset)


def file_named(platform: Platform, dataset: str, name: str) -> MonthFile:
    """The file of this name ("2026-11.csv") of a data set; DatasetUnknown, MonthMissing."""
    known = dataset_of(dataset)
    found = next((one for one in listed(platform, known.slug) if one.name == name), None)
    if found is None:
        raise MonthMissing(dataset=dataset, file=name[:40])
    return found
