"""Village workers come, move, retire and come back. Whoever moves or retires leaves their devices behind."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.model.workers import (
    Village,
    VillageUnknown,
    Worker,
    WorkerKind,
    WorkerKindWrong,
    WorkerNameWrong,
    WorkerRetired,
)
from simpul.malaria.rules import desk
from simpul.malaria.store import devices as device_store
from simpul.malaria.store import workers as store

NAME_MOST = 100


def add_worker(platform: Platform, actor: Actor, *, name: str, kind: str, village: str) -> Worker:
    """The worker is in service in the village. VillageUnknown, WorkerNameWrong, WorkerKindWrong, desk.permit_workers'."""
    kept = " ".join(name.replace("\x00", "").split())
    if not 0 < len(kept) <= NAME_MOST:
        raise WorkerNameWrong()
    if kind not in set(WorkerKind):
        raise WorkerKindWrong()
    with platform.database.writing(actor) as unit:
        desk.permit_workers(actor, village)
        place = _place(platform, unit, village)
        fresh = Worker(platform.ids.new(), kept, WorkerKind(kind), place.code, platform.clock.now(), None, place.synthetic)
        store.add(unit.connection, [fresh])
        unit.audit("malaria.worker.add", subject=str(fresh.id), after=_audited(fresh))
        unit.ring("malaria")
    return fresh


def move_worker(platform: Platform, actor: Actor, *, worker: UUID, village: str) -> Worker:
    """The worker serves the other village; devices for the old one are ended, since a device is of one village."""
    with platform.database.writing(actor) as unit:
        found = _permitted(unit, actor, worker)
        if found.retired_at is not None:
            raise WorkerRetired()
        desk.permit_workers(actor, village)
        place = _place(platform, unit, village)
        moved = replace(found, village=place.code)
        if moved != found:
            store.change(unit.connection, worker, {"village": place.code})
            _end_devices(unit, moved, "moved")
        unit.audit("malaria.worker.move", subject=str(worker), before=_audited(found), after=_audited(moved))
        unit.ring("malaria")
    return moved


def retire_worker(platform: Platform, actor: Actor, *, worker: UUID, reason: str) -> Worker:
    """The worker is no longer in service and their devices are ended. WorkerRetired, desk.reason's refusals."""
    why = desk.reason(reason)
    with platform.database.writing(actor) as unit:
        found = _permitted(unit, actor, worker)
        if found.retired_at is not None:
            raise WorkerRetired()
        gone = replace(found, retired_at=platform.clock.now())
        store.change(unit.connection, worker, {"retired_at": gone.retired_at, "reason": why})
        _end_devices(unit, gone, "retired")
        unit.audit("malaria.worker.retire", subject=str(worker), before=_audited(found), after=_audited(gone, reason=why))
        unit.ring("malaria")
    return gone


def restore_worker(platform: Platform, actor: Actor, *, worker: UUID) -> Worker:
    """The worker is in service again; they need a new device, or to enrol theirs again."""
    with platform.database.writing(actor) as unit:
        found = _permitted(unit, actor, worker)
        back = replace(found, retired_at=None)
        store.change(unit.connection, worker, {"retired_at": None, "reason": None})
        unit.audit("malaria.worker.restore", subject=str(worker), before=_audited(found), after=_audited(back))
        unit.ring("malaria")
    return back


def _permitted(unit: Unit, actor: Actor, worker: UUID) -> Worker:
    found = store.worker(unit.connection, worker)
    desk.permit_workers(actor, found.village)
    return found


def _place(platform: Platform, unit: Unit, code: str) -> Village:
    """The programme's village of this code; a village that is in none yet, but known to the regions, joins it."""
    known = store.find(unit.connection, code)
    if known is not None:
        return known
    try:
        region = regions.get(platform, code)
    except regions.RegionUnknown as unknown:
        raise VillageUnknown(village=code) from unknown
    if region.level is not regions.Level.VILLAGE:
        raise VillageUnknown(village=code)
    fresh = Village(code, region.name, "kampung", region.longitude, region.latitude, region.population)
    store.keep_villages(unit.connection, [fresh], unit.clock.now())
    unit.audit("malaria.village.add", subject=code, after={"name": region.name})
    return fresh


def _end_devices(unit: Unit, worker: Worker, reason: str) -> None:
    """No device of the worker is in use, and none can be enrolled by an older invitation."""
    now = unit.clock.now()
    device_store.end_invitations(unit.connection, worker.id, now)
    for device in device_store.in_use(unit.connection, worker.id):
        change = {"revoked_at": now, "revoked_by": unit.actor.id, "reason": reason}
        device_store.change(unit.connection, device, change)
        unit.audit("malaria.device.revoke", subject=str(device), after={"reason": reason})


def _audited(worker: Worker, **more: Any) -> Mapping[str, Any]:
    """What the trail's sealed part says of a worker."""
    retired = worker.retired_at.isoformat() if worker.retired_at else None
    return {"name": worker.name, "kind": worker.kind.value, "village": worker.village, "retired_at": retired, **more}
