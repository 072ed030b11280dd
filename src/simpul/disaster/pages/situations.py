"""Situation reports: shown before they are issued, issued, and read as page or PDF. On the desk, and by everybody."""

from typing import Any

from markupsafe import Markup

from simpul.disaster.actions import situations as actions
from simpul.disaster.actions.incidents import Seen
from simpul.disaster.pages import incident as desk
from simpul.disaster.pages.incidents import PATH
from simpul.disaster.rules.sitrep_words import document
from simpul.kernel.errors import Conflict, Invalid, Unavailable
from simpul.kernel.i18n import Language, translator
from simpul.kernel.web import Request, Response, html, redirect, route

OPEN_PATH = "/bencana/kejadian"


def preview(request: Request) -> Response:
    """What the next edition would say if it were issued now."""
    number = desk.number_of(request)
    incident, content = actions.preview(request.platform, request.actor, number)
    context = {**_read(request, content), "incident": incident, "issued": None, "home": PATH}
    return html(request, "disaster/situation.html", context)


def issue(request: Request) -> Response:
    """The next edition was issued and its page opens; else the incident's page says what was wrong."""
    form, number = request.form(), desk.number_of(request)
    seen = Seen(number, desk.version_of(form))
    try:
        issued = actions.issue(request.platform, request.actor, seen, public=bool(form.text("public")))
    except (Invalid, Conflict, Unavailable) as refusal:
        return desk.page(request, refusal)
    return redirect(request, f"{PATH}/{number}/laporan/{issued.edition}?selesai=issue")


def on_desk(request: Request) -> Response:
    """An edition as it was issued, for an officer."""
    return _edition(request, PATH)


def for_all(request: Request) -> Response:
    """An edition as it was issued, for everybody where it was published."""
    return _edition(request, OPEN_PATH)


def _edition(request: Request, home: str) -> Response:
    number, which = desk.number_of(request), desk.number_of(request, "edition")
    incident, issued = actions.edition(request.platform, request.actor, number, which)
    done = request.query("selesai") == "issue"
    context = {**_read(request, issued.content), "incident": incident, "issued": issued, "home": home, "done": done}
    return html(request, "disaster/situation.html", context)


def _language(request: Request) -> Language:
    """Reports are kept and printed in Indonesian and English; a reader of Javanese gets the Indonesian (ADR 0034)."""
    return "en" if request.lang == "en" else "id"


def _read(request: Request, content: dict[str, Any] | Any) -> dict[str, Any]:
    said = document(content, translator(_language(request)))
    # Drawn by our own rules, which escape every name in them.
    drawings = [Markup(part.picture.svg) if part.picture else "" for part in said.sections]  # noqa: S704
    return {"said": said, "drawings": drawings, "content": content, "done": False, "refusal": None}


def pdf(request: Request) -> Response:
    """An edition's PDF, in English on an English page."""
    number, which = desk.number_of(request), desk.number_of(request, "edition")
    _, issued = actions.edition(request.platform, request.actor, number, which)
    language = _language(request)
    body = actions.pdf(request.platform, issued, language)
    name = f"{'laporan-situasi' if language == 'id' else 'situation-report'}-{number}-{which}.pdf"
    cached = "public, max-age=86400" if issued.public else "private, no-store"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": cached}
    return Response(body, 200, headers, "application/pdf")


ROUTES = [
    route("GET", PATH + "/{number}/laporan", preview),
    route("POST", PATH + "/{number}/laporan", issue),
    route("GET", PATH + "/{number}/laporan/{edition}", on_desk),
    route("GET", PATH + "/{number}/laporan/{edition}/pdf", pdf),
    route("GET", OPEN_PATH + "/{number}/laporan/{edition}", for_all),
    route("GET", OPEN_PATH + "/{number}/laporan/{edition}/pdf", pdf),
]
