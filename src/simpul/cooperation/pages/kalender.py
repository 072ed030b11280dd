"""Calendars: the public one, one's own by secret addresses, and the page where these are made and revoked."""

from simpul.cooperation.actions import calendars
from simpul.cooperation.pages.kehadiran_words import private
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

PLACE = f"{PATH}/kalender"
_DONE = {"cabut": N_("The address opens nothing any more.")}


def _base(request: Request) -> str:
    """The address of the cooperation's pages in the reader's language."""
    settings = request.platform.settings
    base = settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    return base + ("" if request.lang == settings.language else f"/{request.lang}") + PATH


def _ics(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return Response(content, 200, headers, "text/calendar; charset=utf-8")


def public(request: Request) -> Response:
    """The public activities."""
    response = _ics(calendars.public(request.platform, _base(request), request.lang), "kalender")
    response.headers["Cache-Control"] = "public, max-age=900"
    return response


def of_seat(request: Request) -> Response:
    """A seat's calendar, by its secret."""
    secret = request.path_params["tautan"].removesuffix(".ics")
    return private(_ics(calendars.of_seat(request.platform, secret, _base(request), request.lang), "program"))


def show(request: Request) -> Response:
    """The calendars that somebody may take along."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None, fresh: tuple[str, str] = ("", "")) -> Response:
    done = request.query("selesai")
    context = {
        "seats": calendars.own(request.platform, request.actor),
        "public": f"{_base(request)}/kalender.ics",
        "fresh": fresh[0],
        "link": f"{_base(request)}/kalender/{fresh[1]}.ics" if fresh[1] else "",
        "here": PLACE,
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
    }
    return private(answered(request, "cooperation/kalender.html", context, refusal))


def acted(request: Request) -> Response:
    """An address is made, which is told this once; or revoked."""
    given = request.posted
    code = given.text("program")
    try:
        if given.text("lakukan") == "cabut":
            calendars.revoke(request.platform, request.actor, code)
            return redirect(request, f"{PLACE}?selesai=cabut")
        secret = calendars.make(request.platform, request.actor, code)
    except Refusal as refusal:
        return _page(request, refusal)
    return _page(request, None, (code, secret))


ROUTES = [
    route("GET", f"{PLACE}.ics", public),
    route("GET", PLACE, show),
    route("POST", PLACE, acted),
    route("GET", f"{PLACE}/{{tautan}}", of_seat),
]
