"""A resident reports: what is seen, then one question a page. Every step works without scripts, and on without a signal."""

from dataclasses import replace
from urllib.parse import urlencode

import orjson

from simpul.disaster import actions
from simpul.disaster.live import reporting
from simpul.disaster.model import Draft, Hazard, HazardUnknown, Sent
from simpul.disaster.pages.light import light
from simpul.disaster.pages.walking import Entry, begin, go_on
from simpul.disaster.pages.words import place_words
from simpul.disaster.rules.channel_links import links
from simpul.disaster.rules.hazards import HAZARDS, LISTED
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response, html, route
from simpul.ui.assets import opened, static

PATH, EXERCISE, EXERCISES = "/bencana/lapor", "/bencana/latihan/lapor", "/bencana/latihan"
_KEPT = (
    *("report-card.css", "report.js", "report-store.js", "report-unsent.js", "report-place.js"),
    *("report-badge.js", "badge.js"),
)


def choose(request: Request) -> Response:
    """What can be reported; a point in the address (a tap on the map) goes with the choice."""
    return _choice(request, PATH, "/bencana")


def choose_exercise(request: Request) -> Response:
    """The same for an exercise, which nothing but this address or a card makes of a report."""
    return _choice(request, EXERCISE, EXERCISES)


def _choice(request: Request, path: str, back: str) -> Response:
    point = {name: request.query(name)[:20] for name in ("lon", "lat") if request.query(name)}
    context = {
        "refusal": None,
        "listed": LISTED,
        "path": path,
        "back": back,
        "point": f"?{urlencode(point)}" if point else "",
        "training": path == EXERCISE,
        "channels": () if path == EXERCISE else links(request.platform.settings.disaster_channel_links),
    }
    return light(request, html(request, "disaster/report_choose.html", context))


def show(request: Request) -> Response:
    """The first question about a hazard."""
    return begin(request, _entry(request, PATH))


def send(request: Request) -> Response:
    """The next question, or the report's own page when it was taken."""
    return go_on(request, _entry(request, PATH))


def show_exercise(request: Request) -> Response:
    """The first question of an exercise."""
    return begin(request, _entry(request, EXERCISE))


def send_exercise(request: Request) -> Response:
    """The next question of an exercise, or the list of exercises when it was taken."""
    return go_on(request, _entry(request, EXERCISE))


def send_flood(request: Request) -> Response:
    """A flood in one post, as the form of floods alone was sent; old pages and programs know this address."""
    return go_on(request, replace(_entry(request, PATH, "flood"), path=f"{PATH}/flood"))


def _entry(request: Request, path: str, slug: str = "") -> Entry:
    hazard = reported(slug or request.path_params["hazard"])
    training = path == EXERCISE

    def take(actor: Actor, draft: Draft) -> Sent:
        return reporting.report(request.platform, actor, draft)

    def done(sent: Sent) -> str:
        return after(sent, path, hazard, follows=follows(request))

    return Entry(f"{path}/{hazard.slug}", path, hazard, take, done, training=training, follows=follows(request))


def follows(request: Request) -> bool:
    """Whether this is the second report about one event (after a house a road), as the page after the first one says."""
    return "ya" in (request.query("susulan"), request.form().text("follows"))


def after(sent: Sent, path: str, hazard: Hazard, *, follows: bool) -> str:
    """Where the sender goes from here: to another report of the same event, where one is asked for, or to their own."""
    number = sent.report.number
    if hazard.follow_on and not follows:
        return f"{path}/{hazard.slug}/lanjut?nomor={number}"
    return f"{EXERCISES}?terkirim={number}" if sent.report.training else f"/bencana/laporan/{number}?terkirim=ya"


def go_further(request: Request) -> Response:
    """After a report of one type, the question whether there is one of another type at the same place."""
    return further(request, PATH)


def go_further_exercise(request: Request) -> Response:
    """The same in an exercise."""
    return further(request, EXERCISE)


def further(request: Request, path: str) -> Response:
    """The page that offers the hazard's other types, at the place of the report just sent; NotFound without one."""
    hazard, number = reported(request.path_params["hazard"]), request.query("nomor")
    if not hazard.follow_on or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound()
    report = actions.public_report(request.platform, int(number))
    others = [deck for deck in hazard.decks if deck.report_type != report.card.get("report_type")]
    point = {"lon": report.where.longitude, "lat": report.where.latitude, "susulan": "ya"}
    context = {
        "refusal": None,
        "hazard": hazard,
        "report": report,
        "place": place_words(request.platform, report.where),
        "others": [(deck, f"{path}/{hazard.slug}?{urlencode({'jenis': deck.report_type, **point})}") for deck in others],
        "done": f"{EXERCISES}?terkirim={number}" if report.training else f"/bencana/laporan/{number}?terkirim=ya",
    }
    return light(request, html(request, "disaster/report_further.html", context))


def reported(slug: str) -> Hazard:
    """The hazard of this slug that people may report; NotFound for any other."""
    hazard = HAZARDS.get(slug)
    if hazard is None or not hazard.listed:
        raise NotFound() from HazardUnknown(hazard=slug[:40])
    return hazard


def worker(_request: Request) -> Response:
    """The service worker: what it must keep at hand, and then its script. It may serve pages outside its own folder."""
    files = [static(f"disaster/{name}") for name in _KEPT] + [
        static(f"ui/{name}") for name in ("built/app.css", "built/app.js", "built/icons.svg", "icon.svg")
    ]
    facts = {
        "version": opened().version,
        "files": files,
        "store": static("disaster/report-store.js"),
        "hazards": [hazard.slug for hazard in LISTED],
    }
    found = opened().file("disaster/report-worker.js")
    script = found.read_bytes() if found else b""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(b"const SIMPUL = " + orjson.dumps(facts) + b";\n" + script, 200, headers, "text/javascript")


ROUTES = [
    route("GET", PATH, choose),
    route("POST", PATH, send_flood),
    route("GET", PATH + "/{hazard}", show),
    route("POST", PATH + "/{hazard}", send),
    route("GET", PATH + "/{hazard}/lanjut", go_further),
    route("GET", EXERCISE, choose_exercise),
    route("GET", EXERCISE + "/{hazard}", show_exercise),
    route("POST", EXERCISE + "/{hazard}", send_exercise),
    route("GET", EXERCISE + "/{hazard}/lanjut", go_further_exercise),
    route("GET", "/bencana/luring.js", worker),
]
