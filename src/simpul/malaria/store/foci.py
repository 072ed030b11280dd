"""SQL about foci: their list with what is due, one with its cases and actions, those on a map. Region None: all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, or_, select, update

from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.foci import Focus, FocusAction, FocusCase, FocusLine, FocusOnMap, FocusState, FocusTally
from simpul.malaria.rules.foci import LOCAL
from simpul.malaria.store.desk import like, paged, within
from simpul.malaria.store.inquiry_tables import actions, foci, investigations
from simpul.malaria.store.register_tables import tests
from simpul.malaria.store.tables import villages

_STATES = {"active": FocusState.ACTIVE, "residual": FocusState.RESIDUAL_NON_ACTIVE, "cleared": FocusState.CLEARED}
_NAME = func.coalesce(villages.c.name, foci.c.village).label("village_name")
_OPEN = foci.c.closed_on.is_(None)
_of_case = and_(investigations.c.village == tests.c.village, investigations.c.id == tests.c.id)
_CASES = (
    select(
        investigations.c.focus,
        func.count().label("cases"),
        func.max(tests.c.day).filter(func.coalesce(investigations.c.origin, tests.c.origin).in_(LOCAL)).label("last"),
    )
    .select_from(investigations.join(tests, _of_case))
    .where(investigations.c.focus.is_not(None))
    .group_by(investigations.c.focus)
    .subquery("of_focus")
)
_waiting = and_(actions.c.done_on.is_(None), actions.c.dropped_on.is_(None))


def _actions(today: date) -> Any:
    return (
        select(
            actions.c.focus,
            func.count().filter(actions.c.done_on.is_not(None)).label("done"),
            func.count().filter(actions.c.dropped_on.is_(None)).label("planned"),
            func.min(actions.c.due_on).filter(_waiting).label("next_due"),
            func.count().filter(and_(_waiting, actions.c.due_on < today)).label("overdue"),
        )
        .group_by(actions.c.focus)
        .subquery("to_do")
    )


def _question(today: date) -> tuple[Select[Any], Any]:
    to_do = _actions(today)
    joined = (
        foci.outerjoin(villages, villages.c.code == foci.c.village)
        .outerjoin(_CASES, _CASES.c.focus == foci.c.id)
        .outerjoin(to_do, to_do.c.focus == foci.c.id)
    )
    asked = select(
        *(foci, _NAME),
        *(func.coalesce(_CASES.c.cases, 0).label("cases"), _CASES.c.last.label("last_indigenous")),
        *(func.coalesce(to_do.c.done, 0).label("done"), func.coalesce(to_do.c.planned, 0).label("planned")),
        *(to_do.c.next_due, func.coalesce(to_do.c.overdue, 0).label("overdue")),
    ).select_from(joined)
    return asked, to_do


def lines(connection: Connection, region: str | None, asked: DeskAsked, today: date) -> DeskLines[FocusLine]:
    """Foci of the region: those with something overdue first, then those with something due soonest, closed ones last."""
    question, to_do = _question(today)
    wanted: list[ColumnElement[bool]] = [within(foci.c.village, region)]
    if asked.q:
        code = foci.c.village.startswith(asked.q, autoescape=True)
        wanted.append(or_(like(villages.c.name, asked.q), like(foci.c.name, asked.q), code))
    wanted += [foci.c.village == asked.village] if asked.village else []
    wanted += _of_state(asked.state, to_do)
    order = (foci.c.closed_on.is_not(None), to_do.c.next_due.asc().nulls_last(), foci.c.number.desc())
    rows, total = paged(connection, question.where(*wanted).order_by(*order), asked)
    return DeskLines([_line(row) for row in rows], total)


def _of_state(state: str, to_do: Any) -> list[ColumnElement[bool]]:
    match state:
        case "all":
            return []
        case "closed":
            return [~_OPEN]
        case "overdue":
            return [_OPEN, to_do.c.overdue > 0]
        case "active" | "residual" | "cleared":
            return [_OPEN, foci.c.state == _STATES[state].value]
        case _:
            return [_OPEN]


def line(connection: Connection, id: UUID, today: date) -> FocusLine | None:
    """The focus."""
    question, _ = _question(today)
    row = connection.execute(question.where(foci.c.id == id)).mappings().first()
    return _line(dict(row)) if row else None


def _line(row: Mapping[str, Any]) -> FocusLine:
    more = {name: row[name] for name in FocusLine.__slots__ if name != "focus"}
    return FocusLine(_focus(row), **more)


def _focus(row: Mapping[str, Any]) -> Focus:
    values = {name: row[name] for name in Focus.__slots__}
    return Focus(**{**values, "state": FocusState(row["state"])})


def held(connection: Connection, id: UUID) -> Focus | None:
    """The focus; nobody else changes it until this transaction ends."""
    row = connection.execute(select(foci).where(foci.c.id == id).with_for_update()).mappings().first()
    return _focus(dict(row)) if row else None


def add(connection: Connection, one: Focus) -> int:
    """The number of the focus, which is there now."""
    values = {name: value for name, value in asdict(one).items() if name != "number"}
    number: int = connection.execute(insert(foci).values(values).returning(foci.c.number)).scalar_one()
    return number


def keep(connection: Connection, one: Focus) -> None:
    """The focus is as it says."""
    values = {name: value for name, value in asdict(one).items() if name not in ("id", "number")}
    connection.execute(update(foci).where(foci.c.id == one.id).values(values))


def in_village(connection: Connection, village: str) -> list[Focus]:
    """Foci of the village, open ones first, the newest first."""
    found = select(foci).where(foci.c.village == village).order_by(foci.c.closed_on.is_not(None), foci.c.number.desc())
    return [_focus(dict(row)) for row in connection.execute(found).mappings()]


def actions_of(connection: Connection, focus: UUID) -> list[FocusAction]:
    """The actions of the focus, in the order in which they are due."""
    found = select(actions).where(actions.c.focus == focus).order_by(actions.c.due_on, actions.c.id)
    return [FocusAction(**row) for row in connection.execute(found).mappings()]


def put_actions(connection: Connection, focus: UUID, many: Sequence[FocusAction]) -> None:
    """These are the actions of the focus, and no others."""
    connection.execute(delete(actions).where(actions.c.focus == focus))
    if many:
        connection.execute(insert(actions).values([asdict(one) for one in many]))


def cases_of(connection: Connection, focus: UUID) -> list[FocusCase]:
    """The cases that were put to the focus, the latest first."""
    origin = func.coalesce(investigations.c.origin, tests.c.origin).label("origin")
    found = (
        select(tests.c.id, tests.c.village, tests.c.day, func.coalesce(tests.c.species, "unknown").label("species"), origin)
        .select_from(investigations.join(tests, _of_case))
        .where(investigations.c.focus == focus)
        .order_by(tests.c.day.desc(), tests.c.id)
    )
    return [FocusCase(**row) for row in connection.execute(found).mappings()]


def point(connection: Connection, village: str) -> tuple[float, float] | None:
    """Longitude and latitude of the village, where they are known."""
    row = connection.execute(
        select(villages.c.longitude, villages.c.latitude).where(villages.c.code == village)
    ).one_or_none()
    return (row.longitude, row.latitude) if row and row.longitude is not None and row.latitude is not None else None


def on_map(connection: Connection, region: str | None) -> list[FocusOnMap]:
    """The open foci of the region, as a map draws them."""
    found = (
        select(
            *(foci.c.id, foci.c.number, foci.c.village, _NAME),
            *(foci.c.name, foci.c.kind, foci.c.state, foci.c.outline, villages.c.longitude, villages.c.latitude),
            foci.c.synthetic,
        )
        .select_from(foci.outerjoin(villages, villages.c.code == foci.c.village))
        .where(within(foci.c.village, region), _OPEN)
        .order_by(foci.c.number)
    )
    return [FocusOnMap(**row) for row in connection.execute(found).mappings()]


def tally(connection: Connection, region: str | None, today: date) -> FocusTally:
    """How many foci stand in which state, are closed, and how many actions of open ones are overdue on this day."""
    counts = [func.count().filter(and_(_OPEN, foci.c.state == one.value)) for one in FocusState]
    row = connection.execute(select(*counts, func.count().filter(~_OPEN)).where(within(foci.c.village, region))).one()
    late = (
        select(func.count())
        .select_from(actions.join(foci, foci.c.id == actions.c.focus))
        .where(within(foci.c.village, region), _OPEN, _waiting, actions.c.due_on < today)
    )
    return FocusTally(row[0], row[1], row[2], row[3], connection.scalar(late) or 0)
