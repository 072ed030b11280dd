"""Small posts to other nodes and to a time-stamping authority."""

from urllib.parse import urlsplit

from simpul.exchange.gateway.body import Body, BodyTooLong, Intake, Vault
from simpul.exchange.gateway.leg import Leg
from simpul.exchange.gateway.upstream import (
    Answer,
    Ask,
    BrokeOff,
    CannotConnect,
    NameUnknown,
    Place,
    PlaceRefused,
    TooSlow,
    Unreadable,
    Upstream,
)
from simpul.exchange.model.register import Node

SECONDS = 10.0
LIMIT = 256 * 1024
TEXT = b"text/plain; charset=utf-8"


class Poster:
    """Posts, and takes answers of at most 256 KiB."""

    FAILURES = (CannotConnect, NameUnknown, PlaceRefused, TooSlow, TimeoutError, BrokeOff, Unreadable, BodyTooLong)

    def __init__(self, upstream: Upstream, leg: Leg, vault: Vault) -> None:
        self._upstream = upstream
        self._leg = leg
        self._vault = vault

    async def post(self, node: Node, path: str, body: Body) -> Answer:
        """What a node's listener answers; one of FAILURES when it does not."""
        ask = self._ask(urlsplit(node.address).netloc, path, body, TEXT)
        return await self._upstream.ask(self._leg.place(node), ask)

    async def post_to(self, address: str, body: Body, kind: bytes) -> Answer:
        """What an http(s) address answers; one of FAILURES when it does not."""
        url = urlsplit(address)
        secure = url.scheme == "https"
        place = Place(url.hostname or "", url.port or (443 if secure else 80), self._upstream.context if secure else None)
        return await self._upstream.ask(place, self._ask(url.netloc, url.path or "/", body, kind))

    def _ask(self, host: str, path: str, body: Body, kind: bytes) -> Ask:
        head = b"POST %b HTTP/1.1\r\nhost: %b\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n"
        written = head % (path.encode(), host.encode(), kind, body.size)
        return Ask(written, body, SECONDS, lambda: Intake(self._vault, LIMIT))
