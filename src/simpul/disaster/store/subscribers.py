"""Subscribers in and out of the tables; which data they are and how long they are kept, `subscriber_tables` says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.disaster.model.subscriptions import Around, Quiet, Severity, Subscriber, Wish
from simpul.disaster.store.subscriber_tables import notices, places, subscribers, wishes

_FORGOTTEN = 5000


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks on which channel: the keyed hash of their address, and its seal."""

    channel: str
    person: str
    address: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wish that waits for its code."""

    who: Asking
    asked: dict[str, Any]
    tries: int
    expires_at: datetime


def keep(connection: Connection, who: Asking, wish: Wish, near: Collection[str], at: datetime) -> int:
    """The number of the subscription, which is as wished now, whatever it was before; `near` lie around its point."""
    values = _values(wish) | {"address": who.address, "left_at": None, "paused_until": None}
    row = {"channel": who.channel, "person": who.person, "since": at, "turn": 0} | values
    made = upsert(subscribers).values(row).on_conflict_do_update(index_elements=["channel", "person"], set_=values)
    kept: int = connection.execute(made.returning(subscribers.c.id)).scalar_one()
    _place(connection, kept, wish.regions, near, at)
    return kept


def change(connection: Connection, id: int, wish: Wish, near: Collection[str], at: datetime) -> None:
    """The subscription is as wished."""
    connection.execute(update(subscribers).where(subscribers.c.id == id).values(_values(wish)))
    _place(connection, id, wish.regions, near, at)


def _place(connection: Connection, id: int, regions: Iterable[str], near: Collection[str], at: datetime) -> None:
    wanted = dict.fromkeys(near, True) | dict.fromkeys(regions, False)
    before = {row.region: row.near for row in connection.execute(select(places).where(places.c.subscriber == id))}
    gone = [code for code, was in before.items() if wanted.get(code) is not was]
    if gone:
        connection.execute(delete(places).where(places.c.subscriber == id, places.c.region.in_(gone)))
    fresh = [
        {"region": code, "subscriber": id, "near": is_near, "at": at}
        for code, is_near in wanted.items()
        if before.get(code) is not is_near
    ]
    if fresh:
        connection.execute(upsert(places).on_conflict_do_nothing(), fresh)


def _values(wish: Wish) -> dict[str, Any]:
    point, quiet = wish.around, wish.quiet
    return {
        "language": wish.language,
        "hazards": list(wish.hazards) or None,
        "least": int(wish.least),
        "longitude": point.longitude if point else None,
        "latitude": point.latitude if point else None,
        "radius_km": point.radius_km if point else None,
        "quiet_from": quiet.begins if quiet else None,
        "quiet_to": quiet.ends if quiet else None,
        "zone": wish.zone,
        "wakes": wish.wakes,
        "every_minutes": wish.every_minutes,
        "reports": wish.reports,
    }


def get(connection: Connection, id: int, *, locked: bool = False) -> Subscriber | None:
    """The subscriber of this number, who may have left; None where there is none."""
    asked = select(subscribers).where(subscribers.c.id == id)
    row = connection.execute(asked.with_for_update() if locked else asked).one_or_none()
    return subscriber(row, _chosen(connection, id)) if row else None


def of_person(connection: Connection, channel: str, person: str) -> Subscriber | None:
    """The subscriber with this address, who may have left; None where there is none."""
    asked = select(subscribers).where(subscribers.c.channel == channel, subscribers.c.person == person)
    row = connection.execute(asked.with_for_update()).one_or_none()
    return subscriber(row, _chosen(connection, row.id)) if row else None


def _chosen(connection: Connection, id: int) -> tuple[str, ...]:
    own = select(places.c.region).where(places.c.subscriber == id, ~places.c.near).order_by(places.c.region)
    return tuple(connection.scalars(own))


def subscriber(row: Row[Any], regions: tuple[str, ...] = ()) -> Subscriber:
    """The subscriber of a row; `regions` are the places they chose."""
    point = Around(row.longitude, row.latitude, row.radius_km) if row.longitude is not None else None
    quiet = Quiet(row.quiet_from, row.quiet_to) if row.quiet_from is not None else None
    wish = Wish(
        regions=regions,
        around=point,
        hazards=tuple(row.hazards or ()),
        least=Severity(row.least),
        quiet=quiet,
        zone=row.zone,
        wakes=row.wakes,
        every_minutes=row.every_minutes,
        reports=row.reports,
        language=row.language,
    )
    state = (row.since, row.told_at, row.paused_until, row.left_at, row.turn)
    return Subscriber(row.id, row.channel, row.person, bytes(row.address), wish, *state)


def leave(connection: Connection, id: int, at: datetime | None) -> bool:
    """Whether that changed anything: the subscriber has left at this time, or (None) is back."""
    there = subscribers.c.left_at.is_(None) if at else subscribers.c.left_at.is_not(None)
    done = connection.execute(update(subscribers).where(subscribers.c.id == id, there).values(left_at=at))
    return bool(done.rowcount)


def pause(connection: Connection, id: int, until: datetime | None) -> None:
    """The subscriber is told nothing until then."""
    connection.execute(update(subscribers).where(subscribers.c.id == id).values(paused_until=until))


def forget(connection: Connection, ids: Collection[int]) -> None:
    """Nothing is known of these subscribers any longer."""
    if ids:
        connection.execute(delete(notices).where(notices.c.subscriber.in_(ids)))
        connection.execute(delete(subscribers).where(subscribers.c.id.in_(ids)))


def forget_due(connection: Connection, *, now: datetime, left: timedelta, told: timedelta) -> int:
    """How many subscribers were erased who left so long ago; old notices are gone, too."""
    due = select(subscribers.c.id).where(subscribers.c.left_at <= now - left).limit(_FORGOTTEN)
    ids = list(connection.scalars(due))
    forget(connection, ids)
    connection.execute(delete(notices).where(notices.c.changed_at <= now - told))
    return len(ids)


def forget_wishes(connection: Connection, now: datetime) -> None:
    """Wishes whose code nobody wrote in time are gone."""
    connection.execute(delete(wishes).where(wishes.c.expires_at <= now))


def wait(connection: Connection, id: str, waiting: Waiting) -> None:
    """The wish waits for its code."""
    who = waiting.who
    connection.execute(
        insert(wishes).values(
            id=id,
            channel=who.channel,
            person=who.person,
            address=who.address,
            asked=waiting.asked,
            tries=0,
            expires_at=waiting.expires_at,
        )
    )


def waiting(connection: Connection, id: str, *, locked: bool = False) -> Waiting | None:
    """The wish that waits; with one more try counted where it is locked. None where there is none."""
    asked = select(wishes).where(wishes.c.id == id)
    row = connection.execute(asked.with_for_update() if locked else asked).one_or_none()
    if row is None:
        return None
    who = Asking(row.channel, row.person, bytes(row.address))
    return Waiting(who, row.asked, row.tries, row.expires_at)


def tried(connection: Connection, id: str) -> None:
    """One more try of the code is counted."""
    connection.execute(update(wishes).where(wishes.c.id == id).values(tries=wishes.c.tries + 1))


def granted(connection: Connection, id: str) -> None:
    """The wish waits no more."""
    connection.execute(delete(wishes).where(wishes.c.id == id))


def counted(connection: Connection) -> list[tuple[str, str, int]]:
    """How many people chose each region, by region and channel."""
    asked = (
        select(places.c.region, subscribers.c.channel, func.count())
        .join(subscribers, subscribers.c.id == places.c.subscriber)
        .where(subscribers.c.left_at.is_(None), ~places.c.near)
        .group_by(places.c.region, subscribers.c.channel)
    )
    return [(region, channel, number) for region, channel, number in connection.execute(asked)]
