"""SQL about requests for access, at the provider's node and at the asker's. Personal data: see `access_tables`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, case, delete, func, insert, or_, select, true, update

from simpul.exchange.model.access import AccessRequest, AccessState, AccessWish, OwnRequest
from simpul.exchange.model.names import ServiceId, encoded
from simpul.exchange.model.services import Endpoint
from simpul.exchange.rules.access_words import endpoints_as_json, granted_as_json, granted_in
from simpul.exchange.store.access_tables import access_request as asked
from simpul.exchange.store.access_tables import own_request as own
from simpul.exchange.store.tables import grant


def request(connection: Connection, id: UUID, *, to_change: bool = False) -> AccessRequest | None:
    """The request at this node; with `to_change`, nobody else changes it until the transaction ends."""
    query = select(asked).where(asked.c.id == id)
    row = connection.execute(query.with_for_update() if to_change else query).first()
    return None if row is None else _request(row)


def requests(
    connection: Connection, *, q: str = "", state: AccessState | None = None, first: int = 0, most: int = 1000
) -> list[AccessRequest]:
    """Requests that hold `q`, those that wait first (the oldest of them first), then the newest."""
    waits = asked.c.state == AccessState.WAITING.value
    query = _matching(select(asked), q, state).order_by(
        waits.desc(), case((waits, asked.c.at)).asc(), asked.c.at.desc(), asked.c.id
    )
    return [_request(row) for row in connection.execute(query.offset(first).limit(most))]


def count_requests(connection: Connection, *, q: str = "", state: AccessState | None = None) -> int:
    """How many requests there are of that kind."""
    return connection.scalar(_matching(select(func.count()).select_from(asked), q, state)) or 0


def earlier(connection: Connection, than: AccessRequest, most: int = 10) -> list[AccessRequest]:
    """Other requests of the same client for the same service, the newest first."""
    own_name = (asked.c.client == than.client, asked.c.subsystem == than.wish.owner, asked.c.id != than.id)
    query = select(asked).where(*own_name, asked.c.service == _code(than.wish)).order_by(asked.c.at.desc())
    return [_request(row) for row in connection.execute(query.limit(most))]


def decide(connection: Connection, decided: AccessRequest) -> None:
    """The request's state, by whom, when and why are as in `decided`."""
    change = {
        "state": decided.state.value,
        "decided_at": decided.decided_at,
        "decided_by": decided.decided_by,
        "reason": decided.reason,
    }
    connection.execute(update(asked).where(asked.c.id == decided.id).values(change))


def asker_of(connection: Connection, reference: UUID, client: str) -> UUID | None:
    """The account that asked, where the asker's node is this one; None otherwise."""
    return connection.scalar(select(own.c.asked_by).where(own.c.id == reference, own.c.client == client))


def add_own(connection: Connection, new: OwnRequest) -> None:
    """The request of this node's subsystem is kept, before it is sent."""
    wish = {"service": new.wish.service, **_wish_columns(new.wish)}
    values = {"id": new.id, "client": new.client, "at": new.at, "asked_by": new.asked_by, "state": new.state.value}
    connection.execute(insert(own).values(**values, **wish))


def keep_own(connection: Connection, heard: OwnRequest) -> None:
    """What is known of the request is as in `heard`."""
    change = {
        "state": heard.state.value,
        "number": heard.number,
        "message": heard.message,
        "decided_at": heard.decided_at,
        "reason": heard.reason,
        "granted": granted_as_json(heard.granted),
        "heard_at": heard.heard_at,
        "trouble": heard.trouble,
    }
    connection.execute(update(own).where(own.c.id == heard.id).values(change))


def remove_own(connection: Connection, id: UUID) -> None:
    """The request, which its owner's node did not take, is gone."""
    connection.execute(delete(own).where(own.c.id == id))


def tried(connection: Connection, id: UUID, at: datetime) -> None:
    """The provider was asked about the request at `at`."""
    connection.execute(update(own).where(own.c.id == id).values(tried_at=at))


def own_request(connection: Connection, id: UUID, *, to_change: bool = False) -> OwnRequest | None:
    """The request of this node; with `to_change`, nobody else changes it until the transaction ends."""
    query = select(own).where(own.c.id == id)
    row = connection.execute(query.with_for_update() if to_change else query).first()
    return None if row is None else _own(row)


def own_requests(
    connection: Connection, *, q: str = "", state: AccessState | None = None, first: int = 0, most: int = 1000
) -> list[OwnRequest]:
    """This node's requests that hold `q`, the newest first."""
    query = _matching_own(select(own), q, state).order_by(own.c.at.desc(), own.c.id.desc())
    return [_own(row) for row in connection.execute(query.offset(first).limit(most))]


def count_own(connection: Connection, *, q: str = "", state: AccessState | None = None) -> int:
    """How many of this node's requests there are of that kind."""
    return connection.scalar(_matching_own(select(func.count()).select_from(own), q, state)) or 0


def own_to_ask(connection: Connection, *, untold: str, settled_before: datetime, most: int) -> list[OwnRequest]:
    """Requests of this node whose state may have changed, longest not asked about first.

    Those that are unsent or wait; those withdrawn whose trouble is `untold`; and approved ones about which nothing was
    asked since `settled_before`.
    """
    open_ones = own.c.state.in_([AccessState.UNSENT.value, AccessState.WAITING.value])
    granted = and_(own.c.state == AccessState.APPROVED.value, _not_asked_since(settled_before))
    gone = and_(own.c.state == AccessState.WITHDRAWN.value, own.c.trouble == untold)
    query = select(own).where(or_(open_ones, gone, granted)).order_by(own.c.tried_at.asc().nulls_first(), own.c.id)
    return [_own(row) for row in connection.execute(query.limit(most))]


def own_same(connection: Connection, client: str, wish: AccessWish) -> list[OwnRequest]:
    """Requests of the client for that service which are not decided yet."""
    states = [AccessState.UNSENT.value, AccessState.WAITING.value]
    query = select(own).where(own.c.client == client, own.c.service == wish.service, own.c.state.in_(states))
    return [_own(row) for row in connection.execute(query)]


def forget_contacts(connection: Connection, before: datetime) -> int:
    """How many requests, over and done with since `before`, no longer say whom to call."""
    over = [AccessState.REFUSED.value, AccessState.WITHDRAWN.value]
    lasting = select(grant.c.id).where(
        grant.c.request == asked.c.id,
        or_(grant.c.expires_at.is_(None), grant.c.expires_at > before),
        or_(grant.c.revoked_at.is_(None), grant.c.revoked_at > before),
    )
    ended = and_(asked.c.state == AccessState.APPROVED.value, ~lasting.exists())
    said = or_(asked.c.contact != "", asked.c.note != "")
    done = update(asked).where(or_(asked.c.state.in_(over), ended), asked.c.decided_at < before, said)
    count = connection.execute(done.values(contact="", note="")).rowcount
    own_over = or_(own.c.state.in_(over), and_(own.c.state == AccessState.APPROVED.value, own.c.until < before))
    own_said = or_(own.c.contact != "", own.c.note != "")
    own_done = update(own).where(own_over, own.c.decided_at < before, own_said)
    return count + connection.execute(own_done.values(contact="", note="")).rowcount


def _not_asked_since(at: datetime) -> ColumnElement[bool]:
    return or_(own.c.tried_at.is_(None), own.c.tried_at < at)


def _matching(query: Select[Any], q: str, state: AccessState | None) -> Select[Any]:
    path = asked.c.subsystem + "/" + asked.c.service
    return query.where(_holding(q, asked.c.client, path, asked.c.purpose, asked.c.legal_basis), _in(asked, state))


def _matching_own(query: Select[Any], q: str, state: AccessState | None) -> Select[Any]:
    return query.where(_holding(q, own.c.client, own.c.service, own.c.purpose, own.c.legal_basis), _in(own, state))


def _holding(q: str, *columns: ColumnElement[str]) -> ColumnElement[Any]:
    return or_(*(column.icontains(q, autoescape=True) for column in columns)) if q else true()


def _in(table: Any, state: AccessState | None) -> ColumnElement[Any]:
    return true() if state is None else table.c.state == state.value


def _code(wish: AccessWish) -> str:
    return ServiceId.parse(wish.service).service


def _wish_columns(wish: AccessWish) -> dict[str, Any]:
    return {
        "endpoints": endpoints_as_json(wish.endpoints),
        "purpose": wish.purpose,
        "legal_basis": wish.legal_basis,
        "agreement": wish.agreement,
        "tier": wish.tier,
        "contact": wish.contact,
        "note": wish.note,
        "until": wish.until,
    }


def _wish(row: Any, service: str) -> AccessWish:
    return AccessWish(
        service=service,
        purpose=row.purpose,
        legal_basis=row.legal_basis,
        until=row.until,
        contact=row.contact,
        endpoints=_endpoints(row.endpoints),
        agreement=row.agreement,
        tier=row.tier,
        note=row.note,
    )


def _endpoints(kept: Sequence[Any]) -> tuple[Endpoint, ...]:
    return tuple(Endpoint(one["method"], one["path"]) for one in kept)


def _request(row: Any) -> AccessRequest:
    wish = _wish(row, f"{row.subsystem}/{encoded(row.service)}")
    made = AccessRequest(row.id, row.reference, row.client, wish, row.message, row.at, AccessState(row.state))
    return replace(made, decided_at=row.decided_at, decided_by=row.decided_by, reason=row.reason)


def _own(row: Any) -> OwnRequest:
    return OwnRequest(
        id=row.id,
        client=row.client,
        wish=_wish(row, row.service),
        at=row.at,
        asked_by=row.asked_by,
        state=AccessState(row.state),
        number=row.number,
        message=row.message,
        decided_at=row.decided_at,
        reason=row.reason,
        granted=granted_in(row.granted),
        heard_at=row.heard_at,
        trouble=row.trouble,
    )
