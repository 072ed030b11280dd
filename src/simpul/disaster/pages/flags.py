"""Residents object to a report, and the desk's page of objections that wait for an answer."""

from simpul.disaster import actions
from simpul.disaster.actions import flagging, voting
from simpul.disaster.model import Sender
from simpul.disaster.model.desk import Suspicion
from simpul.disaster.model.desk_refusals import VoteUnreadable
from simpul.disaster.model.flags import FlagReason
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.desk import PATH, region_name
from simpul.disaster.pages.desk_lines import member
from simpul.disaster.pages.words import hazard_label, place_words
from simpul.disaster.rules.voting import NOTE_MOST
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.web import Form, Request, Response, redirect, route

FLAGS, REPORT = f"{PATH}/tanda", "/bencana/laporan"
_ANSWERS = ("hide", "text", "photo", "accept", "dismiss")


def vote(request: Request) -> Response:
    """The report's page, with this device's vote in its sum."""
    number, given = _number(request), request.form().text("points")
    if given not in ("1", "-1", "0"):
        raise VoteUnreadable()
    voting.vote(request.platform, number, device=request.device, address=request.address_hash, points=int(given))
    return redirect(request, f"{REPORT}/{number}?suara=ya#suara")


def ask(request: Request) -> Response:
    """The form by which a resident objects to a report."""
    return _asked(request, None)


def send(request: Request) -> Response:
    """The report's page, after the objection was kept or withdrawn; else the form again with what was written."""
    number, form = _number(request), request.form()
    try:
        if form.text("do") == "withdraw":
            flagging.withdraw(request.platform, number, sender=_sender(request))
        else:
            _object(request, number, form)
    except (Invalid, Unavailable) as refusal:
        return _asked(request, refusal)
    return redirect(request, f"{REPORT}/{number}?ditandai=ya")


def _object(request: Request, number: int, form: Form) -> None:
    reason, note = form.text("reason"), form.text("note")
    flagging.object_to(request.platform, number, sender=_sender(request), reason=reason, note=note)


def _sender(request: Request) -> Sender:
    return Sender(request.device, request.address_hash)


def _asked(request: Request, refusal: Refusal | None) -> Response:
    number, form = _number(request), request.form()
    report = actions.public_report(request.platform, number)
    context = {
        "report": report,
        "hazard": hazard_label(report.hazard, request.lang),
        "place": place_words(request.platform, report.where),
        "reasons": [one.value for one in FlagReason],
        "reason": form.text("reason"),
        "note": form.text("note"),
        "note_most": NOTE_MOST,
        "path": f"{REPORT}/{number}",
    }
    return answered(request, "disaster/flag.html", context, refusal)


def show(request: Request) -> Response:
    """The objections that wait for an answer, those first that wait longest."""
    return _desk(request, None)


def answer(request: Request) -> Response:
    """The page again without what was answered; else with what was written and what is wrong."""
    form = request.form()
    number, version = form.text("report"), form.text("version")
    if form.text("do") not in _ANSWERS or not all(
        one.isascii() and one.isdigit() and len(one) < 19 for one in (number, version)
    ):
        raise NotFound()
    given = flagging.Answer(form.text("do"), int(version), form.text("reason"))
    try:
        flagging.answer_flags(request.platform, request.actor, int(number), given)
    except (Invalid, Conflict, NotFound, Unavailable) as refusal:
        return _desk(request, refusal)
    return redirect(request, f"{FLAGS}?selesai={given.do}&laporan={number}")


def _desk(request: Request, refusal: Refusal | None) -> Response:
    found = flagging.flagged(request.platform, request.actor)
    form, done = request.form(), request.query("selesai")
    context = {
        "found": [(one, member(request, one.report, Suspicion(0))) for one in found],
        "written": (form.text("report"), form.text("reason")),
        "done": done if done in _ANSWERS else "",
        "number": request.query("laporan") if request.query("laporan").isdigit() else "",
        "region": region_name(request),
        "hazard_label": hazard_label,
        "path": PATH,
    }
    return answered(request, "disaster/flags.html", context, refusal)


def _number(request: Request) -> int:
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise NotFound()
    return int(given)


ROUTES = [
    route("POST", REPORT + "/{number}/suara", vote),
    route("GET", REPORT + "/{number}/tandai", ask),
    route("POST", REPORT + "/{number}/tandai", send),
    route("GET", FLAGS, show),
    route("POST", FLAGS, answer),
]
