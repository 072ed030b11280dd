"""A visitor of the showcase asks the centre something, comes back to it by a secret link, and may take it back."""

from dataclasses import dataclass

from simpul.cooperation.model.contacts import (
    Contact,
    ContactAsked,
    ContactSeen,
    ContactUnknown,
    WithdrawalNotSure,
)
from simpul.cooperation.outside import sealing_visitors as sealing
from simpul.cooperation.rules import showcase as order
from simpul.cooperation.rules import showcase_contacts as rules
from simpul.cooperation.store import showcase
from simpul.cooperation.store import showcase_contacts as store
from simpul.kernel import limits
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

MESSAGE_MOST = rules.MESSAGE_MOST


@dataclass(frozen=True, slots=True)
class Subject:
    """What a request can be about: an innovation that visitors see."""

    slug: str
    name: dict[str, str]


def subjects(platform: Platform) -> list[Subject]:
    """What a request can be about, in the showcase's order."""
    with platform.database.reading() as unit:
        found = order.in_order([one for one in showcase.listed(unit.connection) if one.shown])
    return [Subject(one.slug, dict(one.name)) for one in found]


def ask(platform: Platform, asked: ContactAsked) -> str:
    """The request is kept, sealed; the secret of its visitor's way back. TooMany; what is wrong with it."""
    fit = rules.checked(asked, {one.slug for one in subjects(platform)})
    with platform.database.writing() as unit:
        _spend(unit, asked)
        secret, fresh, now = platform.ids.token(), unit.ids.new(), unit.clock.now()
        made = Contact(
            id=fresh,
            at=now,
            about=fit.about,
            language=fit.language,
            sealed=sealing.sealed(platform.keys, unit.ids, fresh, fit.visitor),
            due=rules.due(now, platform.settings.cooperation_contact_days),
        )
        store.add(unit.connection, made, sealing.link_digest(secret))
        unit.audit("cooperation.contact.ask", subject=str(fresh), after={"about": fit.about, "language": fit.language})
    return secret


def _spend(unit: Unit, asked: ContactAsked) -> None:
    if asked.device:
        limits.spend(unit, f"cooperation.contact.device:{asked.device}", most=rules.PER_DEVICE, per=rules.HOUR)
    if asked.address:
        limits.spend(unit, f"cooperation.contact.address:{asked.address}", most=rules.PER_ADDRESS, per=rules.HOUR)
    limits.spend(unit, "cooperation.contact", most=rules.PER_NODE, per=rules.HOUR)


def own(platform: Platform, secret: str) -> ContactSeen:
    """The request of this secret link; ContactUnknown."""
    with platform.database.reading() as unit:
        found = store.of_link(unit.connection, sealing.link_digest(secret))
    if found is None:
        raise ContactUnknown()
    return ContactSeen(found, sealing.opened(platform.keys, found.id, found.sealed))


def withdraw(platform: Platform, secret: str, *, sure: bool) -> None:
    """The request is erased for good; WithdrawalNotSure, ContactUnknown."""
    found = own(platform, secret).contact
    if not sure:
        raise WithdrawalNotSure()
    with platform.database.writing() as unit:
        if not store.remove(unit.connection, found.id):
            raise ContactUnknown()
        unit.audit("cooperation.contact.withdraw", subject=str(found.id), before={"about": found.about})
