"""SQL about who came in at a gate whose list was older, with a ticket that gave no place in the hall any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from simpul.cooperation.model.gates import Entry
from simpul.cooperation.store.checkins import STOOD
from simpul.cooperation.store.gate_tables import scans

_s = scans.c
_HERE = _s.refused.like(literal_column(f"'%{STOOD}'"))  # written out, so that every plan may use the partial index
_MOST = 5_000


def showings(connection: Connection, event: UUID) -> list[Entry]:
    """The first 5,000 such showings, and what takes one back, in the order in which the node heard of them."""
    those = select(_s.ticket).where(_s.event == event, _HERE)
    return _found(connection, event, _s.ticket.in_(those), {})


def of_tickets(connection: Connection, event: UUID, tickets: Collection[bytes]) -> list[Entry]:
    """Those of these tickets."""
    mine = _s.ticket == func.any(bindparam("tickets", type_=ARRAY(BYTEA)))
    return _found(connection, event, mine, {"tickets": list(tickets)})


def _found(connection: Connection, event: UUID, mine: ColumnElement[bool], given: dict[str, list[bytes]]) -> list[Entry]:
    asked = select(_s.ticket, _s.device, _s.seq, _s.at, _s.gate, _s.undoes).where(
        _s.event == event, mine, _HERE | _s.undoes.is_not(None)
    )
    rows = connection.execute(asked.order_by(_s.received_at, _s.device, _s.seq).limit(_MOST), given)
    return [Entry(row.ticket, row.device, row.seq, row.at, row.gate, row.undoes) for row in rows]


def changed(connection: Connection, event: UUID) -> datetime | None:
    """When the node heard last of such a showing."""
    latest: datetime | None = connection.scalar(select(func.max(_s.received_at)).where(_s.event == event, _HERE))
    return latest
