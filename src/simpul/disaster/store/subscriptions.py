"""Who wants to be told of which regions.

Personal data in `disaster_subscription`: `person`, a keyed hash of a telephone number, by which its rows are found;
`number`, the number itself, sealed under the node's key, so that a message can be sent to it; the regencies that somebody
wants to be told of, in which language, and since when. Kept because the person asked for it, until they end it: then the
rows are gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, Table, Text, delete, distinct, func, select
from sqlalchemy.dialects.postgresql import insert

from simpul.kernel.database import Instant, metadata

subscriptions = Table(
    "disaster_subscription",
    metadata,
    Column("person", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("number", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody as the table knows them: the keyed hash and the seal of their number, their language."""

    person: str
    number: bytes
    language: str


def keep(connection: Connection, who: Subscriber, regions: Sequence[str], at: datetime) -> list[str]:
    """Those of these regions that are new for this person, by code; the others stay as they were."""
    rows = [
        {"person": who.person, "region": one, "number": who.number, "language": who.language, "at": at}
        for one in sorted(regions)
    ]
    fresh = insert(subscriptions).values(rows).on_conflict_do_nothing().returning(subscriptions.c.region)
    return sorted(connection.scalars(fresh))


def forget(connection: Connection, person: str) -> list[str]:
    """The regions of the person's rows, which are gone."""
    gone = delete(subscriptions).where(subscriptions.c.person == person).returning(subscriptions.c.region)
    return sorted(connection.scalars(gone))


def regions_of(connection: Connection, person: str) -> list[str]:
    """The regions this person is told of, by code."""
    own = select(subscriptions.c.region).where(subscriptions.c.person == person).order_by(subscriptions.c.region)
    return list(connection.scalars(own))


def regions_there(connection: Connection) -> list[str]:
    """Every region of which somebody is told."""
    return list(connection.scalars(select(subscriptions.c.region).distinct()))


def count(
    connection: Connection, start: datetime | None, end: datetime | None, regions: Sequence[str] | None
) -> tuple[int, int]:
    """How many people, and of how many regions, began from `start` to `end`; of these regions only, if any are given."""
    wanted = (
        *((subscriptions.c.at >= start,) if start else ()),
        *((subscriptions.c.at <= end,) if end else ()),
        *((subscriptions.c.region.in_(list(regions)),) if regions is not None else ()),
    )
    of_what = (func.count(distinct(subscriptions.c.person)), func.count(distinct(subscriptions.c.region)))
    people, places = connection.execute(select(*of_what).where(*wanted)).one()
    return people, places
