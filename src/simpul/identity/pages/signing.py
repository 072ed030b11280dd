"""Signing in and out."""

import re
from contextlib import suppress
from urllib.parse import urlencode

from simpul.identity import actions
from simpul.identity.actions import Visitor
from simpul.identity.model import AccountDisabled, OneTimePasswordExpired, SessionNotFound, TooManyAttempts, WrongPassword
from simpul.identity.rules import local_path
from simpul.kernel.errors import Refusal
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.problems import headers_of, status_of

ONWARDS = "lanjut"
"""The parameter that says where to go after signing in."""
_MARK = re.compile(r"[A-Za-z0-9_-]{20,64}")


def ask(request: Request) -> Response:
    """The form; whoever is signed in already goes on."""
    onwards = local_path(request.query(ONWARDS))
    if request.session is not None:
        return redirect(request, onwards)
    return _form(request, onwards)


def sign_in(request: Request) -> Response:
    """A new session, and the way back to where the visitor came from; to a new password first where one is due."""
    form = request.form()
    onwards = local_path(form.text(ONWARDS))
    former = request.cookies.get(request.platform.settings.cookie)
    visitor = Visitor(request.address_hash, request.headers.get("user-agent", ""), former)
    password = (form.texts("password") or [""])[0]
    try:
        entered = actions.sign_in(request.platform, form.text("login"), password, visitor=visitor)
    except (WrongPassword, AccountDisabled, OneTimePasswordExpired, TooManyAttempts) as refusal:
        return _form(request, onwards, refusal)
    due = entered.account.must_change
    response = redirect(request, f"/akun/kata-sandi?{urlencode({ONWARDS: onwards})}" if due else onwards)
    _set_cookies(request, response, entered.token)
    return response


def sign_out(request: Request) -> Response:
    """The session has ended, here and on the server."""
    if request.session is not None:
        with suppress(SessionNotFound):  # another tab was faster
            actions.sign_out(request.platform, request.actor, session=request.session.id)
    response = redirect(request, "/masuk?selesai=1")
    forget_cookie(request, response)
    return response


def forget_cookie(request: Request, response: Response) -> None:
    """The browser drops the session's cookie."""
    settings = request.platform.settings
    response.delete_cookie(settings.cookie, path="/", secure=settings.secure, httponly=True, samesite="lax")


def _form(request: Request, onwards: str, refusal: Refusal | None = None) -> Response:
    context = {
        "refusal": refusal,
        "onwards": onwards,
        "login": request.form().text("login"),
        "expired": request.session_expired and refusal is None,
        "left": bool(request.query("selesai")),
    }
    status = status_of(refusal) if refusal else 200
    response = html(request, "identity/sign_in.html", context, status)
    response.headers.update(headers_of(refusal, status) if refusal else {"Cache-Control": "no-store"})
    return response


def _set_cookies(request: Request, response: Response, token: str) -> None:
    """The session's cookie, and the device's mark for thirty days more: a form left open is bound to that mark."""
    settings = request.platform.settings
    response.set_cookie(settings.cookie, token, path="/", secure=settings.secure, httponly=True, samesite="lax")
    mark = request.cookies.get(f"{settings.cookie}_device", "")
    if request.device and _MARK.fullmatch(mark):  # asking for the device makes a mark where there is none
        request.scope.setdefault("simpul.device_mark", mark)


ROUTES = [
    route("GET", "/masuk", ask),
    route("POST", "/masuk", sign_in),
    route("POST", "/keluar", sign_out),
]
