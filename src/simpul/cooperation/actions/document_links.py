"""A person's own link, by which they enter their passport, see who has read it, and take it back. No account is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from simpul.cooperation.actions import documents
from simpul.cooperation.actions.standing import JAKARTA
from simpul.cooperation.model.activities import Activity, Nomination
from simpul.cooperation.model.documents import DocumentLinkUnknown, DocumentReading, DocumentsNotAsked
from simpul.cooperation.outside import sealing_people as sealing
from simpul.cooperation.rules import documents as rules
from simpul.cooperation.store import activities as held
from simpul.cooperation.store import documents as store
from simpul.cooperation.store import nominations
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform

_MOST, _PER = 20, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """What a person sees by their link: the activity, their own number masked, until when it is kept, who has read it."""

    activity: Activity
    nomination: Nomination
    masked: str
    soon: bool
    erased_on: date
    readings: tuple[DocumentReading, ...]


def make(platform: Platform, actor: Actor, nomination: UUID) -> str:
    """The secret of a new link for this person, told this once; an older link opens nothing. DocumentsNotAsked."""
    with platform.database.writing(actor) as unit:
        target, one = documents.person(unit, actor, nomination)
        return made(platform, unit, target, one)


def made(platform: Platform, unit: Unit, target: Activity, one: Nomination) -> str:
    """The same, within the caller's transaction, by whoever the unit's actor is."""
    now = unit.clock.now()
    rules.check_asked(target, one, now.astimezone(JAKARTA).date())
    secret, until = unit.ids.token(), rules.link_until(target, now.astimezone(JAKARTA))
    store.set_link(unit.connection, one.id, secret=sealing.link_hash(platform.keys, secret), until=until, at=now)
    unit.audit("cooperation.document.link", subject=str(one.id), after={"until": until.isoformat()})
    return secret


def revoke(platform: Platform, actor: Actor, nomination: UUID) -> bool:
    """Whether the person had a link, which opens nothing now."""
    with platform.database.writing(actor) as unit:
        _, one = documents.person(unit, actor, nomination)
        gone = store.drop_link(unit.connection, one.id)
        unit.audit("cooperation.document.unlink", subject=str(one.id))
    return gone


def seen(platform: Platform, secret: str) -> LinkSeen:
    """What the link shows; DocumentLinkUnknown."""
    with platform.database.reading() as unit:
        target, one = _behind(platform, unit, secret)
        kept = store.get(unit.connection, one.id)
        readings = tuple(store.readings_of(unit.connection, one.id))
    passport = sealing.opened_passport(platform.keys, one.id, kept.sealed) if kept else None
    day = rules.erased_on(target, platform.settings.cooperation_passport_days)
    ends = passport is not None and rules.soon(passport.expires, target)
    return LinkSeen(target, one, rules.masked(passport.number) if passport else "", ends, day, readings)


def enter(platform: Platform, secret: str, address: str, given: Mapping[str, str]) -> None:
    """The passport is kept as its owner entered it; DocumentLinkUnknown, TooMany, or what is wrong with it."""
    _spend(platform, address)
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        target, one = _behind(platform, unit, secret)
        documents.keep(platform, unit, target, one, given)


def erase(platform: Platform, secret: str, address: str) -> bool:
    """Whether there was a passport, which its owner took back; the link stays, for another."""
    _spend(platform, address)
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        _, one = _behind(platform, unit, secret)
        gone = store.erase_document(unit.connection, one.id)
        unit.audit("cooperation.document.take_back", subject=str(one.id))
    return gone


def _spend(platform: Platform, address: str) -> None:
    """One more try from this network address, also where it fails; TooMany."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        spend(unit, f"cooperation.documents:{address}", most=_MOST, per=_PER)
        unit.unaudited("a counter of tries")


def _behind(platform: Platform, unit: Unit, secret: str) -> tuple[Activity, Nomination]:
    now = unit.clock.now()
    whose = store.behind(unit.connection, sealing.link_hash(platform.keys, secret), now) if 20 < len(secret) < 80 else None
    one = nominations.get(unit.connection, whose) if whose else None
    target = held.get(unit.connection, one.activity) if one else None
    if one is None or target is None:
        raise DocumentLinkUnknown()
    try:
        rules.check_asked(target, one, now.astimezone(JAKARTA).date())
    except DocumentsNotAsked as refusal:
        raise DocumentLinkUnknown() from refusal
    return target, one
