"""Events: kept by one statement for any number, looked up by what they are about. Never changed, save by erasing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection

from simpul.malaria.model.events import Recorded

_APPEND = (
    "INSERT INTO malaria_event SELECT * FROM json_populate_recordset(NULL::malaria_event, %(rows)s::json)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_KNOWN = (
    "SELECT id, device, seq, hash FROM malaria_event WHERE device = %(device)s AND seq = ANY(%(seqs)s::int[])"
    " UNION SELECT id, device, seq, hash FROM malaria_event WHERE id = ANY(%(ids)s::uuid[])"
)
_HAVE = (
    "SELECT min(seq), max(seq) FROM (SELECT seq, seq - row_number() OVER (ORDER BY seq) AS island FROM malaria_event"
    " WHERE device = %(device)s) AS held GROUP BY island ORDER BY 1"
)
_BROKEN = (
    "SELECT min(one.seq) FROM malaria_event AS one LEFT JOIN malaria_event AS before"
    " ON before.device = one.device AND before.seq = one.seq - 1 WHERE one.device = %(device)s"
    " AND one.seq BETWEEN %(first)s AND %(last)s + 1"
    " AND (CASE WHEN one.seq = 1 THEN one.prev <> decode(repeat('00', 32), 'hex') ELSE one.prev <> before.hash END)"
)
_OF_PEOPLE = (
    "WITH own AS MATERIALIZED (SELECT id, device, seq, person, kind, target, at, received_at, body FROM malaria_event"
    " WHERE village = %(village)s AND quarantine IS NULL"
    " AND (person = ANY(%(people)s::uuid[]) OR id = ANY(%(ids)s::uuid[])))"
    " SELECT * FROM own UNION ALL SELECT id, device, seq, person, kind, target, at, received_at, body FROM malaria_event"
    " WHERE target IN (SELECT id FROM own) AND village = %(village)s AND quarantine IS NULL"
)
_MERGES = (
    "SELECT id, device, seq, person, kind, target, at, received_at, body FROM malaria_event"
    " WHERE village = %(village)s AND kind IN ('person.same', 'person.apart') AND quarantine IS NULL"
)
_TARGETS = "SELECT id, person FROM malaria_event WHERE village = %(village)s AND id = ANY(%(ids)s::uuid[])"


def append(connection: Connection, rows: Sequence[Recorded]) -> frozenset[UUID]:
    """The ids of those that were not known before, by id or by device and sequence number; they are kept."""
    if not rows:
        return frozenset()
    given = orjson.dumps([_document(one) for one in rows]).decode()
    return frozenset(row[0] for row in connection.exec_driver_sql(_APPEND, {"rows": given}))


def _document(one: Recorded) -> dict[str, Any]:
    return {
        "id": one.id,
        "device": one.device,
        "seq": one.seq,
        "village": one.village,
        "person": one.person,
        "kind": one.kind,
        "subject": one.subject,
        "target": one.target,
        "at": one.at,
        "received_at": one.received_at,
        "schema": one.schema,
        "body": one.body,
        "raw": _hex(one.raw),
        "quarantine": one.quarantine,
        "prev": _hex(one.prev),
        "hash": _hex(one.hash),
        "actor": one.actor,
    }


def _hex(value: bytes | None) -> str | None:
    return None if value is None else f"\\x{value.hex()}"


def known(
    connection: Connection, device: UUID, seqs: Sequence[int], ids: Sequence[UUID]
) -> list[tuple[UUID, UUID | None, int | None, bytes | None]]:
    """Id, device, sequence number and hash of the events that have one of these numbers of the device, or of these ids."""
    given = {"device": device, "seqs": list(seqs), "ids": list(ids)}
    return [(row[0], row[1], row[2], row[3]) for row in connection.exec_driver_sql(_KNOWN, given)]


def have(connection: Connection, device: UUID) -> list[tuple[int, int]]:
    """Ranges of the sequence numbers held of a device, both ends included."""
    return [(row[0], row[1]) for row in connection.exec_driver_sql(_HAVE, {"device": device})]


def broken(connection: Connection, device: UUID, first: int, last: int) -> int | None:
    """The first of these numbers, or of the one after, whose previous hash is not that of the event before it."""
    given = {"device": device, "first": first, "last": last}
    number: int | None = connection.exec_driver_sql(_BROKEN, given).scalar()
    return number


Row = Mapping[str, Any]


def of_people(connection: Connection, village: str, people: Iterable[UUID], ids: Iterable[UUID]) -> list[Row]:
    """What is folded of these people and these events of a village: with corrections, without what is in quarantine."""
    given = {"village": village, "people": list(people), "ids": list(ids)}
    return [dict(row) for row in connection.exec_driver_sql(_OF_PEOPLE, given).mappings()]


_SHARED = (
    "SELECT DISTINCT person FROM malaria_event WHERE village = %(village)s AND subject = ANY(%(subjects)s::uuid[])"
    " AND subject IS NOT NULL AND person IS NOT NULL AND quarantine IS NULL"
)


def sharing(connection: Connection, village: str, subjects: Iterable[str]) -> set[str]:
    """The people of whom something was recorded under these subjects: more than one only where phones were wrong."""
    given = {"village": village, "subjects": list(subjects)}
    return {str(row[0]) for row in connection.exec_driver_sql(_SHARED, given)}


def merges(connection: Connection, village: str) -> list[Row]:
    """The merges of a village, and what undid them."""
    return [dict(row) for row in connection.exec_driver_sql(_MERGES, {"village": village}).mappings()]


def whose(connection: Connection, village: str, ids: Iterable[UUID]) -> list[tuple[UUID, UUID | None]]:
    """The events of a village among these, each with the person it is about."""
    given = {"village": village, "ids": list(ids)}
    return [(row[0], row[1]) for row in connection.exec_driver_sql(_TARGETS, given)]


_KEPT_OUT = (
    "SELECT id, body FROM malaria_event WHERE village = %(village)s AND quarantine IS NOT NULL AND body IS NOT NULL"
    " ORDER BY received_at, id FOR UPDATE"
)
_LET_IN = (
    "UPDATE malaria_event SET quarantine = given.code"
    " FROM unnest(%(ids)s::uuid[], %(codes)s::text[]) AS given (event, code) WHERE id = given.event"
)
_THESE = "SELECT * FROM malaria_event WHERE id = ANY(%(ids)s::uuid[])"


def kept_out(connection: Connection, village: str) -> list[tuple[UUID, Mapping[str, Any]]]:
    """The events of a village that are in quarantine and can be read, locked."""
    return [(row[0], row[1]) for row in connection.exec_driver_sql(_KEPT_OUT, {"village": village})]


def judge_anew(connection: Connection, codes: Mapping[UUID, str | None]) -> None:
    """Each event is in quarantine for this code, or no longer for None."""
    given = {"ids": list(codes), "codes": list(codes.values())}
    connection.exec_driver_sql(_LET_IN, given)


def these(connection: Connection, ids: Iterable[UUID]) -> list[Recorded]:
    """The events of these ids."""
    rows = connection.exec_driver_sql(_THESE, {"ids": list(ids)}).mappings()
    return [Recorded(**{str(key): value for key, value in row.items()}) for row in rows]


_LATEST = "SELECT max(received_at) FROM malaria_event WHERE device = %(device)s"


def latest(connection: Connection, device: UUID) -> datetime | None:
    """When the newest event of the device came."""
    found: datetime | None = connection.exec_driver_sql(_LATEST, {"device": device}).scalar()
    return found
