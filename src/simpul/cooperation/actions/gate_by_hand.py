"""Codes checked one by one on a page, by who is signed in: for browsers without scripts, and the desk beside the gates."""

from uuid import UUID

from simpul.cooperation.actions import checking_in
from simpul.cooperation.actions.gates import event_of, gate_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.gates import Batch, GateDevice, GateDeviceRevoked, Shown, TicketCodeMissing, Verdict
from simpul.cooperation.rules import gates as rules
from simpul.cooperation.rules.gates_reading import digest_of, key_digest
from simpul.cooperation.store import checkins
from simpul.cooperation.store import gates as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform


def check(platform: Platform, actor: Actor, *, event: UUID, gate: UUID, code: str) -> Verdict:
    """The ticket is admitted, if it was not used; NotAtTheGate, TicketCodeMissing, GateUnknown, GateDeviceRevoked."""
    return _shown(platform, actor, (event, gate), code, None)


def undo(platform: Platform, actor: Actor, *, event: UUID, gate: UUID, mistaken: tuple[str, int]) -> Verdict:
    """The entry of this code and number does not count, if it is not older than two minutes."""
    return _shown(platform, actor, (event, gate), *mistaken)


def _shown(platform: Platform, actor: Actor, where: tuple[UUID, UUID], code: str, undoes: int | None) -> Verdict:
    with platform.database.writing(actor) as unit:
        unit.unaudited("every showing at a gate is a row of its own, with its device")
        now = unit.clock.now()
        rules.permit_gate(standing(unit.connection, actor, now))
        if not code.strip():
            raise TicketCodeMissing()
        checkins.lock(unit.connection, [where[0]])
        device = _device(unit, actor, *where)
        seq = checkins.last_seq(unit.connection, device.id) + 1
        shown = Shown(digest_of(code), seq, now, undoes, asks=undoes is None)
        batch = Batch(device.event, b"", now, now, (shown,))
        return checking_in.take_of(unit, device.event, [(batch, device)])[0].verdicts[0]


def _device(unit: Unit, actor: Actor, event: UUID, gate: UUID) -> GateDevice:
    """The officer's own device at this gate, made where there is none; its key is told to nobody. GateDeviceRevoked."""
    now, large, at = unit.clock.now(), event_of(unit, event), gate_of(unit, event, gate)
    assert actor.id is not None  # the permit asks for a role, which only accounts have
    known = store.by_hand(unit.connection, actor.id, gate, now)
    if known is not None:
        if known.revoked_at is not None:
            raise GateDeviceRevoked()
        return known
    device = GateDevice(unit.ids.new(), event, at.id, actor.id, store.BY_HAND, now, rules.key_until(now, large.ends_at))
    store.add_device(unit.connection, device, key_digest(unit.ids.token()))
    return device
