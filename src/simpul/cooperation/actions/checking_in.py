"""Showings at gates are taken in: many batches in one transaction, merged under the event's lock, each answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.model.gates import (
    Admission,
    Answer,
    Batch,
    Entry,
    GateDevice,
    GateDeviceRevoked,
    GateDeviceUnknown,
    Outcome,
    Shown,
    Verdict,
)
from simpul.cooperation.model.programmes import CENTRE, GATE
from simpul.cooperation.rules import gates_merging as merging
from simpul.cooperation.rules import gates_outcomes as outcomes
from simpul.cooperation.store import checkins as store
from simpul.cooperation.store import gates as gate_store
from simpul.cooperation.store import stood_inside
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.holders import Holders
from simpul.kernel.platform import Platform

TOPIC = "cooperation.gates"
_HOLDERS = "cooperation.gates.holders"
_HOLDERS_KEPT = timedelta(seconds=20)
_NOT_KEPT = frozenset({Outcome.UNKNOWN, Outcome.ELSEWHERE})
"""A showing of what is no ticket of this event is answered and kept nowhere."""


Sent = tuple[Batch, GateDevice]
"""A batch and the device that sent it."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A showing of a batch, by the node's clock, and why it is none of an admission; whether somebody came in by it."""

    entry: Entry
    told_at: datetime
    refused: Outcome | None
    stood: bool


def take(platform: Platform, batch: Batch) -> Answer:
    """The batch is kept, and what becomes of each showing; GateDeviceUnknown, GateDeviceRevoked."""
    answer = take_all(platform, [batch])[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer


def take_all(platform: Platform, batches: Sequence[Batch]) -> list[Answer | Refusal]:
    """Each batch's answer, or why it was refused; all that are taken are kept in one commit."""
    may = officers(platform)
    with platform.database.writing() as unit:
        unit.unaudited("every showing at a gate is a row of its own, with its device")
        known = gate_store.by_keys(unit.connection, {one.key for one in batches})
        earlier = gate_store.by_ids(unit.connection, {s.device for one in batches for s in one.shown if s.device})
        senders = [_sender(known.get(one.key), one, may, earlier) for one in batches]
        by_event: dict[UUID, list[int]] = defaultdict(list)
        for number, sender in enumerate(senders):
            if isinstance(sender, GateDevice):
                by_event[sender.event].append(number)
        answers: dict[int, Answer] = {}
        store.lock(unit.connection, by_event)
        for event, numbers in by_event.items():
            those = [(batches[n], one) for n in numbers if isinstance(one := senders[n], GateDevice)]
            answers |= dict(zip(numbers, take_of(unit, event, those, earlier), strict=True))
        _seen(unit, batches, senders)
    return [answers[n] if isinstance(one, GateDevice) else one for n, one in enumerate(senders)]


def _sender(
    device: GateDevice | None, batch: Batch, officers: frozenset[UUID], earlier: Mapping[UUID, GateDevice]
) -> GateDevice | Refusal:
    """The device that sends, or why it may not: nor may it speak for a device that somebody else is signed on with."""
    if device is None or device.event != batch.event or device.until < batch.received:
        return GateDeviceUnknown()
    if device.revoked_at is not None or device.account not in officers:
        return GateDeviceRevoked()
    for claimed in {one.device for one in batch.shown if one.device}:
        other = earlier.get(claimed)
        over = other and (other.account == device.account or other.revoked_at is not None or other.until < batch.received)
        if other is None or other.event != device.event or not over:
            return GateDeviceUnknown()
    return device


def officers(platform: Platform) -> frozenset[UUID]:
    """Whose devices may send now; looked up anew every twenty seconds, so that who loses the role stops soon."""
    now = platform.clock.now()
    until, known = platform.state.get(_HOLDERS, (None, frozenset()))
    if until is None or not now <= until <= now + _HOLDERS_KEPT:  # a clock that was set back does not keep it longer
        port = platform.port(Holders)
        known = frozenset(one.id for role in (GATE, CENTRE) for one in port.holders(platform, role))
        platform.state[_HOLDERS] = (now + _HOLDERS_KEPT, known)
    return frozenset(known)


def _seen(unit: Unit, batches: Sequence[Batch], senders: Sequence[GateDevice | Refusal]) -> None:
    said = {s.id: b.unsent for b, s in zip(batches, senders, strict=True) if isinstance(s, GateDevice)}
    gate_store.seen(unit.connection, unit.clock.now(), sorted(said.items()))


def take_of(
    unit: Unit, event: UUID, those: Sequence[Sent], earlier: Mapping[UUID, GateDevice] = MappingProxyType({})
) -> list[Answer]:
    """The answers to batches of one event, in their order; within a transaction that holds the event's lock."""
    connection = unit.connection
    tickets = {shown.ticket for batch, _ in those for shown in batch.shown}
    if not tickets:
        return [Answer(unit.clock.now(), ()) for _ in those]
    bearers = store.bearers(connection, tickets)
    standing = dict(merging.merged(store.entries(connection, event, tickets)))
    judged = _judged(event, those, earlier, (bearers, set(standing)))
    kept = [one for each in judged for one in each if one.refused not in _NOT_KEPT]
    received = max(batch.received for batch, _ in those)
    store.keep(connection, [store.Kept(event, one.entry, one.told_at, one.refused, one.stood) for one in kept], received)
    admissions, back = _settled(unit, event, [one.entry for one in kept], bearers)
    if kept:
        unit.ring(TOPIC)
    refused = _refused(connection, judged)
    return [
        Answer(
            unit.clock.now(),
            tuple(_verdict(one, admissions.get(one.entry.ticket), refused, back) for one in each),
        )
        for each in judged
    ]


def _judged(
    event: UUID,
    those: Sequence[Sent],
    earlier: Mapping[UUID, GateDevice],
    known: tuple[Mapping[bytes, store.Bearer], set[bytes]],
) -> list[list[_Judged]]:
    """Each batch's showings, judged in the order in which they came: what one asks about, another may have taken before."""
    bearers, inside = known
    found = []
    for batch, sender in those:
        each = []
        for shown in batch.shown:
            entry = _entry(shown, batch, earlier[shown.device] if shown.device else sender)
            bearer = bearers.get(shown.ticket)
            here = bool(bearer and bearer.event == event)
            why = outcomes.why_not(bearer.held if bearer else None, here=here)
            if here and shown.undoes is not None:
                why = None  # who was let in is taken back, whatever became of the ticket since
            if why is None and shown.asks and shown.ticket in inside:
                why = Outcome.DOUBLE
            if why is None and shown.undoes is None:
                inside.add(shown.ticket)
            each.append(_Judged(entry, shown.at, why, outcomes.stood(why, asks=shown.asks)))
        found.append(each)
    return found


def _entry(shown: Shown, batch: Batch, maker: GateDevice) -> Entry:
    at = merging.corrected(shown.at, told_now=batch.told_now, received=batch.received, earliest=maker.made_at)
    return Entry(shown.ticket, maker.id, shown.seq, at, maker.gate, shown.undoes)


def _settled(
    unit: Unit, event: UUID, kept: Sequence[Entry], bearers: Mapping[bytes, store.Bearer]
) -> tuple[Mapping[bytes, Admission], frozenset[merging.Key]]:
    """Each ticket's one entry after this batch, as the database now has it, and which showings were taken back."""
    entries = store.entries(unit.connection, event, {one.ticket for one in kept})
    admissions = merging.merged(entries)
    stand = {ticket: (bearers[ticket].agency, admissions.get(ticket)) for ticket in {one.ticket for one in entries}}
    store.settle(unit.connection, event, stand, unit.clock.now())
    undone = {one.ticket for one in kept if one.undoes is not None}
    stood = stood_inside.of_tickets(unit.connection, event, undone) if undone else []
    return admissions, merging.taken_back([*entries, *stood])


def _refused(connection: Connection, judged: Sequence[Sequence[_Judged]]) -> Mapping[merging.Key, Outcome]:
    """Why showings were refused, as it is kept: one that comes again may have been let in before."""
    all_ = [one for each in judged for one in each]
    doubtful = {(one.entry.device, one.entry.seq) for one in all_ if one.refused is not None}
    kept = store.refused(connection, doubtful) if doubtful else {}
    now = {(one.entry.device, one.entry.seq): one.refused for one in all_ if one.refused in _NOT_KEPT}
    return {**{key: why for key, why in now.items() if why}, **kept}


def _verdict(
    one: _Judged, admission: Admission | None, refused: Mapping[merging.Key, Outcome], back: frozenset[merging.Key]
) -> Verdict:
    key = (one.entry.device, one.entry.seq)
    return outcomes.verdict(one.entry, admission, refused=refused.get(key), back=back)
