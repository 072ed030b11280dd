"""A ticket by its secret link: shown with its QR code, printed, given back and taken back, put into a calendar."""

import io
from collections.abc import Mapping
from typing import Any

import segno
from icalendar import Calendar
from icalendar import Event as Entry
from markupsafe import Markup

from simpul.cooperation.actions import tickets
from simpul.cooperation.actions.tickets import TicketSeen
from simpul.cooperation.model.registrations import Admission, RegistrationUnknown
from simpul.cooperation.pages.parts import answered
from simpul.cooperation.rules.tickets import grouped, normal
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_, in_language
from simpul.kernel.web import Request, Response, redirect, route

TICKET = "/acara/tiket"
ADMISSIONS: Mapping[Admission, tuple[str, str]] = {
    Admission.HALL: ("verified", N_("A place in the hall")),
    Admission.REMOTE: ("open", N_("Remote")),
    Admission.WAITING: ("awaiting", N_("Waiting list")),
    Admission.CANCELLED: ("closed", N_("Given back")),
}
_DONE = {
    "batal": N_("You gave your place back. Thank you."),
    "urungkan": N_("Your ticket counts again."),
    "surat": N_("The address is changed."),
}


def find(request: Request) -> Response:
    """The form that finds a ticket by its code; the ticket, when there is one."""
    given, refusal = request.query("kode"), None
    if given:
        code = normal(given)
        try:
            tickets.seen(request.platform, code)
        except RegistrationUnknown as unknown:
            refusal = unknown
        else:
            return redirect(request, f"{TICKET}/{code}")
    context = {"given": given, "ticket_path": TICKET, "events_path": "/acara"}
    return _private(answered(request, "cooperation/acara_cari.html", context, refusal))


def show(request: Request) -> Response:
    """The ticket."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    seen = tickets.seen(request.platform, request.path_params["kode"])
    context = {
        **_when(request, seen),
        "seen": seen,
        "one": seen.registration,
        "event": seen.event,
        "shown": grouped(seen.code),
        "qr": qr(seen.code),
        "admission": ADMISSIONS[seen.registration.admission],
        "ticket_path": f"{TICKET}/{seen.code}",
        "events_path": "/acara",
        "given": request.posted,
        "fresh": request.query("baru") == "1",
        "done": request.t.gettext(_DONE[request.query("selesai")]) if request.query("selesai") in _DONE else "",
    }
    return _private(answered(request, "cooperation/acara_tiket.html", context, refusal))


def _when(request: Request, seen: TicketSeen) -> dict[str, Any]:
    event, t = seen.event, request.t
    return {"starts": t.datetime(event.starts_at, event.zone), "ends": t.datetime(event.ends_at, event.zone)}


def _private(response: Response) -> Response:
    """Kept by nobody, found by no search engine, and its address told to no other site."""
    response.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"})
    return response


def qr(code: str) -> Markup:
    """The code as an SVG drawing."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000000", light="#ffffff", xmldecl=False, svgns=True, omitsize=True
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (drawn here from 24 letters and digits)


def act(request: Request) -> Response:
    """The place is given back or taken back, or the address changed, and the page says so; or what stands against it."""
    given, code = request.posted, request.path_params["kode"]
    what, version = given.text("lakukan"), given.text("version")
    if what not in _DONE or not version.isdigit() or len(version) > 9:
        raise NotFound()
    try:
        if what == "batal":
            tickets.cancel(request.platform, code, int(version))
        elif what == "urungkan":
            tickets.undo(request.platform, code, int(version))
        else:
            tickets.change_mail(request.platform, code, int(version), given.text("mail"))
    except RegistrationUnknown:
        raise
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{TICKET}/{normal(code)}?selesai={what}")


def calendar(request: Request) -> Response:
    """The event as one calendar entry (RFC 5545), with the link to the ticket."""
    seen = tickets.seen(request.platform, request.path_params["kode"])
    event, lang = seen.event, request.lang
    origin = request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    entry = Entry()
    entry.add("uid", f"{seen.registration.id}@{request.platform.settings.node}.simpul")
    entry.add("dtstamp", request.platform.clock.now())
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", in_language(event.title, lang))
    entry.add("location", in_language(event.place, lang))
    entry.add("status", "CANCELLED" if seen.registration.admission is Admission.CANCELLED else "CONFIRMED")
    entry.add("url", f"{origin}{TICKET}/{seen.code}")
    whole = Calendar()
    whole.add("prodid", "-//Simpul//cooperation//ID")
    whole.add("version", "2.0")
    whole.add_component(entry)
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}.ics"'}
    return _private(Response(whole.to_ical(), 200, headers, "text/calendar; charset=utf-8"))


ROUTES = [
    route("GET", TICKET, find),
    route("GET", f"{TICKET}/{{kode}}", show),
    route("POST", f"{TICKET}/{{kode}}", act),
    route("GET", f"{TICKET}/{{kode}}/kalender.ics", calendar),
]
