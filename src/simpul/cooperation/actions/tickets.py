"""A person's ticket, by its secret code: shown, given back and taken back, its e-mail address changed; who moves up."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from simpul.cooperation.actions.registering import TOPIC, code_of
from simpul.cooperation.model.events import LargeEvent
from simpul.cooperation.model.registrations import (
    Admission,
    CannotUndo,
    Holder,
    InsideAlready,
    RegisteredAnew,
    Registration,
    RegistrationUnknown,
    Telling,
    TicketChanged,
    TooLateToCancel,
)
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules import tickets as rules
from simpul.cooperation.rules.registering import Move, counted, given, moving_up, seat_of
from simpul.cooperation.rules.registering_form import mail_of
from simpul.cooperation.store import checkins
from simpul.cooperation.store import events as event_store
from simpul.cooperation.store import registering as places
from simpul.cooperation.store import registrations as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform

MAILS_MOST = 5
"""Changes of a ticket's address in an hour: each sends a mail, to whomever it names."""


@dataclass(frozen=True, slots=True)
class TicketSeen:
    """A ticket as its holder sees it; `place`: on the waiting list, 1 is next; `over`: the event has ended."""

    registration: Registration
    event: LargeEvent
    holder: Holder
    agency_name: str
    code: str
    place: int | None
    over: bool


def seen(platform: Platform, code: str) -> TicketSeen:
    """The ticket of this code; RegistrationUnknown."""
    with platform.database.reading() as unit:
        one, event = _found(unit, code)
        names = {each.agency: each.name for each in event_store.quotas_of(unit.connection, event.id)}
        return TicketSeen(
            registration=one,
            event=event,
            holder=sealing.opened(platform.keys, one),
            agency_name=names.get(one.agency, one.agency),
            code=code_of(platform.keys, one.id),
            place=store.place_of(unit.connection, one),
            over=unit.clock.now() >= event.ends_at,
        )


def _found(unit: Unit, code: str) -> tuple[Registration, LargeEvent]:
    one = store.by_digest(unit.connection, rules.digest(rules.normal(code)))
    event = event_store.get(unit.connection, one.event) if one else None
    if one is None or event is None:
        raise RegistrationUnknown()
    return one, event


def _held(unit: Unit, code: str, version: int) -> tuple[Registration, LargeEvent, places.Locked]:
    """The ticket at the version its holder saw, and its event with nobody else giving places meanwhile."""
    one, event = _found(unit, code)
    if unit.clock.now() >= event.ends_at:
        raise TooLateToCancel()
    locked = places.lock(unit.connection, event.id)
    now = store.by_digest(unit.connection, one.digest, to_change=True)
    if locked is None or now is None:
        raise RegistrationUnknown()
    if now.version != version:
        raise TicketChanged()
    return now, event, locked


def cancel(platform: Platform, code: str, version: int) -> None:
    """The place is given back; the first of the same agency's waiting list has it, and is told."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        one, event, _ = _held(unit, code, version)
        if one.admission is Admission.CANCELLED:
            raise TicketChanged()
        checkins.lock(unit.connection, [event.id])  # a showing of this very moment is in, or finds the ticket given back
        if checkins.of_tickets(unit.connection, event.id, [one.digest]):
            raise InsideAlready()  # else who moves up would have a seat that is taken
        _moved(unit, one, Admission.CANCELLED)
        move_up(unit, event.id, first=one.agency)
        unit.audit("cooperation.registration.cancel", subject=str(one.id), after={"was": one.admission.value})
        unit.ring(TOPIC)


def undo(platform: Platform, code: str, version: int) -> Admission:
    """What the holder has again: the place, if nobody moved up into it; else the waiting list, at their old number.

    RegisteredAnew where the person has another ticket meanwhile: nobody has two.
    """
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        one, _, locked = _held(unit, code, version)
        if one.admission is not Admission.CANCELLED:
            raise CannotUndo()
        if one.was is None:
            raise RegisteredAnew()
        got = given(locked.room, [(one.agency, one.wish)])[0].admission
        if one.was is Admission.WAITING:
            got = Admission.WAITING
        _moved(unit, one, got)
        unit.audit("cooperation.registration.undo", subject=str(one.id), after={"admission": got.value})
        unit.ring(TOPIC)
    return got


def _moved(unit: Unit, one: Registration, to: Admission) -> None:
    places.set_admission(unit.connection, one, to, unit.clock.now())
    places.count(unit.connection, one.event, counted([Move(one.agency, one.wish, one.admission, to)]))


def move_up(unit: Unit, event: UUID, first: str | None = None) -> int:
    """How many moved up into what is free now, each exactly once; they are told by mail. In the caller's transaction."""
    locked = places.lock(unit.connection, event)
    if locked is None:
        return 0
    room = locked.room
    most = max(room.hall, room.remote_waiting if room.remote is None else room.remote)
    waiting = places.waiting(unit.connection, event, most) if most > 0 else []
    up = {one.registration: one for one in moving_up(room, waiting, first)}
    if not up:
        return 0
    done = [up[one] for one in places.move_up(unit.connection, list(up), unit.clock.now())]
    moves = [Move(one.agency, one.wish, Admission.WAITING, seat_of(one.wish)) for one in done]
    places.count(unit.connection, event, counted(moves))
    unit.audit("cooperation.registration.move_up", subject=str(event), after={"people": len(done)})
    unit.ring(TOPIC)
    return len(done)


def change_mail(platform: Platform, code: str, version: int, mail: str) -> None:
    """The holder is told at this address from now on, or nowhere; MailWrong, TooMany, TooLateToCancel.

    Once the event is over nothing is told any more, and what was erased of its holder does not come back.
    """
    address = mail_of(mail)
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        one, event = _found(unit, code)
        if unit.clock.now() >= event.ends_at:
            raise TooLateToCancel()
        spend(unit, f"cooperation.ticket.mail:{one.id}", most=MAILS_MOST, per=timedelta(hours=1))
        holder = replace(sealing.opened(platform.keys, one), mail=address)
        seal = sealing.sealed(platform.keys, one.id, holder)
        tell = Telling.REGISTERED.value if address else None
        if not store.change(unit.connection, one.id, version, unit.clock.now(), sealed=seal, tell=tell):
            raise TicketChanged()
        unit.audit("cooperation.registration.change_mail", subject=str(one.id))
