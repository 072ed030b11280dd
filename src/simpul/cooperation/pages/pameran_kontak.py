"""A visitor of the showcase asks the centre something, and comes back to it by a secret link."""

from typing import Any

from simpul.cooperation.actions import contacting
from simpul.cooperation.model.contacts import ContactAsked, Visitor
from simpul.cooperation.pages.pameran_parts import CONTACT, SCREEN, SHOWCASE, address, context, qr, returning
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import Conflict, Invalid, Refusal, Unavailable
from simpul.kernel.web import Request, Response, redirect, route

OWN = f"{CONTACT}/{{secret}}"
_FIELDS = ("name", "institution", "country", "mail", "message")
_WRONG = (Invalid, Conflict, Unavailable)
_LEAVES = 120
"""Seconds after which the pavilion's screen leaves a visitor's own page."""


def start(request: Request) -> Response:
    """The form; `?tentang=` chooses what it is about."""
    return _form(request, None)


def send(request: Request) -> Response:
    """The visitor's own page, after the request was kept; else the form again with what was written."""
    form = request.posted
    if form.text("website"):
        return redirect(request, SHOWCASE)
    asked = ContactAsked(
        visitor=Visitor(**{name: form.text(name) for name in _FIELDS}),
        about=form.text("about"),
        consent=form.text("consent") == "ya",
        language=request.lang,
        device=request.device,
        address=request.address_hash,
    )
    try:
        secret = contacting.ask(request.platform, asked)
    except _WRONG as refusal:
        return _form(request, refusal)
    return redirect(request, f"{OWN.format(secret=secret)}?baru=ya{_screen(form.text('layar') == '1')}")


def _screen(on: bool) -> str:
    return "&layar=1" if on else ""


def _form(request: Request, refusal: Refusal | None) -> Response:
    form = request.posted
    more: dict[str, Any] = {
        "subjects": contacting.subjects(request.platform),
        "given": {name: form.text(name) for name in _FIELDS},
        "about": form.text("about") or request.query("tentang")[:40],
        "consent": form.text("consent"),
        "days": request.platform.settings.cooperation_contact_days,
        "message_most": contacting.MESSAGE_MOST,
    }
    page = context(request)
    page["on_screen"] = page["on_screen"] or form.text("layar") == "1"
    response = answered(request, "cooperation/pameran_kontak.html", {**page, **more}, refusal)
    response.headers["Cache-Control"] = "no-store"  # "back" on the pavilion's screen shows nobody what another wrote
    return response


def own(request: Request) -> Response:
    """The request as its visitor sees it."""
    return _own(request, None)


def act(request: Request) -> Response:
    """The request is withdrawn, and the form says so; or the page again with what is wrong."""
    sure = request.posted.text("sure") == "ya"
    try:
        contacting.withdraw(request.platform, request.path_params["secret"], sure=sure)
    except Invalid as refusal:
        return _own(request, refusal)
    return redirect(request, f"{SHOWCASE}?selesai=tarik")


def _own(request: Request, refusal: Refusal | None) -> Response:
    secret = request.path_params["secret"]
    found = contacting.own(request.platform, secret)
    here = OWN.format(secret=secret)
    link = address(request, here)
    names = {one.slug: one.name for one in contacting.subjects(request.platform)}
    more = {
        "found": found,
        "about": names.get(found.contact.about),
        "here_path": here,
        "link": link,
        "qr": qr(link),
        "fresh": request.query("baru") == "ya",
    }
    page = context(request)
    response = answered(request, "cooperation/pameran_kontak_milik.html", {**page, **more}, refusal)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    if page["on_screen"]:
        returning(response, seconds=_LEAVES, to=address(request, SCREEN))
    return response


ROUTES = [
    route("GET", CONTACT, start),
    route("POST", CONTACT, send),
    route("GET", OWN, own),
    route("POST", OWN, act),
]
