"""SQL of giving and taking places: many registrations in one transaction, under the lock of the event's tally.

Rows go in by COPY and counts by one statement for all agencies, written to the driver: what is here is done for each of
180,000 people at one moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.model.registrations import Admission, Registration, Wish
from simpul.cooperation.rules.registering import Change, Room, Waiting
from simpul.cooperation.store.registrations import registration

_LOCK = """
SELECT t.hall_places - t.hall AS hall, t.remote_places - t.remote AS remote, t.remote_waiting, t.number,
  q.issued, q.called
FROM cooperation_event_tally t JOIN cooperation_event_queue q ON q.event = t.event
WHERE t.event = %s FOR UPDATE OF t"""
_SHARES = """
SELECT agency, places - taken AS free, waiting FROM cooperation_event_quota WHERE event = %s AND agency = ANY(%s)"""
_ALL_SHARES = "SELECT agency, places - taken AS free, waiting FROM cooperation_event_quota WHERE event = %s"
_KNOWN = "SELECT * FROM cooperation_registration WHERE event = %s AND person = ANY(%s)"
COLUMNS = (
    "id", "event", "number", "agency", "person", "digest", "wish", "admission", "sealed", "key", "tell", "at", "changed_at"
)  # fmt: skip
_TYPES = ("uuid", "uuid", "int8", "text", "bytea", "bytea", "text", "text", "bytea", "bytea", "text", "timestamptz",
          "timestamptz")  # fmt: skip
_COPY = f"COPY cooperation_registration ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)"
_TALLY = """
UPDATE cooperation_event_tally SET hall = hall + %s, remote = remote + %s, waiting = waiting + %s,
  remote_waiting = remote_waiting + %s, cancelled = cancelled + %s, number = number + %s WHERE event = %s"""
_QUOTAS = """
UPDATE cooperation_event_quota q SET taken = q.taken + c.taken, waiting = q.waiting + c.waiting
FROM unnest(%s::text[], %s::int[], %s::int[]) AS c (agency, taken, waiting)
WHERE q.event = %s AND q.agency = c.agency"""
_REPLACE = """
UPDATE cooperation_registration SET person = sha256(uuid_send(id)), was = NULL, tell = NULL, changed_at = %s,
  version = version + 1 WHERE id = ANY(%s) AND admission = 'cancelled'"""
_WAITING = """
SELECT id, agency, wish, number FROM (
  SELECT id, agency, wish, number,
    row_number() OVER (PARTITION BY CASE WHEN wish = 'remote' THEN NULL ELSE agency END ORDER BY number) AS turn
  FROM cooperation_registration WHERE event = %s AND admission = 'waiting'
) w WHERE turn <= %s ORDER BY number"""
_UP = """
UPDATE cooperation_registration SET admission = CASE WHEN wish = 'remote' THEN 'remote' ELSE 'hall' END,
  tell = 'moved-up', changed_at = %s, version = version + 1 WHERE id = ANY(%s) AND admission = 'waiting' RETURNING id"""


@dataclass(frozen=True, slots=True)
class Locked:
    """An event whose places nobody else gives meanwhile: what is free, the last number, and the queue before the form."""

    room: Room
    number: int
    issued: int
    called: int


def lock(connection: Connection, event: UUID, agencies: Sequence[str] | None = None) -> Locked | None:
    """The event's free places, with the shares of these agencies (of all, where none are named); None without an event."""
    row = connection.exec_driver_sql(_LOCK, (event,)).one_or_none()
    if row is None:
        return None
    if agencies is None:
        shares = connection.exec_driver_sql(_ALL_SHARES, (event,)).all()
    else:
        shares = connection.exec_driver_sql(_SHARES, (event, list(agencies))).all()
    free, waiting = {one.agency: one.free for one in shares}, {one.agency: one.waiting for one in shares}
    return Locked(Room(row.hall, row.remote, free, waiting, row.remote_waiting), row.number, row.issued, row.called)


def known(connection: Connection, event: UUID, persons: Sequence[bytes]) -> Mapping[bytes, Registration]:
    """Which of these persons are registered, cancelled ones too."""
    found = connection.exec_driver_sql(_KNOWN, (event, list(persons))).all()
    return {row.person: registration(row) for row in found}


def keep(connection: Connection, fresh: Sequence[Registration]) -> None:
    """These are registered, all at once."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for one in fresh:
            tell = one.tell.value if one.tell else None
            kept = (one.sealed, one.key, tell, one.at, one.changed_at)
            copy.write_row(
                (
                    one.id,
                    one.event,
                    one.number,
                    one.agency,
                    one.person,
                    one.digest,
                    one.wish.value,
                    one.admission.value,
                    *kept,
                )
            )


def replace(connection: Connection, ids: Sequence[UUID], at: datetime) -> None:
    """These, given back, are nobody's any more: their persons register anew. What they were is gone, so none is undone."""
    connection.exec_driver_sql(_REPLACE, (at, list(ids)))


def count(connection: Connection, event: UUID, change: Change, numbers: int = 0) -> None:
    """The counts are changed by so much; IntegrityError where a place would be given that is not there."""
    values = (change.hall, change.remote, change.waiting, change.remote_waiting, change.cancelled, numbers, event)
    connection.exec_driver_sql(_TALLY, values)
    if change.agencies:
        taken, waiting = zip(*change.agencies.values(), strict=True)
        connection.exec_driver_sql(_QUOTAS, (list(change.agencies), list(taken), list(waiting), event))


def waiting(connection: Connection, event: UUID, most: int) -> list[Waiting]:
    """The first `most` on each waiting list (of each agency for the hall, and of all for a remote place), by number."""
    found = connection.exec_driver_sql(_WAITING, (event, most)).all()
    return [Waiting(row.id, row.agency, Wish(row.wish), row.number) for row in found]


def move_up(connection: Connection, ids: Sequence[UUID], at: datetime) -> list[UUID]:
    """Those of these who still waited; they have their place now, and are to be told."""
    return [row.id for row in connection.exec_driver_sql(_UP, (at, list(ids))).all()]


def set_admission(connection: Connection, one: Registration, admission: Admission, at: datetime) -> None:
    """The registration is this from now on; what it was is kept where it is given back."""
    was = one.admission.value if admission is Admission.CANCELLED else None
    connection.exec_driver_sql(
        "UPDATE cooperation_registration SET admission = %s, was = %s, changed_at = %s, version = version + 1"
        " WHERE id = %s",
        (admission.value, was, at, one.id),
    )
