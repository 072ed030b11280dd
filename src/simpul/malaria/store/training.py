"""SQL about training: courses, who attended, certificates."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.malaria.model.slides import Attendance, Course
from simpul.malaria.store.quality_tables import attendances, courses
from simpul.malaria.store.register import within
from simpul.malaria.store.tables import workers

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('malaria.certificate', 0))"


def add_course(connection: Connection, one: Course, now: datetime) -> None:
    """The course is known."""
    values = {name: getattr(one, name) for name in Course.__slots__ if name not in ("people", "passed")}
    connection.execute(insert(courses).values(**values, added_at=now))


def _courses() -> Select[Any]:
    a = attendances.c
    counted = (
        select(a.course, func.count().label("people"), func.count().filter(a.result == "passed").label("passed"))
        .group_by(a.course)
        .subquery()
    )
    c = courses.c
    return select(
        *(c.id, c.title, c.kind, c.area, c.held_on, c.place, c.trainer, c.months),
        *(func.coalesce(counted.c.people, 0), func.coalesce(counted.c.passed, 0), c.synthetic),
    ).select_from(courses.outerjoin(counted, counted.c.course == c.id))


def all_courses(connection: Connection, region: str | None) -> list[Course]:
    """The region's courses, the newest first."""
    wanted = _courses().where(*within(courses.c.area, region)).order_by(courses.c.held_on.desc(), courses.c.id)
    return [Course(*row) for row in connection.execute(wanted)]


def course(connection: Connection, id: UUID) -> Course | None:
    """The course with this id."""
    row = connection.execute(_courses().where(courses.c.id == id)).one_or_none()
    return Course(*row) if row else None


def attend(connection: Connection, one: Attendance) -> bool:
    """Whether this person was not in the course before, and is now."""
    values = {name: getattr(one, name) for name in Attendance.__slots__}
    kept = upsert(attendances).values(**values).on_conflict_do_nothing().returning(attendances.c.id)
    return connection.execute(kept).one_or_none() is not None


def leave(connection: Connection, one: Attendance) -> bool:
    """Whether the attendance stood as it was known, without a certificate; it is gone now."""
    a = attendances.c
    gone = delete(attendances).where(a.id == one.id, a.version == one.version, a.code == "")
    return connection.execute(gone).rowcount == 1


def attended(connection: Connection, course: UUID) -> list[Attendance]:
    """Who is in the course, by name."""
    wanted = select(attendances).where(attendances.c.course == course).order_by(attendances.c.name, attendances.c.id)
    return [_attendance(row) for row in connection.execute(wanted)]


def attendance(connection: Connection, id: UUID) -> Attendance | None:
    """One attendance."""
    row = connection.execute(select(attendances).where(attendances.c.id == id)).one_or_none()
    return _attendance(row) if row else None


def by_code(connection: Connection, code: str) -> tuple[Attendance, Course] | None:
    """The certificate with this code, and its course."""
    row = connection.execute(select(attendances).where(attendances.c.code == code)).one_or_none()
    if row is None:
        return None
    one = _attendance(row)
    held = course(connection, one.course)
    return (one, held) if held else None


def change(connection: Connection, before: Attendance, after: Attendance) -> bool:
    """Whether the attendance stood as it was known; it stands as `after` now."""
    a = attendances.c
    values = {name: getattr(after, name) for name in Attendance.__slots__ if name not in ("id", "version")}
    changed = update(attendances).where(a.id == before.id, a.version == before.version)
    return connection.execute(changed.values(**values, version=before.version + 1)).rowcount == 1


def next_number(connection: Connection, year: int) -> int:
    """The next number of a certificate of this year; nobody else takes one until the transaction ends."""
    connection.execute(text(_LOCK))
    count = connection.scalar(
        select(func.count()).where(
            attendances.c.issued_on >= date(year, 1, 1), attendances.c.issued_on < date(year + 1, 1, 1)
        )
    )
    return (count or 0) + 1


def certificates(connection: Connection, region: str | None, most: int) -> list[tuple[Attendance, Course]]:
    """The region's certificates that were not withdrawn, those that end first at the beginning."""
    c = courses.c
    wanted = (
        select(attendances)
        .join(courses, c.id == attendances.c.course)
        .where(attendances.c.code != "", attendances.c.withdrawn == "", *within(c.area, region))
        .order_by(attendances.c.valid_until, attendances.c.name)
        .limit(most)
    )
    known = {one.id: one for one in all_courses(connection, region)}
    return [(one, known[one.course]) for one in map(_attendance, connection.execute(wanted))]


def workers_in(connection: Connection, area: str) -> Sequence[tuple[UUID, str]]:
    """(id, name) of the workers in service whose village lies in the area."""
    w = workers.c
    wanted = select(w.id, w.name).where(w.retired_at.is_(None), *within(w.village, area)).order_by(w.name).limit(2_000)
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def _attendance(row: Any) -> Attendance:
    return Attendance(**{name: getattr(row, name) for name in Attendance.__slots__})
