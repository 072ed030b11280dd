"""SQL about villages that are marked as a habitat of anopheles. A region of None is the whole country."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, false, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.watches import Habitat
from simpul.malaria.store.desk import like, paged, within
from simpul.malaria.store.tables import villages
from simpul.malaria.store.watch_tables import habitats

_HABITATS = select(
    *(villages.c.code.label("village"), villages.c.name, habitats.c.marked_at),
    *(func.coalesce(habitats.c.reason, "").label("reason"), func.coalesce(habitats.c.by_name, "").label("by_name")),
    *(habitats.c.ended_at, villages.c.synthetic),
).select_from(villages.outerjoin(habitats, habitats.c.village == villages.c.code))


def lines(connection: Connection, region: str | None, asked: DeskAsked) -> DeskLines[Habitat]:
    """The programme's villages of the region, marked ones first, by name; `marked` or `unmarked` ones where asked for."""
    is_marked = and_(habitats.c.marked_at.is_not(None), habitats.c.ended_at.is_(None))
    wanted = [within(villages.c.code, region)]
    wanted += [or_(like(villages.c.name, asked.q), villages.c.code.startswith(asked.q, autoescape=True))] if asked.q else []
    wanted += [is_marked] if asked.state == "marked" else []
    wanted += [or_(habitats.c.marked_at.is_(None), habitats.c.ended_at.is_not(None))] if asked.state == "unmarked" else []
    order = (func.coalesce(is_marked, false()).desc(), villages.c.name, villages.c.code)
    rows, total = paged(connection, _HABITATS.where(*wanted).order_by(*order), asked)
    return DeskLines([Habitat(**row) for row in rows], total)


def one(connection: Connection, village: str) -> Habitat | None:
    """The programme's village of this code with its mark; it is locked against others who would change it."""
    if connection.scalar(select(villages.c.code).where(villages.c.code == village).with_for_update()) is None:
        return None
    row = connection.execute(_HABITATS.where(villages.c.code == village)).mappings().one()
    return Habitat(**row)


def mark(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """These villages are marked; a mark that was taken away is there again."""
    statement = insert(habitats).values(list(rows))
    changed = {name: statement.excluded[name] for name in ("marked_at", "reason", "by", "by_name", "synthetic")}
    again = statement.on_conflict_do_update(
        index_elements=["village"], set_={**changed, "ended_at": None, "ended_reason": ""}
    )
    connection.execute(again)


def end(connection: Connection, village: str, at: datetime, reason: str) -> None:
    """The village is marked no more."""
    values = {"ended_at": at, "ended_reason": reason}
    connection.execute(update(habitats).where(habitats.c.village == village).values(values))


def marked(connection: Connection) -> set[str]:
    """The villages that are marked now."""
    return set(connection.scalars(select(habitats.c.village).where(habitats.c.ended_at.is_(None))))


def any_marked(connection: Connection) -> bool:
    """Whether any village is or ever was marked."""
    return connection.execute(select(habitats.c.village).limit(1)).first() is not None
