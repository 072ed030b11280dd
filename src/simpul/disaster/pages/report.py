"""A resident reports: where, how deep, in words, with a photograph. Every step works without scripts."""

from simpul import regions
from simpul.disaster import actions
from simpul.disaster.model import SimilarReport
from simpul.disaster.pages.answers import Answers, answers_of, draft_of, found_places, place_name, settle_place
from simpul.disaster.pages.words import depth_words, place_words
from simpul.disaster.rules import desk, drafts
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.problems import headers_of, status_of


def show(request: Request) -> Response:
    """The empty form; a point in the address (a tap on the map) is taken over."""
    answers = Answers(
        str(request.platform.ids.new()), longitude=request.query("lon"), latitude=request.query("lat"), placed="map"
    )
    try:
        return _form(request, answers)
    except (Invalid, Unavailable) as refusal:
        answers.longitude = answers.latitude = ""
        return _form(request, answers, refusal)


def send(request: Request) -> Response:
    """The report's own page when it was taken; else the form again with everything that was written."""
    answers = answers_of(request.form(), request.platform.ids.new())
    try:
        match request.form().text("do"):
            case "search":
                return _form(request, answers)
            case "choose":
                settle_place(request.platform, answers)
                return _form(request, answers)
            case "change":
                answers.longitude = answers.latitude = ""
                return _form(request, answers)
            case _:
                return _sent(request, answers)
    except (Invalid, Unavailable, Conflict) as refusal:
        return _again(request, answers, refusal)


def _sent(request: Request, answers: Answers) -> Response:
    if "text" in request.form().too_long:
        drafts.text("x" * (drafts.TEXT_MOST + 1))
    sent = actions.report(request.platform, Actor.ANONYMOUS, draft_of(request, answers))
    return redirect(request, f"/bencana/laporan/{sent.report.number}?terkirim=ya")


def _again(request: Request, answers: Answers, refusal: Refusal) -> Response:
    """The form with what was written; a place that is refused must be chosen anew."""
    if refusal.field == "place":
        answers.longitude = answers.latitude = ""
    response = _form(request, answers, refusal, status_of(refusal))
    response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def _form(request: Request, answers: Answers, refusal: Refusal | None = None, status: int = 200) -> Response:
    try:
        name = place_name(request.platform, answers) if answers.chosen else ""
    except Unavailable as problem:
        refusal, status, name = problem, status_of(problem), f"{answers.latitude}, {answers.longitude}"
    except Refusal as problem:
        refusal, status, name = problem, status_of(problem), ""
        answers.longitude = answers.latitude = ""
    try:
        found = found_places(request.platform, answers)
    except Unavailable as problem:
        refusal, status, found = problem, status_of(problem), ()
    context = {
        "answers": answers,
        "refusal": refusal,
        "similar": refusal.facts["number"] if isinstance(refusal, SimilarReport) else None,
        "hazard": HAZARDS["flood"],
        "place_name": name,
        "found": found,
        "text_most": drafts.TEXT_MOST,
        "centre": _centre(request),
    }
    return html(request, "disaster/report.html", context, status)


def _centre(request: Request) -> str:
    """Where the map opens while nothing is chosen: in the region this node answers for; empty for the whole country."""
    code = request.platform.settings.region
    try:
        region = regions.get(request.platform, code) if code else None
    except (regions.RegionUnknown, Unavailable):
        return ""
    return f"{region.longitude},{region.latitude}" if region and region.longitude else ""


def detail(request: Request) -> Response:
    """What everybody may know of one report, and after sending, what happens next."""
    report = actions.public_report(request.platform, _number(request))
    context = {
        "report": report,
        "place": place_words(request.platform, report.where),
        "zone": zone_of(report.where.region),
        "depth": depth_words(report.card, request.lang),
        "hazard": HAZARDS[report.hazard],
        "sent": request.query("terkirim") == "ya",
        "permit_decide": desk.permit_decide,
    }
    return html(request, "disaster/detail.html", context)


def _number(request: Request) -> int:
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise NotFound()
    return int(given)


def photo(request: Request) -> Response:
    """The photograph: to everybody once its report is verified (a day in caches), before that to officers of its region."""
    content, public = actions.photo(request.platform, request.actor, request.path_params["name"])
    kept = "public, max-age=86400, immutable" if public else "private, no-store"
    return Response(content, 200, {"Cache-Control": kept}, "image/jpeg")


ROUTES = [
    route("GET", "/bencana/lapor", show),
    route("POST", "/bencana/lapor", send),
    route("GET", "/bencana/laporan/{number}", detail),
    route("GET", "/bencana/foto/{name}", photo),
]
