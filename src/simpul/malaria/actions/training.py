"""Courses are held, people attend, pass, and get a certificate that anybody can check by its code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today as local_day
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.slide_refusals import (
    AlreadyThere,
    AttendanceChanged,
    AttendanceWrong,
    CertificateWithdrawn,
    CourseWrong,
)
from simpul.malaria.model.slides import Attendance, Course
from simpul.malaria.rules import certificates as certificates_rules
from simpul.malaria.rules import desk as rules
from simpul.malaria.rules.quality_terms import terms
from simpul.malaria.store import quality, training
from simpul.malaria.store import training as store

WORKER, READER = "worker", "reader"
TITLE_MOST, MONTHS_MOST, SCORE_MOST = 120, 120, 100
MOST = 5_000


@dataclass(frozen=True, slots=True)
class CourseSeen:
    """A course with who attended, and who may be added."""

    course: Course
    people: Sequence[Attendance]
    choices: Sequence[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class NewCourse:
    """What a form says of a course."""

    title: str
    kind: str
    held_on: str
    place: str
    trainer: str
    months: str = ""


@dataclass(frozen=True, slots=True)
class NewResult:
    """What a form says of somebody's result; `version`: the attendance as it was known."""

    result: str
    score: str
    version: int


def courses(platform: Platform, actor: Actor) -> list[Course]:
    """The courses of the actor's region; DeskOnly."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.all_courses(unit.connection, actor.region)


def course(platform: Platform, actor: Actor, id: UUID) -> CourseSeen:
    """The course with its people; DeskNothing, DeskOnly."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        held = _course(unit, actor, id)
        people = store.attended(unit.connection, id)
        there = {one.who for one in people}
        choices = [(who, name) for who, name in _choices(unit, held) if who not in there]
    return CourseSeen(held, people, choices)


def _choices(unit: Unit, held: Course) -> Sequence[tuple[UUID, str]]:
    if held.kind == READER:
        return [(one.id, one.name) for one in quality.readers(unit.connection, held.area) if one.active]
    return store.workers_in(unit.connection, held.area)


def _course(unit: Unit, actor: Actor, id: UUID) -> Course:
    held = store.course(unit.connection, id)
    if held is None or not rules.answers_for(actor, held.area):
        raise DeskNothing()
    return held


def hold(platform: Platform, actor: Actor, new: NewCourse) -> UUID:
    """The id of a course that is known now; CourseWrong, DeskOnly."""
    rules.permit_desk(actor)
    today = local_day(platform.clock.now(), actor.region)
    title, place = " ".join(new.title.split()), " ".join(new.place.split())
    day = _day(new.held_on)
    months = int(new.months) if new.months.isascii() and new.months.isdecimal() and len(new.months) < 4 else 0
    if not title or len(title) > TITLE_MOST or not place or day is None or day > today or new.kind not in (WORKER, READER):
        raise CourseWrong()
    holds = min(months, MONTHS_MOST) or terms()["training"]["months"]
    with platform.database.writing(actor) as unit:
        made = unit.ids.new()
        one = Course(
            made, title, new.kind, actor.region or "", day, place[:TITLE_MOST], new.trainer.strip()[:TITLE_MOST], holds
        )
        store.add_course(unit.connection, one, unit.clock.now())
        unit.audit("malaria.training.hold", subject=str(made), after={"kind": new.kind, "held_on": day.isoformat()})
    return made


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def attend(platform: Platform, actor: Actor, *, course: UUID, who: UUID) -> None:
    """This worker or reader is in the course; AlreadyThere, DeskNothing for somebody who may not be chosen."""
    rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        held = _course(unit, actor, course)
        name = dict(_choices(unit, held)).get(who)
        if name is None:
            raise DeskNothing()
        made = Attendance(unit.ids.new(), course, who, held.kind, name, "waiting", None, "", "", None, None, "", 1)
        if not store.attend(unit.connection, made):
            raise AlreadyThere()
        unit.audit("malaria.training.attend", subject=str(course), after={"who": str(who)})


def leave(platform: Platform, actor: Actor, *, id: UUID, version: int) -> None:
    """Whoever was added by mistake is in the course no more.

    AttendanceChanged, also for somebody who has a certificate: that one is withdrawn, not taken out. DeskNothing.
    """
    rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        one, held = _attendance(unit, actor, id)
        if one.code or one.version != version or not store.leave(unit.connection, one):
            raise AttendanceChanged()
        unit.audit("malaria.training.leave", subject=str(held.id), after={"who": str(one.who)})


def grade(platform: Platform, actor: Actor, id: UUID, given: NewResult) -> Attendance:
    """The attendance with its result; who passed has a certificate, and a number once given is never given again.

    AttendanceWrong, CertificateWithdrawn, AttendanceChanged, DeskNothing.
    """
    rules.permit_desk(actor)
    result, score = given.result, given.score
    if result not in ("passed", "failed") or (score and not _score(score)):
        raise AttendanceWrong()
    with platform.database.writing(actor) as unit:
        before, held = _attendance(unit, actor, id)
        after = replace(before, result=result, score=int(score) if score else None)
        after = _certified(unit, after, held) if result == "passed" else _without(after)
        if before.version != given.version or not training.change(unit.connection, before, after):
            raise AttendanceChanged()
        unit.audit("malaria.training.grade", subject=str(id), after={"result": result, "number": after.number})
    return after


def _score(score: str) -> bool:
    return score.isascii() and score.isdecimal() and len(score) < 4 and int(score) <= SCORE_MOST


def _certified(unit: Unit, one: Attendance, held: Course) -> Attendance:
    if one.code:
        if one.withdrawn not in ("", certificates_rules.NOT_PASSED):
            raise CertificateWithdrawn()
        return replace(one, withdrawn="")
    day = local_day(unit.clock.now(), held.area or None)
    number = certificates_rules.number(store.next_number(unit.connection, day.year), day.year)
    code = certificates_rules.code(UUID(unit.ids.random()).int & (2**62 - 1))
    until = certificates_rules.same_day(held.held_on, held.months)
    return replace(one, number=number, code=code, issued_on=day, valid_until=until)


def _without(one: Attendance) -> Attendance:
    return replace(one, withdrawn=one.withdrawn or certificates_rules.NOT_PASSED) if one.code else one


def withdraw(platform: Platform, actor: Actor, *, id: UUID, reason: str, version: int) -> None:
    """The certificate holds no more, for this reason; DeskReasonMissing, AttendanceChanged, DeskNothing."""
    rules.permit_desk(actor)
    why = rules.reason(reason)
    with platform.database.writing(actor) as unit:
        before, _ = _attendance(unit, actor, id)
        if not before.code or before.version != version:
            raise AttendanceChanged()
        if not store.change(unit.connection, before, replace(before, withdrawn=why)):
            raise AttendanceChanged()
        unit.audit("malaria.training.withdraw", subject=str(id))


def _attendance(unit: Unit, actor: Actor, id: UUID) -> tuple[Attendance, Course]:
    found = store.attendance(unit.connection, id)
    if found is None:
        raise DeskNothing()
    return found, _course(unit, actor, found.course)


def certificate(platform: Platform, actor: Actor, id: UUID) -> tuple[Attendance, Course]:
    """A certificate for its paper; DeskNothing where there is none."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        one, held = _attendance(unit, actor, id)
    if not one.code:
        raise DeskNothing()
    return one, held


def certificates(platform: Platform, actor: Actor) -> list[tuple[Attendance, Course]]:
    """The region's certificates, those that end first at the beginning; DeskOnly."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.certificates(unit.connection, actor.region, MOST)


def checked(platform: Platform, code: str) -> tuple[Attendance, Course] | None:
    """What anybody may know of the certificate with this code; None where there is none."""
    wanted = code.strip().upper()
    if len(wanted) != certificates_rules.CODE_LENGTH or set(wanted) - set(certificates_rules.LETTERS):
        return None
    with platform.database.reading() as unit:
        return store.by_code(unit.connection, wanted)
