"""Is it still so? Four answers, at the link that a channel sent or on the page of the device that reported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from simpul.disaster.actions import following_up
from simpul.disaster.actions.own import own_report
from simpul.disaster.model import Field, Report
from simpul.disaster.model.cards import FollowUp, NothingToFollow
from simpul.disaster.pages.answers import Answers
from simpul.disaster.pages.light import light
from simpul.disaster.pages.words import headline_words, place_words
from simpul.disaster.rules import invitations, summary
from simpul.disaster.rules.hazards import hazard_of
from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.problems import status_of

LINK, OWN = "/k/{secret}/masih", "/bencana/laporan/{number}/kabar"
_CHANGES = (FollowUp.WORSE, FollowUp.BETTER)
Card = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Asking:
    """A report whose sender is asked: at which address, and what takes the answer."""

    path: str
    report: Report
    answer: Callable[[FollowUp, Card], Report]


def show(request: Request) -> Response:
    """The question at a link, or the thanks for its answer; NothingToFollow."""
    return _page(request, _linked(request))


def send(request: Request) -> Response:
    """The answer at a link was taken; after "worse" and "better" it is asked how it is now."""
    return _answer(request, _linked(request))


def show_own(request: Request) -> Response:
    """The question to the device that sent the report; NothingToFollow for any other."""
    return _page(request, _own(request))


def send_own(request: Request) -> Response:
    """The device's answer was taken."""
    return _answer(request, _own(request))


def _linked(request: Request) -> Asking:
    platform = request.platform
    try:
        secret = UUID(request.path_params["secret"])
    except ValueError:
        raise NothingToFollow() from None
    report = following_up.asked_about(platform, secret)

    def taken(said: FollowUp, card: Card) -> Report:
        return following_up.followed_up(platform, secret, said, card=card)

    return Asking(f"/k/{secret}/masih", report, taken)


def _own(request: Request) -> Asking:
    platform, given = request.platform, request.path_params["number"]
    known = f"{platform.settings.cookie}_device" in request.cookies
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    report = own_report(platform, number, device=request.device) if known else None
    if report is None:
        raise NothingToFollow()

    def taken(said: FollowUp, card: Card) -> Report:
        return following_up.follow_up_by_device(platform, number, said, device=request.device, card=card)

    return Asking(f"/bencana/laporan/{number}/kabar", report, taken)


def _answer(request: Request, asking: Asking) -> Response:
    form = request.form()
    try:
        said = invitations.follow_up_of(form.text("do"))
        field = _asked(asking.report) if said in _CHANGES and form.text("rinci") != "tidak" else None
        if field is not None and form.text("rinci") != "ya":
            return _page(request, asking, (field, said))
        asking.answer(said, _card(request, asking, field))
    except Invalid as refusal:
        wrong = _asked(asking.report) if refusal.field else None
        return _page(request, asking, (wrong, FollowUp(form.text("do"))) if wrong else None, refusal)
    return redirect(request, f"{asking.path}?dijawab={said.value}")


def _asked(report: Report) -> Field | None:
    """The question that the report's severity is judged by; None where an officer's word stands over a sender's."""
    deck = hazard_of(report.hazard).deck(report.card.get("report_type"))
    return summary.judged_field(deck) if invitations.takes_values(report) else None


def _card(request: Request, asking: Asking, field: Field | None) -> Card:
    """The report's card with the new answer to its question; None where nothing new was asked."""
    if field is None:
        return None
    answers = _answers(request, asking.report, field)
    return {**asking.report.card, field.name: answers.given(field)}


def _answers(request: Request, report: Report, field: Field) -> Answers:
    form, measured = request.form(), f"{field.name}_measured"
    values = {field.name: form.texts(field.name), **({measured: [form.text(measured)]} if form.text(measured) else {})}
    return Answers("", hazard_of(report.hazard), values=values)


def _page(
    request: Request, asking: Asking, asked: tuple[Field, FollowUp] | None = None, refusal: Invalid | None = None
) -> Response:
    report, given = asking.report, request.query("dijawab")
    field, said = asked or (None, None)
    answered = FollowUp(given) if given in set(FollowUp) else None
    context = {
        "refusal": refusal,
        "path": asking.path,
        "report": report,
        "hazard": hazard_of(report.hazard),
        "place": place_words(request.platform, report.where),
        "headline": headline_words(report.hazard, report.card, request.lang),
        "zone": zone_of(report.where.region),
        "field": field,
        "said": said,
        "answers": _answers(request, report, field) if field else None,
        "answered": answered,
    }
    response = html(request, "disaster/still.html", context, status_of(refusal) if refusal else 200)
    response.headers["Cache-Control"] = "no-store"
    return light(request, response)


ROUTES = [
    route("GET", LINK, show),
    route("POST", LINK, send),
    route("GET", OWN, show_own),
    route("POST", OWN, send_own),
]
