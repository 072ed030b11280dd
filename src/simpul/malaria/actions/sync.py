"""Events come in, from a phone, a file or the desk; what changed in a village goes out. Acknowledged is durable."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions import signing
from simpul.malaria.actions.opening import UNSIGNED, of_body, opened, opening, unsigned
from simpul.malaria.actions.projecting import project
from simpul.malaria.model.devices import Device, DeviceUnknown
from simpul.malaria.model.events import SCHEMA, NotTaken, Recorded, Sealed, Taken
from simpul.malaria.model.refusals import EventWrong
from simpul.malaria.rules import desk, exporting, sms
from simpul.malaria.rules import events as rules
from simpul.malaria.store import devices as device_store
from simpul.malaria.store import events as store
from simpul.malaria.store import notices
from simpul.malaria.store import workers as worker_store

CONFLICT = "event_conflict"


def signed(platform: Platform) -> bool:
    """Whether a clinician has signed the dosing table that this node carries; until then only training is taken."""
    return signing.signed(platform) is not None


def take(platform: Platform, device: Device, sealed: Sequence[Sealed]) -> Taken:
    """What the node holds of the device now: all of these events that it sealed, each once, durable.

    The same event again changes nothing. Another one under the same number or id is kept out (`event_conflict`), one whose
    seal does not hold (`seal_broken`) too. One whose body is wrong is held, in quarantine. Of a revoked device they are
    taken as of any other.
    """
    actor = Actor(device.id, "device", agency=platform.settings.agency_code or None)
    return _taken(platform, actor, device, sealed)


def take_file(platform: Platform, actor: Actor, file: bytes) -> Taken:
    """The same for the events of an exported file. FileUnreadable, DeviceUnknown, desk.permit_village's."""
    of, sealed = exporting.read(file)
    with platform.database.reading() as unit:
        device = device_store.of_id(unit.connection, of)
    if device is None:
        raise DeviceUnknown()
    desk.permit_village(actor, device.village)
    return _taken(platform, actor, device, sealed)


def _taken(platform: Platform, actor: Actor, device: Device, sealed: Sequence[Sealed]) -> Taken:
    way = opening(platform, device, signed=signed(platform))
    found, refused = opened(way, sealed)
    with platform.database.writing(actor) as unit:
        version = worker_store.lock(unit.connection, device.village)
        fresh, conflicts = _fresh(unit, device, found)
        kept = store.append(unit.connection, fresh)
        conflicts += [NotTaken(one.seq or 0, CONFLICT) for one in fresh if one.id not in kept]
        fresh = [one for one in fresh if one.id in kept]
        project(unit, device.village, fresh, version=version, synthetic=device.synthetic)
        refused += conflicts
        revoked = _seen(unit, device, fresh, len(refused))
        have = store.have(unit.connection, device.id)
        _trail(unit, device, fresh, refused)
    wrong = sum(one.quarantine is not None for one in fresh)
    return Taken(device.id, have, refused, len(fresh), wrong, way.now, revoked)


def _fresh(unit: Unit, device: Device, found: Sequence[Recorded]) -> tuple[list[Recorded], list[NotTaken]]:
    """The events that are not held yet, and those that contradict one that is."""
    seqs, ids = [one.seq or 0 for one in found], [one.id for one in found]
    by_seq: dict[int, bytes | None] = {}
    by_id: dict[UUID, bytes | None] = {}
    for id, whose, seq, hash in store.known(unit.connection, device.id, seqs, ids):  # noqa: A001 (as the columns)
        by_id[id] = hash
        if whose == device.id and seq is not None:
            by_seq[seq] = hash
    fresh, conflicts = [], []
    for one in found:
        held = [known[key] for known, key in ((by_seq, one.seq), (by_id, one.id)) if key in known]  # type: ignore[index]
        if not held:
            fresh.append(one)
            by_seq[one.seq or 0] = by_id[one.id] = one.hash
        elif any(hash != one.hash for hash in held):  # noqa: A001 (as the column)
            conflicts.append(NotTaken(one.seq or 0, CONFLICT))
    return fresh, conflicts


def _seen(unit: Unit, device: Device, fresh: Sequence[Recorded], refused: int) -> bool:
    """The device was heard; whether it is revoked. Where its chain breaks first is noted, and how many were refused."""
    current = device_store.get(unit.connection, device.id)
    change: dict[str, Any] = {"seen_at": unit.clock.now()}
    numbers = [one.seq for one in fresh if one.seq is not None]
    broken = store.broken(unit.connection, device.id, min(numbers), max(numbers)) if numbers else None
    if broken is not None and (current.broken_at is None or broken < current.broken_at):
        change["broken_at"] = broken
    if fresh:
        notices.confirm(unit.connection, device.id, unit.clock.now())
    if refused:
        device_store.count_refused(unit.connection, device.id, refused)
    device_store.change(unit.connection, device.id, change)
    return current.revoked_at is not None


def _trail(unit: Unit, device: Device, fresh: Sequence[Recorded], refused: Sequence[NotTaken]) -> None:
    if not fresh and not refused:
        unit.unaudited("nothing came that was not there before")
        return
    numbers = sorted(one.seq for one in fresh if one.seq is not None)
    after = {"events": len(fresh), "first": numbers[0] if numbers else None, "last": numbers[-1] if numbers else None}
    codes = sorted({one.code for one in refused})
    unit.audit("malaria.events.take", subject=str(device.id), after={**after, "refused": len(refused), "codes": codes})
    unit.ring("malaria")


def record(platform: Platform, actor: Actor, *, village: str, events: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """The desk recorded these events of a village (`{t, p?, s?, d}`): corrections, merges, settled differences. Their ids.

    EventWrong names the key that is wrong; desk.permit_settle's refusals.
    """
    desk.permit_settle(actor, village)
    with platform.database.writing(actor) as unit:
        version = worker_store.lock(unit.connection, village)
        place = worker_store.village(unit.connection, village)
        rows = [_of_desk(platform, actor, village, one) for one in events]
        store.append(unit.connection, rows)
        project(unit, village, rows, version=version, synthetic=place.synthetic)
        for one in rows:
            unit.audit(f"malaria.desk.{one.kind}", subject=str(one.id), after={"village": village, "body": one.body})
        unit.ring("malaria")
    return [one.id for one in rows]


def _of_desk(platform: Platform, actor: Actor, village: str, given: Mapping[str, Any]) -> Recorded:
    now, fresh = platform.clock.now(), platform.ids.new()
    at = f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"
    body = {"v": SCHEMA, "id": str(fresh), "at": at, **{key: value for key, value in given.items() if key in "tpsd"}}
    wrong = rules.fault(body, fresh, from_device=False)
    if wrong is not None or body["t"] not in rules.REQUIRED:
        raise EventWrong(part=wrong or "t")
    return replace(of_body(body, id=fresh, village=village, now=now, wrong=None), actor=actor.id)


def rejudge(platform: Platform, actor: Actor, *, village: str) -> int:
    """How many events of the village left quarantine: a newer program knows them, or the dosing table is signed now."""
    desk.permit_settle(actor, village)
    table = signed(platform)
    with platform.database.writing(actor) as unit:
        version = worker_store.lock(unit.connection, village)
        place = worker_store.village(unit.connection, village)
        codes = {one: _judged(one, body, table) for one, body in store.kept_out(unit.connection, village)}
        store.judge_anew(unit.connection, codes)
        let_in = store.these(unit.connection, [one for one, code in codes.items() if code is None])
        project(unit, village, let_in, version=version, synthetic=place.synthetic)
        unit.audit("malaria.events.rejudge", subject=village, after={"let_in": [str(one.id) for one in let_in]})
        unit.ring("malaria")
    return len(let_in)


def _judged(id: UUID, body: Mapping[str, Any], table: bool) -> str | None:
    return rules.fault(body, id) or (UNSIGNED if unsigned(body, table) else None)


def take_sms(platform: Platform, actor: Actor, text: str) -> UUID:
    """What a device told by SMS waits at the desk, unconfirmed until its events come. SmsUnreadable, DeviceUnknown."""
    notice = sms.read(text)
    with platform.database.writing(actor) as unit:
        device = device_store.of_short(unit.connection, notice.device)
        if device is None or device.village != notice.facts["village"]:
            raise DeviceUnknown()
        desk.permit_village(actor, device.village)
        kept = notices.keep(unit.connection, platform.ids.new(), device, notice, platform.clock.now())
        unit.audit("malaria.sms.take", subject=str(device.id), after={"number": notice.number, "facts": notice.facts})
        unit.ring("malaria")
    return kept
