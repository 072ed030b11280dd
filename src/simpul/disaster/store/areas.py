"""Areas, how they stand, and their history.

Personal data: `disaster_area.added_by`, `disaster_area_state.by` and `disaster_area_change.by` are accounts of officers on
duty, part of the official record of who warned whom and when; kept as long as the record, shown on the desk only. Nothing
else here is about a person: `disaster_area` holds names and outlines of places.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Double,
    Integer,
    RowMapping,
    Select,
    SmallInteger,
    Table,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID, distinct_on, insert

from simpul.disaster.model.areas import FLOOD, Area, AreaChange, AreaKind, AreaOver, AreaRow, AreaStep, Standing
from simpul.kernel.database import Instant, metadata

areas = Table(
    "disaster_area",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("geom_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("regions", ARRAY(Text), nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("attributes", JSONB, nullable=False),
    Column("outline", JSONB),
    Column("source", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("added_by", UUID()),
)
standings = Table(
    "disaster_area_state",
    metadata,
    Column("area", BigInteger, primary_key=True, autoincrement=False),
    Column("hazard", Text, primary_key=True),
    Column("state", SmallInteger),
    Column("since", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("by", UUID()),
    Column("agency", Text),
    Column("version", Integer, nullable=False),
)
changes = Table(
    "disaster_area_change",
    metadata,
    Column("area", BigInteger, primary_key=True, autoincrement=False),
    Column("hazard", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("step", Text, nullable=False),
    Column("before", SmallInteger),
    Column("state", SmallInteger),
    Column("since", Instant),
    Column("by", UUID()),
    Column("agency", Text),
    Column("reasons", JSONB, nullable=False),
)
_STANDS = ("state", "since", "changed_at", "by", "agency", "version")
_PLAIN = ("id", "geom_id", "name", "parent", "city", "region", "longitude", "latitude", "attributes", "outline", "source")


def inside(code: str) -> ColumnElement[bool]:
    """Whether an area lies in the region of this dotted code; every area does in the country (empty)."""
    if not code:
        return literal(True)
    return or_(areas.c.region == code, areas.c.region.startswith(f"{code}.", autoescape=True))


def all_areas(connection: Connection, hazard: str = FLOOD, *, within: str = "", stated: bool = False) -> list[AreaRow]:
    """Every local area of the node, in the order of ids, with how it stands; with `stated` only those that have a state."""
    found = _rows(hazard).where(inside(within)).order_by(areas.c.id)
    rows = connection.execute(found.where(standings.c.state.is_not(None)) if stated else found)
    return [_row(row, hazard) for row in rows.mappings()]


def unit_codes(connection: Connection) -> list[str]:
    """The codes of the local areas that are units of the regions register."""
    return list(connection.scalars(select(areas.c.region).where(areas.c.kind == AreaKind.UNIT.value)))


def some(connection: Connection, ids: Sequence[int], hazard: str = FLOOD) -> list[AreaRow]:
    """The areas of these ids that there are."""
    return [_row(row, hazard) for row in connection.execute(_rows(hazard).where(areas.c.id.in_(ids))).mappings()]


def get(connection: Connection, area: int, hazard: str = FLOOD) -> AreaRow | None:
    """The area of this id with how it stands."""
    if not 0 < area < 2**63:
        return None
    row = connection.execute(_rows(hazard).where(areas.c.id == area)).mappings().one_or_none()
    return _row(row, hazard) if row else None


def drawn(connection: Connection, by: Any, what: tuple[str, Mapping[str, Any]], since: datetime) -> Area | None:
    """The area that this officer drew since then with this name and outline; no other drawing is kept meanwhile."""
    connection.execute(text("LOCK TABLE disaster_area IN SHARE ROW EXCLUSIVE MODE"))
    name, outline = what
    same = and_(areas.c.added_by == by, areas.c.name == name, areas.c.outline == dict(outline))
    found = select(areas).where(same, areas.c.kind == AreaKind.DRAWN.value, areas.c.added_at >= since).limit(1)
    row = connection.execute(found).mappings().first()
    return _area(row) if row else None


def by_geom(connection: Connection, geom_ids: Sequence[str], *, imported: bool = False) -> dict[str, int]:
    """The ids of areas, or of imported ones alone, by their outlines' own numbers; a unit goes before a polygon."""
    found = select(areas.c.geom_id, areas.c.id).where(areas.c.geom_id.in_(geom_ids)).order_by(areas.c.id.desc())
    if imported:
        found = found.where(areas.c.kind == AreaKind.IMPORTED.value)
    return {row.geom_id: row.id for row in connection.execute(found)}


def claim(connection: Connection, area: int, hazard: str) -> AreaRow | None:
    """The area of this id with how it stands, which nobody else may change until this transaction ends."""
    if not 0 < area < 2**63:
        return None
    locked = _rows(hazard).where(areas.c.id == area).with_for_update(of=areas)
    row = connection.execute(locked).mappings().one_or_none()
    return _row(row, hazard) if row else None


def _rows(hazard: str) -> Select[Any]:
    mine = and_(standings.c.area == areas.c.id, standings.c.hazard == hazard)
    return select(areas, *(standings.c[name] for name in _STANDS)).select_from(areas.outerjoin(standings, mine))


def _row(row: RowMapping, hazard: str) -> AreaRow:
    stands = Standing(hazard, **{name: row[name] for name in _STANDS}) if row["version"] else Standing(hazard)
    return AreaRow(_area(row), stands)


def _area(row: RowMapping) -> Area:
    return Area(kind=AreaKind(row["kind"]), regions=tuple(row["regions"]), **{name: row[name] for name in _PLAIN})


def add(connection: Connection, things: Iterable[Area], at: datetime, by: Any = None) -> int:
    """How many of these areas were new; those that are there already stay as they are."""
    rows = [_values(one, at, by) for one in things]
    if not rows:
        return 0
    statement = insert(areas).on_conflict_do_nothing(index_elements=["id"]).returning(areas.c.id)
    return len(connection.execute(statement, rows).all())


def replace(connection: Connection, things: Iterable[Area], at: datetime, by: Any = None) -> None:
    """These areas are there as given; their states stay."""
    rows = [_values(one, at, by) for one in things]
    statement = insert(areas)
    fresh = {name: statement.excluded[name] for name in (*_PLAIN, "regions") if name != "id"}
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=fresh), rows)


def new_ids(connection: Connection, count: int) -> list[int]:
    """So many fresh ids for polygons."""
    taken = select(func.nextval("disaster_area_polygon")).select_from(func.generate_series(1, count))
    return list(connection.scalars(taken))


def _values(one: Area, at: datetime, by: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in _PLAIN}
    shape = dict(one.outline) if one.outline else None
    more = {"attributes": dict(one.attributes), "outline": shape, "regions": list(one.regions), "added_at": at}
    return {**plain, **more, "kind": one.kind.value, "added_by": by}


def keep(connection: Connection, stands: Standing, change: AreaChange) -> None:
    """The area stands so, and its history says why."""
    values = {name: getattr(stands, name) for name in _STANDS}
    statement = insert(standings).values(area=change.area, hazard=stands.hazard, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["area", "hazard"], set_=values))
    names = ("area", "hazard", "version", "at", "before", "state", "since", "by", "agency")
    row = {name: getattr(change, name) for name in names}
    connection.execute(
        insert(changes).values(row | {"step": change.step.value, "reasons": [dict(one) for one in change.reasons]})
    )


def history(connection: Connection, area: int, hazard: str = FLOOD, *, most: int = 500) -> list[AreaChange]:
    """The area's changes, the oldest first; of a long history the newest `most`."""
    found = select(changes).where(changes.c.area == area, changes.c.hazard == hazard)
    rows = connection.execute(found.order_by(changes.c.version.desc()).limit(most)).mappings().all()
    return [_change(row) for row in reversed(rows)]


def _change(row: RowMapping) -> AreaChange:
    values: Mapping[str, Any] = {name: row[name] for name in changes.columns.keys()}  # noqa: SIM118 (columns iterate as columns)
    return AreaChange(**{**values, "step": AreaStep(row["step"]), "reasons": tuple(row["reasons"])})


def states(connection: Connection, since: datetime | None = None, hazard: str = FLOOD) -> list[AreaRow]:
    """The areas that have a state, in the order of ids; with `since` those decided about after it, cleared ones too."""
    wanted = standings.c.state.is_not(None) if since is None else standings.c.changed_at > since
    found = _rows(hazard).where(wanted).order_by(areas.c.id)
    return [_row(row, hazard) for row in connection.execute(found).mappings()]


def fingerprint(connection: Connection, hazard: str = FLOOD) -> tuple[int, int, datetime | None]:
    """What changes with every change of an area or a state: how many areas, the sum of versions, the last word."""
    number = select(func.count()).select_from(areas).scalar_subquery()
    total, last = func.coalesce(func.sum(standings.c.version), 0), func.max(standings.c.changed_at)
    row = connection.execute(select(number, total, last).where(standings.c.hazard == hazard)).one()
    return int(row[0]), int(row[1]), row[2]


def _in(within: str) -> ColumnElement[bool]:
    if not within:
        return literal(True)
    return changes.c.area.in_(select(areas.c.id).where(inside(within)))


def archive(
    connection: Connection, start: datetime, end: datetime, *, within: str = "", hazard: str = FLOOD
) -> list[AreaOver]:
    """The worst state of each area that had one at some time from `start` to `end` (both included), by id.

    A state that was set before `start` and still held then counts too; `last_updated` is when a state was last set or
    confirmed by `end`.
    """
    mine = and_(changes.c.hazard == hazard, _in(within))
    during = select(changes.c.area, changes.c.state, changes.c.at).where(mine, changes.c.at.between(start, end))
    before = (
        select(changes.c.area, changes.c.state, changes.c.at)
        .where(mine, changes.c.at < start)
        .ext(distinct_on(changes.c.area))
        .order_by(changes.c.area, changes.c.version.desc())
    )
    both = during.union_all(before).subquery()
    worst = (
        select(both.c.area, func.max(both.c.state), func.max(both.c.at))
        .where(both.c.state.is_not(None))
        .group_by(both.c.area)
        .order_by(both.c.area)
    )
    return [AreaOver(*row) for row in connection.execute(worst)]


def flow(
    connection: Connection, start: datetime, end: datetime, *, within: str = "", hazard: str = FLOOD
) -> tuple[int, list[tuple[datetime, int]]]:
    """How many areas had a state at `start`, and by how many they became more or fewer at each instant up to `end`."""
    step = func.sum(
        (func.coalesce(changes.c.state, 0) > 0).cast(Integer) - (func.coalesce(changes.c.before, 0) > 0).cast(Integer)
    )
    mine = and_(changes.c.hazard == hazard, _in(within))
    at_start = connection.scalar(select(func.coalesce(step, 0)).where(mine, changes.c.at <= start))
    later = select(changes.c.at, step).where(mine, changes.c.at > start, changes.c.at <= end)
    rows = connection.execute(later.group_by(changes.c.at).order_by(changes.c.at))
    return int(at_start or 0), [(row[0], int(row[1])) for row in rows if row[1]]
