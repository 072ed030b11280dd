"""Who registered, without names; a name is shown by an act of its own, which the audit trail keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from simpul.cooperation.actions.gates import event_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.event_keeping import Registrant
from simpul.cooperation.model.registrations import Holder, Registration, RegistrationUnknown
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules import permits
from simpul.cooperation.rules import tickets as codes
from simpul.cooperation.store import checkins, events, gates
from simpul.cooperation.store import event_registrants as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PAGE = 50
_PIECE = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list, and how many there are in all."""

    rows: tuple[Registrant, ...]
    count: int


def listed(platform: Platform, actor: Actor, event: UUID, *, asked: str = "", page: int = 1) -> Listed:
    """Registrations by a ticket's code or number, or an agency's code or name (all without); NotTheCentre."""
    with platform.database.reading() as unit:
        _permitted(unit, actor, event)
        narrowed = _narrowed(unit, event, asked)
        found, count = store.found(unit.connection, event, narrowed, ((page - 1) * PAGE, PAGE))
        return Listed(tuple(_shown(unit, event, found)), count)


def _narrowed(unit: Unit, event: UUID, asked: str) -> store.Narrowed:
    asked = asked.strip()
    code = codes.normal(asked)
    if code:
        return store.Narrowed(digest=codes.digest(code))
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return store.Narrowed(number=int(asked))
    if not asked:
        return store.Narrowed()
    quotas = events.quotas_of(unit.connection, event)
    meant = [one.agency for one in quotas if asked.casefold() in f"{one.agency} {one.name}".casefold()]
    return store.Narrowed(agencies=tuple(meant))


def every(platform: Platform, actor: Actor, event: UUID) -> Iterator[Registrant]:
    """All of them in their order, read piece by piece; NotTheCentre. The export is an act the audit trail keeps."""
    with platform.database.writing(actor) as unit:
        _permitted(unit, actor, event)
        unit.audit("cooperation.registrants.export", subject=str(event), after={"names": False})
    after = 0
    while True:
        with platform.database.reading() as unit:
            piece = store.after(unit.connection, event, after, _PIECE)
            yield from _shown(unit, event, piece)
        if len(piece) < _PIECE:
            return
        after = piece[-1].number


def named(platform: Platform, actor: Actor, event: UUID, *, number: int) -> Holder:
    """Who holds the ticket of this number; the trail keeps that it was asked. RegistrationUnknown, NotTheCentre."""
    with platform.database.writing(actor) as unit:
        _permitted(unit, actor, event)
        found, _ = store.found(unit.connection, event, store.Narrowed(number=number), (0, 1))
        if not found:
            raise RegistrationUnknown()
        unit.audit("cooperation.registrant.name", subject=str(found[0].id), after={"event": str(event), "number": number})
        return sealing.opened(platform.keys, found[0])


def _permitted(unit: Unit, actor: Actor, event: UUID) -> None:
    permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
    event_of(unit, event)


def _shown(unit: Unit, event: UUID, found: list[Registration]) -> Iterator[Registrant]:
    names = {one.agency: one.name for one in events.quotas_of(unit.connection, event)}
    places = {one.id: one.name for one in gates.of_event(unit.connection, event)}
    inside = checkins.of_tickets(unit.connection, event, [one.digest for one in found])
    for one in found:
        gate, at = inside.get(one.digest, (None, None))
        yield Registrant(one, names.get(one.agency, one.agency), places.get(gate, "") if gate else "", at)
