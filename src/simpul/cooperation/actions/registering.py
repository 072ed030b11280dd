"""People register: many forms in one transaction, each decided for itself, in the order of coming.

One transaction at a time gives places of an event, whichever worker it runs in; what it answered is durable. A form that is
sent again, by the same device or another, finds the same registration and gets the same ticket. Who registers anew after
giving a place back gets a ticket of their own: whoever holds the old one's link learns nothing of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from simpul.cooperation.model.events import EventUnknown, Queue
from simpul.cooperation.model.registrations import (
    Admission,
    Form,
    Holder,
    Registered,
    RegisteredAlready,
    Registration,
    Telling,
)
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules import tickets
from simpul.cooperation.rules.registering import Given, Move, counted, given
from simpul.cooperation.rules.registering_form import same_holder, same_name
from simpul.cooperation.store import events as event_store
from simpul.cooperation.store import registering as store
from simpul.cooperation.store import registrations
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

PERSON, CODE, FORM = "cooperation.registration.person", "cooperation.registration.ticket", "cooperation.registration.form"
TOPIC = "cooperation.events"
"""What is rung when an event, a quota or a count changed."""
Answer = Registered | Refusal
_log = structlog.get_logger("simpul.cooperation.registering")


@dataclass(frozen=True, slots=True)
class Batch:
    """The answers to a batch, in its order, and the queue as it was then."""

    answers: Sequence[Answer]
    queue: Queue


def code_of(keys: Keys, registration: UUID) -> str:
    """The code of this registration's ticket."""
    return tickets.code_of(keys.derive(CODE), registration)


def register(platform: Platform, event: UUID, form: Form) -> Registered:
    """One form, in a transaction of its own; RegisteredAlready where the number is registered under another name."""
    answer = take(platform, event, [form]).answers[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer


def take(platform: Platform, event: UUID, forms: Sequence[Form]) -> Batch:
    """For each form its ticket, durable, or what it was refused for; whether registration is open was judged before.

    Where the whole batch fails for what one of them is, each is tried by itself.
    """
    try:
        return _taken(platform, event, forms)
    except Unavailable as refusal:
        return Batch([refusal] * len(forms), Queue())
    except Exception:
        if len(forms) == 1:
            raise
        _log.exception("registering.batch_failed", forms=len(forms))
    return Batch([_alone(platform, event, form) for form in forms], Queue())


def _alone(platform: Platform, event: UUID, form: Form) -> Answer:
    try:
        return _taken(platform, event, [form]).answers[0]
    except Refusal as refusal:
        return refusal
    except Exception:  # noqa: BLE001 (the others go on; it is logged)
        _log.exception("registering.form_failed")
        return Unavailable(part="registration")


def _taken(platform: Platform, event: UUID, forms: Sequence[Form]) -> Batch:
    key = platform.keys.derive(PERSON)
    persons = [tickets.person(key, event, form.staff_number) for form in forms]
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("a registration's own row says who registered and when; 180,000 rows beside it would say no more")
        locked = store.lock(unit.connection, event, sorted({form.agency for form in forms}))
        if locked is None:
            raise EventUnknown()
        batch = _Work(platform, unit, event, locked)
        answers = batch.answered(list(zip(persons, forms, strict=True)))
        unit.ring(TOPIC)
    return Batch(answers, Queue(locked.issued, locked.called))


@dataclass(slots=True)
class _Work:
    """One transaction's work on one event."""

    platform: Platform
    unit: Unit
    event: UUID
    locked: store.Locked

    def answered(self, asked: Sequence[tuple[bytes, Form]]) -> list[Answer]:
        """Every form's answer, in order; what is new is kept and counted."""
        known = store.known(self.unit.connection, self.event, sorted({person for person, _ in asked}))
        firsts: dict[bytes, Form] = {}
        for person, form in asked:
            before = known.get(person)
            if before is None or (before.admission is Admission.CANCELLED and not self._repeats(before, form)):
                firsts.setdefault(person, form)
        gave = given(self.locked.room, [(form.agency, form.wish) for form in firsts.values()])
        now = self.unit.clock.now()
        made = {
            person: self._made(self.locked.number + at, (person, form), got, now)
            for at, ((person, form), got) in enumerate(zip(firsts.items(), gave, strict=True), 1)
        }
        self._kept(known, made)
        places = {person: got.place for person, got in zip(firsts, gave, strict=True)}
        answers: list[Answer] = []
        for person, form in asked:
            if firsts.get(person) is form:
                answers.append(self._told(made[person], places[person], fresh=True))
            else:
                answers.append(self._again(made.get(person) or known[person], form))
        return answers

    def _repeats(self, before: Registration, form: Form) -> bool:
        """Whether this is the very form that was answered before: sent again, it does not take back a place given back."""
        asked, kept = (form.agency, form.wish), (before.agency, before.wish)
        return self._keyed(before, form) and asked == kept and same_name(self._holder(before).name, form.name)

    def _keyed(self, one: Registration, form: Form) -> bool:
        return one.key is not None and one.key == tickets.form_key(self.platform.keys.derive(FORM), form.key)

    def _holder(self, one: Registration) -> Holder:
        return sealing.opened(self.platform.keys, one)

    def _made(self, number: int, who: tuple[bytes, Form], got: Given, now: datetime) -> Registration:
        person, form = who
        keys, own = self.platform.keys, UUID(self.platform.ids.random())
        code = code_of(keys, own)
        return Registration(
            id=own,
            event=self.event,
            number=number,
            agency=form.agency,
            person=person,
            digest=tickets.digest(code),
            wish=form.wish,
            admission=got.admission,
            at=now,
            changed_at=now,
            sealed=sealing.sealed(keys, own, Holder(form.name, form.mail, form.lang)),
            key=tickets.form_key(keys.derive(FORM), form.key),
            tell=Telling.REGISTERED if form.mail else None,
        )

    def _kept(self, known: Mapping[bytes, Registration], made: Mapping[bytes, Registration]) -> None:
        if not made:
            return
        replaced = [known[person].id for person in made if person in known]
        if replaced:
            store.replace(self.unit.connection, replaced, self.unit.clock.now())
        store.keep(self.unit.connection, list(made.values()))
        moves = [Move(one.agency, one.wish, None, one.admission) for one in made.values()]
        store.count(self.unit.connection, self.event, counted(moves), len(made))

    def _told(self, one: Registration, place: int | None, *, fresh: bool) -> Registered:
        return Registered(code_of(self.platform.keys, one.id), one.admission, one.number, place, fresh)

    def _again(self, one: Registration, form: Form) -> Answer:
        """The same ticket for the same person's form, sent again.

        The number alone does not open another's ticket, nor with a form's key, which a program may choose so that it is
        guessed; the key stands only for the address, which may have been corrected before the form was sent again.
        """
        holder = self._holder(one)
        known = same_name(holder.name, form.name) if self._keyed(one, form) else same_holder(holder, form)
        if not known:
            return RegisteredAlready()
        return self._told(one, registrations.place_of(self.unit.connection, one), fresh=False)


def issue(platform: Platform, event: UUID, count: int) -> Queue:
    """So many queue numbers more are handed out, durable: the last ones up to `issued` are the caller's."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("a queue number is not yet anything")
        return event_store.issue(unit.connection, event, count)


def call(platform: Platform, event: UUID, count: int) -> Queue:
    """So many numbers more are called in."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("a queue number is not yet anything")
        return event_store.call(unit.connection, event, count)
