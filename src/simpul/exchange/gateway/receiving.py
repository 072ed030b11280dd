"""Is the answer whole, for this call, and from whom it should be? PROTOCOL §2."""

from dataclasses import dataclass
from datetime import datetime

import orjson

from simpul.exchange.gateway.evidence import Signed
from simpul.exchange.gateway.message import Reply, last
from simpul.exchange.gateway.state import State, public_key
from simpul.exchange.rules.register import key_of
from simpul.exchange.wire import faults, headers, signing
from simpul.exchange.wire.faults import Refused, fault_of
from simpul.exchange.wire.signing import SignatureWrong

_OWN = (b"x-road-id", b"x-road-client", b"x-road-service", b"x-road-request-id", b"x-road-request-hash")
_FACTS = {"tier": str, "limit": int, "remaining": int, "reset": int}
"""What a refusal of another node may say beside its words; some of it becomes a header, so nothing else is believed."""
_NOT_THE_BACK_ENDS = headers.REMOVED | frozenset(_OWN)


@dataclass(frozen=True, slots=True)
class Received:
    """An answer that holds; `fault` names the provider node's refusal, empty for the back end's own answer.

    `own`: the five headers that this exchange puts behind the back end's, by what was asked.
    """

    reply: Reply
    signed: Signed
    fault: str
    own: list[tuple[bytes, bytes]]

    def refused(self) -> Refused | None:
        """The provider node's refusal as an error of this call; None for the back end's own answer."""
        if not self.fault:
            return None
        try:
            said = orjson.loads(self.reply.body.whole())
            facts = {k: said[k] for k, kind in _FACTS.items() if type(said.get(k)) is kind}
            status = said["status"] if type(said.get("status")) is int else 0
            return Refused(fault_of(self.fault, status), str(said["message"]), str(said["detail"]), **facts)
        except (ValueError, KeyError, AttributeError, TypeError):
            return Refused(fault_of(self.fault), "")


def received(state: State, reply: Reply, asked: list[tuple[bytes, bytes]], request: Signed, now: datetime) -> Received:
    """The reply to the request with the headers `asked`; Refused when its signature or what it covers does not hold."""
    try:
        values = signing.covered(reply.headers, answer=True)
    except Refused as refused:
        raise Refused(faults.ANSWER_FORGED, refused.message) from None
    inputs, signature = last(reply.headers, b"signature-input"), last(reply.headers, b"signature")
    if not inputs or not signature:
        raise Refused(faults.ANSWER_NOT_SIGNED, _unsigned(reply))
    _check_pairing(values, reply, asked)
    try:
        given, value = signing.parsed(inputs), signing.signature_of(signature)
        if given.components != signing.answer_components(values):
            raise SignatureWrong("the signature does not cover what the profile demands")
        signing.check_time(given, int(now.timestamp()))
        of_request = (signing.signature_item(request.value), last(asked, b"content-digest"))
        base = signing.answer_base(reply.status, values, of_request, given)
        _check_key(state, given.keyid, (values[b"x-road-service"].decode(), value, base), now)
    except SignatureWrong as wrong:
        raise Refused(faults.ANSWER_FORGED, f"The answer of the provider's node: {wrong}") from None
    fault = values.get(b"x-road-error", b"").decode()
    return Received(reply, Signed(given.keyid, value, base), fault, [(name, last(asked, name)) for name in _OWN])


def _check_pairing(values: dict[bytes, bytes], reply: Reply, asked: list[tuple[bytes, bytes]]) -> None:
    missing = [name for name in signing.ANSWER_ALWAYS if name not in values]
    if missing:
        raise Refused(faults.ANSWER_FORGED, f"The answer of the provider's node has no {missing[0].decode()}")
    if values[b"content-digest"] != headers.content_digest(reply.body.sha256):
        raise Refused(faults.ANSWER_FORGED, "The answer's digest is not its body's")
    for name in (b"x-road-id", b"x-road-request-id", b"x-road-service"):
        if values[name] != last(asked, name):
            raise Refused(faults.ANSWER_MIXED_UP, f"The answer's {name.decode()} is not the request's")


def _check_key(state: State, keyid: str, about: tuple[str, bytes, bytes], now: datetime) -> None:
    service, value, base = about
    key = key_of(state.trust, keyid, now)
    if key is None or key.member != "/".join(service.split("/")[:3]):
        raise SignatureWrong("the key is unknown, revoked, or not the provider's")
    signing.check(public_key(key.point), value, base)


def _unsigned(reply: Reply) -> str:
    try:
        said = orjson.loads(reply.body.whole())
        return f"The provider's node refused without a signature: {said['type']}: {said['message']}"[:250]
    except (ValueError, KeyError, TypeError):
        return "The answer of the provider's node is not signed"


def for_caller(found: Received) -> list[tuple[bytes, bytes]]:
    """The headers that the caller gets: the back end's, then the exchange's five, in order.

    The five come from the request: a signature does not cover them all, so the other node's word is not taken for them.
    """
    kept = [header for header in found.reply.headers if header[0].lower() not in _NOT_THE_BACK_ENDS]
    return headers.of_answer(headers.unwrapped(kept)) + found.own
