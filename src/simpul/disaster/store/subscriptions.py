"""Subscriptions as CogniCity's interface knows them: telephone numbers and regencies, on WhatsApp.

They are subscribers like all others (`subscriber_tables` says which personal data that is).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, distinct, func, select

from simpul.disaster.model.subscriptions import Wish
from simpul.disaster.store import subscribers as store
from simpul.disaster.store.subscriber_tables import places, subscribers
from simpul.kernel.i18n import zone_of

CHANNEL = "whatsapp"


@dataclass(frozen=True, slots=True)
class NumberSealed:
    """Somebody as the tables know them: the keyed hash and the seal of their number, their language."""

    person: str
    number: bytes
    language: str


def keep(connection: Connection, who: NumberSealed, regions: Sequence[str], at: datetime) -> list[str]:
    """Those of these regions that are new for this person, by code; the rest of their wish stays as it was."""
    there = store.of_person(connection, CHANNEL, who.person)
    wish = there.wish if there and there.left_at is None else Wish(zone=zone_of(regions[0]), reports=True)
    fresh = sorted(set(regions) - set(wish.regions))
    if fresh:
        wished = replace(wish, regions=tuple(sorted({*wish.regions, *fresh})), language=who.language)
        store.keep(connection, store.Asking(CHANNEL, who.person, who.number), wished, _near(connection, there), at)
    return fresh


def _near(connection: Connection, there: Any) -> list[str]:
    if there is None:
        return []
    return list(connection.scalars(select(places.c.region).where(places.c.subscriber == there.id, places.c.near)))


def forget(connection: Connection, person: str) -> list[str]:
    """The regions that the person was told of; nothing is known of them any more."""
    there = store.of_person(connection, CHANNEL, person)
    if there is None:
        return []
    store.forget(connection, [there.id])
    return list(there.wish.regions)


def regions_of(connection: Connection, person: str) -> list[str]:
    """The regions this person is told of, by code."""
    own = select(places.c.region).join(subscribers, subscribers.c.id == places.c.subscriber)
    asked = own.where(*_those(), subscribers.c.person == person).order_by(places.c.region)
    return list(connection.scalars(asked))


def _those() -> tuple[ColumnElement[bool], ...]:
    return subscribers.c.channel == CHANNEL, subscribers.c.left_at.is_(None), ~places.c.near


def regions_there(connection: Connection) -> list[str]:
    """Every region of which somebody is told."""
    asked = select(places.c.region).join(subscribers, subscribers.c.id == places.c.subscriber).where(*_those())
    return list(connection.scalars(asked.distinct()))


def count(
    connection: Connection, start: datetime | None, end: datetime | None, regions: Sequence[str] | None
) -> tuple[int, int]:
    """How many people, and of how many regions, began from `start` to `end`; of these regions only, if any are given."""
    wanted = (
        *_those(),
        *((places.c.at >= start,) if start else ()),
        *((places.c.at <= end,) if end else ()),
        *((places.c.region.in_(list(regions)),) if regions is not None else ()),
    )
    of_what = (func.count(distinct(subscribers.c.person)), func.count(distinct(places.c.region)))
    joined = select(*of_what).join(subscribers, subscribers.c.id == places.c.subscriber).where(*wanted)
    people, regions_counted = connection.execute(joined).one()
    return people, regions_counted
