"""What a subsystem's home node answers by itself under the codes `api`, `pub` and `pull`: one table. PROTOCOL §1 end.

`ROUTES` says it all: code, path, who may, and a handler for each method (`gateway.desk` tells what a handler is).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, unquote

import structlog

from simpul.exchange.gateway import accessing, asyncapi, catalogue, event_types, publishing, pulling, subscribing
from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.desk import Asked, Desk, Handler, Right, Route, Said
from simpul.exchange.gateway.state import State
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.services import Grant
from simpul.exchange.rules.events import may_publish, may_take
from simpul.exchange.wire import faults
from simpul.exchange.wire.addresses import EVENTS, Address
from simpul.exchange.wire.faults import Refused

__all__ = ["EVENTS", "ROUTES", "Asked", "Desk", "Handler", "Pubsub", "Right", "Route", "Said", "permitted"]

ROUTES: tuple[Route, ...] = (
    Route("api", ("v1", "eventType"), Right.MEMBER, {"GET": event_types.names, "POST": event_types.add}),
    Route("api", ("v1", "eventType", "*"), Right.MEMBER, {"GET": event_types.one, "DELETE": event_types.remove}),
    Route("api", ("v1", "asyncapi"), Right.MEMBER, {"GET": asyncapi.document}),
    Route("api", ("v1", "catalogue"), Right.MEMBER, {"GET": catalogue.answer}),
    Route("api", ("v1", "subs"), Right.MEMBER, {"GET": subscribing.mine}),
    Route(
        "api",
        ("v1", "subs", "*"),
        Right.PULL,
        {
            "GET": subscribing.one,
            "POST": subscribing.subscribe,
            "PATCH": subscribing.change,
            "DELETE": subscribing.unsubscribe,
        },
    ),
    Route("pub", ("v1", "*"), Right.PUB, {"POST": publishing.publish}),
    Route("pub", ("v1", "*", "*"), Right.PUB, {"GET": publishing.one, "DELETE": publishing.stop}),
    Route("pull", ("v1", "*"), Right.PULL, {"GET": pulling.pull}),
    Route("pull", ("v1", "*", "*"), Right.PULL, {"DELETE": pulling.acknowledge}),
    Route("api", ("v1", "access"), Right.MEMBER, {"GET": accessing.mine, "POST": accessing.ask}),
    Route("api", ("v1", "access", "*"), Right.MEMBER, {"GET": accessing.one, "DELETE": accessing.withdraw}),
)
_OWNERS = frozenset({("v1", "eventType")})
"""Paths that every member may read and only the owner may change."""
_BY_LENGTH: Mapping[tuple[str, int], tuple[Route, ...]] = {
    key: tuple(route for route in ROUTES if (route.code, len(route.path)) == key)
    for key in {(route.code, len(route.path)) for route in ROUTES}
}
_log = structlog.get_logger("simpul.exchange")


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the data path has it: method, address, kept headers, who calls."""

    method: str
    address: Address
    headers: list[tuple[bytes, bytes]]
    client: str


def permitted(state: State, call: Call, now: datetime) -> Grant | None:
    """The grant by which the client may do this; None where it needs none. Refused otherwise.

    What nobody answers is nobody's secret: the answer says so.
    """
    route, parts = _found(call.address)
    owner = call.address.owner
    if route is None or call.client == owner:
        return None
    grants, caller = state.grants, state.caller(call.client)
    match _right(route, call.method):
        case Right.MEMBER:
            return None
        case Right.PULL:
            grant = may_take(grants.get((owner, "pull"), ()), caller, parts[0], now)
        case Right.PUB:
            grant = may_publish(grants.get((owner, "pub"), ()), caller, parts[0], now)
        case Right.OWNER:
            grant = None
    if grant is None:
        raise Refused(faults.ACCESS_DENIED, f"Request is not allowed: {call.address.service}")
    return grant


class Pubsub:
    """Answers permitted calls."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, state: State, call: Call, body: Body, now: datetime) -> Answer:
        """What the route's handler says, or why it says nothing else."""
        route, parts = _found(call.address)
        try:
            handler = _handler(route, call.method)
            query = _query(call.address.query or "")
            asked = Asked(state, call.address.owner, call.client, call.method, parts, query, call.headers, now)
            return await handler(self._desk, asked, body)
        except Said as said:
            return said.answer()
        except (Refused, LogAway):
            raise
        except Exception as failure:  # noqa: BLE001 (a defect of ours is told and recorded like any other answer)
            _log.exception("pubsub.failed", error=type(failure).__name__)
            return Said(500, "internal_error", "The node failed").answer()


def _found(address: Address) -> tuple[Route | None, tuple[str, ...]]:
    """The route of an address and what its `*` stand for."""
    pieces = [unquote(piece) for piece in address.path.split("/")[1:]]
    for route in _BY_LENGTH.get((address.service.service, len(pieces)), ()):
        pairs = list(zip(route.path, pieces, strict=True))
        if all(wanted in ("*", piece) for wanted, piece in pairs):
            return route, tuple(piece for wanted, piece in pairs if wanted == "*")
    return None, ()


def _query(raw: str) -> dict[str, str]:
    """The last value of each name in a query."""
    try:
        return dict(parse_qsl(raw, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise Said(400, "invalid_request", "The query has too many fields") from None


def _right(route: Route, method: str) -> Right:
    changes = method not in ("GET", "HEAD")
    return Right.OWNER if changes and route.path[:2] in _OWNERS else route.right


def _handler(route: Route | None, method: str) -> Handler:
    if route is None:
        raise Said(404, "not_found", "Nothing answers at this address")
    handler = route.handlers.get("GET" if method == "HEAD" else method)
    if handler is None:
        raise Said(405, "method_not_allowed", f"This address takes {', '.join(sorted(route.handlers))}")
    return handler
