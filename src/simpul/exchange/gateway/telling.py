"""How the provider answers: every answer is signed, refusals too. PROTOCOL §2."""

import os
from base64 import b64encode
from dataclasses import dataclass

import orjson
import structlog

from simpul.exchange.gateway.body import EMPTY, Body
from simpul.exchange.gateway.evidence import Signed
from simpul.exchange.gateway.message import Arrived, Reply, Signer, last
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.gateway.verifying import Verified
from simpul.exchange.wire import headers, signing
from simpul.exchange.wire.faults import Refused
from simpul.kernel.clock import Clock
from simpul.kernel.ids import Ids

_NAMED = (b"x-road-id", b"x-road-service", b"x-road-request-id")
_log = structlog.get_logger("simpul.exchange")


@dataclass(frozen=True, slots=True)
class Tools:
    """Time, ids and the member's key."""

    clock: Clock
    ids: Ids
    signer: Signer


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as an answer; `number` is what the log and the caller know it by."""

    answer: Answer
    fault: str
    number: str


class Teller:
    """Signs what goes back."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def refusal(self, refused: Refused) -> Refusal:
        """The answer that says `refused`, in the leg's own spelling."""
        number = self._tools.ids.random()
        fault = refused.fault.snake
        words = {"type": fault, "message": refused.message, "detail": number, "status": refused.fault.status}
        said = words | refused.facts
        answer = Answer(refused.fault.xroad_status, [(b"content-type", b"application/json")], Body(orjson.dumps(said)))
        return Refusal(answer, fault, number)

    def reply(self, request: Verified, answer: Answer, fault: str = "") -> tuple[Reply, Signed]:
        """The signed answer to a verified request; `fault` when the exchange made it."""
        values, body = request.values, _sent(request.arrived, answer)
        sent = headers.wrapped(headers.of_answer(answer.headers))
        if fault:
            sent.append((b"x-road-error", fault.encode()))
        for name in (b"x-road-id", b"x-road-client", b"x-road-service", b"x-road-request-id", b"x-road-request-hash"):
            sent.append((name, values[name]))
        sent.append((b"content-digest", headers.content_digest(body.sha256)))
        of_request = (signing.signature_item(request.signed.value), values[b"content-digest"])
        signed = self._sign(answer.status, sent, of_request)
        return Reply(answer.status, sent, body), signed

    def early(self, arrived: Arrived, refused: Refused) -> Reply:
        """The answer to a request whose signature does not hold: no leaf; signed where the request says what for."""
        told = self.refusal(refused)
        body = _sent(arrived, told.answer)
        _log.warning("exchange.refused", code=told.fault, subject=told.number)
        sent = [*told.answer.headers, (b"x-road-error", told.fault.encode())]
        found = {name: last(arrived.headers, name) for name in (*_NAMED, b"content-digest", b"signature")}
        sent.append((b"content-digest", headers.content_digest(body.sha256)))
        if all(found.values()) and all(value.isascii() for value in found.values()):
            sent += [(name, found[name]) for name in _NAMED]
            of_request = (found[b"signature"].removeprefix(b"simpul="), found[b"content-digest"])
            self._sign(told.answer.status, sent, of_request)
        return Reply(told.answer.status, sent, body)

    def _sign(self, status: int, sent: list[tuple[bytes, bytes]], of_request: tuple[bytes, bytes]) -> Signed:
        """The signature over an answer; its two headers are added to `sent`."""
        covered = signing.covered(sent, answer=True)
        now, signer = int(self._tools.clock.now().timestamp()), self._tools.signer
        components = signing.answer_components(covered)
        given = signing.parameters(components, created=now, nonce=os.urandom(16), keyid=signer.thumbprint)
        base = signing.answer_base(status, covered, of_request, given)
        value = signer.sign(base)
        sent.append((b"signature-input", f"simpul={given.text}".encode()))
        sent.append((b"signature", b"simpul=:%b:" % b64encode(value)))
        return Signed(given.keyid, value, base)


def _sent(arrived: Arrived, answer: Answer) -> Body:
    """The body as it goes over the wire: what HTTP sends none for has none, so the digest is over nothing."""
    return EMPTY if arrived.method == "HEAD" or answer.status in (204, 304) else answer.body
