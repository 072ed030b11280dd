"""Where the demo's supply begins: what is made up of it, and the village whose pack is planted to run out."""

from datetime import datetime

from sqlalchemy import Connection, text

_PLANTED = text(
    "SELECT m.village, m.colour, m.lot, m.expires, count(*) AS n FROM malaria_stock_move u"
    " JOIN malaria_village v ON v.code = u.village AND v.synthetic"
    " JOIN malaria_stock_move m"
    " ON m.village = u.village AND m.item = 'pack' AND m.colour = u.colour AND m.kind = 'received'"
    " WHERE u.kind = 'used' AND u.item = 'pack' AND u.at >= :since AND u.village LIKE '92.06.%'"
    " GROUP BY m.village, m.colour, m.lot, m.expires ORDER BY n DESC, m.village, m.colour LIMIT 1"
)


def busiest(connection: Connection, since: datetime) -> tuple[str, str, str, str | None] | None:
    """Village, colour, lot and expiry of the pack that a made-up village of Teluk Bintuni used most since then."""
    row = connection.execute(_PLANTED, {"since": since}).one_or_none()
    return (row.village, row.colour, row.lot, row.expires) if row else None


def is_seeded(connection: Connection) -> bool:
    """Whether the district of these days has its supply: a made-up store that was filled after the villages were made."""
    found = text(
        "SELECT 1 FROM malaria_store_move WHERE synthetic"
        " AND at >= (SELECT max(added_at) FROM malaria_village WHERE synthetic) LIMIT 1"
    )
    return connection.execute(found).first() is not None
