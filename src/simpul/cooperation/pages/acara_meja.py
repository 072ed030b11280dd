"""Large events for who holds them: the list, an event's desk, its form, opening and closing registration."""

from typing import Any
from uuid import UUID

from simpul.cooperation.actions import event_forms, event_keeping, programmes
from simpul.cooperation.model.events import LargeEvent, Stage
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.errors import NotFound, Refusal, allows
from simpul.kernel.i18n import N_, ZONES
from simpul.kernel.web import Request, Response, redirect, route

EVENTS = f"{PATH}/acara"
STAGES = {
    Stage.BEFORE: N_("registration has not opened"),
    Stage.OPEN: N_("registration is open"),
    Stage.CLOSED: N_("registration has closed"),
    Stage.OVER: N_("over"),
}
_DONE = {
    "dibuat": N_("The event is there. Set the agencies’ quotas next."),
    "disimpan": N_("The event is saved."),
    "pendaftaran": N_("Registration is set. The public page shows it at once."),
}


def context_of(request: Request, done: dict[str, str]) -> dict[str, Any]:
    """What every page of an event's holder needs."""
    said = done.get(request.query("selesai"))
    return {"events_path": EVENTS, "moment": request.t.datetime, "number": request.t.number, "stages": STAGES} | (
        {"done": request.t.gettext(said)} if said else {}
    )


def event_id(request: Request) -> UUID:
    """The event in the page's path; NotFound for what is no id."""
    try:
        return UUID(request.path_params["event"])
    except ValueError:
        raise NotFound() from None


def listed(request: Request) -> Response:
    """The events this reader works with."""
    event_keeping.permit_enter(request.platform, request.actor)
    kept = event_keeping.listed(request.platform, request.actor)
    context = {**context_of(request, {}), "kept": kept, "holds": _holds(request)}
    return answered(request, "cooperation/acara_meja.html", context)


def _holds(request: Request) -> bool:
    return allows(event_keeping.permit_hold, request.platform, request.actor)


def show(request: Request) -> Response:
    """One event: where it stands, its figures, what to do next."""
    return _show(request, None)


def _show(request: Request, refusal: Refusal | None) -> Response:
    seen = event_keeping.seen(request.platform, request.actor, event_id(request))
    given = request.posted
    values = {name: given.text(name) or event_forms.local(seen.event, name) for name in ("opens_at", "closes_at")}
    context = {**context_of(request, _DONE), "seen": seen, "one": seen.event, "values": values}
    return answered(request, "cooperation/acara_meja_satu.html", context, refusal)


def registration(request: Request) -> Response:
    """Registration is opened, closed, or set to other moments."""
    event, given = event_id(request), request.posted
    seen = event_keeping.seen(request.platform, request.actor, event)
    try:
        values = {name: given.text(name) for name in ("opens_at", "closes_at")}
        opens, closes = event_forms.moments(values, seen.event)
        when = {"buka": (None, closes), "tutup": (seen.event.opens_at, None)}.get(given.text("lakukan"), (opens, closes))
        version = event_forms.whole(given.text("version"))
        event_keeping.registration(request.platform, request.actor, event, version=version, when=when)
    except Refusal as refusal:
        return _show(request, refusal)
    return redirect(request, f"{EVENTS}/{event}?selesai=pendaftaran")


def new(request: Request) -> Response:
    """The form of a new event."""
    event_keeping.permit_hold(request.platform, request.actor)
    return _form(request, None, None)


def edit(request: Request) -> Response:
    """The form of an event that is there."""
    event_keeping.permit_hold(request.platform, request.actor)
    seen = event_keeping.seen(request.platform, request.actor, event_id(request))
    return _form(request, seen.event, None)


def _form(request: Request, known: LargeEvent | None, refusal: Refusal | None) -> Response:
    codes = programmes.read(request.platform, request.actor)
    context = {"known": known, "values": _values(request, known), "zones": list(ZONES), "programmes": codes}
    return answered(request, "cooperation/acara_meja_form.html", {**context_of(request, {}), **context}, refusal)


def _values(request: Request, known: LargeEvent | None) -> dict[str, str]:
    """What the form's fields hold: what was posted, else what is kept."""
    if request.method == "POST":
        return {name: request.posted.text(name) for name in event_forms.NAMES}
    return event_forms.shown(known) if known else dict.fromkeys(event_forms.NAMES, "") | {"zone": "WIB", "public": "ya"}


def founded(request: Request) -> Response:
    """The event is there, or the form again."""
    try:
        made = event_keeping.found(
            request.platform, request.actor, new=event_forms.event(_values(request, None), UUID(int=0))
        )
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{EVENTS}/{made.id}?selesai=dibuat")


def changed(request: Request) -> Response:
    """The event is as the form says, or the form again."""
    event = event_id(request)
    event_keeping.permit_hold(request.platform, request.actor)
    try:
        event_keeping.change(request.platform, request.actor, new=event_forms.event(_values(request, None), event))
    except Refusal as refusal:
        return _form(request, event_keeping.seen(request.platform, request.actor, event).event, refusal)
    return redirect(request, f"{EVENTS}/{event}?selesai=disimpan")


ROUTES = [
    route("GET", EVENTS, listed),
    route("GET", f"{EVENTS}/baru", new),
    route("POST", f"{EVENTS}/baru", founded),
    route("GET", f"{EVENTS}/{{event}}", show),
    route("POST", f"{EVENTS}/{{event}}/pendaftaran", registration),
    route("GET", f"{EVENTS}/{{event}}/ubah", edit),
    route("POST", f"{EVENTS}/{{event}}/ubah", changed),
]
