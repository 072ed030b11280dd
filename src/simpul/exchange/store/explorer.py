"""SQL of the log explorer: records by what is known of them, a page at a time among millions; tiles and checkpoints.

Every query walks an index in the order in which the page shows it (migration 0011). Personal data: see `store.tables`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, literal, select, text, tuple_

from simpul.exchange.model.explorer import FoundRecord, RecordPlace, Sought
from simpul.exchange.model.records import Record, RecordKind, Role
from simpul.exchange.rules.offers import path_of
from simpul.exchange.store.tables import checkpoint, listing, record, service, tile

MOST_OF_ONE = 200
"""Records of one message that a page shows; its clients may use a number again."""
_FAULTY = text("position('\\x226661756c74223a'::bytea in exchange_record.body) > 0")
_FAULT = text("convert_from(exchange_record.body, 'UTF8')::json ->> 'fault' = :fault")
_REFUSED = text("exchange_record.kind = 'refused'")
_BEST = text("""
SELECT size, note, cosignatures, stamp FROM (
  SELECT size, note, cosignatures, stamp FROM exchange_checkpoint WHERE size >= :size ORDER BY size DESC LIMIT 1000
) AS recent ORDER BY cosignatures <> '' DESC, stamp IS NOT NULL DESC, size DESC LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A checkpoint of the log: how many records, the note with every signature, the time stamp over it."""

    size: int
    note: str
    stamp: bytes | None


def found(
    connection: Connection,
    sought: Sought,
    *,
    most: int,
    before: RecordPlace | None = None,
    after: RecordPlace | None = None,
) -> list[FoundRecord]:
    """At most `most` records, newest first: those next before a place, those next after it, or the newest."""
    rows = connection.execute(query_of(sought, before=before, after=after).limit(most))
    shown = [_found(row) for row in rows]
    return shown[::-1] if after is not None else shown


def query_of(sought: Sought, *, before: RecordPlace | None = None, after: RecordPlace | None = None) -> Select[Any]:
    """The query behind `found`, without its limit."""
    t = record
    here = tuple_(t.c.at, t.c.id)
    query = select(t).where(*_conditions(sought))
    if after is not None:
        return query.where(here > tuple_(literal(after.at), literal(after.id))).order_by(t.c.at, t.c.id)
    if before is not None:
        query = query.where(here < tuple_(literal(before.at), literal(before.id)))
    return query.order_by(t.c.at.desc(), t.c.id.desc())


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    t = record
    wanted: list[Any] = []
    if sought.message:
        wanted.append(t.c.message == sought.message)
    for column, paths in ((t.c.client, sought.clients), (t.c.service, sought.services)):
        if paths is not None:
            wanted.append(column == paths[0] if len(paths) == 1 else column.in_(paths))
    if sought.kind is not None:
        wanted.append(_REFUSED if sought.kind is RecordKind.REFUSED else t.c.kind == sought.kind.value)
    if sought.since is not None:
        wanted.append(t.c.at >= sought.since)
    if sought.until is not None:
        wanted.append(t.c.at < sought.until)
    if sought.faulty or sought.fault:
        wanted.append(_FAULTY)
    if sought.fault:
        wanted.append(_FAULT.bindparams(fault=sought.fault))
    return wanted


def _found(row: Row[Any]) -> FoundRecord:
    said = orjson.loads(row.body) if row.body is not None else {}
    return FoundRecord(
        id=row.id,
        at=row.at,
        message=row.message,
        kind=RecordKind(row.kind),
        role=Role(row.role),
        client=row.client,
        service=row.service,
        seq=row.seq,
        is_erased=row.body is None,
        method=said.get("method", ""),
        path=said.get("path", ""),
        status=said.get("status"),
        fault=said.get("fault", ""),
    )


def of_message(connection: Connection, message: str) -> list[Record]:
    """The message's records in the order of their time, those that were erased too; at most `MOST_OF_ONE`."""
    t = record
    rows = connection.execute(select(t).where(t.c.message == message).order_by(t.c.at, t.c.id).limit(MOST_OF_ONE))
    return [_record(row) for row in rows]


def _record(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        at=row.at,
        message=row.message,
        kind=RecordKind(row.kind),
        role=Role(row.role),
        client=row.client,
        service=row.service,
        entry=bytes(row.entry),
        body=None if row.body is None else bytes(row.body),
        salt=None if row.salt is None else bytes(row.salt),
        seq=row.seq,
    )


def best_checkpoint(connection: Connection, size: int) -> Sealed | None:
    """Of the newest thousand checkpoints over at least so many records the best: cosigned, then stamped, then new."""
    row = connection.execute(_BEST, {"size": size}).first()
    return None if row is None else Sealed(row.size, row.note + row.cosignatures, row.stamp)


def newest_sealed(connection: Connection) -> tuple[int, datetime] | None:
    """How many records the log's newest checkpoint is over, and when it was signed; None for an empty log."""
    row = connection.execute(select(checkpoint.c.size, checkpoint.c.at).order_by(checkpoint.c.size.desc()).limit(1)).first()
    return None if row is None else (row.size, row.at)


def tiles(connection: Connection, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
    """The contents of the wanted tiles that are stored, by level and number."""
    query = select(tile).where(tuple_(tile.c.level, tile.c.number).in_(sorted(wanted)))
    return {(row.level, row.number): bytes(row.content) for row in connection.execute(query)}


def names_of_services(connection: Connection) -> dict[str, str]:
    """Every service that this node offers or knows of: its title, by path."""
    known = {row.service: row.title for row in connection.execute(select(listing.c.service, listing.c.title))}
    own = connection.execute(select(service.c.subsystem, service.c.code, service.c.title))
    return known | {path_of(row.subsystem, row.code): row.title for row in own}


def person_places(connection: Connection) -> dict[str, str]:
    """Where the calls of services name a person, by path of the service; those whose calls name nobody are left out."""
    far = connection.execute(select(listing.c.service, listing.c.terms["person_in"].astext.label("place")))
    found = {row.service: row.place for row in far if row.place}
    own = connection.execute(select(service.c.subsystem, service.c.code, service.c.person_in))
    return found | {path_of(row.subsystem, row.code): row.person_in for row in own if row.person_in}
