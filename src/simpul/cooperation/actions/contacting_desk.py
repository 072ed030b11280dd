"""The centre's inbox: visitors' requests, who answers them, what was answered; erased on schedule."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.contacts import (
    AssigneeWrong,
    Contact,
    ContactChanged,
    ContactSeen,
    ContactState,
    ContactsWanted,
    ContactUnknown,
)
from simpul.cooperation.model.programmes import CENTRE
from simpul.cooperation.outside import sealing_visitors as sealing
from simpul.cooperation.rules import permits
from simpul.cooperation.store import showcase
from simpul.cooperation.store import showcase_contacts as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform

PER_PAGE = 20
EXPORT_MOST = 10_000


def listed(platform: Platform, actor: Actor, wanted: ContactsWanted, *, page: int = 1) -> tuple[list[ContactSeen], int]:
    """A page of the requests that are asked for, the newest first, and how many there are in all; NotTheCentre."""
    with platform.database.reading() as unit:
        _permit(unit, actor)
        found = store.listed(unit.connection, wanted, most=PER_PAGE, offset=(page - 1) * PER_PAGE)
        total = store.count(unit.connection, wanted)
    return [_opened(platform, one) for one in found], total


def waiting(platform: Platform, actor: Actor) -> int:
    """How many requests wait for an answer; NotTheCentre."""
    with platform.database.reading() as unit:
        _permit(unit, actor)
        return store.count(unit.connection, ContactsWanted(ContactState.NEW))


def exported(platform: Platform, actor: Actor, wanted: ContactsWanted) -> list[ContactSeen]:
    """Every request that is asked for, at most 10,000; the trail says who took them out. NotTheCentre."""
    with platform.database.writing(actor) as unit:
        _permit(unit, actor)
        found = store.listed(unit.connection, wanted, most=EXPORT_MOST)
        unit.audit("cooperation.contact.export", subject="cooperation.contact", after={"count": len(found)})
    return [_opened(platform, one) for one in found]


def subject_names(platform: Platform, actor: Actor) -> dict[str, dict[str, str]]:
    """What requests may be about, hidden innovations too, by slug; NotTheCentre."""
    with platform.database.reading() as unit:
        _permit(unit, actor)
        return {one.slug: dict(one.name) for one in showcase.listed(unit.connection)}


def colleagues(platform: Platform) -> list[Holder]:
    """Who may answer: the centre's staff, by name."""
    return platform.port(Holders).holders(platform, CENTRE)


def assign(platform: Platform, actor: Actor, id: UUID, *, to: str, version: int) -> Contact:
    """Somebody of the centre answers this request ("": nobody yet); AssigneeWrong, ContactChanged, ContactUnknown."""
    who = next((one for one in colleagues(platform) if str(one.id) == to), None) if to else None
    if to and who is None:
        raise AssigneeWrong()
    given = (who.id, who.name) if who else (None, "")
    return _changed(
        platform, actor, id, version=version, how=lambda one: replace(one, assignee=given[0], assignee_name=given[1])
    )


def mark(platform: Platform, actor: Actor, id: UUID, *, answered: bool, version: int) -> Contact:
    """The request counts as answered, or as new again; ContactChanged, ContactUnknown."""
    now = platform.clock.now()
    state = ContactState.ANSWERED if answered else ContactState.NEW
    at = now if answered else None
    return _changed(platform, actor, id, version=version, how=lambda one: replace(one, state=state, answered_at=at))


def _changed(platform: Platform, actor: Actor, id: UUID, *, version: int, how: Callable[[Contact], Contact]) -> Contact:
    with platform.database.writing(actor) as unit:
        _permit(unit, actor)
        known = store.get(unit.connection, id, to_change=True)
        if known is None:
            raise ContactUnknown()
        if known.version != version:
            raise ContactChanged()
        fit = replace(how(known), version=version + 1)
        store.change(unit.connection, fit)
        unit.audit("cooperation.contact.handle", subject=str(id), before=_facts(known), after=_facts(fit))
    return fit


def forget(platform: Platform) -> None:
    """Requests that were due are gone for good."""
    with platform.database.writing() as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        store.forget(unit.connection, unit.clock.now())


def tell(platform: Platform) -> None:
    """The address of the settings was mailed how many new requests came, once for each; nothing where none is set.

    The mail holds nothing of what visitors wrote. Unavailable leaves them for the next run.
    """
    to = platform.settings.cooperation_contact_mail
    if not to or not platform.mailer.there:
        return
    with platform.database.reading() as unit:
        found = store.untold(unit.connection)
    if not found:
        return
    address = f"{platform.settings.public_url.rstrip('/')}/kerja-sama/kontak"
    subject = f"Pameran: {len(found)} permintaan baru dari pengunjung"
    platform.mailer.send(to=to, subject=subject, text=f"{len(found)} permintaan baru menunggu jawaban.\n\n{address}\n")
    with platform.database.writing() as unit:
        unit.unaudited("which requests the notice was about; the requests themselves are in the trail")
        store.told(unit.connection, found, unit.clock.now())


def _permit(unit: Unit, actor: Actor) -> None:
    permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))


def _opened(platform: Platform, one: Contact) -> ContactSeen:
    return ContactSeen(one, sealing.opened(platform.keys, one.id, one.sealed))


def _facts(one: Contact) -> dict[str, object]:
    return {"state": one.state.value, "assignee": str(one.assignee) if one.assignee else "", "version": one.version}
