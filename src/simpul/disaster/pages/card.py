"""A report on a card: the link that a channel or a program hands out, used once."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from simpul.disaster.actions import cards
from simpul.disaster.model import Draft, Sent, Source
from simpul.disaster.model.cards import CardExpired, CardMissing, CardOfAnother, CardUsed, ReportCard
from simpul.disaster.pages.light import light
from simpul.disaster.pages.report import after, follows, further, reported
from simpul.disaster.pages.walking import Entry, begin, go_on
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.problems import status_of

PATH = "/k/{card}"
_ENDS = (CardMissing, CardUsed, CardExpired, CardOfAnother)


def choose(request: Request) -> Response:
    """What can be reported on this card; or why it can no longer be used, and what to do instead."""
    return _open(request, _choice)


def _choice(request: Request, card: ReportCard) -> Response:
    _permit(card)
    context = {
        "refusal": None,
        "listed": LISTED,
        "path": f"/k/{card.id}",
        "back": "/bencana",
        "point": "",
        "training": card.training,
        "channels": (),
    }
    return light(request, html(request, "disaster/report_choose.html", context))


def show(request: Request) -> Response:
    """The first question on this card; a second report follows on it only after an event that asks for one."""

    def opened(request: Request, card: ReportCard) -> Response:
        entry = _entry(request, card)
        if not entry.follows:
            _permit(card)
        return begin(request, entry)

    return _open(request, opened)


def send(request: Request) -> Response:
    """The next question, or the report's own page when it came on the card."""
    return _open(request, lambda request, card: go_on(request, _entry(request, card)))


def _open(request: Request, act: Callable[[Request, ReportCard], Response]) -> Response:
    """What `act` makes of the card; the page that says why it cannot be used, for a person, where that is so."""
    try:
        return act(request, cards.get(request.platform, _id(request)))
    except _ENDS as refusal:
        if request.wants_json:
            raise
        return _closed(request, refusal)


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["card"])
    except ValueError:
        raise CardMissing() from None


def _permit(card: ReportCard) -> None:
    if card.used:
        raise CardUsed(number=card.report)
    if card.bound_to is not None:
        raise CardOfAnother()


def _entry(request: Request, card: ReportCard) -> Entry:
    hazard, second = reported(request.path_params["hazard"]), follows(request)

    def take(actor: Actor, draft: Draft) -> Sent:
        return cards.submit(request.platform, actor, card.id, replace(draft, source=Source.CARD), sub=second)

    return Entry(
        path=f"/k/{card.id}/{hazard.slug}",
        back=f"/k/{card.id}",
        hazard=hazard,
        send=take,
        done=lambda sent: after(sent, f"/k/{card.id}", hazard, follows=second),
        training=card.training,
        follows=second and hazard.follow_on,
        ends=_ENDS,
    )


def go_further(request: Request) -> Response:
    """After an earthquake report on this card, the question whether there is another one."""
    return further(request, f"/k/{_id(request)}")


def _closed(request: Request, refusal: Refusal) -> Response:
    """Why nobody can report on this link, and where they can."""
    context = {"refusal": None, "why": refusal, "number": refusal.facts.get("number")}
    response = html(request, "disaster/card_closed.html", context, status_of(refusal))
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [
    route("GET", PATH, choose),
    route("GET", PATH + "/{hazard}", show),
    route("POST", PATH + "/{hazard}", send),
    route("GET", PATH + "/{hazard}/lanjut", go_further),
]
