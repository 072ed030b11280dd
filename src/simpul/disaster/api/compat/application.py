"""The ASGI application: finds the route, learns who asks, runs the handler in a thread, sends what it answers."""

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import anyio.to_thread
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from simpul.disaster.api.compat.calls import Answer, Call, Demand, Route
from simpul.disaster.live import answering
from simpul.disaster.live.answering import below, body_of, failed, header, preflight, sent, told
from simpul.disaster.live.callers import Callers
from simpul.disaster.rules.compat import answers
from simpul.disaster.rules.compat.answers import Problem
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany, Unavailable
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request
from simpul.kernel.web.forms import read_form

PREFIX = "/compat/petabencana"
UNAUTHORIZED = Problem(401, b'{"message":"Unauthorized"}')
FORM_MOST = 1024 * 1024
"""Bytes of a form: a little picture may come with it."""
_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Application:
    """Answers every path below the prefix; an unknown one says so as the original does."""

    def __init__(self, platform: Platform, routes: Sequence[Route]) -> None:
        self._platform = platform
        self._callers = Callers(platform)
        self._routes = [(route, _pattern(route.path)) for route in routes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["method"] == "OPTIONS":
            await sent(preflight(scope), scope, send)
            return
        try:
            answer = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001 (the last resort: logged with its place, answered without it)
            answer = failed(PREFIX)
        await sent(answer, scope, send)

    async def _answer(self, scope: Scope, receive: Receive) -> answering.Answer:
        route, params = self._route(scope)
        body = await _body(scope, receive, form=route is not None and route.form)
        if isinstance(body, Problem):
            return told(body)
        if route is None:
            return told(answers.nowhere(below(scope)))
        actor = await self._callers.actor(scope)
        wrong = _demanded(route.demands, actor)
        if wrong is not None:
            return told(wrong)
        address = Request({**scope, "simpul.platform": self._platform}).address_hash
        call = Call(self._platform, actor, address, scope["query_string"], body, params)
        try:
            found = await anyio.to_thread.run_sync(route.handler, call)
        except Refusal as refusal:
            return told(of_refusal(refusal), refusal)
        if isinstance(found, Problem):
            return told(found)
        return _tagged(scope, found) if route.demands is Demand.NOTHING else _kept_by_nobody(found)

    def _route(self, scope: Scope) -> tuple[Route | None, dict[str, str]]:
        """The first route of this method (GET for HEAD) and path, and the path's parameters."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        path = scope["path"].removeprefix(PREFIX)
        for route, pattern in self._routes:
            found = pattern.fullmatch(path) if route.method == method else None
            if found:
                return route, found.groupdict()
        return None, {}


def _pattern(path: str) -> re.Pattern[str]:
    """The path as Express reads it: any case, with or without a slash at its end."""
    return re.compile(re.sub(r"\\?\{(\w+)\\?\}", r"(?P<\1>[^/]+)", re.escape(path)).rstrip("/") + "/?", re.IGNORECASE)


async def _body(scope: Scope, receive: Receive, *, form: bool) -> Any:
    """What the body says, or the Problem with it; an empty object where a method has none. `form`: it may be multipart."""
    if scope["method"] not in _WITH_BODY:
        return {}
    if form and header(scope, b"content-type").lower().startswith(b"multipart/form-data"):
        return await _form(scope, receive)
    content = await body_of(scope, receive, answers.BODY_MOST)
    if content is None:
        return answers.TOO_LARGE
    return answers.json_body(header(scope, b"content-type").decode("latin-1"), content)


async def _form(scope: Scope, receive: Receive) -> dict[str, str] | Problem:
    """The form's texts, the first of each name; files are dropped."""
    content = await body_of(scope, receive, FORM_MOST)
    if content is None:
        return answers.TOO_LARGE
    try:
        form = await read_form(header(scope, b"content-type").decode("latin-1"), _once(content))
    except Invalid:
        return answers.unreadable("The form cannot be read.")
    return {name: form.text(name) for name in form.fields}


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _demanded(demands: Demand, actor: Actor) -> Problem | None:
    """The refusal of who may not call; None for who may."""
    if demands is Demand.NOTHING or actor.signed_in:
        return None
    return UNAUTHORIZED if demands is Demand.OFFICER else answers.KEY_NEEDED


def _tagged(scope: Scope, answer: Answer) -> answering.Answer:
    """The answer; a read carries an ETag, and is 304 for a client that has it already."""
    if scope["method"] not in ("GET", "HEAD"):
        return answering.Answer(answer.status, answer.body, answer.kind)
    tag = f'W/"{hashlib.sha256(answer.body).hexdigest()[:27]}"'.encode()
    more = ((b"etag", tag), (b"cache-control", b"no-cache"))
    if tag in [one.strip() for one in header(scope, b"if-none-match").split(b",")]:
        return answering.Answer(304, more=more)
    return answering.Answer(answer.status, answer.body, answer.kind, more)


def _kept_by_nobody(answer: Answer) -> answering.Answer:
    """The answer to a key, which no cache keeps: whoever comes without one has no share in it."""
    return answering.Answer(answer.status, answer.body, answer.kind)


def of_refusal(refusal: Refusal) -> Problem:
    """A refusal of our own rules in the interface's form; its sentence in English, as all its messages."""
    fixed = next((problem for kind, problem in _FIXED if isinstance(refusal, kind)), None)
    if fixed is not None:
        return fixed
    message = refusal.sentence.format_map(_Facts(refusal.facts))
    status, error = next((said for kind, said in _SAID if isinstance(refusal, kind)), (400, "Bad Request"))
    return answers.refused(status, error=error, message=message)


_FIXED: tuple[tuple[type[Refusal], Problem], ...] = (
    (NotFound, answers.NOT_FOUND),
    (NotAllowed, answers.KEY_NEEDED),
    (TooMany, Problem(429, b'{"message":"Too Many Requests"}')),
)
_SAID: tuple[tuple[type[Refusal], tuple[int, str]], ...] = (
    (Unavailable, (503, "Service Unavailable")),
    (Conflict, (409, "Conflict")),
)


class _Facts(dict[str, Any]):
    """A refusal's facts; what a sentence asks for and nobody said stays empty."""

    def __missing__(self, key: str) -> str:
        return ""
