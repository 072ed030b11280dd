"""How many reports residents have live, by regency and hazard. Holds no table; Personal data: none in what it tells."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from simpul.disaster.model import Status
from simpul.disaster.store.tables import reports


def by_regency(connection: Connection, now: datetime, *, least: int, within: timedelta) -> list[tuple[str, str, int]]:
    """Regency, hazard and number where there are at least so many: live, not hidden, no exercise, no one's duplicate."""
    live = (
        reports.c.live_until > now,
        reports.c.reported_at > now - within,
        reports.c.status != Status.HIDDEN.value,
        ~reports.c.training,
        reports.c.duplicate_of.is_(None),
        reports.c.regency.is_not(None),
    )
    asked = (
        select(reports.c.regency, reports.c.hazard, func.count())
        .where(*live)
        .group_by(reports.c.regency, reports.c.hazard)
        .having(func.count() >= least)
        .order_by(func.count().desc(), reports.c.regency, reports.c.hazard)
    )
    return [(regency, hazard, number) for regency, hazard, number in connection.execute(asked)]
