"""Editions: made from an edition of the law or an imported instrument, given their agencies, published, closed."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import instruments
from simpul.maturity.actions.places import places
from simpul.maturity.model.edition_refusals import (
    EditionChanged,
    EditionEmpty,
    EditionInstrumentWrong,
    EditionNotNow,
    EditionTaken,
    EditionUnknown,
    EditionUnsure,
    ParticipantBegun,
    ParticipantThere,
    ParticipantUnknown,
)
from simpul.maturity.model.editions import Edition, EditionLine, EditionSeen, EditionState, NewEdition, Participant
from simpul.maturity.rules import edition_content, edition_making, law_instruments, leading, participating, published
from simpul.maturity.rules.edition_making import EditionSource
from simpul.maturity.store import editions as store
from simpul.maturity.store import national, participants


def listed(platform: Platform, actor: Actor) -> list[EditionLine]:
    """Every edition with how far its agencies are, the newest first; MinistryOnly."""
    leading.permit_lead(actor)
    with platform.database.reading() as unit:
        counted = national.counts(unit.connection)
        return [EditionLine(one, *counted.get(one.key, (0, 0, 0))) for one in store.listed(unit.connection)]


def seen(platform: Platform, actor: Actor, key: str) -> EditionSeen:
    """The edition with its agencies; MinistryOnly, EditionUnknown."""
    leading.permit_lead(actor)
    with platform.database.reading() as unit:
        edition = found(unit.connection, key)
        agencies = tuple(participants.of(unit.connection, key))
        _, begun, final = national.counts(unit.connection).get(key, (0, 0, 0))
        intact = edition.state is EditionState.DRAFT or _digest(unit.connection, edition, agencies) == edition.digest
    return EditionSeen(edition, agencies, begun, final, intact)


def found(connection: Connection, key: str) -> Edition:
    """The edition of that key; EditionUnknown."""
    edition = store.get(connection, key)
    if edition is None:
        raise EditionUnknown(key=key)
    return edition


def sources(platform: Platform) -> list[EditionSource]:
    """From what an edition can be made at this node."""
    return edition_making.sources(law_instruments.editions(), instruments.known(platform))


def make(platform: Platform, actor: Actor, *, new: NewEdition) -> Edition:
    """The edition is there as a draft without agencies; EditionKeyWrong, EditionInstrumentWrong, EditionTaken."""
    leading.permit_lead(actor)
    made = edition_making.made(new, sources(platform), law_instruments.editions()[0])
    with platform.database.writing(actor) as unit:
        if not store.add(unit.connection, made, unit.clock.now()):
            raise EditionTaken(key=made.key)
        after = {"instrument": made.instrument, "basis": made.basis.value, "stages": list(made.stages)}
        unit.audit("maturity.edition.make", subject=made.key, after=after)
    return made


def take_published(platform: Platform, actor: Actor, *, key: str, version: int) -> int:
    """How many agencies of published results were added; those that take part already stay as they are."""
    leading.permit_lead(actor)
    new = participating.from_published(key, published.published(), places(platform))
    with platform.database.writing(actor) as unit:
        _draft(unit, key, version)
        added = participants.add(unit.connection, new)
        unit.audit("maturity.edition.agencies", subject=key, after={"added": added})
    return added


def add(platform: Platform, actor: Actor, *, key: str, version: int, given: Mapping[str, str]) -> Participant:
    """The agency takes part; ParticipantWrong, ParticipantThere, EditionFixed."""
    leading.permit_lead(actor)
    new = edition_making.participant(key, given, places(platform))
    with platform.database.writing(actor) as unit:
        _draft(unit, key, version)
        if not participants.add(unit.connection, [new]):
            raise ParticipantThere()
        unit.audit("maturity.edition.agency_add", subject=f"{key}/{new.agency}", after={"name": new.name, "kind": new.kind})
    return new


def remove(platform: Platform, actor: Actor, *, key: str, version: int, agency: str) -> Participant:
    """The agency takes part no longer; ParticipantUnknown, ParticipantBegun, EditionFixed."""
    leading.permit_lead(actor)
    with platform.database.writing(actor) as unit:
        _draft(unit, key, version)
        there = participants.get(unit.connection, key, agency)
        if there is None:
            raise ParticipantUnknown()
        if not participants.remove(unit.connection, key, agency):
            raise ParticipantBegun()
        unit.audit("maturity.edition.agency_remove", subject=f"{key}/{agency}", before={"name": there.name})
    return there


def publish(platform: Platform, actor: Actor, *, key: str, version: int, confirm: str) -> Edition:
    """The edition's rules and agencies never change again; EditionEmpty, EditionUnsure, EditionFixed, EditionChanged."""
    leading.permit_lead(actor)
    with platform.database.writing(actor) as unit:
        edition = found(unit.connection, key)
        leading.permit_change(edition)
        agencies = participants.of(unit.connection, key)
        if not agencies:
            raise EditionEmpty()
        _sure(edition, confirm)
        digest = _digest(unit.connection, edition, agencies)
        done = replace(edition, state=EditionState.PUBLISHED, digest=digest, published_at=unit.clock.now())
        kept = _keep(unit, done, version)
        after = {"digest": digest, "agencies": len(agencies)}
        unit.audit("maturity.edition.publish", subject=key, before={"state": edition.state.value}, after=after)
    return kept


def set_deadlines(platform: Platform, actor: Actor, *, key: str, version: int, given: Mapping[str, str]) -> Edition:
    """Each stage's last day is as given, none where nothing is; DeadlineWrong, EditionNotNow, EditionChanged."""
    leading.permit_lead(actor)
    with platform.database.writing(actor) as unit:
        edition = found(unit.connection, key)
        leading.permit_deadlines(edition)
        kept = _keep(unit, replace(edition, deadlines=leading.deadlines(edition.stages, given)), version)
        before, after = ({s: d.isoformat() for s, d in one.deadlines.items()} for one in (edition, kept))
        unit.audit("maturity.edition.deadlines", subject=key, before=before, after=after)
    return kept


def close(platform: Platform, actor: Actor, *, key: str, version: int, confirm: str) -> Edition:
    """The edition is over; EditionNotNow, EditionUnsure, EditionChanged."""
    leading.permit_lead(actor)
    with platform.database.writing(actor) as unit:
        edition = found(unit.connection, key)
        if edition.state is not EditionState.PUBLISHED:
            raise EditionNotNow()
        _sure(edition, confirm)
        kept = _keep(unit, replace(edition, state=EditionState.CLOSED, closed_at=unit.clock.now()), version)
        unit.audit("maturity.edition.close", subject=key, before={"state": edition.state.value})
    return kept


def _sure(edition: Edition, confirm: str) -> None:
    if confirm.strip().lower() != edition.key:
        raise EditionUnsure(key=edition.key)


def _draft(unit: Unit, key: str, version: int) -> None:
    """The edition is a draft, and whoever publishes it at this moment is told to look again."""
    edition = found(unit.connection, key)
    leading.permit_change(edition)
    _keep(unit, edition, version)


def _keep(unit: Unit, changed: Edition, version: int) -> Edition:
    if not store.keep(unit.connection, replace(changed, version=version), unit.clock.now()):
        raise EditionChanged()
    return replace(changed, version=version + 1)


def _digest(connection: Connection, edition: Edition, agencies: "list[Participant] | tuple[Participant, ...]") -> str:
    instrument = instruments.find(connection, edition.instrument)
    if instrument is None:
        raise EditionInstrumentWrong()
    return edition_content.digest(edition, instrument, agencies)
