"""SQL about investigations of index cases: the list with its clocks, one case with what is known, the limits."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Date, Select, and_, case, cast, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql

from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.investigations import Earlier, IndexCase, Investigation, Limits, LimitsSet, Timeliness
from simpul.malaria.rules.clocks import clocks, is_overdue, stage
from simpul.malaria.store.desk import like, paged, within
from simpul.malaria.store.inquiry_tables import actions, foci, investigations, limits
from simpul.malaria.store.register_tables import tests
from simpul.malaria.store.tables import cases, events, people, villages

_NAMES = Investigation.__slots__
NEARBY = timedelta(days=30)
"""How far back other cases of the village count as close in time."""
_responded = func.coalesce(
    investigations.c.responded_on,
    select(func.min(actions.c.done_on))
    .where(actions.c.focus == investigations.c.focus, actions.c.done_on >= tests.c.day)
    .correlate(investigations, tests)
    .scalar_subquery(),
)
_investigated = func.coalesce(investigations.c.investigated_on, tests.c.investigated_on)
_origin = func.coalesce(investigations.c.origin, tests.c.origin)
_begun = or_(investigations.c.form != literal({}, postgresql.JSONB), _investigated.is_not(None))
_taken_over = and_(investigations.c.origin.is_(None), tests.c.origin.is_not(None))
"""Classified elsewhere: the register came with it."""
_JOINED = (
    tests.outerjoin(investigations, and_(investigations.c.village == tests.c.village, investigations.c.id == tests.c.id))
    .outerjoin(villages, villages.c.code == tests.c.village)
    .outerjoin(foci, foci.c.id == investigations.c.focus)
)
_INDEX = (tests.c.result == "positive", tests.c.purpose == "diagnosis")


@dataclass(frozen=True, slots=True)
class Frame:
    """In what the list is read: since which day, today, the zone's name, the limits."""

    since: date
    today: date
    zone: str
    limits: Limits


def _notified(zone: str) -> Any:
    arrived = (
        select(cast(func.timezone(zone, func.min(events.c.received_at)), Date))
        .where(events.c.village == tests.c.village, events.c.subject == tests.c.id, events.c.kind == "test.recorded")
        .correlate(tests)
        .scalar_subquery()
    )
    return func.coalesce(investigations.c.notified_on, arrived)


def _due(frame: Frame) -> Any:
    return case(
        (_taken_over, None),
        (_investigated.is_(None), tests.c.day + frame.limits.investigate),
        (_responded.is_(None), tests.c.day + frame.limits.respond),
        else_=None,
    )


def _line(frame: Frame) -> Select[Any]:
    return select(
        *(tests.c.id, tests.c.village, func.coalesce(villages.c.name, tests.c.village).label("village_name")),
        *(tests.c.day, tests.c.source, func.coalesce(tests.c.species, "unknown").label("species")),
        *(func.coalesce(tests.c.sex, "").label("sex"), tests.c.age, _notified(frame.zone).label("notified_on")),
        *(_investigated.label("investigated_on"), _responded.label("responded_on")),
        *(func.coalesce(_begun, False).label("begun"), _origin.label("origin"), investigations.c.focus),
        *(foci.c.number.label("focus_number"), func.coalesce(investigations.c.by_name, "").label("by_name")),
        *(tests.c.synthetic, _taken_over.label("taken_over")),
    ).select_from(_JOINED)


def lines(connection: Connection, region: str | None, asked: DeskAsked, frame: Frame) -> DeskLines[IndexCase]:
    """Index cases of the region since that day: those past their limit first, then those due soonest, those done last."""
    question = _line(frame).where(*_wanted(region, asked, frame))
    ordered = question.order_by(_due(frame).asc().nulls_last(), tests.c.day.desc(), tests.c.id)
    rows, total = paged(connection, ordered, asked)
    return DeskLines([_index(row, frame) for row in rows], total)


def _wanted(region: str | None, asked: DeskAsked, frame: Frame) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [within(tests.c.village, region), tests.c.day >= frame.since, *_INDEX]
    wanted += [or_(like(villages.c.name, asked.q), tests.c.village.startswith(asked.q, autoescape=True))] if asked.q else []
    wanted += [tests.c.village == asked.village] if asked.village else []
    wanted += [_origin == asked.species] if asked.species else []
    states = {
        "waiting": and_(_origin.is_(None), ~func.coalesce(_begun, False)),
        "begun": and_(_origin.is_(None), func.coalesce(_begun, False)),
        "respond": and_(investigations.c.origin.is_not(None), _responded.is_(None)),
        "done": or_(_taken_over, and_(_origin.is_not(None), _responded.is_not(None))),
        "overdue": _due(frame) < frame.today,
    }
    return [*wanted, states[asked.state]] if asked.state in states else wanted


def _index(row: Mapping[str, Any], frame: Frame) -> IndexCase:
    done = (row["notified_on"], row["investigated_on"], row["responded_on"])
    many = clocks(row["day"], frame.limits, done, frame.today)
    state = stage(begun=row["begun"], origin=row["origin"], many=many, taken_over=row["taken_over"])
    return IndexCase(**row, clocks=many, state=state, overdue=is_overdue(many) and not row["taken_over"])


def line(connection: Connection, region: str | None, id: UUID, frame: Frame) -> IndexCase | None:
    """The index case of this test in the region."""
    found = _line(frame).where(within(tests.c.village, region), tests.c.id == id, *_INDEX)
    row = connection.execute(found.limit(1)).mappings().first()
    return _index(dict(row), frame) if row else None


def timeliness(connection: Connection, region: str | None, span: tuple[date, date], frame: Frame) -> Timeliness:
    """How the clocks of the cases from a first day to before another stand."""
    days = frame.limits
    found = select(
        func.count().label("cases"),
        func.count().filter(_notified(frame.zone) <= tests.c.day + days.notify).label("notified"),
        func.count().filter(_investigated <= tests.c.day + days.investigate).label("investigated"),
        func.count().filter(_responded <= tests.c.day + days.respond).label("responded"),
        func.count().filter(_origin.is_(None)).label("waiting"),
        func.count().filter(_due(frame) < frame.today).label("overdue"),
    )
    wanted = (within(tests.c.village, region), tests.c.day >= span[0], tests.c.day < span[1], *_INDEX)
    return Timeliness(**connection.execute(found.select_from(_JOINED).where(*wanted)).mappings().one())


def get(connection: Connection, village: str, id: UUID) -> Investigation | None:
    """The investigation of this test."""
    wanted = (investigations.c.village == village, investigations.c.id == id)
    row = connection.execute(select(investigations).where(*wanted)).mappings().first()
    return Investigation(**row) if row else None


def held(connection: Connection, village: str, id: UUID) -> Investigation | None:
    """The same, and nobody else changes it until this transaction ends."""
    wanted = (investigations.c.village == village, investigations.c.id == id)
    row = connection.execute(select(investigations).where(*wanted).with_for_update()).mappings().first()
    return Investigation(**row) if row else None


def add(connection: Connection, one: Investigation) -> bool:
    """Whether it was not there; it is now."""
    statement = postgresql.insert(investigations).values(**asdict(one)).on_conflict_do_nothing()
    return connection.execute(statement.returning(investigations.c.id)).first() is not None


def keep(connection: Connection, one: Investigation) -> None:
    """The investigation is as it says."""
    key = (investigations.c.village == one.village, investigations.c.id == one.id)
    values = {name: value for name, value in asdict(one).items() if name not in ("village", "id")}
    connection.execute(update(investigations).where(*key).values(values))


def recorded(connection: Connection, village: str, id: UUID) -> Mapping[str, Any]:
    """What village workers recorded of the case: `facts`, `person_facts`, `name`, `house`; empty for a facility's test."""
    joined = cases.outerjoin(people, and_(people.c.village == cases.c.village, people.c.id == cases.c.person))
    columns = (cases.c.person, cases.c.facts, people.c.facts.label("person_facts"), people.c.name, people.c.house)
    row = connection.execute(
        select(*columns).select_from(joined).where(cases.c.village == village, cases.c.id == id)
    ).mappings()
    return dict(row.first() or {})


def contacts(connection: Connection, village: str, person: UUID, on: date) -> tuple[int, int, int]:
    """How many contacts of the person were listed for the case, tested since, and positive."""
    wanted = (events.c.village == village, events.c.person == person, events.c.kind == "contact.listed")
    listed = select(cast(events.c.body["d"]["contact"].astext, postgresql.UUID())).where(
        *wanted, events.c.quarantine.is_(None)
    )
    ids = set(connection.scalars(listed))
    after = (tests.c.village == village, tests.c.person.in_(ids), tests.c.day >= on, tests.c.day <= on + NEARBY)
    found = select(
        func.count(tests.c.person.distinct()), func.count(tests.c.person.distinct()).filter(tests.c.result == "positive")
    )
    row = connection.execute(found.where(*after)).one()
    return len(ids), row[0], row[1]


def earlier(connection: Connection, village: str, person: UUID, before: date) -> list[Earlier]:
    """Positive tests of the person before that day, with how their treatment ended, the latest first."""
    joined = tests.outerjoin(cases, and_(cases.c.village == tests.c.village, cases.c.id == tests.c.id))
    status = func.coalesce(cases.c.status, "")
    dose = cases.c.facts["treatment"]["dose"]["primaquine_days"].astext
    found = (
        select(tests.c.day, tests.c.species, status.label("status"), dose.label("primaquine"))
        .select_from(joined)
        .where(tests.c.village == village, tests.c.person == person, tests.c.day < before, *_INDEX)
        .order_by(tests.c.day.desc())
        .limit(10)
    )
    ended = {"completed": True, "stopped": False, "lost": False, "untreated": False}
    return [
        Earlier(row.day, row.species or "unknown", ended.get(row.status), int(row.primaquine or 0))
        for row in connection.execute(found)
    ]


def nearby(connection: Connection, village: str, id: UUID, on: date) -> int:
    """Other positive cases of the village in the 30 days before."""
    around = (tests.c.village == village, tests.c.id != id, tests.c.day > on - NEARBY, tests.c.day <= on, *_INDEX)
    return connection.scalar(select(func.count()).select_from(tests).where(*around)) or 0


def limits_set(connection: Connection) -> LimitsSet | None:
    """The limits as an officer last set them; None where nobody did."""
    newest = select(limits).order_by(limits.c.set_at.desc(), limits.c.id.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        return None
    return LimitsSet(Limits(row.notify_days, row.investigate_days, row.respond_days), row.reason, row.by_name, row.set_at)


def set_limits(connection: Connection, row: Mapping[str, Any]) -> None:
    """These limits count from now on."""
    connection.execute(insert(limits).values(**row))


def of_focus(connection: Connection, focus: UUID) -> Sequence[tuple[str, UUID]]:
    """Village and test of each case that was put to the focus."""
    wanted = select(investigations.c.village, investigations.c.id).where(investigations.c.focus == focus)
    return [(row.village, row.id) for row in connection.execute(wanted)]
