"""Gates and their devices: who opens a gate, signs a device on, takes one off, and what a device fetches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from simpul.cooperation.actions.checking_in import officers
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.events import EventUnknown, LargeEvent
from simpul.cooperation.model.gates import (
    Gate,
    GateClosed,
    GateDevice,
    GateDeviceRevoked,
    GateDeviceUnknown,
    GateNameWrong,
    GateUnknown,
    Used,
)
from simpul.cooperation.rules import gates as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.gates_reading import key_digest
from simpul.cooperation.store import checkins, events
from simpul.cooperation.store import gates as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

USED_MOST = 20_000
OVERLAP = timedelta(seconds=10)
"""So much of what a device has heard already it hears again: what was being written when it asked is not missed."""
_LISTS = "cooperation.gates.lists"
_KEPT_LISTS = 4


@dataclass(frozen=True, slots=True)
class SignedOn:
    """A device that was signed on, and its key, which is told this once."""

    device: GateDevice
    key: str
    gate: Gate
    event: LargeEvent


@dataclass(frozen=True, slots=True)
class TicketList:
    """What a device needs to decide alone: `packed` is eleven bytes a ticket (see the store), `mark` its state."""

    mark: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """What other gates took meanwhile; `more`: ask again at once."""

    now: datetime
    used: tuple[Used, ...]
    gates: Mapping[UUID, str]
    cursor: datetime
    more: bool


@dataclass(frozen=True, slots=True)
class EventGates:
    """An event and its gates, as a gate officer chooses among them."""

    event: LargeEvent
    gates: tuple[Gate, ...]


def offered(platform: Platform, actor: Actor) -> list[EventGates]:
    """Events that are not long over, with their gates, the next first; NotAtTheGate."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        rules.permit_gate(standing(unit.connection, actor, now))
        due = [one for one in events.all_(unit.connection) if one.ends_at + timedelta(days=1) > now]
        due.sort(key=lambda one: one.starts_at)
        return [EventGates(one, tuple(store.of_event(unit.connection, one.id))) for one in due]


def at_gate(platform: Platform, actor: Actor, event: UUID, gate: UUID) -> tuple[LargeEvent, Gate]:
    """The event and the gate, for who admits there; NotAtTheGate, GateUnknown."""
    with platform.database.reading() as unit:
        rules.permit_gate(standing(unit.connection, actor, unit.clock.now()))
        return event_of(unit, event), gate_of(unit, event, gate)


def names(platform: Platform, event: UUID) -> Mapping[UUID, str]:
    """What the event's gates are called."""
    with platform.database.reading() as unit:
        return {one.id: one.name for one in store.of_event(unit.connection, event)}


def of_event(platform: Platform, actor: Actor, event: UUID) -> tuple[list[Gate], list[GateDevice]]:
    """The event's gates and devices; NotTheCentre."""
    with platform.database.reading() as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
        event_of(unit, event)
        return store.of_event(unit.connection, event), store.devices_of(unit.connection, event)


def open_gate(platform: Platform, actor: Actor, event: UUID, *, name: str) -> Gate:
    """The event has a gate of this name; GateNameWrong, NotTheCentre, EventUnknown."""
    fit = rules.gate_name(name)
    try:
        with platform.database.writing(actor) as unit:
            now = unit.clock.now()
            permits.permit_centre(standing(unit.connection, actor, now))
            event_of(unit, event)
            gate = Gate(unit.ids.new(), event, fit, True, now)
            store.add(unit.connection, gate)
            unit.audit("cooperation.gate.open", subject=str(gate.id), after={"event": str(event), "name": fit})
            return gate
    except IntegrityError:
        raise GateNameWrong() from None


def set_open(platform: Platform, actor: Actor, gate: UUID, *, is_open: bool) -> None:
    """The gate takes new devices, or none any more; devices that are on go on. NotTheCentre, GateUnknown."""
    with platform.database.writing(actor) as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
        known = store.get(unit.connection, gate)
        if known is None:
            raise GateUnknown()
        store.set_open(unit.connection, gate, is_open=is_open)
        unit.audit("cooperation.gate.set", subject=str(gate), before={"open": known.open}, after={"open": is_open})


def sign_on(platform: Platform, actor: Actor, gate: UUID, *, event: UUID, label: str) -> SignedOn:
    """This browser admits at the gate, until the key's time is over; GateClosed, NotAtTheGate, GateUnknown."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        rules.permit_gate(standing(unit.connection, actor, now))
        large, at = event_of(unit, event), gate_of(unit, event, gate)
        if not at.open:
            raise GateClosed()
        assert actor.id is not None  # the permit asks for a role, which only accounts have
        until = rules.key_until(now, large.ends_at)
        device = GateDevice(unit.ids.new(), event, gate, actor.id, rules.label(label), now, until)
        key = unit.ids.token()
        store.add_device(unit.connection, device, key_digest(key))
        unit.audit("cooperation.gate.sign-on", subject=str(device.id), after={"gate": str(gate), "event": str(event)})
        return SignedOn(device, key, at, large)


def take_off(platform: Platform, actor: Actor, device: UUID, *, back: bool = False) -> None:
    """The device admits nobody any more (or, `back`, again); what it holds stays on it. NotTheCentre, GateDeviceUnknown."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_centre(standing(unit.connection, actor, now))
        if not store.by_ids(unit.connection, [device]):
            raise GateDeviceUnknown()
        store.revoke(unit.connection, device, None if back else now)
        unit.audit(f"cooperation.gate.{'put-back' if back else 'take-off'}", subject=str(device))


def sign_off(platform: Platform, key: str) -> None:
    """The device's key is worth nothing any more; by the device itself. GateDeviceUnknown."""
    with platform.database.writing() as unit:
        device = _by_key(unit, key)
        store.revoke(unit.connection, device.id, unit.clock.now())
        unit.audit("cooperation.gate.sign-off", subject=str(device.id))


def device_of(platform: Platform, key: str, event: UUID) -> GateDevice:
    """The device with this key, if it may fetch this event's list now; GateDeviceUnknown, GateDeviceRevoked."""
    with platform.database.reading() as unit:
        device = _by_key(unit, key)
        if device.event != event or device.until < unit.clock.now():
            raise GateDeviceUnknown()
        if device.revoked_at is not None or device.account not in officers(platform):
            raise GateDeviceRevoked()
        return device


def _by_key(unit: Unit, key: str) -> GateDevice:
    digest = key_digest(key)
    device = store.by_keys(unit.connection, [digest]).get(digest)
    if device is None:
        raise GateDeviceUnknown()
    return device


def tickets(platform: Platform, event: UUID) -> TicketList:
    """The event's tickets as a device keeps them, and other events' that are near; made once for each state of them."""
    with platform.database.reading() as unit:
        large = event_of(unit, event)
        near = [one.id for one in events.all_(unit.connection) if abs(one.starts_at - large.starts_at) <= rules.NEARBY]
        mark = checkins.mark(unit.connection, near)
        lists: dict[UUID, TicketList] = platform.state.setdefault(_LISTS, {})
        known = lists.get(event)
        if known is None or known.mark != mark:
            known = TicketList(mark, checkins.packed(unit.connection, event, near))
            while len(lists) >= _KEPT_LISTS and event not in lists:
                lists.pop(next(iter(lists)))
            lists[event] = known
        return known


def heard(platform: Platform, event: UUID, after: datetime | None) -> Heard:
    """What was taken since `after`, some of it again."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        found = checkins.used(unit.connection, event, after - OVERLAP if after else None, USED_MOST)
        names = {one.id: one.name for one in store.of_event(unit.connection, event)}
        cursor = found[-1].changed_at if found else (after or now)
        return Heard(now, tuple(found), names, cursor, len(found) == USED_MOST)


def event_of(unit: Unit, event: UUID) -> LargeEvent:
    """The event; EventUnknown."""
    found = events.get(unit.connection, event)
    if found is None:
        raise EventUnknown()
    return found


def gate_of(unit: Unit, event: UUID, gate: UUID) -> Gate:
    """The gate of this event; GateUnknown."""
    found = store.get(unit.connection, gate)
    if found is None or found.event != event:
        raise GateUnknown()
    return found
