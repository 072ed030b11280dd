"""One's own account: who I am here, what I may do, my devices, my password."""

from contextlib import suppress
from uuid import UUID

from simpul.identity import actions
from simpul.identity.model import ADMIN, ROLES, Account, PasswordsDiffer, SessionNotFound
from simpul.identity.pages.signing import ONWARDS, forget_cookie
from simpul.identity.rules import PASSWORD_LEAST, local_path, permit_own_account
from simpul.kernel.errors import Invalid, NotFound, Refusal
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, Session, html, redirect, route
from simpul.regions import actions as regions


def signed_in(request: Request) -> Session:
    """The session of a person in a browser; SessionNeeded for a program's token."""
    permit_own_account(request.actor, request.session is not None)
    assert request.session is not None
    return request.session


def part(request: Request, name: str = "id") -> UUID:
    """The id in the address; NotFound if it is none."""
    try:
        return UUID(request.path_params[name])
    except ValueError:
        raise NotFound() from None


def whole(text: str) -> int:
    """The whole number somebody wrote; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def zone(person: Account) -> str:
    """The time zone of the person's agency."""
    return zone_of(person.agency.region)


def region(request: Request, code: str) -> str:
    """The region's name and code; the code alone where no edition knows it, and nothing for the whole country."""
    with suppress(Refusal):
        return f"{regions.name_path(request.platform, code)} ({code})" if code else ""
    return code


def show(request: Request) -> Response:
    """Who I am here, my roles and what they allow, my devices, my tokens."""
    session = signed_in(request)
    person = actions.own_account(request.platform, request.actor)
    context = {
        "person": person,
        "zone": zone(person),
        "region": region(request, person.agency.region),
        "roles": [ROLES[code] for code in sorted(person.roles) if code in ROLES],
        "sessions": actions.sessions_of(request.platform, person.id),
        "this": session.id,
        "tokens": actions.tokens_of(request.platform, person.id),
        "administers": ADMIN in request.actor.roles,
        "done": request.query("beres"),
        "refusal": None,
    }
    return html(request, "identity/account.html", context)


def end_session(request: Request) -> Response:
    """That device is signed out; if it is this one, here too."""
    session, asked = signed_in(request), part(request)
    with suppress(SessionNotFound):  # it ended by itself in the meantime, which is what was asked for
        actions.sign_out(request.platform, request.actor, session=asked)
    response = redirect(request, "/masuk?selesai=1" if asked == session.id else "/akun?beres=perangkat#perangkat")
    if asked == session.id:
        forget_cookie(request, response)
    return response


def end_sessions(request: Request) -> Response:
    """Every device but this one is signed out."""
    session = signed_in(request)
    actions.sign_out_everywhere(request.platform, request.actor, but=session.id)
    return redirect(request, "/akun?beres=perangkat#perangkat")


def ask_password(request: Request) -> Response:
    """The form for a new password."""
    signed_in(request)
    return _password_form(request)


def change_password(request: Request) -> Response:
    """The password is the new one, and every other device is signed out."""
    session, form = signed_in(request), request.form()
    current, new, again = ((form.texts(name) or [""])[0] for name in ("current", "password", "again"))
    try:
        if new != again:
            raise PasswordsDiffer()
        actions.change_password(request.platform, request.actor, current=current, new=new, session=session.id)
    except Invalid as refusal:
        return _password_form(request, refusal)
    onwards = local_path(form.text(ONWARDS))
    return redirect(request, "/akun?beres=kata-sandi" if onwards == "/akun" else onwards)


def _password_form(request: Request, refusal: Refusal | None = None) -> Response:
    context = {
        "refusal": refusal,
        "least": PASSWORD_LEAST,
        "person": actions.own_account(request.platform, request.actor),
        "onwards": local_path(request.form().text(ONWARDS) or request.query(ONWARDS)),
    }
    return html(request, "identity/password.html", context, 422 if refusal else 200)


ROUTES = [
    route("GET", "/akun", show),
    route("GET", "/akun/kata-sandi", ask_password),
    route("POST", "/akun/kata-sandi", change_password),
    route("POST", "/akun/perangkat/keluar", end_sessions),
    route("POST", "/akun/perangkat/{id}/keluar", end_session),
]
