"""Headers and checks of every answer and every unsafe request."""

import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit

from simpul.kernel.errors import NotAllowed
from simpul.kernel.settings import Settings
from simpul.kernel.web.request import Request

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class ForeignForm(NotAllowed):
    """The request came from another site, or its form is not one of this session's."""

    code = "foreign-form"
    sentence = "This form was not sent from this site, or it is too old. Open the page again and repeat."


def headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    """The security headers: a strict content policy without any third party; an operator's tile address is let in."""
    tiles = _origin(settings.tiles)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self'; "
        f"img-src 'self' data: blob: {tiles}; connect-src 'self' {tiles}; worker-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    pairs = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), interest-cohort=()",
    }
    if settings.secure:
        pairs["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return [(k.lower().encode(), v.encode()) for k, v in pairs.items()]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def same_site(request: Request) -> bool:
    """Whether an unsafe request comes from our own pages, as the browser itself says (Fetch Metadata, else Origin)."""
    fetch = request.headers.get("sec-fetch-site")
    if fetch is not None:
        return fetch in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == request.headers.get("host"))


def check_form(request: Request) -> None:
    """Nothing, when the form is this session's own; ForeignForm otherwise. Machines with a bearer token send no forms."""
    if not same_site(request):
        raise ForeignForm()
    if request.session is not None and not _equal(request.posted.text("csrf"), request.csrf):
        raise ForeignForm()


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def cookies(request: Request, *, kept: int) -> Iterable[tuple[bytes, bytes]]:
    """The Set-Cookie header for a fresh device mark, where the handler asked for one."""
    mark = request.scope.get("simpul.device_mark")
    if mark:
        settings = request.platform.settings
        secure = "; Secure" if settings.secure else ""
        value = f"{settings.cookie}_device={mark}; Path=/; Max-Age={kept}; HttpOnly; SameSite=Lax{secure}"
        yield b"set-cookie", value.encode()
