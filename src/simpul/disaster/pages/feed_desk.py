"""Whether the data of other agencies come: for the officer who must know before relying on a quiet map."""

from simpul.disaster.actions import feeds
from simpul.disaster.model.feeds import FeedKind, FeedStanding
from simpul.disaster.pages.layer_words import feed_words
from simpul.disaster.rules import shelters as rules
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, html, route

PATH = "/bencana/meja/sumber"
NAMES = {
    FeedKind.QUAKES: N_("Earthquakes of BMKG"),
    FeedKind.NOWCAST: N_("Warnings of BMKG for the next hours"),
    FeedKind.VOLCANO: N_("Volcanoes of PVMBG"),
}
STATES = {"fresh": N_("fresh"), "silent": N_("silent"), "failing": N_("failing"), "off": N_("switched off")}
TONES = {"fresh": "good", "silent": "warn", "failing": "bad", "off": "plain"}
PAGES = {FeedKind.QUAKES: "/bencana/gempa", FeedKind.NOWCAST: "/bencana/prakiraan", FeedKind.VOLCANO: "/bencana/gunung-api"}


def show(request: Request) -> Response:
    """Every feed: how it stands, since when, what was wrong, where it is set."""
    rules.permit_shelters(request.actor)
    rows = [_row(request, kind, feeds.stands(request.platform, kind)) for kind in FeedKind]
    return html(request, "disaster/feed_desk.html", {"rows": rows, "states": STATES, "tones": TONES, "path": PATH})


def _row(request: Request, kind: FeedKind, standing: FeedStanding) -> dict[str, object]:
    feed = standing.feed
    return {
        "kind": kind.value,
        "name": NAMES[kind],
        "page": PAGES[kind],
        "feed": feed,
        "standing": standing,
        "words": feed_words(request, kind, standing),
        "addresses": len(feeds.addresses(request.platform, kind)),
        "setting": f"SIMPUL_DISASTER_FEED_{kind.value.upper()}",
    }


ROUTES = [route("GET", PATH, show)]
