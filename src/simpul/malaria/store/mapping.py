"""SQL for the map: villages, their weeks from the tallies, habitats, watches, foci and alerts by area."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select, text

from simpul.malaria.model.mapping import MapOutline
from simpul.malaria.store import tallies
from simpul.malaria.store.desk import within
from simpul.malaria.store.tables import villages
from simpul.malaria.store.watch_tables import habitats, watches

_FOCI = text(
    "SELECT village AS area, min(state) AS state FROM malaria_focus WHERE closed_on IS NULL"
    " AND (CAST(:region AS text) IS NULL OR village = :region OR starts_with(village, :region || '.')) GROUP BY village"
)
_OUTLINES = text(
    "SELECT village, name, outline FROM malaria_focus WHERE closed_on IS NULL AND jsonb_typeof(outline) = 'array'"
    " AND (CAST(:region AS text) IS NULL OR village = :region OR starts_with(village, :region || '.')) ORDER BY number"
)
_ALERTS = text(
    "SELECT area, count(*) AS n FROM malaria_alert WHERE state <> 'dismissed' AND first >= :since"
    " AND (CAST(:region AS text) IS NULL OR area = :region OR starts_with(area, :region || '.')) GROUP BY area"
)
Counted = dict[tuple[str, date], int]


def places(connection: Connection, region: str | None) -> list[Any]:
    """Code, name, point and mark of the programme's villages in the region, by code."""
    columns = (villages.c.code, villages.c.name, villages.c.longitude, villages.c.latitude, villages.c.synthetic)
    return list(connection.execute(select(*columns).where(within(villages.c.code, region)).order_by(villages.c.code)))


def weeks(
    connection: Connection, region: str | None, *, by_village: bool, time: tuple[date, date]
) -> tuple[Counted, Counted]:
    """Positive and tested by (area, Monday), where there are any, in the weeks that begin in this time."""
    level = tallies.PLACE if by_village else tallies.REGENCY
    found = [tallies.weekly(connection, region, level, time, column) for column in ("positive", "tested")]
    positive, tested = ({(area, monday): n for area, monday, n in rows} for rows in found)
    return positive, tested


def marked(connection: Connection, region: str | None) -> set[str]:
    """The villages of the region that are marked as habitats."""
    wanted = (within(habitats.c.village, region), habitats.c.ended_at.is_(None))
    return set(connection.scalars(select(habitats.c.village).where(*wanted)))


def watched(connection: Connection, region: str | None, today: date) -> dict[str, str]:
    """The villages of the region with a watch that stands: "prepare" or "watch"."""
    wanted = (within(watches.c.village, region), watches.c.closed_at.is_(None), watches.c.until >= today)
    rows = connection.execute(select(watches.c.village, watches.c.opens).where(*wanted))
    return {row.village: "prepare" if row.opens > today else "watch" for row in rows}


def foci(connection: Connection, region: str | None) -> dict[str, str]:
    """The villages of the region with a focus that is not closed, and its state."""
    return {row.area: row.state for row in connection.execute(_FOCI, {"region": region})}


def outlines(connection: Connection, region: str | None) -> tuple[MapOutline, ...]:
    """The drawn parts of villages in the region that are foci, not closed."""
    rows = connection.execute(_OUTLINES, {"region": region})
    return tuple(MapOutline(row.village, row.name, tuple((x, y) for x, y in row.outline)) for row in rows)


def alerts(connection: Connection, region: str | None, since: date) -> dict[str, int]:
    """How many alerts since then nobody dismissed, by area."""
    return {row.area: row.n for row in connection.execute(_ALERTS, {"region": region, "since": since})}
