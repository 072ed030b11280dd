"""How many reports are live in a region, by hazard. Holds no table; Personal data: none in what it tells."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from simpul.disaster.model import Status
from simpul.disaster.store.tables import reports

_LEVELS = (reports.c.province, reports.c.regency, reports.c.district, reports.c.village)


def in_region(connection: Connection, code: str, now: datetime) -> dict[str, int]:
    """By hazard, the most first: live, not hidden, no exercise, in the region of this code."""
    live = (reports.c.live_until > now, reports.c.status != Status.HIDDEN.value, reports.c.training.is_(False))
    there = _LEVELS[min(code.count("."), len(_LEVELS) - 1)] == code
    counted = select(reports.c.hazard, func.count()).where(*live, there).group_by(reports.c.hazard)
    rows = connection.execute(counted.order_by(func.count().desc(), reports.c.hazard)).all()
    return {str(hazard): int(number) for hazard, number in rows}
