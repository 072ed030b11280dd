"""Who registered for an event: without names, until somebody asks for one; and as CSV without any."""

from typing import Any

from simpul.cooperation.actions import event_keeping, event_registrants
from simpul.cooperation.model.registrations import Admission
from simpul.cooperation.pages.acara_meja import EVENTS, context_of, event_id
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of

ADMISSIONS = {
    Admission.HALL: N_("in the hall"),
    Admission.REMOTE: N_("remotely"),
    Admission.WAITING: N_("waiting"),
    Admission.CANCELLED: N_("given back"),
}


def show(request: Request) -> Response:
    """The registrations, the latest first, by ticket, number or agency."""
    return _page(request, None, {})


def _page(request: Request, refusal: Refusal | None, named: dict[str, Any]) -> Response:
    event, q = event_id(request), request.query("q") or request.posted.text("q")[:100]
    given = request.query("hal") or request.posted.text("hal")
    page = int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 6 else 1
    found = event_registrants.listed(request.platform, request.actor, event, asked=q, page=max(1, page))
    context = {
        "one": event_keeping.seen(request.platform, request.actor, event).event,
        "rows": found.rows,
        "count": found.count,
        "q": q,
        "page": max(1, page),
        "pages": max(1, -(-found.count // event_registrants.PAGE)),
        "admissions": ADMISSIONS,
        **named,
    }
    return answered(request, "cooperation/acara_meja_peserta.html", {**context_of(request, {}), **context}, refusal)


def named(request: Request) -> Response:
    """The same page with one name on it; that it was asked for is in the audit trail."""
    given = request.posted.text("number")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    try:
        holder = event_registrants.named(request.platform, request.actor, event_id(request), number=number)
    except Refusal as refusal:
        return _page(request, refusal, {})
    return _page(request, None, {"named_number": number, "named": holder.name})


def exported(request: Request) -> Response:
    """Every registration as CSV, without anything personal."""
    rows = [
        (
            one.registration.number,
            one.registration.agency,
            one.agency_name,
            one.registration.wish.value,
            one.registration.admission.value,
            one.registration.at.isoformat(timespec="seconds"),
            one.gate,
            one.at.isoformat(timespec="seconds") if one.at else "",
        )
        for one in event_registrants.every(request.platform, request.actor, event_id(request))
    ]
    head = ("number", "agency", "agency_name", "wish", "admission", "registered_at", "gate", "entered_at")
    return csv_of("peserta.csv", head, rows, marked=True)


ROUTES = [
    route("GET", f"{EVENTS}/{{event}}/peserta", show),
    route("POST", f"{EVENTS}/{{event}}/peserta", named),
    route("GET", f"{EVENTS}/{{event}}/peserta.csv", exported),
]
