"""SQL about devices, by the digests of their tokens, and about invitations."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.malaria.model.devices import Device, DeviceUnknown
from simpul.malaria.store.tables import devices, invitations


def _device(row: RowMapping) -> Device:
    return Device(
        id=row["id"],
        short=row["short"],
        worker=row["worker"],
        village=row["village"],
        label=row["label"],
        app_version=row["app_version"],
        public_key=row["public_key"],
        node_key=row["node_key"],
        enrolled_at=row["enrolled_at"],
        seen_at=row["seen_at"],
        revoked_at=row["revoked_at"],
        reason=row["reason"],
        broken_at=row["broken_at"],
        synthetic=row["synthetic"],
    )


def get(connection: Connection, id: UUID) -> Device:
    """The device, locked until this transaction ends; DeviceUnknown."""
    found = connection.execute(select(devices).where(devices.c.id == id).with_for_update()).mappings().one_or_none()
    if found is None:
        raise DeviceUnknown()
    return _device(found)


def of_id(connection: Connection, id: UUID) -> Device | None:
    """The device of this id, if there is one."""
    found = connection.execute(select(devices).where(devices.c.id == id)).mappings().one_or_none()
    return None if found is None else _device(found)


def of_upload(connection: Connection, digest: bytes) -> Device | None:
    """The device whose token for sending this is the digest of."""
    found = connection.execute(select(devices).where(devices.c.upload_token == digest)).mappings().one_or_none()
    return None if found is None else _device(found)


def of_read(connection: Connection, digest: bytes) -> Device | None:
    """The device whose token for reading this is the digest of."""
    found = connection.execute(select(devices).where(devices.c.read_token == digest)).mappings().one_or_none()
    return None if found is None else _device(found)


def of_short(connection: Connection, number: int) -> Device | None:
    """The device that this number of an SMS means."""
    found = connection.execute(select(devices).where(devices.c.short == number)).mappings().one_or_none()
    return None if found is None else _device(found)


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """The device is there; the number it has in an SMS."""
    short: int = connection.execute(insert(devices).values(**values).returning(devices.c.short)).scalar_one()
    return short


def add_many(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """The devices are there; those known stay as they are."""
    given = [dict(row) for row in rows]
    if given:
        connection.execute(upsert(devices).on_conflict_do_nothing(), given)


def change(connection: Connection, id: UUID, values: Mapping[str, Any]) -> None:
    """The device's row has these values."""
    connection.execute(update(devices).where(devices.c.id == id).values(**values))


def in_use(connection: Connection, worker: UUID) -> list[UUID]:
    """The worker's devices that are not revoked, locked."""
    wanted = select(devices.c.id).where(devices.c.worker == worker, devices.c.revoked_at.is_(None))
    return list(connection.scalars(wanted.order_by(devices.c.id).with_for_update()))


def invite(connection: Connection, values: Mapping[str, Any]) -> None:
    """The invitation is there, by its token's digest; earlier ones of the worker that were not used are over."""
    at = values["made_at"]
    earlier = (invitations.c.worker == values["worker"], invitations.c.spent_at.is_(None), invitations.c.expires_at > at)
    connection.execute(update(invitations).where(*earlier).values(expires_at=at))
    connection.execute(insert(invitations).values(**values))


def invitation(connection: Connection, digest: bytes) -> dict[str, Any] | None:
    """The invitation of this token, locked until this transaction ends."""
    wanted = select(invitations).where(invitations.c.token == digest).with_for_update()
    found = connection.execute(wanted).mappings().one_or_none()
    return None if found is None else {str(key): value for key, value in found.items()}


def spend(connection: Connection, id: UUID, *, device: UUID, at: datetime) -> None:
    """The invitation is used up by this device."""
    connection.execute(update(invitations).where(invitations.c.id == id).values(spent_at=at, device=device))


def end_invitations(connection: Connection, worker: UUID, at: datetime) -> None:
    """No invitation of the worker can be used any more."""
    open_ones = (invitations.c.worker == worker, invitations.c.spent_at.is_(None), invitations.c.expires_at > at)
    connection.execute(update(invitations).where(*open_ones).values(expires_at=at))


def count_refused(connection: Connection, id: UUID, more: int) -> None:
    """So many more events of the device were refused."""
    connection.execute(update(devices).where(devices.c.id == id).values(refused=devices.c.refused + more))
