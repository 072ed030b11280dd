"""SQL about the register: statements, the newest checkpoint, requests of nodes. Personal data: see `store.tables`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.joining import Candidate, CandidateState, KeptTrust
from simpul.exchange.store.tables import candidate, statement, trust

LOCK = 0x5349_4D50_0003
"""The advisory lock that whoever writes the register holds until the end of the transaction."""


def lock(connection: Connection) -> None:
    """Nobody else writes the register until this transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def statements(connection: Connection, *, first: int = 0, most: int | None = None) -> list[bytes]:
    """Statements from number `first` on, in order, at most `most`."""
    query = select(statement.c.statement).where(statement.c.seq >= first).order_by(statement.c.seq)
    return [bytes(row) for row in connection.scalars(query if most is None else query.limit(most))]


def size(connection: Connection) -> int:
    """How many statements there are."""
    last = connection.scalar(select(func.max(statement.c.seq)))
    return 0 if last is None else last + 1


def append(connection: Connection, added: Sequence[bytes], at: datetime) -> int:
    """How many statements there are once these stand at the end; the caller holds `lock`."""
    first = size(connection)
    rows = [{"seq": first + n, "statement": one, "taken_at": at} for n, one in enumerate(added)]
    if rows:
        connection.execute(insert(statement), rows)
    return first + len(rows)


def kept(connection: Connection) -> KeptTrust | None:
    """The newest checkpoint; None where there is none yet."""
    row = connection.execute(select(trust)).first()
    return None if row is None else KeptTrust(row.size, row.note, row.issued_at, row.expires_at, row.fetched_at)


def keep(connection: Connection, newest: KeptTrust) -> None:
    """The checkpoint is the newest from now on."""
    values = {
        "size": newest.size,
        "note": newest.note,
        "issued_at": newest.issued_at,
        "expires_at": newest.expires_at,
        "fetched_at": newest.fetched_at,
    }
    row = insert(trust).values(id=1, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))


def note_fetched(connection: Connection, at: datetime) -> None:
    """The checkpoint was still the operator's newest at `at`."""
    connection.execute(update(trust).values(fetched_at=at))


def add_candidate(connection: Connection, new: Candidate) -> None:
    """The request is kept."""
    values = {
        "id": new.id,
        "node": new.node,
        "request": new.request,
        "at": new.at,
        "state": new.state.value,
        "decided_at": new.decided_at,
        "decided_by": new.decided_by,
        "reason": new.reason,
    }
    connection.execute(insert(candidate).values(values))


def candidate_by_id(connection: Connection, id: UUID, *, to_change: bool = False) -> Candidate | None:
    """The request with this id; with `to_change`, nobody else changes it until the transaction ends."""
    query = select(candidate).where(candidate.c.id == id)
    row = connection.execute(query.with_for_update() if to_change else query).first()
    return None if row is None else _candidate(row)


def same_request(connection: Connection, request: Mapping[str, Any]) -> Candidate | None:
    """The candidate that this very request became before; None for a new one."""
    row = connection.execute(select(candidate).where(candidate.c.request == request).limit(1)).first()
    return None if row is None else _candidate(row)


def waiting(connection: Connection, node: str | None = None) -> int:
    """How many requests wait, of this node or of all."""
    query = select(func.count()).where(candidate.c.state == CandidateState.WAITING.value)
    return connection.scalar(query if node is None else query.where(candidate.c.node == node)) or 0


def candidates(
    connection: Connection, *, q: str = "", state: CandidateState | None = None, first: int = 0, most: int = 1000
) -> list[Candidate]:
    """Requests whose node or names hold `q`, the newest first."""
    query = select(candidate).where(_holding(q), _in(state)).order_by(candidate.c.at.desc(), candidate.c.id.desc())
    return [_candidate(row) for row in connection.execute(query.offset(first).limit(most))]


def count_candidates(connection: Connection, *, q: str = "", state: CandidateState | None = None) -> int:
    """How many requests there are of that kind."""
    query = select(func.count()).select_from(candidate).where(_holding(q), _in(state))
    return connection.scalar(query) or 0


def decide(connection: Connection, decided: Candidate) -> None:
    """The request's state, by whom, when and why are as in `decided`."""
    change = {
        "state": decided.state.value,
        "decided_at": decided.decided_at,
        "decided_by": decided.decided_by,
        "reason": decided.reason,
    }
    connection.execute(update(candidate).where(candidate.c.id == decided.id).values(change))


def _holding(q: str) -> ColumnElement[Any]:
    if not q:
        return true()
    names = candidate.c.request["member_name"].astext + " " + candidate.c.request["node_name"].astext
    return or_(candidate.c.node.icontains(q, autoescape=True), names.icontains(q, autoescape=True))


def _in(state: CandidateState | None) -> ColumnElement[Any]:
    return true() if state is None else candidate.c.state == state.value


def _candidate(row: Any) -> Candidate:
    state = CandidateState(row.state)
    return Candidate(row.id, row.node, row.request, row.at, state, row.decided_at, row.decided_by, row.reason)
