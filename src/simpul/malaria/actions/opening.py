"""Sealed events are opened and judged, each by itself, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.kernel.platform import Platform
from simpul.malaria.actions.enrolling import shared
from simpul.malaria.model.devices import Device
from simpul.malaria.model.events import NotTaken, Recorded, Sealed
from simpul.malaria.rules import events as rules
from simpul.malaria.rules import sealing

CIPHERS_MOST = 512
UNREADABLE, UNSIGNED = "body_unreadable", "table_not_signed"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening needs to know: whose events, where and when they came, whether the dosing table is signed."""

    device: UUID
    village: str
    now: datetime
    cipher: AESGCM
    signed: bool


def opening(platform: Platform, device: Device, *, signed: bool) -> Opening:
    """The opening for a device; the agreed keys of the latest 512 devices are remembered in this process."""
    known: dict[UUID, AESGCM] = platform.state.setdefault("malaria.ciphers", {})
    cipher = known.get(device.id)
    if cipher is None:
        if len(known) >= CIPHERS_MOST:
            known.clear()
        cipher = known[device.id] = shared(platform.keys, device)
    return Opening(device.id, device.village, platform.clock.now(), cipher, signed)


def opened(way: Opening, sealed: Sequence[Sealed]) -> tuple[list[Recorded], list[NotTaken]]:
    """The events that this device sealed, judged; and those that it did not, or that were changed on the way."""
    found, refused = [], []
    for one in sealed:
        try:
            plain: bytes | None = sealing.opened(way.cipher, way.device, one)
            raw = b""
        except sealing.SealBroken:
            refused.append(NotTaken(one.seq, "seal_broken"))
            continue
        except sealing.BodyTooLong as long:
            plain, raw = None, long.args[0]
        found.append(_recorded(way, one, plain, raw))
    return found, refused


def _recorded(way: Opening, one: Sealed, plain: bytes | None, raw: bytes) -> Recorded:
    body = None if plain is None else _json(plain)
    if isinstance(body, dict):
        body.setdefault("id", str(one.id))  # the seal binds it: phones need not say it twice
    wrong = rules.fault(body, one.id)
    marks: dict[str, Any] = {
        "device": way.device,
        "seq": one.seq,
        "prev": bytes.fromhex(one.prev),
        "hash": sealing.hash_of(way.device, one),
    }
    if not isinstance(body, dict) or _cannot_stand(body):
        kept = raw if plain is None else plain
        empty = Recorded(one.id, way.village, "", way.now, way.now, 0, None)
        return replace(empty, raw=kept, quarantine=UNREADABLE, **marks)
    read = of_body(body, id=one.id, village=way.village, now=way.now, wrong=wrong)
    if read.quarantine is None and unsigned(body, way.signed):
        read = replace(read, quarantine=UNSIGNED)
    return replace(read, **marks)


def of_body(body: Mapping[str, Any], *, id: UUID, village: str, now: datetime, wrong: str | None) -> Recorded:
    """The event as it is kept: what can be read of it in columns, even where something is wrong with it."""
    at = rules.instant_of(body.get("at")) or now
    d = body["d"] if isinstance(body.get("d"), dict) else {}
    schema, kind = body.get("v"), body.get("t")
    return Recorded(
        id=id,
        village=village,
        kind=kind[: rules.KIND_MOST] if isinstance(kind, str) else "",
        at=min(at, now),
        received_at=now,
        schema=schema if type(schema) is int and 0 < schema < 10_000 else 0,
        body=body,
        person=rules.uuid_of(body.get("p")),
        subject=rules.uuid_of(body.get("s")),
        target=rules.uuid_of(d.get(_TARGETS.get(str(kind), ""))),
        quarantine=wrong,
    )


_TARGETS = {"fact.corrected": "event", "person.apart": "merge"}
"""Which key of these kinds names another event."""


def unsigned(body: Mapping[str, Any], signed: bool) -> bool:
    """Whether this is a treatment of a patient by a table that no clinician has signed."""
    return not signed and body["t"] == "treatment.started" and body["d"].get("training") is not True


def _json(plain: bytes) -> object:
    try:
        return orjson.loads(plain)
    except orjson.JSONDecodeError:
        return None


def _cannot_stand(body: Mapping[str, Any]) -> bool:
    """Whether PostgreSQL's JSON cannot hold this: it knows no NUL."""
    return b"\\u0000" in orjson.dumps(body)
