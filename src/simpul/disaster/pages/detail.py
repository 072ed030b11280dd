"""One report as everybody may see it: what was answered, what officers decided, what neighbours say, what belongs to it."""

from simpul.disaster import actions
from simpul.disaster.actions.around import Around, around
from simpul.disaster.model import PublicReport
from simpul.disaster.pages.light import light
from simpul.disaster.pages.rows import icon_of
from simpul.disaster.pages.words import answer_lines, deck_label, depth_swatch, hazard_label, headline_words, place_words
from simpul.disaster.rules import desk
from simpul.disaster.rules.severity import depth_of
from simpul.kernel.errors import NotFound
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, route

PATH = "/bencana/laporan/{number}"


def show(request: Request) -> Response:
    """What everybody may know of one report, and after sending, what happens next."""
    report = actions.public_report(request.platform, _number(request))
    known = around(request.platform, report, _device(request))
    return light(request, html(request, "disaster/detail.html", _words(request, report) | _doing(request, report, known)))


def _words(request: Request, report: PublicReport) -> dict[str, object]:
    """The report in the page's language."""
    lang, card, depth = request.lang, report.card, depth_of(report.card)
    return {
        "report": report,
        "hazard": hazard_label(report.hazard, lang),
        "picture": icon_of(report.hazard),
        "kind": deck_label(report.hazard, card, lang),
        "headline": headline_words(report.hazard, card, lang),
        "answers": answer_lines(report.hazard, card, lang),
        "depth_cm": depth,
        "swatch": depth_swatch(depth),
        "place": place_words(request.platform, report.where),
        "zone": zone_of(report.where.region),
    }


def _doing(request: Request, report: PublicReport, known: Around) -> dict[str, object]:
    """What belongs to the report, and what the visitor has just done or may do."""
    base = request.platform.settings.public_url.rstrip("/")
    return {
        "around": known,
        "sent": request.query("terkirim") == "ya",
        "voted": request.query("suara") == "ya",
        "flagged": request.query("ditandai") == "ya",
        "permit_decide": desk.permit_decide,
        "address": f"{base}/bencana/laporan/{report.number}",
    }


def _device(request: Request) -> str:
    """The keyed hash of a device that has a mark already; a visitor who only looks gets none."""
    known = f"{request.platform.settings.cookie}_device" in request.cookies
    return request.device if known else ""


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


ROUTES = [route("GET", PATH, show), route("GET", "/bencana/foto/{name}", photo)]
