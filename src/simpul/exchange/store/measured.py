"""SQL about what the exchange measures of one agency: services, calls as this node counted them, its nodes' answers.

Personal data: none; subsystems, services and nodes are named, never people.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from simpul.exchange.rules.usage import Counted

_OFFERED = text(
    "WITH found AS ("
    " SELECT service, kind, digest <> '' AS described FROM exchange_listing WHERE split_part(service, '/', 3) = :agency"
    " UNION ALL SELECT subsystem || '/' || code, kind, description <> '' FROM exchange_service"
    "  WHERE :own AND enabled AND split_part(subsystem, '/', 3) = :agency"
    "  AND NOT EXISTS (SELECT 1 FROM exchange_listing l WHERE l.service = subsystem || '/' || code))"
    " SELECT count(*) FILTER (WHERE kind <> 'EVENT') AS services,"
    " count(*) FILTER (WHERE kind <> 'EVENT' AND described) AS described,"
    " count(*) FILTER (WHERE kind = 'EVENT') AS events FROM found"
)
_CALLS = text(
    "SELECT outcome, bucket, sum(calls), sum(total_us) FROM exchange_usage"
    " WHERE ((minutes = 60 AND at >= :since AND at < :turn) OR (minutes = 1 AND at >= :turn AND at < :until))"
    " AND side = :side AND split_part(CASE WHEN :served THEN service ELSE client END, '/', 3) = :agency"
    " GROUP BY outcome, bucket"
)
_CHECKS = text(
    "SELECT count(DISTINCT node) AS nodes, coalesce(sum(checks), 0) AS checks, coalesce(sum(answered), 0) AS answered,"
    " coalesce(sum(total_ms), 0) AS total_ms, coalesce(max(slowest_ms), 0) AS slowest_ms"
    " FROM exchange_node_check WHERE split_part(node, '/', 3) = :agency AND at >= :since AND at < :until"
)


def offered(connection: Connection, agency: str, *, own: bool) -> RowMapping:
    """How many services and event types of the agency are listed, and how many of the services are described."""
    return connection.execute(_OFFERED, {"agency": agency, "own": own}).mappings().one()


def calls(
    connection: Connection, agency: str, span: tuple[datetime, datetime], turn: datetime, **how: Any
) -> list[Counted]:
    """Calls that this node counted on one `side`: to the agency's services (`served`), or made by its subsystems.

    Before `turn` by the hour, from there on by the minute.
    """
    since, until = span
    given = {"agency": agency, "since": since, "until": until, "turn": min(max(turn, since), until), **how}
    return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in connection.execute(_CALLS, given)]


def checks(connection: Connection, agency: str, span: tuple[datetime, datetime]) -> RowMapping:
    """How often the agency's nodes were asked in the span, how often they answered, and in what time."""
    return connection.execute(_CHECKS, {"agency": agency, "since": span[0], "until": span[1]}).mappings().one()
