"""One's own API tokens."""

from contextlib import suppress

from simpul.identity import actions
from simpul.identity.model import ROLES, NewToken, PasswordChangeNeeded, TokenNotFound
from simpul.identity.pages.account import part, signed_in, whole, zone
from simpul.identity.rules import TOKEN_DAYS, scopes_open_to
from simpul.kernel.errors import Invalid, Refusal
from simpul.kernel.web import Request, Response, html, redirect, route


def ask(request: Request) -> Response:
    """The form for a new token."""
    signed_in(request)
    return _form(request)


def make(request: Request) -> Response:
    """The new token, shown this once."""
    signed_in(request)
    form = request.form()
    asked = NewToken(form.text("name"), frozenset(form.texts("scopes")), whole(form.text("days")))
    try:
        token, secret = actions.make_token(request.platform, request.actor, asked=asked)
    except (Invalid, PasswordChangeNeeded) as refusal:
        return _form(request, refusal)
    person = actions.own_account(request.platform, request.actor)
    context = {"token": token, "secret": secret, "zone": zone(person), "refusal": None}
    return html(request, "identity/token_made.html", context, 201)


def revoke(request: Request) -> Response:
    """The token counts no longer."""
    session = signed_in(request)
    assert session.actor.id is not None
    with suppress(TokenNotFound):  # it was revoked before, which is what was asked for
        actions.revoke_token(request.platform, request.actor, id=part(request), person=session.actor.id)
    return redirect(request, "/akun?beres=token#token")


def _form(request: Request, refusal: Refusal | None = None) -> Response:
    form = request.form()
    person = actions.own_account(request.platform, request.actor)
    context = {
        "refusal": refusal,
        "open": [ROLES[code] for code in sorted(scopes_open_to(person.roles))],
        "name": form.text("name"),
        "days": form.text("days") or "90",
        "chosen": form.texts("scopes"),
        "most": TOKEN_DAYS,
    }
    return html(request, "identity/token_new.html", context, 422 if refusal else 200)


ROUTES = [
    route("GET", "/akun/token/baru", ask),
    route("POST", "/akun/token", make),
    route("POST", "/akun/token/{id}/cabut", revoke),
]
