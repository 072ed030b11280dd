"""SQL about the agencies of an edition."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from simpul.maturity.model.editions import Participant
from simpul.maturity.store.assessment_tables import assessments
from simpul.maturity.store.tables import participants


def get(connection: Connection, edition: str, agency: str) -> Participant | None:
    """The agency in this edition, if it takes part."""
    wanted = select(participants).where(participants.c.edition == edition, participants.c.agency == agency)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else Participant(**row)


def of(connection: Connection, edition: str) -> list[Participant]:
    """Every agency of the edition, by name."""
    wanted = select(participants).where(participants.c.edition == edition).order_by(participants.c.name)
    return [Participant(**row) for row in connection.execute(wanted).mappings()]


def editions_of(connection: Connection, agency: str) -> list[Participant]:
    """Where the agency takes part."""
    wanted = select(participants).where(participants.c.agency == agency).order_by(participants.c.edition.desc())
    return [Participant(**row) for row in connection.execute(wanted).mappings()]


def of_agencies(connection: Connection, agencies: Collection[str]) -> list[Participant]:
    """Where any of these agencies takes part."""
    wanted = select(participants).where(participants.c.agency.in_(agencies))
    return [Participant(**row) for row in connection.execute(wanted).mappings()]


def known(connection: Connection) -> list[tuple[str, str]]:
    """Number and name of every agency that any edition has, by name; the newest edition's name."""
    c = participants.c
    names = {row.agency: row.name for row in connection.execute(select(c.agency, c.name).order_by(c.edition))}
    return sorted(names.items(), key=lambda one: one[1])


def count(connection: Connection, edition: str) -> int:
    """How many agencies the edition has."""
    return connection.scalar(select(func.count()).where(participants.c.edition == edition)) or 0


def add(connection: Connection, new: Sequence[Participant]) -> int:
    """How many of these were added; those that take part already stay as they are."""
    if not new:
        return 0
    rows = [asdict(one) for one in new]
    done = insert(participants).on_conflict_do_nothing().returning(participants.c.agency)
    return len(connection.execute(done, rows).all())


def remove(connection: Connection, edition: str, agency: str) -> bool:
    """Whether the agency no longer takes part; False where an assessment of it has begun, or it never did."""
    p, a = participants.c, assessments.c
    begun = select(a.id).where(a.edition == edition, a.agency == agency).exists()
    done = delete(participants).where(p.edition == edition, p.agency == agency, ~begun)
    return connection.execute(done).rowcount == 1
