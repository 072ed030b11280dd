"""SQL about what devices told by SMS, until their events are here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.malaria.model.devices import Device
from simpul.malaria.model.events import Notice
from simpul.malaria.store.tables import notices


def keep(connection: Connection, fresh: UUID, device: Device, notice: Notice, at: datetime) -> UUID:
    """The notice's id; the same message again is the same notice."""
    facts = dict(notice.facts)
    row = {"id": fresh, "device": device.id, "village": device.village, "number": notice.number, "facts": facts}
    connection.execute(insert(notices).values(**row, received_at=at).on_conflict_do_nothing())
    same = (notices.c.device == device.id, notices.c.number == notice.number)
    return UUID(str(connection.scalar(select(notices.c.id).where(*same))))


def confirm(connection: Connection, device: UUID, at: datetime) -> None:
    """What the device told by SMS is confirmed: its events are here."""
    waiting = (notices.c.device == device, notices.c.confirmed_at.is_(None))
    connection.execute(update(notices).where(*waiting).values(confirmed_at=at))
