"""A synthetic district is filled in, in bulk: everything is marked synthetic, and can be taken out again whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from simpul.kernel.platform import Platform
from simpul.malaria.actions.enrolling import digest, hidden
from simpul.malaria.actions.opening import of_body
from simpul.malaria.actions.projecting import project
from simpul.malaria.model.events import Recorded
from simpul.malaria.model.workers import Village, Worker
from simpul.malaria.rules import events as rules
from simpul.malaria.rules import sealing
from simpul.malaria.store import devices as device_store
from simpul.malaria.store import events as store
from simpul.malaria.store import tallies
from simpul.malaria.store import workers as worker_store

CHUNK = 5_000
_WHY = "a synthetic district is made up: nobody did it, and nobody is in it"


@dataclass(frozen=True, slots=True)
class SeedDevice:
    """A device of a synthetic worker, which nobody holds; `ended` where its use is over."""

    id: UUID
    worker: UUID
    village: str
    label: str
    enrolled_at: datetime
    seen_at: datetime
    app_version: str = "1"
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeedEvent:
    """An event of a synthetic device: `body` as a phone writes it. `device` None is the desk."""

    device: UUID | None
    seq: int | None
    received_at: datetime
    body: Mapping[str, Any]


def villages(platform: Platform, many: Sequence[Village]) -> None:
    """The villages are there."""
    with platform.database.writing() as unit:
        unit.unaudited(_WHY)
        worker_store.keep_villages(unit.connection, many, platform.clock.now())


def workers(platform: Platform, many: Sequence[Worker]) -> None:
    """The workers are there."""
    with platform.database.writing() as unit:
        unit.unaudited(_WHY)
        worker_store.add(unit.connection, many)


def devices(platform: Platform, many: Sequence[SeedDevice]) -> None:
    """The devices are there, with keys and tokens that nobody knows."""
    own = ec.derive_private_key(1, ec.SECP256R1())
    scalar, key = sealing.scalar_of(own), sealing.jwk_of(own.public_key())
    rows = [
        {
            "id": one.id,
            "worker": one.worker,
            "village": one.village,
            "label": one.label,
            "app_version": one.app_version,
            "public_key": key,
            "node_key": hidden(platform.keys, one.id, scalar),
            "upload_token": digest(platform.ids.token()),
            "read_token": digest(platform.ids.token()),
            "enrolled_at": one.enrolled_at,
            "seen_at": one.seen_at,
            "revoked_at": one.ended,
            "reason": "lost" if one.ended else None,
            "synthetic": True,
        }
        for one in many
    ]
    with platform.database.writing() as unit:
        unit.unaudited(_WHY)
        device_store.add_many(unit.connection, rows)


def events(platform: Platform, village: str, many: Sequence[SeedEvent]) -> int:
    """How many of these events of one synthetic village were not there before; they are kept and folded."""
    rows = [_recorded(village, one) for one in many]
    with platform.database.writing() as unit:
        unit.unaudited(_WHY)
        unit.connection.execute(text("SET LOCAL statement_timeout = 0"))
        version = worker_store.lock(unit.connection, village)
        fresh: list[Recorded] = []
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            kept = store.append(unit.connection, chunk)
            fresh += [one for one in chunk if one.id in kept]
        project(unit, village, fresh, version=version, synthetic=True)
        unit.ring("malaria")
    return len(fresh)


def _recorded(village: str, one: SeedEvent) -> Recorded:
    event = UUID(str(one.body["id"]))
    wrong = rules.fault(one.body, event, from_device=one.device is not None)
    made = of_body(one.body, id=event, village=village, now=one.received_at, wrong=wrong)
    return _with(made, one)


def _with(made: Recorded, one: SeedEvent) -> Recorded:
    return replace(made, device=one.device, seq=one.seq)


_SYNTHETIC = (
    "DELETE FROM malaria_resupply WHERE synthetic",
    "DELETE FROM malaria_store_move WHERE synthetic",
    "DELETE FROM malaria_alert_step WHERE alert IN (SELECT id FROM malaria_alert WHERE synthetic)",
    "DELETE FROM malaria_alert WHERE synthetic",
    "DELETE FROM malaria_focus_action WHERE focus IN (SELECT id FROM malaria_focus WHERE synthetic)",
    "DELETE FROM malaria_inquiry_step WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_focus WHERE synthetic",
    "DELETE FROM malaria_investigation WHERE synthetic",
    "DELETE FROM malaria_test WHERE synthetic",
    "DELETE FROM malaria_tally WHERE synthetic",
    "DELETE FROM malaria_event WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_stock_move WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_check WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_gone WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_notice WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_invitation WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_case WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_person WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_habitat WHERE synthetic",
    "DELETE FROM malaria_watch WHERE synthetic",
    "DELETE FROM malaria_flood WHERE synthetic",
    "DELETE FROM malaria_device WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_worker WHERE village IN (SELECT code FROM malaria_village WHERE synthetic)",
    "DELETE FROM malaria_village WHERE synthetic",
)


def clear(platform: Platform) -> None:
    """Nothing synthetic is left."""
    with platform.database.writing() as unit:
        unit.audit("malaria.synthetic.clear", subject="synthetic")
        unit.connection.execute(text("SET LOCAL statement_timeout = 0"))
        for statement in _SYNTHETIC:
            unit.connection.exec_driver_sql(statement)
        tallies.rebuild(unit.connection)
        unit.ring("malaria")
