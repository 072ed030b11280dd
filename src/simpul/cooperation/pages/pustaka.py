"""The library of results, for everybody: what projects delivered, in which languages, and where its subject is served."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from simpul.cooperation.actions import deliverables
from simpul.cooperation.actions.deliverables import ResultsWanted
from simpul.cooperation.model.projects import Became
from simpul.cooperation.pages.komite_parts import asked_of, id_of, said, sheet
from simpul.cooperation.pages.parts import PATH, answered
from simpul.cooperation.pages.proyek_words import KINDS, TONGUE_NAMES
from simpul.cooperation.rules.programmes import TONGUES
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of

RESULTS = f"{PATH}/hasil"
DONE = {
    "dicatat": N_("The deliverable is on record. Add its files, and where its subject is served, next."),
    "disimpan": N_("The deliverable is saved."),
    "berkas": N_("The file is in the library."),
    "cabut": N_("The file is out of the library. You can put it back."),
    "kembali": N_("The file is back in the library."),
    "jadi": N_("The link is there."),
    "lepas": N_("The link is taken away."),
}
_ASKED = ("jenis", "program", "tahun", "bahasa", "q")
_COLUMNS = (
    "programme",
    "year",
    "kind",
    "title_id",
    "title_en",
    "title_ko",
    "given_on",
    "languages",
    "leads_to",
    "synthetic",
)
_MODULES: Mapping[str, str] = {
    "kematangan": "maturity",
    "penghubung": "exchange",
    "bencana": "disaster",
    "malaria": "malaria",
}
"""Which module serves the pages below a path: not every node runs each."""


def show(request: Request) -> Response:
    """The results that everybody may see, and those of one's own programmes; the newest year first."""
    asked = asked_of(request, *_ASKED)
    every = deliverables.listed(request.platform, request.actor, ResultsWanted())
    found = deliverables.listed(request.platform, request.actor, _wanted(asked))
    context = {
        "sheet": sheet(request, found, RESULTS, asked),
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}),
        "every": len(every),
        "years": sorted({one.year for one in every}, reverse=True),
        "programmes": sorted({one.deliverable.programme for one in every}),
        "kinds": KINDS,
        "tongues": TONGUE_NAMES,
        "results_path": RESULTS,
        "leads": lambda one: leads(request, one),
    }
    return answered(request, "cooperation/pustaka.html", context)


def _wanted(asked: dict[str, str]) -> ResultsWanted:
    return ResultsWanted(asked["jenis"], asked["program"], asked["tahun"], asked["bahasa"], asked["q"])


def leads(request: Request, one: Became) -> bool:
    """Whether this node has the place to which a link leads; another address is taken to be there."""
    module = _MODULES.get(one.where.strip("/").split("/")[0].split("?")[0])
    return not one.where.startswith("/") or module is None or module in request.platform.settings.modules


def sheet_of(request: Request) -> Response:
    """The list as it is asked for, for spreadsheets."""
    found = deliverables.listed(request.platform, request.actor, _wanted(asked_of(request, *_ASKED)))
    rows = []
    for one in found:
        given = one.deliverable
        titles = [given.title.get(tongue, "") for tongue in TONGUES]
        on = given.on.isoformat() if given.on else ""
        languages = " ".join(sorted({each.language for each in one.files}))
        to = " ".join(each.where for each in given.became)
        row = (given.programme, one.year, given.kind.value, *titles, on, languages, to, given.synthetic or "")
        rows.append(row)
    return csv_of("hasil.csv", _COLUMNS, rows, marked=True)


def one(request: Request) -> Response:
    """One result with its files."""
    return page(request, None)


def page(request: Request, refusal: Refusal | None) -> Response:
    """One result, with the refusal of what was done to it."""
    seen = deliverables.seen(request.platform, request.actor, id_of(request))
    context: dict[str, Any] = {
        "seen": seen,
        "one": seen.deliverable,
        "kinds": KINDS,
        "tongues": TONGUE_NAMES,
        "tongue_choices": [{"value": key, "text": word} for key, word in TONGUE_NAMES.items()],
        "given": request.posted,
        "results_path": RESULTS,
        "projects_path": f"{PATH}/proyek",
        "leads": lambda each: leads(request, each),
        "done": said(request, DONE),
    }
    return answered(request, "cooperation/pustaka_satu.html", context, refusal)


def download(request: Request) -> Response:
    """A file of the library as it was given, always as a download: a browser never runs what somebody sent."""
    one, content = deliverables.content(request.platform, request.actor, id_of(request, "berkas"))
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_. ") else "_" for each in one.name)
    encoded = urlencode({"": one.name})[1:].replace("+", "%20")
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{one.sha256}"',
        "Cache-Control": "no-cache",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, one.media)


ROUTES = [
    route("GET", RESULTS, show),
    route("GET", f"{RESULTS}.csv", sheet_of),
    route("GET", f"{RESULTS}/{{id}}", one),
    route("GET", f"{RESULTS}/{{id}}/berkas/{{berkas}}", download),
]
