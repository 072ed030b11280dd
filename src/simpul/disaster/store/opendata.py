"""Files of open data that were made: which month of which data set, in which form, under which name. Personal data: none.

`disaster_download` holds a row a file, `disaster_download_look` since when changes of a data set are still to be made up.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Connection, Date, Table, Text, delete, select
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model.opendata import FileForm, MonthFile
from simpul.kernel.database import Instant, metadata

downloads = Table(
    "disaster_download",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
)
looks = Table(
    "disaster_download_look",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("looked_at", Instant, nullable=False),
    Column("pattern", Text, nullable=False),
)


def files(connection: Connection, dataset: str | None = None) -> list[MonthFile]:
    """The files of a data set (None: of all), the newest month first."""
    c = downloads.c
    wanted = select(downloads).order_by(c.dataset, c.month.desc(), c.form)
    rows = connection.execute(wanted if dataset is None else wanted.where(c.dataset == dataset)).mappings()
    return [MonthFile(**{**row, "form": FileForm(row["form"])}) for row in rows]


def file_of(connection: Connection, dataset: str, month: date, form: FileForm) -> MonthFile | None:
    """The file of this month; None where there is none."""
    return next((one for one in files(connection, dataset) if one.month == month and one.form is form), None)


def replace(connection: Connection, dataset: str, month: date, made: Sequence[MonthFile]) -> list[str]:
    """These files stand for the month from now on; the names of those that nothing names any more."""
    c = downloads.c
    old = connection.scalars(delete(downloads).where(c.dataset == dataset, c.month == month).returning(c.file)).all()
    for one in made:
        names = ("dataset", "month", "file", "bytes", "rows", "made_at")
        values = {name: getattr(one, name) for name in names} | {"form": one.form.value}
        connection.execute(insert(downloads).values(values))
    kept = set(connection.scalars(select(c.file).where(c.file.in_(old)))) if old else set()
    return [name for name in old if name not in kept]


def looked(connection: Connection, dataset: str) -> tuple[datetime, str] | None:
    """Until when a data set's changes were made up, and by which pattern; None before the first time."""
    row = connection.execute(select(looks.c.looked_at, looks.c.pattern).where(looks.c.dataset == dataset)).one_or_none()
    return (row[0], row[1]) if row else None


def keep_look(connection: Connection, dataset: str, at: datetime, pattern: str) -> None:
    """A data set's changes were made up until then, by this pattern."""
    statement = insert(looks).values(dataset=dataset, looked_at=at, pattern=pattern)
    fresh = {"looked_at": at, "pattern": pattern}
    connection.execute(statement.on_conflict_do_update(index_elements=["dataset"], set_=fresh))
