"""A consumer's request as it comes in, read and judged before anything is signed. PROTOCOL §1 "Request headers"."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from simpul.exchange.gateway.body import EMPTY, Body, BodyTooLong, Intake, Vault
from simpul.exchange.gateway.message import last
from simpul.exchange.gateway.proving import Shown, proved
from simpul.exchange.gateway.state import State
from simpul.exchange.model.names import BadName, NodeId, decoded
from simpul.exchange.wire import addresses, faults, headers
from simpul.exchange.wire.addresses import Address
from simpul.exchange.wire.faults import Refused
from simpul.kernel.ids import Ids

BODY_SECONDS = 60.0
MESSAGE_MOST = 255
"""Signs an X-Road-Id may have: X-Road keeps no longer one, and no index of ours does."""
NAME_MOST = 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may go on: `headers` are the kept ones, with the ids that were added; `node` where one was demanded."""

    method: str
    target: str
    address: Address
    client: str
    message: str
    request: str
    headers: list[tuple[bytes, bytes]]
    node: NodeId | None
    body: Body


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's line and headers, in the names of X-Road."""

    method: str
    target: str
    address: Address
    headers: list[tuple[bytes, bytes]]


def identified(state: State, asked: Asked, shown: Shown) -> tuple[str, list[tuple[bytes, bytes]]]:
    """The caller's path and the headers that remain; Refused when it names nobody, somebody unknown, or proves nothing."""
    named = last(asked.headers, b"x-road-client")
    if not named:
        raise Refused(faults.INVALID_CLIENT, "The client identifier is missing")
    client = addresses.parse_client(named.decode("latin-1"))
    return client, proved(state, client, asked.headers, shown)


def prepared(state: State, asked: Asked, who: tuple[str, list[tuple[bytes, bytes]]], ids: Ids) -> Call:
    """The call without its body; Refused when a header cannot be read."""
    if asked.method not in addresses.METHODS:
        raise Refused(faults.INVALID_ADDRESS, "Invalid request method")
    client, sent = who
    kept = headers.of_request(sent)
    node = _demanded_node(kept)
    _check_party(last(kept, b"x-road-represented-party"))
    request, message = ids.random(), last(kept, b"x-road-id").decode("latin-1")
    kept.append((b"x-road-request-id", request.encode()))
    if len(message) > MESSAGE_MOST:
        raise Refused(faults.INVALID_ADDRESS, "X-Road-Id is too long")
    if not message:
        message = f"{state.trust.instance}-{ids.random()}"
        kept = [header for header in kept if header[0].lower() != b"x-road-id"]
        kept.append((b"x-road-id", message.encode()))
    return Call(asked.method, asked.target, asked.address, client, message, request, kept, node, EMPTY)


def _demanded_node(kept: list[tuple[bytes, bytes]]) -> NodeId | None:
    named = last(kept, b"x-road-security-server").decode("latin-1")
    if not named:
        return None
    try:
        if len(named) > NAME_MOST:
            raise BadName(str(len(named)))
        return NodeId.parse(named)
    except BadName:
        raise Refused(faults.INVALID_ADDRESS, "Invalid Security Server Id") from None


def _check_party(named: bytes) -> None:
    if not named:
        return
    parts = named.decode("latin-1").split("/")
    try:
        if len(parts) > 2 or len(named) > NAME_MOST:
            raise BadName(str(len(parts)))
        for part in parts:
            decoded(part)
    except BadName:
        raise Refused(faults.INVALID_ADDRESS, "Invalid Represented Party Id") from None


async def read_body(request: web.BaseRequest, vault: Vault, limit: int) -> Body:
    """The whole body; Refused when it is too long, cannot be read or does not come in time."""
    content = request.content
    _check_coding(request)
    if content.is_eof() and not content.total_bytes:
        return EMPTY
    if (request.content_length or 0) > limit:
        raise Refused(faults.TOO_LARGE, "Message size exceeds maximum loggable size")
    if request.headers.get("expect", "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    intake = Intake(vault, limit)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while chunk := await content.readany():
                intake.feed(chunk)
    except BodyTooLong:
        raise Refused(faults.TOO_LARGE, "Message size exceeds maximum loggable size") from None
    except TimeoutError:
        raise Refused(faults.TOO_SLOW, "The request body did not arrive in time") from None
    except web.RequestPayloadError:
        raise Refused(faults.INVALID_ADDRESS, "The request body cannot be read") from None
    return intake.body()


def _check_coding(request: web.BaseRequest) -> None:
    """Nothing when the body comes as it is or in chunks; Refused when it is coded otherwise, which nobody would undo."""
    codings = [coding.strip().lower() for coding in request.headers.getall("transfer-encoding", ())]
    if codings and (codings != ["chunked"] or request.version < (1, 1)):
        raise Refused(faults.INVALID_ADDRESS, "Transfer coding not supported")
