"""SQL about how fast reports are verified. Personal data: none is read; counts and times alone."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, text

_VERIFIED = text(
    "SELECT count(*) AS reports, count(*) FILTER (WHERE status = 'verified') AS verified,"
    " count(*) FILTER (WHERE status <> 'unverified') AS decided,"
    " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - reported_at))"
    "  FILTER (WHERE status = 'verified') / 60 AS middle,"
    " percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - reported_at))"
    "  FILTER (WHERE status = 'verified') / 60 AS slow"
    " FROM disaster_report WHERE NOT training AND reported_at >= :since AND reported_at < :until"
)


def verified(connection: Connection, since: datetime, until: datetime) -> RowMapping:
    """Reports of the span, how many were decided and verified; median and ninth decile of minutes until that."""
    return connection.execute(_VERIFIED, {"since": since, "until": until}).mappings().one()
