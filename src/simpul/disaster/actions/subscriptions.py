"""Subscriptions: somebody is told of what happens in their regions. Numbers are kept sealed, found by a keyed hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from simpul import regions as register
from simpul.disaster.outside import sealing_numbers as sealing
from simpul.disaster.rules import invitations
from simpul.disaster.rules.compat.subscriptions import fits
from simpul.disaster.rules.subscriptions import permit_subscriptions
from simpul.disaster.store import subscriptions as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.regions import Level, RegionUnknown

TABLE = "disaster_subscriber"
"""What the audit trail names: neither the number nor its hash."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people are told, and of how many regions."""

    people: int
    regions: int


def add(platform: Platform, actor: Actor, user: str, regions: Sequence[str], language: str) -> int:
    """How many of these regencies are new for the person of this number, who is told of them from now on.

    `user` is a number as `rules.subscriptions.number` gives it. NotAllowed; RegionUnknown, and then nothing is kept.
    """
    permit_subscriptions(actor)
    codes = list(dict.fromkeys(_current(platform, code) for code in regions))
    person = _person(platform, user)
    who = store.NumberSealed(person, sealing.sealed_number(platform.keys, person, user), language)
    with platform.database.writing(actor) as unit:
        fresh = store.keep(unit.connection, who, codes, unit.clock.now()) if codes else []
        if not fresh:
            unit.unaudited("nothing has changed")
        else:
            unit.audit("disaster.subscription.add", subject=TABLE, after={"regions": fresh, "language": language})
    return len(fresh)


def _current(platform: Platform, code: str) -> str:
    """The code in force; RegionUnknown where it is none of a regency or city."""
    region = register.get(platform, register.current_code(platform, code))
    if region.level is not Level.REGENCY:
        raise RegionUnknown
    return region.code


def remove(platform: Platform, actor: Actor, user: str) -> int:
    """Of how many regions the person of this number is told no more; nothing is known of them any longer. NotAllowed."""
    permit_subscriptions(actor)
    with platform.database.writing(actor) as unit:
        gone = store.forget(unit.connection, _person(platform, user))
        if not gone:
            unit.unaudited("nothing was there")
        else:
            unit.audit("disaster.subscription.remove", subject=TABLE, before={"regions": gone})
    return len(gone)


def regions_of(platform: Platform, actor: Actor, user: str) -> list[tuple[str, str]]:
    """The regions that the person of this number is told of, code and name, by code. NotAllowed."""
    permit_subscriptions(actor)
    with platform.database.reading() as unit:
        codes = store.regions_of(unit.connection, _person(platform, user))
    return [(code, _name(platform, code)) for code in codes]


def count(platform: Platform, actor: Actor, start: datetime | None, end: datetime | None, city: str) -> Counted:
    """How many people and regions there are whose subscription began from `start` to `end`. NotAllowed.

    `city` is the code of a regency or a province, or a regency's name; empty for the whole country.
    """
    permit_subscriptions(actor)
    with platform.database.reading() as unit:
        there = store.regions_there(unit.connection) if city else None
        wanted = None if there is None else [code for code in there if fits(city, code, _name(platform, code))]
        return Counted(*store.count(unit.connection, start, end, wanted))


def _name(platform: Platform, code: str) -> str:
    """The region's name; empty where no edition in force knows it any more."""
    try:
        return register.get(platform, code).name
    except RegionUnknown:
        return ""


def _person(platform: Platform, user: str) -> str:
    return invitations.person_hash(platform.keys.derive(sealing.HASHED), "whatsapp", user)
