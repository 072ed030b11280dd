"""The front of the node: raw hot paths first, then language, session, form, routes; headers, log and measures around it."""

import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote

import anyio
import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.i18n import ALL_LANGUAGES
from simpul.kernel.platform import Platform
from simpul.kernel.web import metrics, security
from simpul.kernel.web.forms import FILE_LIMIT, JSON_LIMIT, BodyTooLarge, bounded, read_form
from simpul.kernel.web.problems import Unexpected, answer
from simpul.kernel.web.request import DEVICE_KEPT, Request, Sessions
from simpul.kernel.web.routing import larger_files
from simpul.kernel.web.templates import Templates

_log = structlog.get_logger("simpul.web")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class Front:
    """The ASGI application of a node."""

    def __init__(
        self, platform: Platform, routes: ASGIApp, raw: Mapping[str, ASGIApp], templates: Templates, sessions: Sessions
    ) -> None:
        self._platform = platform
        self._routes = routes
        self._larger = larger_files(routes)
        self._raw = dict(raw)
        self._prefixes = tuple(sorted((path for path in raw if path.endswith("/")), key=len, reverse=True))
        self._templates = templates
        self._sessions = sessions
        self._headers = security.headers(platform.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection."""
        if scope["type"] == "http":
            raw = self._raw_of(scope["path"])
            if raw is not None:
                await raw(scope, receive, send)
            else:
                await self._page(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._routes(scope, receive, send)

    def _raw_of(self, path: str) -> ASGIApp | None:
        """The hot path that answers here: by its exact path, else by the longest prefix (which ends in a slash)."""
        exact = self._raw.get(path)
        if exact is not None or not self._prefixes:
            return exact
        return next((self._raw[prefix] for prefix in self._prefixes if path.startswith(prefix)), None)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        request = Request(scope, receive, send)
        self._prepare(scope)
        sent: dict[str, int] = {}
        wrapped = self._sending(request, send, sent)
        try:
            await (self._elsewhere(request, wrapped) if self._untold(scope) else self._answer(request, wrapped, sent))
        except (ClientDisconnect, anyio.BrokenResourceError):
            sent.setdefault("status", 499)
        finally:
            _account(request, sent.get("status", 500), time.perf_counter() - started)

    def _prepare(self, scope: Scope) -> None:
        settings = self._platform.settings
        lang, path = _language(scope["path"], settings.language)
        scope["path"] = path
        scope.pop("raw_path", None)
        scope.update(
            {
                "simpul.platform": self._platform,
                "simpul.templates": self._templates,
                "simpul.actor": Actor.ANONYMOUS,
                "simpul.lang": lang,
                "simpul.request_id": str(self._platform.ids.new()),
            }
        )

    def _untold(self, scope: Scope) -> bool:
        """Whether a page is asked for in a language that it does not have."""
        return scope["simpul.lang"] not in self._templates.languages_at(scope["path"])

    async def _elsewhere(self, request: Request, send: Send) -> None:
        """The page is shown in the node's own language; in English to who reads Korean."""
        standard = self._platform.settings.language
        lang = "en" if request.scope["simpul.lang"] == "ko" else standard
        request.scope["simpul.lang"] = lang
        prefix = "/" if lang == standard else f"/{lang}/"
        await RedirectResponse(prefix + quote(request.scope["path"].lstrip("/")) + _question(request), 307)(
            request.scope, request.receive, send
        )

    async def _answer(self, request: Request, send: Send, sent: Mapping[str, int]) -> None:
        scope = request.scope
        try:
            if request.method not in ("GET", "HEAD") or _carries_secret(request):
                await anyio.to_thread.run_sync(self._identify, request)
            if request.method in security.UNSAFE:
                await self._read(request)
            await self._routes(scope, bounded(request.receive, JSON_LIMIT), send)
        except Refusal as refusal:
            await self._refuse(request, refusal, send)
        except ClientDisconnect:
            raise
        except Exception:  # noqa: BLE001 (whatever it is, the visitor gets an honest page)
            _log.exception("request.failed", request_id=scope["simpul.request_id"], route=scope.get("simpul.route", ""))
            if not sent:
                await self._refuse(request, Unexpected(), send)

    async def _read(self, request: Request) -> None:
        """A form is read and checked here; any other body is the handler's to read."""
        kind = request.headers.get("content-type", "")
        if open_to_programs(request.url.path):
            pass  # no cookie speaks for anybody there, so no form can be forged
        elif kind.lower().startswith(_FORMS) and not request.url.path.startswith("/api/"):
            most = self._larger(request.scope["path"]) if request.actor.signed_in else FILE_LIMIT
            request.scope["simpul.form"] = await read_form(kind, request.stream(), most)
            security.check_form(request)
        elif request.session is not None or not security.same_site(request):
            security.check_form(request)
        if _length(request) > JSON_LIMIT and "simpul.form" not in request.scope:
            raise BodyTooLarge()

    async def _refuse(self, request: Request, refusal: Refusal, send: Send) -> None:
        try:
            response: Response = await anyio.to_thread.run_sync(answer, request, refusal)
        except Exception:  # noqa: BLE001 (the error page itself failed)
            _log.exception("error_page.failed", request_id=request.scope["simpul.request_id"])
            response = HTMLResponse(self._templates.fallback(), 500, {"Cache-Control": "no-store"})
        await response(request.scope, request.receive, send)

    def _identify(self, request: Request) -> None:
        scope: MutableMapping[str, Any] = request.scope
        key = key_of(request.headers)
        if key:
            scope["simpul.actor"] = self._sessions.bearer(self._platform, key) or Actor.ANONYMOUS
            return
        token = request.cookies.get(self._platform.settings.cookie)
        if token and not open_to_programs(scope["path"]):
            self._of_cookie(scope, token, safe=request.method in ("GET", "HEAD"))

    def _of_cookie(self, scope: MutableMapping[str, Any], token: str, *, safe: bool) -> None:
        try:
            session = self._sessions.find(self._platform, token)
        except Unavailable:
            if not safe:
                raise
            return
        if session is None:
            scope["simpul.session_expired"] = True
        else:
            scope["simpul.session"] = session
            scope["simpul.actor"] = session.actor

    def _sending(self, request: Request, send: Send, sent: dict[str, int]) -> Callable[[Message], Awaitable[None]]:
        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent["status"] = message["status"]
                extra = [*self._headers, *security.cookies(request, kept=int(DEVICE_KEPT.total_seconds()))]
                known = {name for name, _ in message.get("headers", [])}
                ours = [(k, v) for k, v in extra if k not in known or k == b"set-cookie"]
                ours.append((b"x-request-id", request.scope["simpul.request_id"].encode()))
                message = {**message, "headers": [*message.get("headers", []), *ours]}
            await send(message)

        return wrapped


def key_of(headers: Mapping[str, str]) -> str:
    """The API token that came with a request, as `Authorization: Bearer` or `X-API-Key`; empty where none came."""
    bearer = headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        return bearer[7:].strip()
    return headers.get("x-api-key", "").strip()


def open_to_programs(path: str) -> bool:
    """Whether this path is another program's interface, which any site may call and no session speaks for."""
    return path.startswith("/compat/")


def _length(request: Request) -> int:
    """How many bytes the client says it sends; 0 where it does not say."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0


def _language(path: str, standard: str) -> tuple[str, str]:
    """The page's language and its path without the prefix."""
    for lang in ALL_LANGUAGES:
        if path == f"/{lang}" or path.startswith(f"/{lang}/"):
            return lang, path[3:] or "/"
    return standard, path


def _question(request: Request) -> str:
    query = request.scope.get("query_string", b"").decode("latin-1")
    return f"?{query}" if query else ""


def _carries_secret(request: Request) -> bool:
    """Whether it matters who asks: static files are everybody's, and cost no look-up."""
    if request.scope["path"].startswith("/static/"):
        return False
    return (
        "authorization" in request.headers
        or "x-api-key" in request.headers
        or request.platform.settings.cookie in request.cookies
    )


def _account(request: Request, status: int, seconds: float) -> None:
    """One line and one measure a request; the route's pattern, never the path, which may hold what people wrote.

    A method nobody knows is `other`, so that a stranger cannot make measures without end.
    """
    route = request.scope.get("simpul.route", "")
    method = request.method if request.method in _METHODS else "other"
    metrics.REQUESTS.labels(method, route or "unknown", str(status)).inc()
    metrics.SECONDS.labels(route or "unknown").observe(seconds)
    _log.info(
        "request",
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        request_id=request.scope["simpul.request_id"],
    )
