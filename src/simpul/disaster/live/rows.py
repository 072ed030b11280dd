"""What the hot path reads of `disaster_report`: only the columns the feed needs, as plain rows.

Personal data: none beyond what the feed publishes; texts and photographs are read but leave only when verified.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, not_, or_, select

from simpul.disaster.store.tables import reports

_SHOWN = (
    *("id", "number", "version", "hazard", "reported_at", "live_until", "changed_at", "status", "training", "source"),
    *("longitude", "latitude", "province", "regency", "district", "village", "placed", "approximate"),
    *("card", "severity", "text", "photo"),
)
_ROWS = select(*(reports.c[name] for name in _SHOWN))
_PUBLIC = and_(reports.c.status != "hidden", not_(reports.c.training))
Row = dict[str, Any]
Rows = Sequence[Row]


def live(connection: Connection, *, now: datetime, since: datetime) -> Rows:
    """Every report that is live at `now`, and every one that changed since `since`, live or not."""
    return _read(connection, _ROWS.where(or_(and_(reports.c.live_until > now, _PUBLIC), reports.c.changed_at >= since)))


def changed(connection: Connection, *, since: datetime) -> Rows:
    """Every report that changed at or after `since`, live or not."""
    return _read(connection, _ROWS.where(reports.c.changed_at >= since))


def history(connection: Connection, *, since: datetime, most: int) -> Rows:
    """The newest `most` reports since `since` that may be shown."""
    found = _ROWS.where(reports.c.reported_at >= since, _PUBLIC)
    return _read(connection, found.order_by(reports.c.reported_at.desc(), reports.c.id).limit(most))


def _read(connection: Connection, wanted: Select[Any]) -> Rows:
    return [dict(row) for row in connection.execute(wanted).mappings()]


def is_public(row: Row, now: datetime) -> bool:
    """Whether a report belongs on the live map at `now`."""
    return row["status"] != "hidden" and not row["training"] and row["live_until"] > now
