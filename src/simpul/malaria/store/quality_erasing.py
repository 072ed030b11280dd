"""SQL by which microscopists, attendances and cross-checkers are erased when they are due: see `quality_tables`."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Date, Select, cast, delete, func, or_, select, union_all

from simpul.malaria.store.quality_tables import (
    attendances,
    courses,
    cross_checkers,
    microscopists,
    rounds,
    seconds,
    slides,
    steps,
)


def forget(connection: Connection, before: date, today: date) -> int:
    """How many people are gone: nothing of them is younger than `before`, and no certificate of theirs holds today."""
    due = _due(before, today)
    people = connection.execute(select(func.count()).select_from(due.subquery())).scalar_one()
    if people:
        gone = [row[0] for row in connection.execute(due)]
        _readers(connection, microscopists.c.id.in_(gone))
        connection.execute(delete(attendances).where(attendances.c.who.in_(gone)))
    held = select(attendances.c.course)
    connection.execute(delete(courses).where(courses.c.held_on < before, courses.c.id.not_in(held)))
    return people


def _due(before: date, today: date) -> Select[tuple[object]]:
    """Whom nothing of these keeps: the day they were added, slides, courses, the end of a certificate."""
    a, m, s, c = attendances.c, microscopists.c, slides.c, courses.c
    told = union_all(
        select(m.id.label("who"), cast(m.added_at, Date).label("last")),
        select(s.reader, s.day),
        select(a.who, c.held_on).join_from(attendances, courses, c.id == a.course),
    ).subquery()
    last = select(told.c.who).group_by(told.c.who).having(func.max(told.c.last) < before)
    holds = select(a.who).where(a.code != "", a.withdrawn == "", a.valid_until >= today)
    return last.where(told.c.who.not_in(holds))


def _readers(connection: Connection, due: ColumnElement[bool]) -> None:
    gone = select(microscopists.c.id).where(due)
    drawn = select(rounds.c.id).where(rounds.c.reader.in_(gone))
    connection.execute(delete(seconds).where(seconds.c.round.in_(drawn)))
    connection.execute(delete(rounds).where(rounds.c.reader.in_(gone)))
    connection.execute(delete(slides).where(slides.c.reader.in_(gone)))
    connection.execute(delete(steps).where(steps.c.reader.in_(gone)))
    connection.execute(delete(microscopists).where(due))


def forget_checkers(connection: Connection, before: datetime) -> int:
    """How many accounts are gone that neither asked nor read since `before`."""
    c, s = cross_checkers.c, seconds.c
    recent = select(s.read_by).where(s.read_at >= before, s.read_by.is_not(None))
    old = or_(c.settled_at.is_(None), c.settled_at < before)
    return connection.execute(delete(cross_checkers).where(c.asked_at < before, old, c.account.not_in(recent))).rowcount
