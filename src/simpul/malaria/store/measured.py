"""SQL about what the programme reached in a span. Personal data: none is read; counts alone."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, text

_TREATED = text(
    "SELECT count(*) AS patients, count(*) FILTER (WHERE CAST(started_at AT TIME ZONE 'Asia/Jayapura' AS date)"
    "  = CAST(at AT TIME ZONE 'Asia/Jayapura' AS date)) AS same_day, bool_or(synthetic) AS synthetic"
    " FROM malaria_case WHERE NOT training AND status <> 'referred'"
    " AND NOT (treatment IS NULL AND facts #> '{referrals}' <> '[]') AND at >= :since AND at < :until"
)
_TESTED = text(
    "SELECT count(*) AS tests, count(*) FILTER (WHERE result = 'positive') AS positive,"
    " count(DISTINCT village) AS places, bool_or(synthetic) AS synthetic FROM malaria_test"
    " WHERE purpose = 'diagnosis' AND result IN ('positive', 'negative') AND at >= :since AND at < :until"
)


def treated(connection: Connection, since: datetime, until: datetime) -> RowMapping:
    """Patients of the span who were to be treated where they were found, and how many were on the same day."""
    return connection.execute(_TREATED, {"since": since, "until": until}).mappings().one()


def tested(connection: Connection, since: datetime, until: datetime) -> RowMapping:
    """Diagnostic tests of the span with a result, and from how many places they came."""
    return connection.execute(_TESTED, {"since": since, "until": until}).mappings().one()
