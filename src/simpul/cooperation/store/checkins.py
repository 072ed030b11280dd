"""SQL about what was shown at gates, and each ticket's one entry. Whoever writes holds the event's lock (`lock`)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from simpul.cooperation.model.gates import Admission, Entry, Outcome, Used
from simpul.cooperation.model.registrations import Admission as Held
from simpul.cooperation.store.event_tables import registrations
from simpul.cooperation.store.gate_tables import checkins, scans

_s, _c, _r = scans.c, checkins.c, registrations.c
STOOD = "-inside"
"""What ends the reason for which a showing was refused, where somebody came in by it all the same."""
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('cooperation.checkin:' || :event, 0))")
_KEEP_SCANS = text(
    "INSERT INTO cooperation_scan (device, seq, event, ticket, gate, at, told_at, received_at, undoes, refused)"
    " SELECT u.device, u.seq, u.event, u.ticket, u.gate, u.at, u.told_at, :received, u.undoes, u.refused"
    " FROM unnest(CAST(:device AS uuid[]), CAST(:seq AS bigint[]), CAST(:event AS uuid[]), CAST(:ticket AS bytea[]),"
    " CAST(:gate AS uuid[]), CAST(:at AS timestamptz[]), CAST(:told_at AS timestamptz[]), CAST(:undoes AS bigint[]),"
    " CAST(:refused AS text[])) AS u (device, seq, event, ticket, gate, at, told_at, undoes, refused)"
    " ON CONFLICT (device, seq) DO UPDATE SET refused = excluded.refused"
    " WHERE cooperation_scan.refused IS NOT NULL AND cooperation_scan.ticket = excluded.ticket"
    " AND (excluded.refused IS NULL OR (excluded.refused LIKE '%-inside' AND cooperation_scan.refused NOT LIKE '%-inside'))"
)
"""A showing that was refused when it was asked about, and let in all the same, counts from then on; where its ticket was
none for the hall by then, it is kept as one by which somebody stands inside."""
_KEEP_ENTRIES = text(
    "INSERT INTO cooperation_checkin AS known (event, ticket, agency, gate, device, seq, at, doubles, changed_at)"
    " SELECT u.event, u.ticket, u.agency, u.gate, u.device, u.seq, u.at, u.doubles, :changed"
    " FROM unnest(CAST(:event AS uuid[]), CAST(:ticket AS bytea[]), CAST(:agency AS text[]), CAST(:gate AS uuid[]),"
    " CAST(:device AS uuid[]), CAST(:seq AS bigint[]), CAST(:at AS timestamptz[]), CAST(:doubles AS integer[]))"
    " AS u (event, ticket, agency, gate, device, seq, at, doubles)"
    " ON CONFLICT (event, ticket) DO UPDATE SET gate = excluded.gate, device = excluded.device, seq = excluded.seq,"
    " at = excluded.at, doubles = excluded.doubles, changed_at = excluded.changed_at"
    " WHERE (known.device, known.seq, known.at, known.doubles)"
    " IS DISTINCT FROM (excluded.device, excluded.seq, excluded.at, excluded.doubles)"
)
_PACKED = text(
    "SELECT string_agg(substring(digest FROM 1 FOR 10) || CASE WHEN event <> :event THEN '\\x04'::bytea"
    " WHEN admission = 'hall' THEN '\\x00'::bytea WHEN admission = 'remote' THEN '\\x01'::bytea"
    " WHEN admission = 'waiting' THEN '\\x02'::bytea ELSE '\\x03'::bytea END, ''::bytea ORDER BY digest)"
    " FROM cooperation_registration WHERE event = ANY(CAST(:near AS uuid[]))"
)
_MARK = text(
    "SELECT count(*) || '-' || coalesce(extract(epoch FROM max(changed_at))::text, '') || '-' || coalesce(sum(version), 0)"
    " FROM cooperation_registration WHERE event = ANY(CAST(:near AS uuid[]))"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A showing to be kept: `event`, `told_at` by the device's own clock, and why it was none of an admission.

    `stood`: somebody came in by it all the same.
    """

    event: UUID
    entry: Entry
    told_at: datetime
    refused: Outcome | None
    stood: bool = False


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a ticket is: of which event and agency, and what it gives."""

    event: UUID
    agency: str
    held: Held


def lock(connection: Connection, events: Collection[UUID]) -> None:
    """Nobody else merges showings of these events until this transaction ends; in one order, so no ring."""
    for event in sorted(events):
        connection.execute(_LOCK, {"event": str(event)})


def bearers(connection: Connection, tickets: Collection[bytes]) -> dict[bytes, Bearer]:
    """Those of these digests that are tickets, of whatever event."""
    asked = select(_r.digest, _r.event, _r.agency, _r.admission).where(_r.digest == func.any(_bytes("tickets")))
    rows = connection.execute(asked, {"tickets": list(tickets)})
    return {row.digest: Bearer(row.event, row.agency, Held(row.admission)) for row in rows}


def keep(connection: Connection, kept: Sequence[Kept], received: datetime) -> None:
    """Each showing is kept once; one whose number is known changes nothing."""
    once = {(one.entry.device, one.entry.seq): one for one in reversed(kept)}
    if once:
        connection.execute(_KEEP_SCANS, {**_columns(list(once.values())), "received": received})


def _columns(kept: Sequence[Kept]) -> dict[str, list[Any]]:
    return {
        "device": [one.entry.device for one in kept],
        "seq": [one.entry.seq for one in kept],
        "event": [one.event for one in kept],
        "ticket": [one.entry.ticket for one in kept],
        "gate": [one.entry.gate for one in kept],
        "at": [one.entry.at for one in kept],
        "told_at": [one.told_at for one in kept],
        "undoes": [one.entry.undoes for one in kept],
        "refused": [_why(one) for one in kept],
    }


def _why(one: Kept) -> str | None:
    return one.refused and f"{one.refused.value}{STOOD if one.stood else ''}"


def entries(connection: Connection, event: UUID, tickets: Collection[bytes]) -> list[Entry]:
    """Every showing of these tickets that may be an admission, or takes one back."""
    asked = select(_s.ticket, _s.device, _s.seq, _s.at, _s.gate, _s.undoes).where(
        _s.event == event, _s.ticket == func.any(_bytes("tickets")), _s.refused.is_(None)
    )
    rows = connection.execute(asked, {"tickets": list(tickets)})
    return [Entry(row.ticket, row.device, row.seq, row.at, row.gate, row.undoes) for row in rows]


def last_seq(connection: Connection, device: UUID) -> int:
    """The number of the latest showing that this device told of; 0 for none."""
    return connection.scalar(select(func.max(_s.seq)).where(_s.device == device)) or 0


def refused(connection: Connection, keys: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], Outcome]:
    """Why those of these showings that were refused were."""
    device, seq = bindparam("device", type_=ARRAY(PG_UUID(as_uuid=True))), bindparam("seq", type_=ARRAY(_s.seq.type))
    asked = select(_s.device, _s.seq, _s.refused).where(
        _s.device == func.any(device), _s.seq == func.any(seq), _s.refused.is_not(None)
    )
    rows = connection.execute(asked, {"device": list({k[0] for k in keys}), "seq": list({k[1] for k in keys})})
    found = {(row.device, row.seq): Outcome(row.refused.removesuffix(STOOD)) for row in rows}
    return {key: why for key, why in found.items() if key in keys}


def settle(
    connection: Connection, event: UUID, stand: Mapping[bytes, tuple[str, Admission | None]], changed: datetime
) -> None:
    """Each ticket's one entry is this (agency, admission); None where every showing of it was taken back."""
    rows = sorted(stand.items())
    if not rows:
        return
    first = [one.first if one else None for _, (_, one) in rows]
    columns = {
        "event": [event] * len(rows),
        "ticket": [ticket for ticket, _ in rows],
        "agency": [agency for _, (agency, _) in rows],
        "gate": [one.gate if one else None for one in first],
        "device": [one.device if one else None for one in first],
        "seq": [one.seq if one else None for one in first],
        "at": [one.at if one else None for one in first],
        "doubles": [len(one.doubles) if one else 0 for _, (_, one) in rows],
    }
    connection.execute(_KEEP_ENTRIES, {**columns, "changed": changed})


def used(connection: Connection, event: UUID, since: datetime | None, most: int) -> list[Used]:
    """Tickets whose entry changed at or after `since`, in that order."""
    asked = select(_c.ticket, _c.gate, _c.at, _c.changed_at).where(_c.event == event)
    if since is not None:
        asked = asked.where(_c.changed_at >= since)
    rows = connection.execute(asked.order_by(_c.changed_at, _c.ticket).limit(most))
    return [Used(row.ticket, row.gate, row.at, row.changed_at) for row in rows]


def packed(connection: Connection, event: UUID, near: Collection[UUID]) -> bytes:
    """Tickets of these events, eleven bytes each: ten of the digest; hall, remote, waiting, cancelled, elsewhere (0-4)."""
    return bytes(connection.scalar(_PACKED, {"event": event, "near": list(near)}) or b"")


def mark(connection: Connection, near: Collection[UUID]) -> str:
    """What changes whenever a ticket of these events is given, given back, or moves up."""
    return str(connection.scalar(_MARK, {"near": list(near)}))


def doubles(connection: Connection, event: UUID, most: int) -> Iterator[tuple[bytes, str, UUID, datetime, int]]:
    """Tickets by which more than one came in, the latest first: digest, agency, gate and time of the entry, how many."""
    asked = select(_c.ticket, _c.agency, _c.gate, _c.at, _c.doubles).where(_c.event == event, _c.doubles > 0)
    for row in connection.execute(asked.order_by(_c.changed_at.desc()).limit(most)):
        yield row.ticket, row.agency, row.gate, row.at, row.doubles


def forget(connection: Connection, events: Collection[UUID]) -> int:
    """How many showings of these events are forgotten; the entries stay for the counts, without the device."""
    mine = _c.event.in_(list(events))
    connection.execute(update(checkins).where(mine, _c.device.is_not(None)).values(device=None, seq=None))
    return connection.execute(delete(scans).where(_s.event.in_(list(events)))).rowcount


def _bytes(name: str) -> Any:
    return bindparam(name, type_=ARRAY(BYTEA))


def of_tickets(connection: Connection, event: UUID, tickets: Collection[bytes]) -> dict[bytes, tuple[UUID, datetime]]:
    """Where and when those of these tickets that were admitted were."""
    asked = select(_c.ticket, _c.gate, _c.at).where(
        _c.event == event, _c.ticket == func.any(_bytes("tickets")), _c.at.is_not(None)
    )
    return {row.ticket: (row.gate, row.at) for row in connection.execute(asked, {"tickets": list(tickets)})}
