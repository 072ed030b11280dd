"""Requests for access as JSON, between nodes: what is sent, what is answered, and hostile bytes read. docs/protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import orjson

from simpul.exchange.model.access import (
    AccessRequest,
    AccessState,
    AccessWish,
    GrantedAccess,
    HeldRight,
)
from simpul.exchange.model.access_refusals import AccessUnreadable
from simpul.exchange.model.offer_refusals import EndpointNotFit
from simpul.exchange.model.services import Endpoint
from simpul.exchange.rules.offers import check_endpoint

BODY_MOST = 64 * 1024
YEARS = (1970, 9998)
_FOR_GOOD = frozenset(
    {
        "unknownservice",
        "unknownmember",
        "sslauthenticationfailed",
        "invalidclientidentifier",
        "accessdenied",
        "invalidrequest",
    }
)
"""Errors of the exchange that sending again would not mend: for one, the owner's node takes no requests."""
_TEXTS = ("service", "purpose", "legal_basis", "agreement", "tier", "contact", "note")


class Outcome(Enum):
    """What became of sending a request: it was taken, it was refused for good, or it must be sent again."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the provider's node says of a request."""

    state: AccessState
    reason: str
    decided_at: datetime | None
    granted: GrantedAccess | None


def written(wish: AccessWish, reference: UUID) -> bytes:
    """The body of a request for access."""
    told = {name: getattr(wish, name) for name in _TEXTS}
    endpoints = endpoints_as_json(wish.endpoints)
    return orjson.dumps({**told, "endpoints": endpoints, "until": wish.until, "reference": str(reference)})


def read(body: bytes) -> tuple[AccessWish, UUID | None]:
    """The wish and the asker's own number in a body; AccessUnreadable, EndpointNotFit."""
    if len(body) > BODY_MOST:
        raise AccessUnreadable(why=f"it has more than {BODY_MOST} bytes")
    told = _object(body)
    texts = {name: _text(told, name) for name in _TEXTS}
    texts["tier"] = texts["tier"] or "standard"
    until = _instant(told.get("until"), "until")
    if until is None:
        raise AccessUnreadable(why="until is missing")
    wish = AccessWish(**texts, until=until, endpoints=endpoints_in(told.get("endpoints")))
    return wish, _number(told.get("reference"))


def told(request: AccessRequest, rights: Sequence[HeldRight]) -> dict[str, Any]:
    """A request as its asker reads it; nobody's name is in it."""
    wish = request.wish
    return {
        "id": str(request.id),
        "reference": str(request.reference),
        "client": request.client,
        **{name: getattr(wish, name) for name in _TEXTS},
        "endpoints": endpoints_as_json(wish.endpoints),
        "until": wish.until,
        "state": request.state.value,
        "asked_at": request.at,
        "decided_at": request.decided_at,
        "reason": request.reason,
        "grant": _granted(rights),
    }


def heard(body: bytes) -> Heard:
    """What an answer says of a request; AccessUnreadable."""
    answer = _object(body)
    try:
        state = AccessState(str(answer.get("state")))
    except ValueError:
        raise AccessUnreadable(why="state is not known") from None
    return Heard(state, _text(answer, "reason")[:500], _instant(answer.get("decided_at"), "decided_at"), _given(answer))


def outcome(status: int, body: bytes) -> Outcome:
    """What an answer to a new request means; errors of the exchange itself pass, but for those that nothing would mend."""
    try:
        if status == 201:
            number_in(body)
            return Outcome.TAKEN
        kind = str(_object(body).get("type", "")).lower().replace("_", "")
    except AccessUnreadable:
        return Outcome.LATER
    if kind.startswith("server."):
        return Outcome.REFUSED if kind.rpartition(".")[2] in _FOR_GOOD else Outcome.LATER
    return Outcome.REFUSED if status in (400, 403, 404, 409, 429) else Outcome.LATER


def number_in(body: bytes) -> UUID:
    """The request's number at the provider, in the answer to a new request; AccessUnreadable."""
    number = _number(_object(body).get("id"))
    if number is None:
        raise AccessUnreadable(why="id is missing")
    return number


def why_not(body: bytes) -> str:
    """What an answer says went wrong, as plain words of at most 300 signs; empty when it says nothing."""
    return _said(body, "message", 300)


def kind_of(body: bytes) -> str:
    """The kind of error that an answer names; empty when it names none."""
    return _said(body, "type", 60)


def endpoints_as_json(endpoints: Sequence[Endpoint]) -> list[dict[str, str]]:
    """Endpoints as they are kept and sent."""
    return [{"method": one.method, "path": one.path} for one in endpoints]


def endpoints_in(told: object) -> tuple[Endpoint, ...]:
    """Endpoints in a list that somebody sent; EndpointNotFit."""
    if told is None:
        return ()
    if not isinstance(told, list) or len(told) > 1000:
        raise EndpointNotFit()
    return tuple(_endpoint(one) for one in told)


def granted_as_json(granted: GrantedAccess | None) -> dict[str, Any] | None:
    """What was granted, as it is kept and sent."""
    if granted is None:
        return None
    return {
        "tier": granted.tier,
        "expires_at": _iso(granted.expires_at),
        "endpoints": endpoints_as_json(granted.endpoints),
        "agreement": granted.agreement,
        "revoked_at": _iso(granted.revoked_at),
        "revoked_reason": granted.revoked_reason,
    }


def granted_in(told: object) -> GrantedAccess | None:
    """What was granted, in an object that somebody sent; None where there is none. AccessUnreadable, EndpointNotFit."""
    if not isinstance(told, Mapping):
        return None
    return GrantedAccess(
        _text(told, "tier")[:50],
        _instant(told.get("expires_at"), "expires_at"),
        endpoints_in(told.get("endpoints")),
        _text(told, "agreement")[:500],
        _instant(told.get("revoked_at"), "revoked_at"),
        _text(told, "revoked_reason")[:500],
    )


def summed(rights: Sequence[HeldRight]) -> GrantedAccess | None:
    """All rights of one request as one; revoked only when all of them are."""
    if not rights:
        return None
    held = [one for one in rights if one.grant.revoked_at is None] or list(rights)
    first = held[0]
    return GrantedAccess(
        first.grant.tier,
        first.grant.expires_at,
        tuple(one.grant.endpoint for one in held if one.grant.endpoint is not None),
        first.grant.agreement,
        first.grant.revoked_at,
        first.revoked_reason,
    )


def _granted(rights: Sequence[HeldRight]) -> dict[str, Any] | None:
    return granted_as_json(summed(rights))


def _given(answer: Mapping[str, Any]) -> GrantedAccess | None:
    try:
        return granted_in(answer.get("grant"))
    except EndpointNotFit:
        raise AccessUnreadable(why="grant is not readable") from None


def _said(body: bytes, name: str, most: int) -> str:
    """The words of that name in an answer, without signs that are not seen."""
    try:
        words = str(_object(body).get(name) or "")[:most]
    except AccessUnreadable:
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in words).strip()


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise AccessUnreadable(why="it is no JSON") from None
    if not isinstance(found, dict):
        raise AccessUnreadable(why="it is no JSON object")
    return found


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        raise AccessUnreadable(why=f"{name} is no text")
    return value


def _endpoint(told: object) -> Endpoint:
    if not isinstance(told, dict):
        raise EndpointNotFit()
    method, path = told.get("method", "*"), told.get("path")
    if not isinstance(method, str) or not isinstance(path, str):
        raise EndpointNotFit()
    found = Endpoint(method, path)
    check_endpoint(found)
    return found


def _instant(told: object, name: str) -> datetime | None:
    if told is None or told == "":
        return None
    try:
        found = datetime.fromisoformat(str(told))
        if not YEARS[0] < found.year < YEARS[1]:
            raise ValueError("it cannot be shown everywhere")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        raise AccessUnreadable(why=f"{name} is no time such as 2027-06-30T17:00:00Z") from None


def _number(told: object) -> UUID | None:
    if told is None:
        return None
    try:
        return UUID(str(told))
    except ValueError:
        raise AccessUnreadable(why="reference is no UUID") from None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
