"""Gates for who admits: the choice of a gate, signing a device on, one code by hand; and the page that a device keeps."""

from typing import Any
from uuid import UUID

import orjson

from simpul.cooperation.actions import gate_by_hand, gates
from simpul.cooperation.model.gates import Outcome, Verdict
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, html, json, redirect, route
from simpul.ui.assets import opened, static

GATES = f"{PATH}/gerbang"
_SCRIPT, _ON, _WORKER = "ui/built/gerbang.js", "ui/built/gerbang-pasang.js", "ui/built/gerbang-kerja.js"
_KEPT = (_SCRIPT, "ui/built/app.css", "ui/built/icons.svg", "ui/icon.svg", "cooperation/gerbang.css")
WORDS = {
    Outcome.ADMITTED: ("good", N_("Come in")),
    Outcome.DOUBLE: ("warn", N_("Already used")),
    Outcome.REMOTE: ("warn", N_("Not for the hall")),
    Outcome.WAITING: ("warn", N_("On the waiting list")),
    Outcome.ELSEWHERE: ("warn", N_("Another event")),
    Outcome.CANCELLED: ("bad", N_("Cancelled")),
    Outcome.UNKNOWN: ("bad", N_("Ticket not valid")),
    Outcome.UNDONE: ("warn", N_("Entry taken back")),
    Outcome.UNDO: ("bad", N_("Too late to take back")),
}


def choose(request: Request) -> Response:
    """Events that are not over, and their gates."""
    context = {"offered": gates.offered(request.platform, request.actor), "gates_path": GATES, "moment": request.t.datetime}
    return answered(request, "cooperation/gerbang.html", context)


def application(request: Request) -> Response:
    """The page that a device keeps: the same for everybody; what it shows comes from the device alone."""
    context = {"script": static(_SCRIPT), "gates_path": GATES}
    response = html(request, "cooperation/gerbang_aplikasi.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response


def worker(request: Request) -> Response:
    """The service worker: what it keeps at hand, all of one version, and then its script; for every language's pages."""
    standard = request.platform.settings.language
    prefixes = ["" if one == standard else f"/{one}" for one in ("id", "en", "ko")]
    facts = {
        "version": opened().version,
        "files": [static(name) for name in _KEPT],
        "shells": [f"{prefix}{GATES}/aplikasi" for prefix in prefixes],
    }
    found = opened().file(_WORKER)
    script = found.read_bytes() if found else b""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(b"const SIMPUL = " + orjson.dumps(facts) + b";\n" + script, 200, headers, "text/javascript")


def device(request: Request) -> Response:
    """Signing a device on, and one code by hand."""
    return _device(request, None)


def _device(request: Request, refusal: Refusal | None, verdict: Verdict | None = None) -> Response:
    event, gate = gates.at_gate(request.platform, request.actor, *_where(request))
    tone, word = WORDS.get(verdict.outcome, ("", "")) if verdict else ("", "")
    names = gates.names(request.platform, event.id) if verdict and verdict.first_gate else {}
    context: dict[str, Any] = {
        "event": event,
        "gate": gate,
        "gates_path": GATES,
        "moment": request.t.datetime,
        "script": static(_ON),
        "verdict": verdict,
        "tone": tone,
        "word": word,
        "first_gate": names.get(verdict.first_gate, "") if verdict and verdict.first_gate else "",
        "given_code": request.posted.text("kode")[:300],
    }
    return answered(request, "cooperation/gerbang_perangkat.html", context, refusal)


def signed_on(request: Request) -> Response:
    """The device's key, told this once."""
    event, gate = _where(request)
    made = gates.sign_on(request.platform, request.actor, gate, event=event, label=request.posted.text("label"))
    told = {
        "id": str(made.device.id),
        "key": made.key,
        "event": str(event),
        "gate": str(gate),
        "name": made.gate.name,
        "title": dict(made.event.title),
    }
    if request.wants_json:
        return json(told, 201, {"Cache-Control": "no-store"})
    return redirect(request, f"{GATES}/{event}/{gate}/perangkat")


def checked(request: Request) -> Response:
    """One code, or the last one taken back; the page says what became of it."""
    (event, gate), given = _where(request), request.posted
    try:
        if given.text("lakukan") == "batal":
            mistaken = (given.text("kode"), _whole(given.text("seq")))
            verdict = gate_by_hand.undo(request.platform, request.actor, event=event, gate=gate, mistaken=mistaken)
        else:
            code = given.text("kode")
            verdict = gate_by_hand.check(request.platform, request.actor, event=event, gate=gate, code=code)
    except Refusal as refusal:
        return _device(request, refusal)
    return _device(request, None, verdict)


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0


def _where(request: Request) -> tuple[UUID, UUID]:
    try:
        return UUID(request.path_params["event"]), UUID(request.path_params["gate"])
    except ValueError:
        raise NotFound() from None


ROUTES = [
    route("GET", GATES, choose),
    route("GET", f"{GATES}/aplikasi", application),
    route("GET", f"{GATES}/kerja.js", worker),
    route("GET", f"{GATES}/{{event}}/{{gate}}", application),
    route("GET", f"{GATES}/{{event}}/{{gate}}/perangkat", device),
    route("POST", f"{GATES}/{{event}}/{{gate}}/perangkat", signed_on),
    route("POST", f"{GATES}/{{event}}/{{gate}}/periksa", checked),
]
