"""How the exchange's own errors and answers look to a caller, on each surface. PROTOCOL §1."""

from email.utils import formatdate
from enum import Enum

import orjson
import structlog

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.serving import Headers, Written
from simpul.exchange.wire import answers
from simpul.exchange.wire.faults import Refused
from simpul.kernel.clock import Clock
from simpul.kernel.ids import Ids

_log = structlog.get_logger("simpul.exchange")
GOVSTACK = b"application/json; charset=utf-8"


class Surface(Enum):
    """In whose words a caller speaks."""

    XROAD = "r1"
    MODERN = "v1"
    GOVSTACK = "govstack"


class Renderer:
    """Writes answers; `spelling` is that of X-Road's error types."""

    def __init__(self, clock: Clock, ids: Ids, spelling: str) -> None:
        self._clock = clock
        self._ids = ids
        self._spelling = spelling
        self._dated = (0, b"")

    def date(self) -> bytes:
        """The Date header's value; written once a second."""
        second = int(self._clock.now().timestamp())
        if second != self._dated[0]:
            self._dated = (second, formatdate(second, usegmt=True).encode())
        return self._dated[1]

    def plain(self, status: int, kind: bytes, body: bytes) -> Written:
        """An answer of the exchange itself."""
        return Written(status, [(b"Date", self.date()), (b"Content-Type", kind)], Body(body))

    def refused(self, refused: Refused, surface: Surface, accept: bytes) -> Written:
        """The error a caller gets; a number of our own is logged beside it."""
        number = refused.detail
        if number is None:
            number = self._ids.random()
            _log.warning("exchange.refused", code=refused.fault.snake, subject=number)
        match surface:
            case Surface.XROAD:
                return self._xroad(refused, number, accept)
            case Surface.MODERN:
                return self._modern(refused, number)
            case Surface.GOVSTACK:
                status = 400 if refused.fault.status < 500 else 500
                said = f"{refused.fault.type_in(self._spelling)}: {refused.message} ({number})"
                return self.plain(status, GOVSTACK, orjson.dumps(said))

    def _xroad(self, refused: Refused, number: str, accept: bytes) -> Written:
        kind = refused.fault.type_in(self._spelling)
        content_type, body = answers.error(kind, refused.message, number, xml=answers.wants_xml(accept))
        sent: Headers = [(b"Date", self.date()), (b"X-Road-Error", kind.encode()), (b"Content-Type", content_type)]
        return Written(refused.fault.xroad_status, sent, Body(body))

    def _modern(self, refused: Refused, number: str) -> Written:
        content_type, body = answers.problem(refused.fault, refused.message, number, refused.facts)
        sent: Headers = [(b"Date", self.date()), (b"Content-Type", content_type)]
        if refused.fault.status == 401:
            sent.append((b"WWW-Authenticate", b"Bearer"))
        sent += _limits(refused)
        return Written(refused.fault.status, sent, Body(body))


def _limits(refused: Refused) -> Headers:
    facts = refused.facts
    if not {"limit", "remaining", "reset"} <= facts.keys():
        return []
    pairs = (("Limit", "limit"), ("Remaining", "remaining"), ("Reset", "reset"))
    found: Headers = [(f"RateLimit-{name}".encode(), str(facts[key]).encode()) for name, key in pairs]
    found.append((b"Retry-After", str(facts["reset"]).encode()))
    return found
