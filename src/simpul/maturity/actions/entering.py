"""An assessment as one actor enters it: found, locked where it will change, with what the actor is to it."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import resulting
from simpul.maturity.model.assessing import Assessment, AssessmentRow
from simpul.maturity.model.edition_refusals import EditionUnknown
from simpul.maturity.model.editions import Edition, EditionState, Participant
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.model.maturity_refusals import AssessmentChanged, AssessmentUnknown, EditionNotOpen
from simpul.maturity.rules import permits
from simpul.maturity.rules.who import Standing, standing
from simpul.maturity.store import assessments as store
from simpul.maturity.store import assignments, editions, participants


@dataclass(frozen=True, slots=True)
class Entered:
    """An assessment, its edition, agency and instrument, and what the actor is to it."""

    actor: Actor
    row: AssessmentRow
    edition: Edition
    participant: Participant
    instrument: Instrument
    who: Standing

    @property
    def id(self) -> UUID:
        """The assessment's id."""
        return self.row.id

    @property
    def account(self) -> UUID:
        """The actor's account; only signed-in people enter."""
        assert self.actor.id is not None
        return self.actor.id

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators of the instrument, by number, in order."""
        return tuple(node.key for node in self.instrument.indicators)


def entered(connection: Connection, actor: Actor, id: UUID, *, lock: bool = False) -> Entered:
    """The assessment as the actor enters it; AssessmentUnknown where it is not there for them."""
    row = store.get(connection, id, lock=lock)
    if row is None or not actor.signed_in:
        raise AssessmentUnknown()
    who = standing(actor, row, assignments.seat_of(connection, row.edition, row.agency, actor.id))
    if not who.sees:
        raise AssessmentUnknown()
    edition, participant = edition_of(connection, row.edition), participants.get(connection, row.edition, row.agency)
    instrument = resulting.instrument_of(connection, edition.instrument)
    if participant is None or instrument is None:
        raise AssessmentUnknown()
    return Entered(actor, row, edition, participant, instrument, who)


def stepping(unit: Unit, actor: Actor, id: UUID, step: str) -> Entered:
    """The same, locked, when the actor may do the step now in an open edition; the refusals of permits, EditionNotOpen."""
    found = entered(unit.connection, actor, id, lock=True)
    permits.permit(found.who, found.row, step)
    if found.edition.state is not EditionState.PUBLISHED:
        raise EditionNotOpen()
    return first_officer(unit, found)


def first_officer(unit: Unit, found: Entered) -> Entered:
    """The same; where the agency had no data-entry officer and the actor acts as one, they are it from now on."""
    if not found.who.entry or found.row.entry is not None:
        return found
    store.take_entry(unit.connection, found.id, found.account, found.actor.name)
    store.add_step(unit.connection, found.row, "handed_over", found.actor, unit.clock.now(), reason=found.actor.name)
    return replace(found, row=replace(found.row, entry=found.account, entry_name=found.actor.name))


def edition_of(connection: Connection, key: str) -> Edition:
    """The edition; EditionUnknown."""
    found = editions.get(connection, key)
    if found is None:
        raise EditionUnknown(key=key)
    return found


def seen(connection: Connection, found: Entered) -> Assessment:
    """The assessment as this actor sees it."""
    seats = {each.seat: each.name for each in assignments.of(connection, found.row.edition, found.row.agency)}
    open_ = found.edition.state is EditionState.PUBLISHED
    return Assessment(
        row=found.row,
        participant=found.participant,
        stages=found.edition.stages,
        instrument=found.edition.instrument,
        year=found.edition.year,
        edition_title=found.edition.title,
        seat_of_actor=found.who.seat if found.who.seat is not None else (0 if found.who.of_agency else None),
        seats=seats,
        may=permits.may(found.who, found.row) if open_ else frozenset(),
        deadline=found.edition.deadlines.get(found.row.stage),
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that was done: its name, a reason, and what it is about."""

    step: str
    reason: str = ""
    indicator: str = ""


def moved(unit: Unit, found: Entered, row: AssessmentRow, done: Moved) -> AssessmentRow:
    """The assessment stands as `row`; the step is on record at the stage it was done in, and in the audit trail."""
    now = unit.clock.now()
    after = replace(row, changed_at=now)
    store.keep(unit.connection, after)
    store.add_step(unit.connection, found.row, done.step, found.actor, now, reason=done.reason, indicator=done.indicator)
    what = {"stage": row.stage, "state": str(row.state)}
    unit.audit(f"maturity.assessment.{done.step}", subject=f"maturity:{found.id}", after=what)
    unit.ring("maturity")
    resulting.refresh(unit, found.id)
    return replace(after, version=row.version + 1)


def whole(platform: Platform, actor: Actor, id: UUID) -> Entered:
    """The assessment as the actor enters it, to read; AssessmentUnknown."""
    with platform.database.reading() as unit:
        return entered(unit.connection, actor, id)


def same_version(found: Entered, version: int) -> None:
    """Nothing, when the assessment stands in the version that the page showed; AssessmentChanged."""
    if found.row.version != version:
        raise AssessmentChanged()


def changed(found: Entered, **values: Any) -> AssessmentRow:
    """The row with these values."""
    return replace(found.row, **values)
