"""SQL about an event's registrations as its organiser looks for them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from simpul.cooperation.model.registrations import Registration
from simpul.cooperation.store.event_tables import registrations
from simpul.cooperation.store.registrations import registration

_r = registrations.c


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is looked for: one ticket, one number, some agencies (none of them: nothing), or all."""

    digest: bytes | None = None
    number: int | None = None
    agencies: tuple[str, ...] | None = None

    def where(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions that this puts."""
        if self.digest is not None:
            return (_r.digest == self.digest,)
        if self.number is not None:
            return (_r.number == self.number,)
        return () if self.agencies is None else (_r.agency.in_(self.agencies),)


def found(connection: Connection, event: UUID, narrowed: Narrowed, part: tuple[int, int]) -> tuple[list[Registration], int]:
    """That part (offset, length) of the registrations looked for, the latest first, and how many there are."""
    where = (_r.event == event, *narrowed.where())
    asked = select(registrations).where(*where).order_by(_r.number.desc()).offset(part[0]).limit(part[1])
    count = connection.scalar(select(func.count()).select_from(registrations).where(*where)) or 0
    return [registration(row) for row in connection.execute(asked)], count


def after(connection: Connection, event: UUID, number: int, most: int) -> list[Registration]:
    """The next registrations after this number, in their order."""
    asked = select(registrations).where(_r.event == event, _r.number > number).order_by(_r.number).limit(most)
    return [registration(row) for row in connection.execute(asked)]


def by_digests(connection: Connection, digests: Collection[bytes]) -> dict[bytes, tuple[int, str]]:
    """Number and agency of the registrations whose tickets have these digests."""
    asked = select(_r.digest, _r.number, _r.agency).where(_r.digest.in_(list(digests)))
    return {row.digest: (row.number, row.agency) for row in connection.execute(asked)}


def numbers(connection: Connection, digests: Collection[bytes]) -> dict[bytes, int]:
    """The numbers of the registrations whose tickets have these digests."""
    asked = select(_r.digest, _r.number).where(_r.digest.in_(list(digests)))
    return {row.digest: row.number for row in connection.execute(asked)}
