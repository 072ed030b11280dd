"""Personal data leaves when it is due; `tables` says what is kept for how long."""

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from simpul.disaster.model import Status
from simpul.disaster.store.tables import reports


def forget_addresses(connection: Connection, before: datetime) -> int:
    """How many reports older than `before` lost the hash of their address."""
    due = (reports.c.reported_at < before, reports.c.address.is_not(None))
    return connection.execute(update(reports).where(*due).values(address=None)).rowcount


def forget_devices(connection: Connection, before: datetime) -> int:
    """How many reports older than `before` lost the hash of their device."""
    due = (reports.c.reported_at < before, reports.c.device.is_not(None))
    return connection.execute(update(reports).where(*due).values(device=None)).rowcount


def forget_hidden(connection: Connection, before: datetime) -> list[str]:
    """Reports hidden before `before` lost text and photograph; the files that no other report shows."""
    due = (
        reports.c.status == Status.HIDDEN.value,
        reports.c.decided_at < before,
        or_(reports.c.text.is_not(None), reports.c.photo.is_not(None)),
    )
    rows = connection.execute(
        select(reports.c.id, reports.c.photo, reports.c.thumbnail).where(*due).with_for_update()
    ).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    change = {"text": None, "photo": None, "thumbnail": None}
    connection.execute(update(reports).where(reports.c.id.in_(ids)).values(change))
    files = {name for row in rows for name in (row.photo, row.thumbnail) if name}
    shown = select(reports.c.photo).where(reports.c.photo.in_(files))
    shown_small = select(reports.c.thumbnail).where(reports.c.thumbnail.in_(files))
    return sorted(files - set(connection.scalars(shown)) - set(connection.scalars(shown_small)))
