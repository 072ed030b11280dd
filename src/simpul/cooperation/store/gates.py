"""SQL about gates and their devices."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update

from simpul.cooperation.model.gates import Gate, GateDevice
from simpul.cooperation.store.gate_tables import devices, gates

_g, _d = gates.c, devices.c
BY_HAND = "by hand"
"""What a desk's own device is called, with which an officer checks codes one by one on a page."""


def of_event(connection: Connection, event: UUID) -> list[Gate]:
    """The event's gates, by name."""
    return [_gate(row) for row in connection.execute(select(gates).where(_g.event == event).order_by(_g.name))]


def get(connection: Connection, gate: UUID) -> Gate | None:
    """The gate, if there is one."""
    row = connection.execute(select(gates).where(_g.id == gate)).one_or_none()
    return _gate(row) if row else None


def add(connection: Connection, gate: Gate) -> None:
    """The gate is there; a name that another of the event has raises IntegrityError."""
    values = {"id": gate.id, "event": gate.event, "name": gate.name, "open": gate.open, "made_at": gate.made_at}
    connection.execute(insert(gates).values(values))


def set_open(connection: Connection, gate: UUID, *, is_open: bool) -> None:
    """The gate takes new devices, or none any more."""
    connection.execute(update(gates).where(_g.id == gate).values(open=is_open))


def add_device(connection: Connection, device: GateDevice, key: bytes) -> None:
    """The device is signed on; `key`: the digest of its key."""
    values = {
        "id": device.id,
        "event": device.event,
        "gate": device.gate,
        "account": device.account,
        "label": device.label,
        "key": key,
        "made_at": device.made_at,
        "until": device.until,
    }
    connection.execute(insert(devices).values(values))


def devices_of(connection: Connection, event: UUID) -> list[GateDevice]:
    """The event's devices, the latest first."""
    asked = select(devices).where(_d.event == event).order_by(_d.made_at.desc())
    return [_device(row) for row in connection.execute(asked)]


def by_keys(connection: Connection, keys: Collection[bytes]) -> dict[bytes, GateDevice]:
    """The devices whose keys have these digests."""
    asked = select(devices).where(_d.key.in_(list(keys)))
    return {row.key: _device(row) for row in connection.execute(asked)}


def by_ids(connection: Connection, ids: Collection[UUID]) -> dict[UUID, GateDevice]:
    """These devices."""
    if not ids:
        return {}
    return {row.id: _device(row) for row in connection.execute(select(devices).where(_d.id.in_(list(ids))))}


def by_hand(connection: Connection, account: UUID, gate: UUID, now: datetime) -> GateDevice | None:
    """The desk's own device of this officer at this gate, if there is one whose time is not over."""
    mine = (_d.account == account, _d.gate == gate, _d.label == BY_HAND, _d.until > now)
    row = connection.execute(select(devices).where(*mine).order_by(_d.made_at).limit(1)).one_or_none()
    return _device(row) if row else None


def revoke(connection: Connection, device: UUID, at: datetime | None) -> bool:
    """Whether the device's state changed: it is taken off, or with None put back."""
    change = _d.revoked_at.is_(None) if at else _d.revoked_at.is_not(None)
    return bool(connection.execute(update(devices).where(_d.id == device, change).values(revoked_at=at)).rowcount)


def seen(connection: Connection, at: datetime, unsent: Iterable[tuple[UUID, int]]) -> None:
    """Each device was heard of now, and said how much it still holds."""
    for device, count in unsent:
        connection.execute(update(devices).where(_d.id == device).values(seen_at=at, unsent=count))


def with_devices(connection: Connection) -> list[UUID]:
    """Events of which devices are still kept."""
    return list(connection.scalars(select(_d.event).distinct()))


def forget(connection: Connection, events: Collection[UUID]) -> int:
    """How many devices of these events are forgotten."""
    return connection.execute(delete(devices).where(_d.event.in_(list(events)))).rowcount


def _gate(row: Row[tuple[object, ...]]) -> Gate:
    return Gate(row.id, row.event, row.name, row.open, row.made_at)


def _device(row: Row[tuple[object, ...]]) -> GateDevice:
    return GateDevice(
        id=row.id,
        event=row.event,
        gate=row.gate,
        account=row.account,
        label=row.label,
        made_at=row.made_at,
        until=row.until,
        revoked_at=row.revoked_at,
        seen_at=row.seen_at,
        unsent=row.unsent,
    )
