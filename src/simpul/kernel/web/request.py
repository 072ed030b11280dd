"""One request as a handler sees it: who asks, in which language, on which platform."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Protocol, cast
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request as StarletteRequest

from simpul.kernel.actor import Actor
from simpul.kernel.i18n import ALL_LANGUAGES, Language, Translator, translator
from simpul.kernel.platform import Platform
from simpul.kernel.web.forms import Form

DEVICE_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person's session as the web layer needs it. `expired` says that there was one, and that it ended."""

    id: UUID
    actor: Actor
    token: str


class Sessions(Protocol):
    """The port by which the web layer learns who asks; filled by the identity module."""

    def find(self, platform: Platform, token: str) -> Session | None:
        """The session of a cookie's token; None when there is none or it has ended."""
        ...

    def bearer(self, platform: Platform, token: str) -> Actor | None:
        """Whom an API token stands for; None when it is unknown, expired or revoked."""
        ...


class Request(StarletteRequest):
    """A request with what the front has found out about it."""

    @property
    def platform(self) -> Platform:
        """The node's parts."""
        return cast("Platform", self.scope["simpul.platform"])

    @property
    def actor(self) -> Actor:
        """Who asks; `Actor.ANONYMOUS` for nobody."""
        return cast("Actor", self.scope["simpul.actor"])

    @property
    def session(self) -> Session | None:  # type: ignore[override]
        """The session of this request, if somebody is signed in by one."""
        return cast("Session | None", self.scope.get("simpul.session"))

    @property
    def session_expired(self) -> bool:
        """Whether the request came with a session that has ended."""
        return bool(self.scope.get("simpul.session_expired"))

    @property
    def lang(self) -> Language:
        """The language of the page."""
        return cast("Language", self.scope["simpul.lang"])

    @property
    def t(self) -> Translator:
        """Words, numbers and times in that language."""
        return translator(self.lang)

    @property
    def posted(self) -> Form:
        """The form that came with an unsafe method; empty otherwise."""
        return cast("Form", self.scope.get("simpul.form") or Form())

    def form(self) -> Form:  # type: ignore[override]
        """The form that came with an unsafe method; empty otherwise. It was read and bounded before the handler ran."""
        return self.posted

    def query(self, name: str, default: str = "") -> str:
        """The first value of a query parameter, stripped and without NUL."""
        return (self.query_params.get(name) or default).replace("\x00", "").strip()

    @property
    def wants_json(self) -> bool:
        """Whether the client prefers JSON to a page."""
        accept = self.headers.get("accept", "")
        return self.url.path.startswith("/api/") or ("json" in accept and "text/html" not in accept)

    @cached_property
    def csrf(self) -> str:
        """The token that a signed-in person's forms carry; empty for nobody.

        It is bound to the device mark, not to the session: a form that was open when the session ended can still be
        sent after signing in again, so that nothing written is lost.
        """
        if self.session is None:
            return ""
        key = self.platform.keys.derive("kernel.web.csrf")
        return hmac.new(key, self.device.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def device(self) -> str:
        """Keyed hash of this device's random mark; the mark is set by the response when there was none."""
        name = f"{self.platform.settings.cookie}_device"
        mark = self.cookies.get(name, "")
        if not 20 <= len(mark) <= 64:
            mark = self.platform.ids.token()
            self.scope["simpul.device_mark"] = mark
        return self._hashed("kernel.web.device", mark)

    @cached_property
    def address_hash(self) -> str:
        """Keyed hash of the client's network address under a key of the day; the address itself is kept nowhere."""
        day = self.platform.clock.now().date().isoformat()
        return self._hashed(f"kernel.web.address.{day}", self._network())

    def _network(self) -> str:
        """The client's address; for IPv6 its /64, which is one household."""
        settings = self.platform.settings
        host = self.client.host if self.client else ""
        if host in settings.trusted_proxies:
            host = self.headers.get("x-forwarded-for", host).split(",")[-1].strip()
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return host
        return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)

    def _hashed(self, purpose: str, value: str) -> str:
        return hmac.new(self.platform.keys.derive(purpose), value.encode(), hashlib.sha256).hexdigest()[:32]

    @property
    def here(self) -> str:
        """The page's own path and query, without the language prefix."""
        query = self.scope.get("query_string", b"").decode("latin-1")
        path: Any = self.scope["path"]
        return f"{path}?{query}" if query else str(path)

    @property
    def again(self) -> str:
        """Where this page can be asked for again, without the language prefix; where the form stood that it answers.

        What only takes a form shows nothing by itself: there the browser's word counts, as far as it is of this site.
        """
        said = urlsplit(self.headers.get("referer", ""))
        ours = said.netloc == self.headers.get("host", "") and said.path.startswith("/") and said.path[1:2] != "/"
        if self.method in ("GET", "HEAD") or not ours:
            return self.here
        first = said.path.split("/")[1]
        path = said.path[len(first) + 1 :] or "/" if first in ALL_LANGUAGES else said.path
        return f"{path}?{said.query}" if said.query else path
