"""Village workers at the desk: listed, added, moved, retired and taken back into service."""

from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import deciding, reading
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of, list_context, question
from simpul.malaria.rules import desk as rules

WORKERS = f"{PATH}/petugas"
_COLUMNS = ("id", "name", "kind", "village_code", "village", "since", "retired_at", "devices", "last_contact", "synthetic")
_DONE = frozenset({"add", "move", "retire", "restore"})


def show(request: Request) -> Response:
    """The workers of the region."""
    asked = question(request)
    found = reading.workers(request.platform, request.actor, asked)
    return answered(request, "malaria/meja_workers.html", list_context(request, asked, found, WORKERS))


def as_csv(request: Request) -> Response:
    """The same workers, all pages of them, as CSV."""
    found = reading.workers(request.platform, request.actor, question(request, exported=True))
    rows = [
        (
            w.id,
            w.name,
            w.kind,
            w.village,
            w.village_name,
            w.since,
            w.retired_at or "",
            w.devices,
            w.last_contact or "",
            w.synthetic,
        )
        for w in found.rows
    ]
    return csv_of("petugas-malaria.csv", _COLUMNS, rows, marked=True)


def new(request: Request) -> Response:
    """The form for a new worker."""
    return _new(request, None)


def add(request: Request) -> Response:
    """The new worker's page; else the form with what is wrong."""
    form = request.form()
    try:
        worker = deciding.add_worker(
            request.platform, request.actor, name=form.text("name"), kind=form.text("kind"), village=form.text("village")
        )
    except (Invalid, Conflict) as refusal:
        return _new(request, refusal)
    return redirect(request, f"{WORKERS}/{worker}?selesai=add")


def _new(request: Request, refusal: Refusal | None) -> Response:
    form = request.form()
    context = {
        **desk_context(request),
        "villages": reading.village_choices(request.platform, request.actor),
        "written": {name: form.text(name) for name in ("name", "kind")}
        | {"village": form.text("village") or request.query("kampung")},
    }
    return answered(request, "malaria/meja_worker_new.html", context, refusal)


def one(request: Request) -> Response:
    """A worker, with devices, and the steps that may be taken."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The worker's page after a step; else with what is wrong."""
    worker, form = id_of(request.path_params["id"]), request.form()
    do = form.text("do")
    try:
        match do:
            case "move":
                deciding.move_worker(request.platform, request.actor, worker=worker, village=form.text("village"))
            case "retire":
                rules.confirmed(form.text("sure"))
                deciding.retire_worker(request.platform, request.actor, worker=worker, reason=form.text("reason"))
            case "restore":
                deciding.restore_worker(request.platform, request.actor, worker=worker)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{WORKERS}/{worker}?selesai={do}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    worker = reading.worker(request.platform, request.actor, id_of(request.path_params["id"]))
    devices = reading.devices(request.platform, request.actor, DeskAsked(per_page=20), worker=worker.id)
    form, done = request.form(), request.query("selesai")
    context: dict[str, Any] = {
        **desk_context(request),
        "worker": worker,
        "devices": devices.rows,
        "villages": reading.village_choices(request.platform, request.actor),
        "reason": form.text("reason"),
        "moved_to": form.text("village"),
        "done": done if done in _DONE else "",
        "permit_invite": rules.permit_invite,
    }
    return answered(request, "malaria/meja_worker.html", context, refusal)


ROUTES = [
    route("GET", WORKERS, show),
    route("GET", f"{WORKERS}/ekspor.csv", as_csv),
    route("GET", f"{WORKERS}/baru", new),
    route("POST", f"{WORKERS}/baru", add),
    route("GET", f"{WORKERS}/{{id}}", one),
    route("POST", f"{WORKERS}/{{id}}", act),
]
