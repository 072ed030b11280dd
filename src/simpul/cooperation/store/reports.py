"""SQL about reports that were made."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from simpul.cooperation.model.reports import ReportKept
from simpul.cooperation.store.report_tables import reports

_r = reports.c


def add(connection: Connection, one: ReportKept) -> None:
    """That the report was made is kept."""
    values = {name: getattr(one, name) for name in ("id", "programme", "period", "lang", "synthetic", "form", "digest")}
    connection.execute(insert(reports).values(**values, by=one.by, by_name=one.by_name, at=one.at))


def newest(connection: Connection, programme: str, most: int) -> list[ReportKept]:
    """The programme's last reports, the newest first, at most so many."""
    asked = select(reports).where(_r.programme == programme).order_by(_r.at.desc(), _r.id.desc()).limit(most)
    return [_report(row) for row in connection.execute(asked)]


def of_digest(connection: Connection, digest: str) -> ReportKept | None:
    """The first report that bore this digest."""
    row = connection.execute(select(reports).where(_r.digest == digest).order_by(_r.at).limit(1)).one_or_none()
    return _report(row) if row else None


def _report(row: Row[Any]) -> ReportKept:
    return ReportKept(
        id=row.id,
        programme=row.programme,
        period=row.period,
        lang=row.lang,
        synthetic=row.synthetic,
        form=row.form,
        digest=row.digest,
        by=row.by,
        by_name=row.by_name,
        at=row.at,
    )
