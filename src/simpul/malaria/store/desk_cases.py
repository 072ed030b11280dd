"""What the desk reads of cases and treatments, who looked at them, and the figures that anybody may see."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Integer, and_, case, cast, delete, extract, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH

from simpul.malaria.model.desk import CaseLine, DeskAsked, DeskLines, DeskNotice, DeskReader, Entry
from simpul.malaria.store.desk import Condition, like, paged, within
from simpul.malaria.store.desk_tables import looks
from simpul.malaria.store.tables import cases, devices, events, people, villages, workers
from simpul.malaria.store.tables import notices as notice_table

ASKED_FOR = timedelta(days=60)
"""How long after its start a treatment that has ended is still asked for a slide."""
_OVERDUE = "$[*] ? (@.on < $day)"
_LATE = '$[*] ? (@.what != "slide" && @.on < $day)'
_DOSES, _SLIDES = '$[*] ? (@.what != "slide")', '$[*] ? (@.what == "slide")'


def _due(path: str, today: date) -> Condition:
    day = func.jsonb_build_object("day", today.isoformat())
    return func.jsonb_path_exists(cases.c.due, cast(path, JSONPATH), day)


def overdue(today: date) -> Condition:
    """Something of the treatment was due before today."""
    return _due(_OVERDUE, today)


def missed(today: date) -> Condition:
    """A dose of the treatment was due before today; a slide alone does not count."""
    return _due(_LATE, today)


def waiting(now: datetime) -> Condition:
    """The treatment is not ended, or a slide is still asked for."""
    asked_for = and_(cases.c.started_at > now - ASKED_FOR, func.jsonb_array_length(cases.c.due) > 0)
    return and_(cases.c.treatment.is_not(None), or_(cases.c.status == "open", asked_for))


def _state(today: date) -> Any:
    return case((and_(cases.c.status == "open", overdue(today)), literal("overdue")), else_=cases.c.status)


def _line(today: date) -> tuple[Any, ...]:
    return (
        *(cases.c.id.label("test"), cases.c.person, func.coalesce(people.c.name, "").label("person_name")),
        *(func.coalesce(people.c.sex, "").label("sex"), people.c.birth_year, cases.c.village),
        *(villages.c.name.label("village_name"), cases.c.at, cases.c.method, cases.c.species, cases.c.treatment),
        *(_state(today).label("state"), cases.c.training, cases.c.synthetic),
    )


_JOINED = cases.join(villages, villages.c.code == cases.c.village).outerjoin(
    people, and_(people.c.village == cases.c.village, people.c.id == cases.c.person)
)


def case_lines(
    connection: Connection, region: str | None, asked: DeskAsked, since: datetime | None, today: date
) -> DeskLines[CaseLine]:
    """Positive tests of the region, the newest first."""
    wanted = _wanted(region, asked)
    wanted += [cases.c.species == asked.species] if asked.species else []
    wanted += [cases.c.at >= since] if since else []
    wanted += [_state(today) == asked.state] if asked.state else []
    question = select(*_line(today)).select_from(_JOINED).where(*wanted).order_by(cases.c.at.desc(), cases.c.id)
    rows, total = paged(connection, question, asked)
    return DeskLines([CaseLine(**row) for row in rows], total)


def _wanted(region: str | None, asked: DeskAsked) -> list[Condition]:
    wanted = [within(cases.c.village, region)]
    wanted += [or_(like(villages.c.name, asked.q), cases.c.village.startswith(asked.q, autoescape=True))] if asked.q else []
    wanted += [cases.c.village == asked.village] if asked.village else []
    return wanted


def treatment_rows(
    connection: Connection, region: str | None, asked: DeskAsked, now: datetime, today: date
) -> tuple[list[tuple[CaseLine, Mapping[str, Any]]], int]:
    """Treatments that wait for something, each with `started_at`, `due` and `facts`; the count.

    Whoever missed a dose comes before those of whom only a slide is asked; within both, the longest overdue first.
    """
    wanted = [*_wanted(region, asked), waiting(now)]
    paths = {"overdue": _OVERDUE, "missed": _LATE, "dose": _DOSES, "slide": _SLIDES}
    wanted += [_due(paths[asked.state], today)] if asked.state in paths else []
    first = cases.c.due[0]["on"].astext
    question = (
        select(*_line(today), cases.c.started_at, cases.c.due, cases.c.facts)
        .select_from(_JOINED)
        .where(*wanted)
        .order_by(missed(today).desc().nulls_last(), first.nulls_last(), cases.c.id)
    )
    rows, total = paged(connection, question, asked)
    extra = ("started_at", "due", "facts")
    return [
        (CaseLine(**{k: v for k, v in row.items() if k not in extra}), {k: row[k] for k in extra}) for row in rows
    ], total


def case_row(
    connection: Connection, region: str | None, test: UUID, today: date
) -> tuple[CaseLine, Mapping[str, Any]] | None:
    """The case of this test in the region, with its person's mother and house, and the case's `due` and `facts`."""
    extra = (people.c.mother, people.c.house, cases.c.due, cases.c.facts)
    found = select(*_line(today), *extra).select_from(_JOINED).where(cases.c.id == test, within(cases.c.village, region))
    row = connection.execute(found).mappings().first()
    if row is None:
        return None
    names = tuple(column.name for column in extra)
    return CaseLine(**{k: v for k, v in row.items() if k not in names}), {name: row[name] for name in names}


def same_people(connection: Connection, village: str, person: UUID) -> list[UUID]:
    """The person, and those who turned out to be the same."""
    merged = select(people.c.id).where(people.c.village == village, people.c.merged_into == person)
    return [person, *connection.scalars(merged)]


def entries(
    connection: Connection, village: str, ids: Sequence[UUID]
) -> list[tuple[Entry, Mapping[str, Any], UUID | None]]:
    """What was recorded of these people, in order; each with its whole body, and the event that it corrects."""
    joined = events.outerjoin(devices, devices.c.id == events.c.device).outerjoin(workers, workers.c.id == devices.c.worker)
    found = (
        select(events, workers.c.name.label("worker"))
        .select_from(joined)
        .where(events.c.village == village, events.c.person.in_(ids), events.c.quarantine.is_(None))
        .order_by(events.c.at, events.c.device, events.c.seq, events.c.id)
    )
    return [(_entry(row), row["body"] or {}, row["target"]) for row in connection.execute(found).mappings()]


def _entry(row: Any) -> Entry:
    facts = (row["body"] or {}).get("d") or {}
    return Entry(row["id"], row["kind"], row["at"], row["received_at"], row["worker"] or "", row["device"], facts)


def keep_look(connection: Connection, row: Mapping[str, Any]) -> None:
    """That the page of a person was opened is kept."""
    connection.execute(insert(looks).values(**row))


def readers(connection: Connection, village: str, ids: Sequence[UUID], most: int = 20) -> list[DeskReader]:
    """Who opened the person's pages, the latest first."""
    ours = (looks.c.village == village, looks.c.person.in_(ids))
    found = select(looks.c.by_name, looks.c.agency, looks.c.at).where(*ours).order_by(looks.c.at.desc()).limit(most)
    return [DeskReader(row.by_name, row.agency or "", row.at) for row in connection.execute(found)]


def forget_looks(connection: Connection, before: datetime) -> int:
    """How many looks taken before this time were erased."""
    return connection.execute(delete(looks).where(looks.c.at < before)).rowcount


def tallied(connection: Connection, region: str | None, now: datetime, today: date, days: int) -> Mapping[str, int]:
    """`positive` of the last days, `before` of those before them, treatments `unfinished`, `overdue`, `missed` a dose."""
    middle, first = now - timedelta(days=days), now - timedelta(days=2 * days)
    open_now = and_(waiting(now), cases.c.started_at.is_not(None))
    found = select(
        func.count().filter(cases.c.at >= middle).label("positive"),
        func.count().filter(cases.c.at >= first, cases.c.at < middle).label("before"),
        func.count().filter(open_now).label("unfinished"),
        func.count().filter(and_(open_now, overdue(today))).label("overdue"),
        func.count().filter(and_(open_now, missed(today))).label("missed"),
    ).where(
        within(cases.c.village, region),
        or_(cases.c.at >= first, cases.c.status == "open", cases.c.started_at > now - ASKED_FOR),
    )
    return dict(connection.execute(found).mappings().one())


def quarters(connection: Connection, since: datetime, until: datetime, zone: str) -> list[tuple[str, int, int, int, bool]]:
    """Positive tests by kabupaten (its code), year and quarter in local time: code, year, quarter, count, any synthetic."""
    local = func.timezone(zone, cases.c.at)
    code = (func.split_part(cases.c.village, ".", 1) + "." + func.split_part(cases.c.village, ".", 2)).label("code")
    year, quarter = cast(extract("year", local), Integer).label("y"), cast(extract("quarter", local), Integer).label("q")
    found = (
        select(code, year, quarter, func.count().label("n"), func.bool_or(cases.c.synthetic).label("made_up"))
        .where(cases.c.at >= since, cases.c.at < until)
        .group_by(code, year, quarter)
    )
    return [(row.code, row.y, row.q, row.n, row.made_up) for row in connection.execute(found)]


def notices(connection: Connection, region: str | None, most: int = 10) -> list[DeskNotice]:
    """What was told by SMS in the region and has not arrived yet, the latest first."""
    told, village = notice_table, villages.c.name
    found = (
        select(village, told.c.facts, told.c.received_at)
        .select_from(told.join(villages, villages.c.code == told.c.village))
        .where(within(told.c.village, region), told.c.confirmed_at.is_(None))
        .order_by(told.c.received_at.desc())
        .limit(most)
    )
    rows = connection.execute(found)
    return [DeskNotice(row.name, int(row.facts.get("positives") or 0), row.received_at) for row in rows]
