"""SQL about floods that were heard and the watches they opened. A region of None is the whole country."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.watches import FloodOutcome, HeardFlood, Watch, WatchTally, WatchWeek
from simpul.malaria.store.desk import like, paged, within
from simpul.malaria.store.tables import villages
from simpul.malaria.store.watch_tables import floods, habitats, watch_rules, watches

_OWN = ("id", "village", "owner", "number", "flooded_on", "opens", "until", "floods", "opened_at", "closed_at")
_COLUMNS = (*(watches.c[name] for name in (*_OWN, "closed_by_name", "reason", "synthetic")), villages.c.name)
_WATCHES = select(*_COLUMNS).select_from(watches.join(villages, villages.c.code == watches.c.village))
_FLOODS = select(floods, func.coalesce(villages.c.name, "").label("name")).select_from(
    floods.outerjoin(villages, villages.c.code == floods.c.village)
)
_POSITIVE = text(
    "SELECT given.id, count(*) FILTER (WHERE test.day BETWEEN given.b1 AND given.b2) AS before,"
    " count(*) FILTER (WHERE test.day BETWEEN given.d1 AND given.d2) AS during"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:villages AS text[]), CAST(:b1 AS date[]), CAST(:b2 AS date[]),"
    " CAST(:d1 AS date[]), CAST(:d2 AS date[])) AS given (id, village, b1, b2, d1, d2)"
    " JOIN malaria_test AS test ON test.village = given.village AND test.day BETWEEN given.b1 AND given.d2"
    " WHERE test.result = 'positive' AND test.purpose = 'diagnosis' GROUP BY given.id"
)
_WEEKS = text(
    "SELECT CAST(date_trunc('week', day) AS date) AS monday, count(*) AS tested,"
    " count(*) FILTER (WHERE result = 'positive') AS positive FROM malaria_test"
    " WHERE village = :village AND day BETWEEN :first AND :until AND purpose = 'diagnosis'"
    " AND result IN ('positive', 'negative') GROUP BY 1 ORDER BY 1"
)
Spans = tuple[tuple[date, date], tuple[date, date]]


def is_known(connection: Connection, owner: str, source: str, id: str) -> bool:
    """Whether this event was heard before."""
    key = (floods.c.owner == owner, floods.c.source == source, floods.c.id == id)
    return connection.execute(select(floods.c.id).where(*key)).first() is not None


def keep_flood(connection: Connection, one: HeardFlood) -> None:
    """The flood is kept with its outcome; a second time changes nothing."""
    values = {name: getattr(one, name) for name in HeardFlood.__slots__ if name != "name"}
    connection.execute(insert(floods).values(values).on_conflict_do_nothing())


def of_report(connection: Connection, owner: str, number: int) -> tuple[int, UUID, str] | None:
    """Version, watch and village of the newest telling of this report that opened or lengthened a watch."""
    wanted = (floods.c.owner == owner, floods.c.number == number, floods.c.watch.is_not(None))
    found = select(floods.c.version, floods.c.watch, floods.c.village).where(*wanted)
    row = connection.execute(found.order_by(floods.c.version.desc()).limit(1)).first()
    return (row.version, row.watch, row.village) if row else None


def marked(connection: Connection, village: str) -> bool:
    """Whether the programme has marked this village; its row is locked, so that floods of one village come one by one."""
    wanted = (habitats.c.village == village, habitats.c.ended_at.is_(None))
    return connection.execute(select(habitats.c.village).where(*wanted).with_for_update()).first() is not None


def is_programmes(connection: Connection, village: str) -> bool | None:
    """Whether the programme's village of this code is made up; None where it has none of this code."""
    found: bool | None = connection.scalar(select(villages.c.synthetic).where(villages.c.code == village))
    return found


def standing(connection: Connection, village: str, today: date) -> Watch | None:
    """The watch of this village that is neither closed nor over."""
    wanted = (watches.c.village == village, watches.c.closed_at.is_(None), watches.c.until >= today)
    row = connection.execute(_WATCHES.where(*wanted).order_by(watches.c.until.desc()).limit(1)).mappings().first()
    return Watch(**row) if row else None


def add(connection: Connection, one: Watch) -> None:
    """The watch is there."""
    names = (*_OWN, "closed_by_name", "reason", "synthetic")
    connection.execute(watches.insert().values({name: getattr(one, name) for name in names}))


def change(connection: Connection, id: UUID, **values: Any) -> None:
    """The watch has these values."""
    connection.execute(update(watches).where(watches.c.id == id).values(values))


def watch(connection: Connection, id: UUID) -> Watch | None:
    """The watch of this id."""
    row = connection.execute(_WATCHES.where(watches.c.id == id)).mappings().first()
    return Watch(**row) if row else None


def lines(connection: Connection, region: str | None, asked: DeskAsked, today: date) -> DeskLines[Watch]:
    """Watches of the region, those that run first: all that prepare or run, unless another state is asked for."""
    wanted = [within(watches.c.village, region), _of_state(asked.state, today)]
    wanted += (
        [or_(like(villages.c.name, asked.q), watches.c.village.startswith(asked.q, autoescape=True))] if asked.q else []
    )
    wanted += [watches.c.village == asked.village] if asked.village else []
    closed = watches.c.closed_at.is_not(None)
    question = _WATCHES.where(*wanted).order_by(closed, watches.c.opens > today, watches.c.until, watches.c.id)
    rows, total = paged(connection, question, asked)
    return DeskLines([Watch(**row) for row in rows], total)


def _of_state(state: str, today: date) -> ColumnElement[bool]:
    open_now = watches.c.closed_at.is_(None)
    match state:
        case "all":
            return or_(open_now, ~open_now)
        case "prepare":
            return and_(open_now, watches.c.opens > today)
        case "watch":
            return and_(open_now, watches.c.opens <= today, watches.c.until >= today)
        case "over":
            return and_(open_now, watches.c.until < today)
        case "closed":
            return ~open_now
        case _:
            return and_(open_now, watches.c.until >= today)


def positives(connection: Connection, asked: Sequence[tuple[UUID, str, Spans]]) -> dict[UUID, tuple[int, int]]:
    """Positive tests of each (watch, village, spans) in its two spans; a watch without any is not in the answer."""
    if not asked:
        return {}
    columns = {
        "ids": [one for one, _, _ in asked],
        "villages": [village for _, village, _ in asked],
        "b1": [spans[0][0] for _, _, spans in asked],
        "b2": [spans[0][1] for _, _, spans in asked],
        "d1": [spans[1][0] for _, _, spans in asked],
        "d2": [spans[1][1] for _, _, spans in asked],
    }
    return {row.id: (row.before, row.during) for row in connection.execute(_POSITIVE, columns)}


def weeks(connection: Connection, village: str, first: date, until: date) -> dict[date, WatchWeek]:
    """The village's weeks from the register, by Monday; a week without a test is not in it."""
    rows = connection.execute(_WEEKS, {"village": village, "first": first, "until": until})
    return {row.monday: WatchWeek(row.monday, row.tested, row.positive) for row in rows}


def heard(connection: Connection, region: str | None, outcome: str, place: tuple[int, int]) -> DeskLines[HeardFlood]:
    """Floods as heard, the newest first: those of the region's villages and those that no village could be given."""
    known = floods.c.village.is_not(None)
    wanted: list[ColumnElement[bool]] = [or_(~known, within(floods.c.village, region))]
    wanted += [floods.c.outcome == outcome] if outcome else []
    question: Select[Any] = _FLOODS.where(*wanted).order_by(floods.c.heard_at.desc(), floods.c.at.desc(), floods.c.id)
    asked = DeskAsked(page=place[0], per_page=place[1])
    rows, total = paged(connection, question, asked)
    return DeskLines([_flood(row) for row in rows], total)


def of_watch(connection: Connection, id: UUID) -> list[HeardFlood]:
    """The floods that a watch stands for, the oldest first."""
    rows = connection.execute(_FLOODS.where(floods.c.watch == id).order_by(floods.c.at)).mappings()
    return [_flood(row) for row in rows]


def tally(connection: Connection, region: str | None, today: date) -> WatchTally:
    """How many watches prepare and run on this day, and how many villages are marked."""
    preparing = func.count().filter(watches.c.opens > today)
    open_now = (within(watches.c.village, region), watches.c.closed_at.is_(None), watches.c.until >= today)
    row = connection.execute(select(preparing, func.count().filter(watches.c.opens <= today)).where(*open_now)).one()
    marks = select(func.count()).where(within(habitats.c.village, region), habitats.c.ended_at.is_(None))
    return WatchTally(row[0], row[1], connection.scalar(marks) or 0)


def rule(connection: Connection) -> tuple[int, int, str, str, datetime] | None:
    """Lag and length in days as an officer last set them, why, who and when; None where nobody did."""
    newest = select(watch_rules).order_by(watch_rules.c.set_at.desc(), watch_rules.c.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return (row.lag_days, row.length_days, row.reason, row.by_name, row.set_at) if row else None


def set_rule(connection: Connection, values: dict[str, Any]) -> None:
    """These lag and length count from now on."""
    connection.execute(watch_rules.insert().values(values))


def _flood(row: Any) -> HeardFlood:
    return HeardFlood(**{**row, "outcome": FloodOutcome(row["outcome"])})
