"""SQL about who read a person's data: from the keyed hash of an identifier to the calls that named it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from simpul.exchange.model.persons import Reading, ReadingSearch

COUNTED = 10_000
"""Calls in which nobody could be read are counted up to so many."""
_READ = """
FROM exchange_reading p
JOIN exchange_record r ON r.id = p.record AND r.body IS NOT NULL
CROSS JOIN LATERAL (SELECT convert_from(r.body, 'UTF8')::json AS said) s
WHERE p.person = :person
  AND (CAST(:since AS timestamptz) IS NULL OR p.at >= :since)
  AND (CAST(:until AS timestamptz) IS NULL OR p.at < :until)
  AND (:agency = '' OR starts_with(r.client || '/', :agency || '/'))
  AND (:words = '' OR r.service = ANY(:services)
       OR array_to_string((string_to_array(r.client, '/'))[1:3], '/') = ANY(:members)
       OR concat_ws(' ', r.client, r.service, r.message, said->>'purpose', said->>'legal_basis', said->>'agreement')
          ILIKE :words)
"""
_ANSWERED = """
LEFT JOIN LATERAL (
  SELECT convert_from(a.body, 'UTF8')::json AS told FROM exchange_record a
  WHERE a.message = t.message AND a.kind = 'answered' AND a.role = t.role AND a.client = t.client AND a.service = t.service
    AND a.id > t.id AND a.body IS NOT NULL
  ORDER BY a.id LIMIT 1
) a ON true
"""
_PAGE = f"""
SELECT t.at, t.message, t.client, t.service, said->>'method' AS method, said->>'purpose' AS purpose,
       said->>'legal_basis' AS legal_basis, said->>'agreement' AS agreement,
       told->>'status' AS status, told->>'fault' AS fault
FROM (
  SELECT r.id, r.at, r.message, r.role, r.client, r.service, said {_READ}
  ORDER BY p.record DESC LIMIT :most OFFSET :first
) t {_ANSWERED}
ORDER BY t.id DESC
"""  # noqa: S608 (put together from the constants above alone)
_COUNT = f"SELECT count(*) {_READ}"
_AGENCIES = """
SELECT array_to_string((string_to_array(r.client, '/'))[1:3], '/') AS member, count(*) AS calls
FROM exchange_reading p JOIN exchange_record r ON r.id = p.record AND r.body IS NOT NULL
WHERE p.person = :person GROUP BY 1 ORDER BY 2 DESC, 1
"""
_UNREAD = """
SELECT count(*) FROM (
  SELECT FROM exchange_reading p
  WHERE p.person = ''
    AND (CAST(:since AS timestamptz) IS NULL OR p.at >= :since) AND (CAST(:until AS timestamptz) IS NULL OR p.at < :until)
  LIMIT :most
) few
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search with what its words mean: agencies (members' paths) and services whose names hold them."""

    search: ReadingSearch
    members: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def readings(connection: Connection, person: bytes, wanted: Wanted, most: int) -> list[Reading]:
    """The page of calls about the person that is asked for, the latest first."""
    more = {"most": most, "first": (wanted.search.page - 1) * most}
    return [_reading(row) for row in connection.execute(text(_PAGE), _bound(person, wanted) | more)]


def count_readings(connection: Connection, person: bytes, wanted: Wanted) -> int:
    """How many calls about the person the search finds."""
    return connection.scalar(text(_COUNT), _bound(person, wanted)) or 0


def agencies(connection: Connection, person: bytes) -> list[tuple[str, int]]:
    """The agencies (members' paths) that ever called about the person, and how often, the most frequent first."""
    return [(row.member, row.calls) for row in connection.execute(text(_AGENCIES), {"person": person})]


def unread(connection: Connection, since: datetime | None, until: datetime | None) -> int:
    """How many calls of services about persons named nobody that this node could read; counted up to 10,000."""
    return connection.scalar(text(_UNREAD), {"since": since, "until": until, "most": COUNTED}) or 0


def _bound(person: bytes, wanted: Wanted) -> dict[str, Any]:
    search = wanted.search
    plain = search.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "person": person,
        "since": search.since,
        "until": search.until,
        "agency": search.agency,
        "words": f"%{plain}%" if plain else "",
        "members": list(wanted.members),
        "services": list(wanted.services),
    }


def _reading(row: Any) -> Reading:
    status = int(row.status) if row.status is not None else None
    texts = (row.method or "", row.purpose or "", row.legal_basis or "", row.agreement or "")
    return Reading(row.at, row.message, row.client, row.service, *texts, status, row.fault or "")
