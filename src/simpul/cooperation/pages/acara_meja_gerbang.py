"""An event's gates for who holds it: opened and closed, their devices, and a lost device taken off."""

from uuid import UUID

from simpul.cooperation.actions import event_keeping, gates
from simpul.cooperation.pages.acara_meja import EVENTS, context_of, event_id
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

_DONE = {
    "ada": N_("The gate is there. Open it on a device next."),
    "buka": N_("The gate is open: devices can be signed on."),
    "tutup": N_("The gate is closed: it takes no more devices. Those that are on go on."),
    "lepas": N_("The device was taken off: nothing it sends counts from now on. You can put it back."),
    "kembali": N_("The device is back: what it holds is taken again."),
}


def show(request: Request) -> Response:
    """The gates and their devices."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    event = event_id(request)
    there, devices = gates.of_event(request.platform, request.actor, event)
    context = {
        "one": event_keeping.seen(request.platform, request.actor, event).event,
        "gates": there,
        "devices": devices,
        "names": {one.id: one.name for one in there},
        "given": request.posted,
        "now": request.platform.clock.now(),
        "relative": request.t.relative,
    }
    return answered(request, "cooperation/acara_meja_gerbang.html", {**context_of(request, _DONE), **context}, refusal)


def changed(request: Request) -> Response:
    """A gate is added, opened or closed; a device taken off or put back."""
    event, given = event_id(request), request.posted
    act = given.text("lakukan")
    try:
        match act:
            case "ada":
                gates.open_gate(request.platform, request.actor, event, name=given.text("gate_name"))
            case "buka" | "tutup":
                gates.set_open(request.platform, request.actor, _id(given.text("gate")), is_open=act == "buka")
            case "lepas" | "kembali":
                gates.take_off(request.platform, request.actor, _id(given.text("device")), back=act == "kembali")
            case _:
                raise NotFound()
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{EVENTS}/{event}/gerbang?selesai={act}")


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotFound() from None


ROUTES = [
    route("GET", f"{EVENTS}/{{event}}/gerbang", show),
    route("POST", f"{EVENTS}/{{event}}/gerbang", changed),
]
