"""Where registrations come in: the form of a page, and JSON. Plain ASGI, before every middleware; no session speaks here.

A form that is right is answered by the way to its ticket, or to its place in the queue. One that is not is sent on, as it
is, to the page (307), which says at the field what is wrong; so is one from another site, which the page refuses.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote

import orjson
import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from simpul.cooperation.live.registering import Desk, desk_of
from simpul.cooperation.live.registering_answers import EVENTS, Answer, problem, sent, state, told
from simpul.cooperation.model.events import EventUnknown
from simpul.cooperation.model.registrations import FormNotReadable, Queued, QueueNumberWrong, Registered
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules.registering_form import form_of
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request, security

FORMS = "/acara/daftar/"
MOST = 8 * 1024
"""Bytes of a body; a form holds some 400."""
METHODS = ("GET", "HEAD", "POST")
_PAIRS = 20
_URLENCODED = b"application/x-www-form-urlencoded"
_log = structlog.get_logger("simpul.cooperation.registering")


Headers = Mapping[bytes, bytes]


async def body_of(headers: Headers, receive: Receive) -> bytes | None:
    """The whole body; None when it is, or says that it is, longer than `MOST`."""
    said = headers.get(b"content-length", b"")
    if said.isdigit() and (len(said) > 9 or int(said) > MOST):
        return None
    message = await receive()
    whole: bytes = message.get("body", b"")
    while message.get("more_body") and len(whole) <= MOST:
        message = await receive()
        whole += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return whole if len(whole) <= MOST else None


def ours(platform: Platform, scope: Scope, headers: Headers) -> bool:
    """Whether a post is our own page's or a program's, not another site's; only browsers send these two headers."""
    if b"sec-fetch-site" not in headers and b"origin" not in headers:
        return True
    return security.same_site(Request({**scope, "simpul.platform": platform}))


class FormPost:
    """`POST /acara/daftar/{slug}`, in the language before it."""

    def __init__(self, platform: Platform, prefix: str) -> None:
        self._platform, self._desk = platform, desk_of(platform)
        self._prefix, self._below = prefix, len(prefix) + len(FORMS)
        self._lang = prefix.strip("/") or platform.settings.language
        self._headers = security.headers(platform.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["method"] not in METHODS:
            await sent(Answer(405, b"", more=((b"allow", ", ".join(METHODS).encode()),)), self._headers, send, head=False)
            return
        slug = scope["path"][self._below :].strip("/")
        page = f"{self._prefix}/acara/{quote(slug, safe='')}"
        try:
            where, cookie = await self._where(scope, receive, slug, page)
        except ClientDisconnect:
            return
        headers = [*self._headers, (b"location", (where or page).encode()), (b"cache-control", b"no-store")]
        if cookie:
            headers.append((b"set-cookie", cookie.encode()))
        status = 303 if where else 307
        await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _where(self, scope: Scope, receive: Receive, slug: str, page: str) -> tuple[str, str]:
        """Where to go next, and a cookie to keep; nowhere when the page has to tell what is wrong."""
        if scope["method"] != "POST":
            return page, ""
        headers = dict(scope["headers"])
        body = await body_of(headers, receive)
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if body is None or kind != _URLENCODED or not ours(self._platform, scope, headers):
            return "", ""
        try:
            request = Request({**scope, "simpul.platform": self._platform})
            answer = await self._answer(request, slug, fields_of(body))
        except (Refusal, ValueError):
            return "", ""
        except Exception:  # noqa: BLE001 (the page tries again, and answers for it)
            _log.exception("registering.form_failed")
            return "", ""
        return after(answer, self._prefix, slug), kept(self._platform, answer, slug)

    async def _answer(self, request: Request, slug: str, fields: Mapping[str, str]) -> Registered | Queued:
        known = await self._desk.known(slug)
        form = form_of(fields, known.agencies, self._lang)
        token = request.cookies.get(cookie_name(self._platform, slug), "")
        if token and holds(self._platform, known.event.id, token, form.staff_number):
            return await self._desk.again(known, token)
        return await self._desk.register(known, form)


def fields_of(body: bytes) -> dict[str, str]:
    """The fields of a URL-encoded form; ValueError where they cannot be read."""
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_PAIRS)
    return {name: value.replace("\x00", "") for name, value in pairs}


def after(answer: Registered | Queued, prefix: str, slug: str) -> str:
    """Where the answer is to be seen."""
    if isinstance(answer, Queued):
        return f"{prefix}/acara/{slug}/antrean/{answer.token}"
    return f"{prefix}/acara/tiket/{answer.code}{'?baru=1' if answer.fresh else ''}"


def cookie_name(platform: Platform, slug: str) -> str:
    """Where a browser keeps its number in an event's queue."""
    return f"{platform.settings.cookie}_antre_{slug}"


def kept(platform: Platform, answer: Registered | Queued, slug: str) -> str:
    """The cookie that keeps a number, so that who fills in the form again has not lost it; none for a ticket."""
    if not isinstance(answer, Queued):
        return ""
    secure = "; Secure" if platform.settings.secure else ""
    return f"{cookie_name(platform, slug)}={answer.token}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax{secure}"


def holds(platform: Platform, event: object, token: str, staff_number: str) -> bool:
    """Whether the token is this person's number for this event."""
    try:
        return sealing.untoken(platform.keys, event, token)[2].staff_number == staff_number  # type: ignore[arg-type]
    except QueueNumberWrong:
        return False


class Programs:
    """`/api/v1/cooperation/events/{slug}`: its state; `…/registrations`: registering, and asking again with a number."""

    def __init__(self, platform: Platform) -> None:
        self._platform, self._desk = platform, desk_of(platform)
        self._headers = security.headers(platform.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            answer = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = problem(refusal)
        except Exception:  # noqa: BLE001 (the last resort: logged with its place, answered without it)
            _log.exception("registering.failed")
            answer = problem(Unavailable(part="registration"))
        await sent(answer, self._headers, send, head=scope["method"] == "HEAD")

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        slug, _, rest = scope["path"][len(EVENTS) :].strip("/").partition("/")
        method = scope["method"]
        if rest == "registrations" and method == "POST":
            return await self._register(scope, receive, slug)
        if rest.startswith("registrations/") and method in ("GET", "HEAD", "POST"):
            known = await self._desk.known(slug)
            return told(await self._desk.again(known, rest.removeprefix("registrations/")), slug)
        if not rest and method in ("GET", "HEAD"):
            return await state(self._platform, self._desk, slug)
        if rest == "registrations" or not rest:
            return Answer(405, b"", more=((b"allow", b"POST" if rest else b"GET, HEAD"),))
        if rest.startswith("registrations/"):
            return Answer(405, b"", more=((b"allow", ", ".join(METHODS).encode()),))
        raise EventUnknown()

    async def _register(self, scope: Scope, receive: Receive, slug: str) -> Answer:
        headers = dict(scope["headers"])
        body = await body_of(headers, receive)
        if body is None:
            raise FormNotReadable()
        if not ours(self._platform, scope, headers):
            raise security.ForeignForm()
        fields = _fields(body)
        known = await self._desk.known(slug)
        key = headers.get(b"idempotency-key", b"").decode("latin-1") or fields.get("key", "")
        form = form_of({**fields, "key": key}, known.agencies, fields.get("lang", "id"))
        return told(await self._desk.register(known, form), slug)


def _fields(body: bytes) -> dict[str, str]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise FormNotReadable() from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise FormNotReadable()
    return {name: value.replace("\x00", "") for name, value in found.items()}


def _form(prefix: str) -> Callable[[Platform], ASGIApp]:
    return lambda platform: FormPost(platform, prefix)


RAW: dict[str, Callable[[Platform], ASGIApp]] = {
    **{f"{prefix}{FORMS}": _form(prefix) for prefix in ("", "/id", "/en", "/ko")},
    EVENTS: Programs,
}
"""For `live.RAW`; `Desk` is one for all of them."""
__all__ = ["RAW", "Desk", "FormPost", "Programs", "after", "cookie_name", "holds", "kept"]
