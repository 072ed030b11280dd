"""SQL about how an agency's accounts are used. Personal data: none is read; counts alone."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, text

_COUNTED = text(
    "SELECT count(*) AS accounts, count(*) FILTER (WHERE active) AS active,"
    " count(*) FILTER (WHERE active AND signed_in_at >= :since) AS used,"
    " (SELECT count(*) FROM identity_session s JOIN identity_account a ON a.id = s.account"
    "  WHERE split_part(a.agency, '/', 3) = :agency AND s.created_at >= :since AND s.created_at < :until) AS sign_ons,"
    " (SELECT count(DISTINCT g.role) FROM identity_grant g JOIN identity_account a ON a.id = g.account"
    "  WHERE split_part(a.agency, '/', 3) = :agency AND a.active) AS roles"
    " FROM identity_account WHERE split_part(agency, '/', 3) = :agency"
)


def counted(connection: Connection, agency: str, since: datetime, until: datetime) -> RowMapping:
    """Accounts of the agency with this code, active ones, those used in the span; sign-ons of the span; roles held."""
    given = {"agency": agency, "since": since, "until": until}
    return connection.execute(_COUNTED, given).mappings().one()
