"""SQL about who assesses whom, and which agencies an assessor must stay away from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.maturity.model.editions import Assignment, Interest
from simpul.maturity.store.tables import assignments, interests


def seat_of(connection: Connection, edition: str, agency: str, account: UUID | None) -> int | None:
    """The seat that this account has for the agency now; None where it has none."""
    c = assignments.c
    wanted = select(c.seat).where(c.edition == edition, c.agency == agency, c.account == account, c.ended_at.is_(None))
    return connection.scalar(wanted)


def of(connection: Connection, edition: str, agency: str) -> list[Assignment]:
    """Who has a seat for the agency now, by seat."""
    c = assignments.c
    wanted = select(assignments).where(c.edition == edition, c.agency == agency, c.ended_at.is_(None)).order_by(c.seat)
    return [Assignment(**row) for row in connection.execute(wanted).mappings()]


def one(connection: Connection, id: UUID) -> Assignment | None:
    """The assignment of that id, whether it has ended or not."""
    row = connection.execute(select(assignments).where(assignments.c.id == id)).mappings().first()
    return None if row is None else Assignment(**row)


def past(connection: Connection, edition: str, agency: str) -> list[Assignment]:
    """Who had a seat for the agency before, the last first."""
    c = assignments.c
    ended = select(assignments).where(c.edition == edition, c.agency == agency, c.ended_at.is_not(None))
    return [Assignment(**row) for row in connection.execute(ended.order_by(c.ended_at.desc())).mappings()]


def in_edition(connection: Connection, edition: str) -> Mapping[str, list[Assignment]]:
    """Who has seats now, by agency."""
    c, found = assignments.c, defaultdict[str, list[Assignment]](list)
    wanted = select(assignments).where(c.edition == edition, c.ended_at.is_(None)).order_by(c.agency, c.seat)
    for row in connection.execute(wanted).mappings():
        found[row["agency"]].append(Assignment(**row))
    return found


def of_account(connection: Connection, account: UUID) -> list[Assignment]:
    """The seats of this account now."""
    c = assignments.c
    wanted = select(assignments).where(c.account == account, c.ended_at.is_(None)).order_by(c.edition.desc(), c.agency)
    return [Assignment(**row) for row in connection.execute(wanted).mappings()]


def add(connection: Connection, new: Sequence[Assignment]) -> int:
    """How many seats were taken; one that somebody has stays theirs."""
    if not new:
        return 0
    done = insert(assignments).on_conflict_do_nothing().returning(assignments.c.id)
    return len(connection.execute(done, [asdict(one) for one in new]).all())


def end(connection: Connection, id: UUID, at: datetime, why: str) -> bool:
    """Whether the seat is free from now on; False where it had been before."""
    c = assignments.c
    done = update(assignments).where(c.id == id, c.ended_at.is_(None)).values(ended_at=at, ended_why=why)
    return connection.execute(done).rowcount == 1


def interests_of(connection: Connection, today: date, account: UUID | None = None) -> list[Interest]:
    """What was declared and still holds, of one account or of all."""
    c = interests.c
    wanted = select(c.account, c.agency, c.reason, c.until).where(or_(c.until.is_(None), c.until >= today))
    wanted = wanted.where(c.account == account) if account is not None else wanted
    return [Interest(**row) for row in connection.execute(wanted.order_by(c.agency)).mappings()]


def declare(connection: Connection, told: Interest, at: datetime) -> None:
    """The interest is on record, in the place of an earlier one for the same agency."""
    row = asdict(told) | {"at": at}
    kept = insert(interests).values(row)
    changed = {"reason": told.reason, "until": told.until, "at": at}
    connection.execute(kept.on_conflict_do_update(index_elements=["account", "agency"], set_=changed))


def take_back(connection: Connection, account: UUID, agency: str) -> bool:
    """Whether the interest is off the record."""
    c = interests.c
    return connection.execute(delete(interests).where(c.account == account, c.agency == agency)).rowcount == 1
