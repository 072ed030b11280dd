"""The node's own records: looked for, looked at, proved. Law: Perpres 95/2018 art. 33; UU 27/2022 art. 31."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from simpul.exchange.actions.trust import pinned_key, trust
from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import merkle, notes, tiles
from simpul.exchange.log.bundle import BadBundle, Leaf
from simpul.exchange.log.gathering import Source, gathered
from simpul.exchange.log.merkle import ProofBroken
from simpul.exchange.log.notes import BadNote
from simpul.exchange.log.tiles import TileBroken
from simpul.exchange.model.explorer import FoundRecord, RecordPlace, Sought
from simpul.exchange.model.explorer_refusals import MessageNotFound, NotInLogYet, ProofImpossible, RecordsErased
from simpul.exchange.model.records import Record
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.rules import explorer as rules
from simpul.exchange.rules.permissions import permit_read_records
from simpul.exchange.store import explorer as store
from simpul.exchange.store import register
from simpul.exchange.store.explorer import Sealed
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings

PER_PAGE = 50
EXPORT_MOST = 10_000
NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of records, newest first; where the newer and the older ones begin, where there are any.

    `sealed`: over how many records the log was last signed, and when; None for an empty log.
    """

    records: tuple[FoundRecord, ...]
    newer: RecordPlace | None = None
    older: RecordPlace | None = None
    sealed: tuple[int, datetime] | None = None


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """A record and what it says, with what may name a person masked; `stands`: its commitment is in the signed log.

    `said` is empty when its words were erased; `stands` None when it has no place yet.
    """

    record: Record
    said: Mapping[str, Any]
    stands: bool | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as this node has it on record; `names`: of agencies and services, by path.

    `is_personal`: one of its services says where its calls name a person.
    """

    message: str
    records: tuple[SeenRecord, ...]
    names: Mapping[str, str]
    is_personal: bool
    is_cut: bool


def narrowed(platform: Platform, sought: Sought, *, client: str, service: str) -> Sought:
    """The same, narrowed to the clients and services that two words mean: a path, or a part of a path or a name."""
    with platform.database.reading() as unit:
        services = store.names_of_services(unit.connection)
    clients = rules.meant(client, _subsystems(platform))
    return replace(sought, clients=clients, services=rules.meant(service, services))


def search(
    platform: Platform, actor: Actor, *, sought: Sought, before: RecordPlace | None = None, after: RecordPlace | None = None
) -> Listing:
    """A page of the records that fit; RecordReadersOnly."""
    permit_read_records(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = store.found(unit.connection, sought, most=PER_PAGE + 1, before=before, after=after)
        places = store.person_places(unit.connection)
        sealed = store.newest_sealed(unit.connection)
    is_more = len(found) > PER_PAGE
    page = found[-PER_PAGE:] if after is not None else found[:PER_PAGE]
    has_newer = is_more if after is not None else before is not None
    has_older = True if after is not None else is_more
    return Listing(
        tuple(_masked(one, places) for one in page),
        newer=page[0].place if page and has_newer else None,
        older=page[-1].place if page and has_older else None,
        sealed=sealed,
    )


def export(platform: Platform, actor: Actor, *, sought: Sought, before: RecordPlace | None = None) -> list[FoundRecord]:
    """The newest `EXPORT_MOST` records that fit, or those next before a place; RecordReadersOnly."""
    permit_read_records(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = store.found(unit.connection, sought, most=EXPORT_MOST, before=before)
        places = store.person_places(unit.connection)
    return [_masked(one, places) for one in found]


def look(platform: Platform, actor: Actor, *, message: str) -> Seen:
    """The message's records; RecordReadersOnly, MessageNotFound."""
    permit_read_records(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = _of_message(unit, message)
        places = store.person_places(unit.connection)
        titles = store.names_of_services(unit.connection)
        standing = _standing(unit, found[:20])
    return Seen(
        message,
        tuple(SeenRecord(one, _said(one, places.get(one.service, "")), standing.get(one.seq)) for one in found),
        titles | _subsystems(platform) | _members(platform),
        any(one.service in places for one in found),
        len(found) == store.MOST_OF_ONE,
    )


def bundle_of(platform: Platform, actor: Actor, *, message: str) -> bytes:
    """The proof bundle of every record of the message, to be judged here, not to be shown; else why there is none.

    RecordReadersOnly, MessageNotFound, NotInLogYet, RecordsErased, ProofImpossible, NoTrustList.
    """
    permit_read_records(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = _of_message(unit, message)
        source = _source(platform, unit)
        places = [one.seq for one in found if one.seq is not None]
        sealed = store.best_checkpoint(unit.connection, max(places) + 1) if len(places) == len(found) else None
        if sealed is None:
            raise NotInLogYet()
        leaves = [leaf for one in found if (leaf := _leaf(unit, one, sealed.size)) is not None]
    if not leaves:
        raise RecordsErased()
    leaves.sort(key=lambda leaf: leaf.seq)
    try:
        made = gathered(leaves, sealed.note, source, message=message, node=platform.settings.agency_code)
    except (BadNote, BadBundle) as wrong:
        raise ProofImpossible(why=str(wrong)) from None
    if sealed.stamp is not None and (roots := _roots(platform.settings)):
        made = replace(made, stamp=sealed.stamp, stamp_roots=roots)
    return bundles.written(made)


def prove(platform: Platform, actor: Actor, *, message: str) -> bytes:
    """The same bundle, to be handed out. Where its records may name a person, the audit trail says who fetched it."""
    made = bundle_of(platform, actor, message=message)
    with platform.database.reading() as unit:
        is_personal = any(one.service in store.person_places(unit.connection) for one in _of_message(unit, message))
    if is_personal:
        with platform.database.writing(actor) as unit:
            unit.audit("exchange.proof.fetch", subject=message[:200])
    return made


def _of_message(unit: Unit, message: str) -> list[Record]:
    found = store.of_message(unit.connection, message) if message.isprintable() else []
    if not found:
        raise MessageNotFound()
    return found


def _source(platform: Platform, unit: Unit) -> Source:
    kept = register.kept(unit.connection)
    if kept is None:
        raise NoTrustList()
    return Source(pinned_key(platform), kept.note, register.statements(unit.connection, most=kept.size))


def _leaf(unit: Unit, one: Record, size: int) -> Leaf | None:
    """The record with the proof of its place; None when its words were erased."""
    if one.body is None or one.salt is None or one.seq is None:
        return None
    return Leaf(one.body.decode(), one.salt, one.seq, _proof(unit, one.seq, size))


def _proof(unit: Unit, seq: int, size: int) -> list[bytes]:
    """The proof that the record stands at that place of the log's first `size`; ProofImpossible."""
    try:
        wanted = tiles.needed(lambda read: tiles.inclusion(read, seq, size))
        stored = store.tiles(unit.connection, wanted)
        return tiles.inclusion(lambda level, number: stored.get((level, number), b""), seq, size)
    except (TileBroken, ValueError) as broken:
        raise ProofImpossible(why=str(broken)) from None


def _standing(unit: Unit, found: list[Record]) -> dict[int | None, bool]:
    """Whether each record's commitment stands in the log as it was signed, by place; erased ones have theirs too."""
    places = [one.seq for one in found if one.seq is not None]
    sealed = store.best_checkpoint(unit.connection, max(places) + 1) if places else None
    if sealed is None:
        return {}
    return {one.seq: _stands(unit, one, sealed) for one in found if one.seq is not None}


def _stands(unit: Unit, one: Record, sealed: Sealed) -> bool:
    try:
        head = notes.parse_checkpoint(notes.parse(sealed.note).text)
        proof = _proof(unit, one.seq or 0, head.size)
        merkle.verify_inclusion(merkle.leaf_hash(one.entry), one.seq or 0, head.size, proof, head.root)
    except (BadNote, ProofBroken, ProofImpossible):
        return False
    return True


def _said(one: Record, place: str) -> Mapping[str, Any]:
    """What the record says, with what may name a person masked; nothing when its words were erased."""
    if one.body is None:
        return NOBODY
    said: dict[str, Any] = orjson.loads(one.body)
    masked = {"path": rules.masked_path(said["path"], place), "base": rules.masked_base(said["base"], place)}
    return said | masked


def _masked(one: FoundRecord, places: Mapping[str, str]) -> FoundRecord:
    return replace(one, path=rules.masked_path(one.path, places.get(one.service, "")))


def _subsystems(platform: Platform) -> dict[str, str]:
    try:
        return {path: one.name for path, one in trust(platform).subsystems.items()}
    except NoTrustList:
        return {}


def _members(platform: Platform) -> dict[str, str]:
    try:
        return {path: one.name for path, one in trust(platform).members.items()}
    except NoTrustList:
        return {}


def _roots(settings: Settings) -> tuple[bytes, ...]:
    """The root of the time-stamping authority that is set, DER."""
    if settings.exchange_tsa_root is None:
        return ()
    return (x509.load_pem_x509_certificate(settings.exchange_tsa_root.read_bytes()).public_bytes(Encoding.DER),)
