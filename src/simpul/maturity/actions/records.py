"""Signed records (berita acara): made of what was decided, signed by people and by the node, proved to whoever asks."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions.entering import Entered, edition_of, entered
from simpul.maturity.model.assessing import AssessmentState
from simpul.maturity.model.editions import Edition, Participant
from simpul.maturity.model.maturity_refusals import AssessmentUnknown
from simpul.maturity.model.records import (
    Proof,
    Record,
    RecordNotYours,
    RecordReplaced,
    RecordSignedAlready,
    RecordSoughtWrong,
    RecordUnknown,
    Signature,
    SignerRole,
)
from simpul.maturity.rules import records as rules
from simpul.maturity.rules import seeing
from simpul.maturity.store import assessments, participants
from simpul.maturity.store import records as store

of, latest = store.of, store.latest


@dataclass(frozen=True, slots=True)
class Proven:
    """A record, whether it holds, and whose it is; `sees`: whether the actor may see its content."""

    record: Record
    proof: Proof
    edition: Edition
    participant: Participant
    sees: bool
    key: str


def make(unit: Unit, platform: Platform, assessment: UUID, stage: str, body: Mapping[str, Any]) -> UUID:
    """The stage's record holds `body` (text, whole numbers, lists, objects), unsigned as yet; an earlier one is replaced.

    Within the caller's transaction. TypeError for a number with decimals: those are written as text.
    """
    row = assessments.get(unit.connection, assessment)
    if row is None:
        raise AssessmentUnknown()
    edition, now = edition_of(unit.connection, row.edition), unit.clock.now()
    prefix = rules.prefix(edition.year, row.agency, stage)
    number = f"{prefix}-{store.next_number(unit.connection, f'{prefix}-'):04d}"
    about = {
        "number": number,
        "stage": stage,
        "assessment": str(assessment),
        "edition": row.edition,
        "instrument": edition.instrument,
        "agency": row.agency,
        "node": platform.settings.agency_code or platform.settings.agency,
        "made_at": now.isoformat(),
        "synthetic": row.synthetic,
    }
    message = {**body, **about}
    new = Record(unit.ids.new(), assessment, stage, number, message, rules.digest(message), (), "", now)
    store.add(unit.connection, _by_node(platform, new))
    unit.audit("maturity.record.made", subject=str(new.id), after={"number": number, "digest": new.digest})
    return new.id


def sign(unit: Unit, platform: Platform, record: UUID, actor: Actor, role: str) -> Record:
    """The record bears the actor's signature in that office, and the node's over all; in the caller's transaction.

    RecordUnknown, RecordReplaced, RecordSignedAlready. Whether the actor holds the office the caller has asked.
    """
    found = store.get(unit.connection, record, to_change=True)
    if found is None or actor.id is None:
        raise RecordUnknown()
    if found.replaced_at is not None:
        raise RecordReplaced()
    if any(one.account == actor.id for one in found.signatures):  # nobody stands for two
        raise RecordSignedAlready()
    hand = Signature(SignerRole(role), actor.id, actor.name, unit.clock.now(), found.digest)
    signed = _by_node(platform, replace(found, signatures=(*found.signatures, hand)))
    store.keep_signatures(unit.connection, signed)
    unit.audit("maturity.record.signed", subject=str(record), after={"role": role, "digest": found.digest})
    return signed


def _by_node(platform: Platform, record: Record) -> Record:
    made = platform.keys.sign(rules.signed_by_node(record))
    return replace(record, node_signature=base64.b64encode(made).decode())


def prove(platform: Platform, actor: Actor, id: UUID) -> Proven:
    """Whether the record holds; for everybody. RecordUnknown."""
    with platform.database.reading() as unit:
        record = store.get(unit.connection, id)
        if record is None:
            raise RecordUnknown()
        row = assessments.get(unit.connection, record.assessment)
        participant = participants.get(unit.connection, row.edition, row.agency) if row else None
        if row is None or participant is None:
            raise RecordUnknown()
        edition, sees = edition_of(unit.connection, row.edition), _sees(unit, actor, record)
    key = base64.b64encode(platform.keys.public()).decode()
    return Proven(record, rules.proof(record, _holds(platform, record)), edition, participant, sees, key)


def _sees(unit: Unit, actor: Actor, record: Record) -> bool:
    try:
        found = entered(unit.connection, actor, record.assessment)
    except AssessmentUnknown:
        return False
    return seeing.record_visible(found.who, found.row, found.edition.stages, record.stage)


def _holds(platform: Platform, record: Record) -> bool:
    try:
        signature = base64.b64decode(record.node_signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return platform.keys.verify(rules.signed_by_node(record), signature)


def read(platform: Platform, actor: Actor, id: UUID) -> tuple[Proven, Entered]:
    """The record with its content; RecordNotYours for whom the assessment is not there, RecordUnknown."""
    found = prove(platform, actor, id)
    if not found.sees:
        raise RecordNotYours()
    with platform.database.reading() as unit:
        return found, entered(unit.connection, actor, found.record.assessment)


def find(platform: Platform, actor: Actor, said: str) -> UUID:
    """The record of this number or digest, as somebody typed it from paper; RecordSoughtWrong, RecordUnknown.

    While an assessment runs, others than its own people find a record by its digest alone: numbers can be guessed.
    """
    sought = rules.sought(said)
    if not sought:
        raise RecordSoughtWrong()
    with platform.database.reading() as unit:
        found = store.sought(unit.connection, sought)
        if found is None or not (found.digest == sought or _open_to(unit, actor, found)):
            raise RecordUnknown()
    return found.id


def _open_to(unit: Unit, actor: Actor, record: Record) -> bool:
    row = assessments.get(unit.connection, record.assessment)
    return (row is not None and row.state is AssessmentState.CLOSED) or _sees(unit, actor, record)


def all_of(platform: Platform, actor: Actor, assessment: UUID) -> list[Record]:
    """Every record of the assessment that the actor may read, the newest first. AssessmentUnknown."""
    with platform.database.reading() as unit:
        entered(unit.connection, actor, assessment)
        return [one for one in store.of(unit.connection, assessment) if _sees(unit, actor, one)]
