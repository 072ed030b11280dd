"""Pushes to a web hook: an HTTPS address outside the exchange, signed by the member's key. RFC 9421, RFC 9530.

Whoever receives it checks the signature against the key that the trust list gives to the owner's member (`keyid`). The
address is resolved once a connection and guarded like every other that an agency registers.
"""

import os
from urllib.parse import urlsplit, urlunsplit

from simpul.exchange.gateway.backends import FAILURES
from simpul.exchange.gateway.body import Body, Intake, Vault
from simpul.exchange.gateway.message import Signer, last
from simpul.exchange.gateway.pushing import BATCH_KIND, WEBHOOK, Outcome
from simpul.exchange.gateway.upstream import Ask, Place, Upstream
from simpul.exchange.rules.pushing import retry_after
from simpul.exchange.store.pushing import Lane
from simpul.exchange.wire import headers, hooks, signing
from simpul.kernel.clock import Clock
from simpul.kernel.ids import Ids

SECONDS = 30.0
ANSWER_LIMIT = 64 * 1024


class ByWebhook:
    """Pushes to web hooks."""

    def __init__(self, upstream: Upstream, vault: Vault, signer: Signer, tools: tuple[Clock, Ids]) -> None:
        self._upstream = upstream
        self._vault = vault
        self._signer = signer
        self._clock, self._ids = tools

    async def send(self, lane: Lane, batch: bytes) -> Outcome:
        """What the hook said; status 0 with a reason where nobody answered."""
        parts, body = urlsplit(lane.target.removeprefix(WEBHOOK)), Body(batch)
        url = urlunsplit(parts._replace(path=parts.path or "/", fragment=""))
        message = f"{lane.owner.partition('/')[0]}-{self._ids.random()}"
        place = Place(parts.hostname or "", parts.port or 443, self._upstream.context)
        head = self._head(url, lane, message, body)
        try:
            answer = await self._upstream.ask(
                place, Ask(head, body, SECONDS, lambda: Intake(self._vault, ANSWER_LIMIT), again=True)
            )
        except FAILURES as failure:
            return Outcome(message, 0, f"webhook.{type(failure).__name__}")
        return Outcome(message, answer.status, "", retry_after(last(answer.headers, b"retry-after").decode("latin-1")))

    def _head(self, url: str, lane: Lane, message: str, body: Body) -> bytes:
        digest = headers.content_digest(body.sha256)
        values = hooks.Hook(url, digest, BATCH_KIND, message.encode(), lane.owner.encode())
        given = hooks.parameters(int(self._clock.now().timestamp()), os.urandom(16), self._signer.thumbprint)
        signature = self._signer.sign(hooks.base(values, given))
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [b"POST %b HTTP/1.1\r\nhost: %b\r\n" % (target.encode(), parts.netloc.encode())]
        lines += [b"%b: %b\r\n" % header for header in hooks.sent(values, given, signing.signature_item(signature))]
        return b"".join([*lines, b"content-length: %d\r\n\r\n" % body.size])
