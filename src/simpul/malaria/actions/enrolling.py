"""Devices come by a supervisor's invitation and end by a supervisor's or an officer's word."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.model.devices import (
    Device,
    Enrolled,
    Invitation,
    InvitationExpired,
    InvitationSpent,
    InvitationUnknown,
    NewDevice,
)
from simpul.malaria.model.workers import WorkerRetired
from simpul.malaria.rules import desk, sealing
from simpul.malaria.store import devices as store
from simpul.malaria.store import workers as worker_store

VALID = timedelta(hours=24)
_PURPOSE = "malaria.device"


def invite(platform: Platform, actor: Actor, *, worker: UUID) -> Invitation:
    """Leave to enrol one device of the worker within 24 hours; earlier leave that was not used is over. WorkerRetired."""
    now = platform.clock.now()
    with platform.database.writing(actor) as unit:
        found = worker_store.worker(unit.connection, worker)
        desk.permit_invite(actor, found.village)
        if found.retired_at is not None:
            raise WorkerRetired()
        made = Invitation(platform.ids.new(), worker, found.village, platform.ids.token(), now + VALID)
        values = {"id": made.id, "token": digest(made.token), "worker": worker, "village": made.village}
        store.invite(unit.connection, {**values, "made_by": actor.id, "made_at": now, "expires_at": made.expires_at})
        unit.audit("malaria.invitation.make", subject=str(made.id), after={"worker": worker, "village": made.village})
    return made


def enrol(platform: Platform, token: str, new: NewDevice) -> Enrolled:
    """The device is enrolled and the invitation spent. InvitationUnknown, -Expired, -Spent; DeviceKeyWrong."""
    sealing.public_key(new.public_key)
    with platform.database.writing() as unit:
        found = store.invitation(unit.connection, digest(token))
        if found is None:
            raise InvitationUnknown()
        if found["spent_at"] is not None:
            raise InvitationSpent()
        if found["expires_at"] <= platform.clock.now():
            raise InvitationExpired()
        return _enrolled(platform, unit, found, new)


def _enrolled(platform: Platform, unit: Unit, found: Mapping[str, Any], new: NewDevice) -> Enrolled:
    worker = worker_store.worker(unit.connection, found["worker"])
    village = worker_store.village(unit.connection, found["village"])
    device, now, own = platform.ids.new(), platform.clock.now(), ec.generate_private_key(ec.SECP256R1())
    tokens = (platform.ids.token(), platform.ids.token())
    values = {
        "id": device,
        "worker": worker.id,
        "village": village.code,
        "label": new.label.replace("\x00", "")[:80],
        "app_version": new.app_version.replace("\x00", "")[:40],
        "public_key": {name: new.public_key[name] for name in ("kty", "crv", "x", "y")},
        "node_key": hidden(platform.keys, device, sealing.scalar_of(own)),
        "upload_token": digest(tokens[0]),
        "read_token": digest(tokens[1]),
        "enrolled_at": now,
        "seen_at": now,
        "synthetic": village.synthetic,
    }
    short = store.add(unit.connection, values)
    store.spend(unit.connection, found["id"], device=device, at=now)
    after = {"worker": worker.id, "village": village.code, "invitation": found["id"], "by": found["made_by"]}
    unit.audit("malaria.device.enrol", subject=str(device), after=after)
    unit.ring("malaria")
    who = {"name": worker.name, "kind": worker.kind.value}
    where = {"code": village.code, "name": village.name, "synthetic": village.synthetic}
    return Enrolled(device, short, who, where, sealing.jwk_of(own.public_key()), *tokens, now)


def revoke(platform: Platform, actor: Actor, *, device: UUID, reason: str) -> Device:
    """The device reads nothing any more; what it holds unsent is taken, then it empties itself. Revoked ones stay so."""
    why = desk.reason(reason)
    with platform.database.writing(actor) as unit:
        found = store.get(unit.connection, device)
        desk.permit_revoke(actor, found.village)
        if found.revoked_at is None:
            now = platform.clock.now()
            store.change(unit.connection, device, {"revoked_at": now, "revoked_by": actor.id, "reason": why})
        unit.audit("malaria.device.revoke", subject=str(device), after={"reason": why})
        unit.ring("malaria")
        return store.get(unit.connection, device)


def digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def hidden(keys: Keys, device: UUID, scalar: bytes) -> bytes:
    """The node's half of a device's key as it is kept: AES-256-GCM under the node's key, once for each device."""
    return AESGCM(keys.derive(_PURPOSE)).encrypt(device.bytes[:12], scalar, device.bytes)


def shared(keys: Keys, device: Device) -> AESGCM:
    """The cipher that the node shares with this device."""
    scalar = AESGCM(keys.derive(_PURPOSE)).decrypt(device.id.bytes[:12], device.node_key, device.id.bytes)
    return sealing.agreed(sealing.private_key(scalar), sealing.public_key(device.public_key), device.id)
