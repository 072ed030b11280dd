"""What the hot path reads of `disaster_report`: plain SQL, only the columns the feed needs.

Personal data: none beyond what the feed publishes; texts and photographs are read but leave only when verified.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

_SELECT = """
    SELECT id, number, hazard, reported_at, longitude, latitude, province, regency, district, village, approximate, card,
           severity, text, photo, status, source, training, live_until, changed_at, version
    FROM disaster_report
"""
_LIVE = text(_SELECT + "WHERE (live_until > :now AND status <> 'hidden' AND NOT training) OR changed_at >= :since")
_CHANGED = text(_SELECT + "WHERE changed_at >= :since")
_HISTORY = text(
    _SELECT
    + "WHERE reported_at >= :since AND status <> 'hidden' AND NOT training ORDER BY reported_at DESC, id LIMIT :most"
)
Row = dict[str, Any]
Rows = Sequence[Row]


def live(connection: Connection, *, now: datetime, since: datetime) -> Rows:
    """Every report that is live at `now`, and every one that changed since `since`, live or not."""
    return [dict(row) for row in connection.execute(_LIVE, {"now": now, "since": since}).mappings()]


def changed(connection: Connection, *, since: datetime) -> Rows:
    """Every report that changed at or after `since`, live or not."""
    return [dict(row) for row in connection.execute(_CHANGED, {"since": since}).mappings()]


def history(connection: Connection, *, since: datetime, most: int) -> Rows:
    """The newest `most` reports since `since` that may be shown."""
    return [dict(row) for row in connection.execute(_HISTORY, {"since": since, "most": most}).mappings()]


def is_public(row: Row, now: datetime) -> bool:
    """Whether a report belongs on the live map at `now`."""
    return row["status"] != "hidden" and not row["training"] and row["live_until"] is not None and row["live_until"] > now
