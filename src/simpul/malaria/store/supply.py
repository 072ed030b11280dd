"""What is read of villages' stock: what is left of lots, what was used on which day, when a village was last heard of."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from simpul.malaria.model.supply import Product, StockLot

_LOTS = text(
    "WITH counts AS (SELECT village, item, coalesce(colour, '') AS colour, lot,"
    ' max("order" COLLATE "C") FILTER (WHERE kind = \'counted\') AS counted FROM malaria_stock_move'
    " WHERE (CAST(:region AS text) IS NULL OR village = :region OR starts_with(village, :below)) GROUP BY 1, 2, 3, 4)"
    " SELECT m.village, m.item, c.colour, m.lot,"
    ' (array_agg(m.expires ORDER BY m."order" COLLATE "C" DESC) FILTER (WHERE m.expires IS NOT NULL))[1] AS expires,'
    " sum(CASE WHEN m.\"order\" COLLATE \"C\" < c.counted THEN 0 WHEN m.kind IN ('received', 'counted') THEN m.quantity"
    " ELSE -m.quantity END) AS quantity"
    " FROM malaria_stock_move m JOIN counts c ON c.village = m.village AND c.item = m.item AND c.lot = m.lot"
    " AND c.colour = coalesce(m.colour, '') GROUP BY m.village, m.item, c.colour, m.lot"
)
_USES = text(
    "SELECT village, item, coalesce(colour, '') AS colour, CAST(at AT TIME ZONE 'Asia/Jayapura' AS date) AS day,"
    " sum(quantity) AS count FROM malaria_stock_move"
    " WHERE kind = 'used' AND at >= :since AND"
    " (CAST(:region AS text) IS NULL OR village = :region OR starts_with(village, :below)) GROUP BY 1, 2, 3, 4"
)
_ORDERED = text(
    "SELECT village, CAST(started_at AT TIME ZONE 'Asia/Jayapura' AS date) AS day, started_at AS at,"
    " facts #>> '{treatment,dose,primaquine_tablets_per_day}' AS tablets,"
    " facts #>> '{treatment,dose,primaquine_days}' AS days FROM malaria_case"
    " WHERE started_at IS NOT NULL AND NOT training AND"
    " (CAST(:region AS text) IS NULL OR village = :region OR starts_with(village, :below))"
)
_COUNTED = text(
    "SELECT village, coalesce(max(at) FILTER (WHERE kind = 'counted'), min(at)) AS at FROM malaria_stock_move"
    " WHERE item = 'primaquine' AND"
    " (CAST(:region AS text) IS NULL OR village = :region OR starts_with(village, :below)) GROUP BY village"
)
_VILLAGES = text(
    "SELECT v.code, v.name, v.synthetic, d.seen AS as_of, m.begin FROM malaria_village v"
    " LEFT JOIN (SELECT village, max(coalesce(seen_at, enrolled_at)) AS seen FROM malaria_device GROUP BY village) d"
    " ON d.village = v.code"
    " LEFT JOIN (SELECT village, min(at) AS begin FROM malaria_stock_move GROUP BY village) m ON m.village = v.code"
    " WHERE (v.code = :region OR starts_with(v.code, :below)) ORDER BY v.name, v.code"
)
_REGENCIES = text(
    "SELECT array_to_string((string_to_array(code, '.'))[1:2], '.') AS code, count(*) AS n FROM malaria_village"
    " GROUP BY 1 ORDER BY 1"
)
_MOVES = text(
    "SELECT event, at, kind, item, coalesce(colour, '') AS colour, lot, expires, quantity FROM malaria_stock_move"
    ' WHERE village = :village ORDER BY "order" COLLATE "C" DESC LIMIT :most'
)
_RECEIPTS = text(
    "SELECT event, item, coalesce(colour, '') AS colour, lot, quantity FROM malaria_stock_move"
    ' WHERE village = :village AND kind = \'received\' AND at >= :since ORDER BY "order" COLLATE "C"'
)


def _given(region: str | None) -> dict[str, Any]:
    return {"region": region, "below": f"{region}."}


def _product(row: RowMapping) -> Product:
    return Product(row["item"], row["colour"])


def day_of(written: str | None) -> date | None:
    """The day; None where none was written, or no day."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def lots(connection: Connection, region: str | None) -> Mapping[tuple[str, Product], list[StockLot]]:
    """What is left of each lot, by village and product, as `rules.folding.stock.lots` counts it."""
    found: dict[tuple[str, Product], list[StockLot]] = {}
    for row in connection.execute(_LOTS, _given(region)).mappings():
        item = _product(row)
        lot = StockLot(item, row["lot"], day_of(row["expires"]), int(row["quantity"]))
        found.setdefault((row["village"], item), []).append(lot)
    return found


def uses(connection: Connection, region: str | None, since: datetime) -> Mapping[tuple[str, Product], dict[date, int]]:
    """How many units were used on which local day, by village and product."""
    found: dict[tuple[str, Product], dict[date, int]] = {}
    for row in connection.execute(_USES, {**_given(region), "since": since}).mappings():
        found.setdefault((row["village"], _product(row)), {})[row["day"]] = int(row["count"])
    return found


def courses(connection: Connection, region: str | None) -> list[tuple[str, date, datetime, float]]:
    """Courses of primaquine that were ordered: village, local day, instant, tablets. What cannot be read is left out."""
    found = []
    for row in connection.execute(_ORDERED, _given(region)).mappings():
        tablets = _tablets(row["tablets"], row["days"])
        if tablets > 0:
            found.append((row["village"], row["day"], row["at"], tablets))
    return found


def _tablets(daily: str | None, days: str | None) -> float:
    try:
        return float(sum(Fraction(part) for part in (daily or "0").split()) * int(days or 0))
    except (ValueError, ZeroDivisionError):
        return 0.0


def primaquine_since(connection: Connection, region: str | None) -> Mapping[str, datetime]:
    """When each village last counted its primaquine; when it first had any, where it never did."""
    return {row["village"]: row["at"] for row in connection.execute(_COUNTED, _given(region)).mappings()}


def villages(connection: Connection, region: str) -> list[RowMapping]:
    """Code, name, synthetic, `as_of` (last contact) and `begin` (first move of stock) of the region's villages, by name."""
    return list(connection.execute(_VILLAGES, _given(region)).mappings())


def regencies(connection: Connection) -> list[tuple[str, int]]:
    """Codes of the kabupaten with villages of the programme, and how many they have."""
    return [(row.code, row.n) for row in connection.execute(_REGENCIES)]


def moves(connection: Connection, village: str, most: int) -> list[dict[str, Any]]:
    """The village's latest moves of stock."""
    return [dict(row) for row in connection.execute(_MOVES, {"village": village, "most": most}).mappings()]


def receipts(connection: Connection, village: str, since: datetime) -> list[tuple[str, Product, str, int]]:
    """What the village's phones recorded to have come since then, the oldest first: event, product, lot, quantity."""
    rows = connection.execute(_RECEIPTS, {"village": village, "since": since}).mappings()
    return [(str(row["event"]), _product(row), row["lot"], row["quantity"]) for row in rows]
