"""Devices at the desk: invited by a QR code, watched, revoked; files of devices without a signal taken in."""

import io
from typing import Any

import segno
from markupsafe import Markup

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import deciding, reading
from simpul.malaria.model.desk_refusals import FileMissing
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of, list_context, question
from simpul.malaria.rules import desk as rules

DEVICES = f"{PATH}/perangkat"
FIELD = "/malaria/lapangan"
_COLUMNS = (
    *("id", "label", "worker", "village_code", "village", "enrolled_at", "last_contact", "app_version"),
    *("events_held", "events_missing", "revoked_at", "reason", "synthetic"),
)


def show(request: Request) -> Response:
    """The devices of the region, those silent longest first."""
    asked = question(request)
    found = reading.devices(request.platform, request.actor, asked)
    return answered(request, "malaria/meja_devices.html", list_context(request, asked, found, DEVICES))


def as_csv(request: Request) -> Response:
    """The same devices, all pages of them, as CSV."""
    found = reading.devices(request.platform, request.actor, question(request, exported=True))
    rows = [
        (
            *(d.id, d.label, d.worker_name, d.village, d.village_name, d.enrolled_at, d.last_contact or "", d.app_version),
            *(d.held, d.missing, d.revoked_at or "", d.reason, d.synthetic),
        )
        for d in found.rows
    ]
    return csv_of("perangkat-malaria.csv", _COLUMNS, rows, marked=True)


def invite(request: Request) -> Response:
    """The invitation's page, with its QR code and the same code as text: shown this once, printable, valid for 24 hours."""
    worker = reading.worker(request.platform, request.actor, id_of(request.form().text("worker")))
    invitation = deciding.invite(request.platform, request.actor, worker=worker.id)
    link = f"{_base(request)}{FIELD}#daftar={invitation.token}"
    context = {
        **desk_context(request),
        "worker": worker,
        "qr": _qr(link),
        "words": _groups(invitation.token),
        "place": f"{_base(request)}{FIELD}",
        "expires_at": invitation.expires_at,
    }
    return answered(request, "malaria/meja_invitation.html", context)


def _qr(link: str) -> Markup:
    """The QR code of the link as SVG, dark on light with its quiet zone."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, border=4, omitsize=True, light="#fff", nl=False, svgclass="qr__code", lineclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (drawn by the library from our own link)


def _groups(token: str) -> list[str]:
    return [token[at : at + 4] for at in range(0, len(token), 4)]


def _base(request: Request) -> str:
    """The node's address as people outside reach it; as this request came, where none is set."""
    return request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def one(request: Request) -> Response:
    """A device: last contact, missing events, version, and the way to end its use."""
    return _one(request, None)


def revoke(request: Request) -> Response:
    """The device's page, revoked; else with what is wrong."""
    device, form = id_of(request.path_params["id"]), request.form()
    try:
        rules.confirmed(form.text("sure"))
        deciding.revoke(request.platform, request.actor, device=device, reason=form.text("reason"))
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{DEVICES}/{device}?selesai=revoke")


def _one(request: Request, refusal: Refusal | None) -> Response:
    device = reading.device(request.platform, request.actor, id_of(request.path_params["id"]))
    context: dict[str, Any] = {
        **desk_context(request),
        "device": device,
        "reason": request.form().text("reason"),
        "done": request.query("selesai") == "revoke",
    }
    return answered(request, "malaria/meja_device.html", context, refusal)


def file(request: Request) -> Response:
    """The form for a file that a device without a signal made."""
    return _file(request, None, None)


def take_file(request: Request) -> Response:
    """What of the file was new, was there before, or was refused; else the form with what is wrong."""
    upload = request.form().upload("file")
    try:
        if upload is None or upload.too_large:
            raise FileMissing()
        taken = deciding.take_file(request.platform, request.actor, upload.read())
    except (Invalid, Conflict) as refusal:
        return _file(request, refusal, None)
    return _file(request, None, taken)


def take_sms(request: Request) -> Response:
    """What a device told by SMS waits on the first page; else the form with what is wrong, and what was written."""
    said = request.form().text("text")[:400]
    try:
        deciding.take_sms(request.platform, request.actor, said)
    except (Invalid, Conflict, NotFound) as refusal:
        return _file(request, refusal, None, said)
    return _file(request, None, None, noted=True)


def _file(
    request: Request, refusal: Refusal | None, taken: object | None, said: str = "", *, noted: bool = False
) -> Response:
    rules.permit_desk(request.actor)
    context = {**desk_context(request), "taken": taken, "said": said, "noted": noted}
    return answered(request, "malaria/meja_file.html", context, refusal)


ROUTES = [
    route("GET", DEVICES, show),
    route("GET", f"{DEVICES}/ekspor.csv", as_csv),
    route("POST", f"{DEVICES}/undang", invite),
    route("GET", f"{DEVICES}/berkas", file),
    route("POST", f"{DEVICES}/berkas", take_file),
    route("POST", f"{DEVICES}/sms", take_sms),
    route("GET", f"{DEVICES}/{{id}}", one),
    route("POST", f"{DEVICES}/{{id}}", revoke),
]
