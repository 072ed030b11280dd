"""Travel documents: the keepers' list of their own side, and the page that a person has by a secret link.

What holds a passport in full, or a link's secret, is never kept by a browser or told to another site.
"""

from collections.abc import Mapping

from simpul.cooperation.actions import activities, document_links, documents
from simpul.cooperation.model.documents import DocumentsNotAsked
from simpul.cooperation.pages.kegiatan_words import ACTIVITIES, activity_id, page_of, when
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

OWN = f"{PATH}/dokumen"
_PAGE = 20
_FIELDS = ("number", "name", "nationality", "born", "expires")
_DONE = {
    "simpan": N_("The passport is kept, sealed, until the day below."),
    "hapus": N_("The passport is erased."),
    "cabut": N_("The link opens nothing any more."),
}
WAYS: Mapping[str, str] = {"page": N_("on the screen"), "file": N_("in a file of their side")}


def show_list(request: Request) -> Response:
    """The reader's own side's people and how far their documents are, masked."""
    try:
        found = documents.listed(request.platform, request.actor, activity_id(request))
    except DocumentsNotAsked:
        return _none(request)
    pages = max(1, -(-len(found.people) // _PAGE))
    page = page_of(request.query("hal"), pages)
    context = {
        "found": found,
        "rows": found.people[(page - 1) * _PAGE : page * _PAGE],
        "page": page,
        "pages": pages,
        "one": found.activity,
        "list_path": ACTIVITIES,
        "here_path": f"{ACTIVITIES}/{found.activity.id}",
        "when": lambda each: when(request, each),
    }
    return _private(answered(request, "cooperation/dokumen.html", context))


def _none(request: Request) -> Response:
    """The activity asks for no passports: said on its page, with the way back."""
    one = activities.seen(request.platform, request.actor, activity_id(request)).activity
    context = {"found": None, "one": one, "list_path": ACTIVITIES, "here_path": f"{ACTIVITIES}/{one.id}"}
    return _private(answered(request, "cooperation/dokumen.html", {**context, "when": lambda each: when(request, each)}))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def show(request: Request) -> Response:
    """One person's document, masked, and the form to enter it."""
    found = documents.opened(request.platform, request.actor, activity_id(request, "calon"))
    return _page(request, found)


def _page(
    request: Request, found: documents.DocumentOpened, refusal: Refusal | None = None, *, secret: str = ""
) -> Response:
    here, done = f"{ACTIVITIES}/{found.activity.id}", request.query("selesai")
    context = {
        "found": found,
        "one": found.activity,
        "person": found.nomination,
        "list_path": ACTIVITIES,
        "here_path": here,
        "given": {name: request.posted.text(name) for name in _FIELDS},
        "ways": WAYS,
        "link": _address(request, secret, found.nomination.language) if secret else "",
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
    }
    return _private(answered(request, "cooperation/dokumen_satu.html", context, refusal))


def _address(request: Request, secret: str, language: str) -> str:
    """The link's whole address, in the person's language."""
    settings = request.platform.settings
    prefix = "" if language == settings.language else f"/{language}"
    base = settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    return f"{base}{prefix}{OWN}/{secret}"


def acted(request: Request) -> Response:
    """The document is read in full, entered or erased, or the person's link made or taken back."""
    whose = activity_id(request, "calon")
    here, what = f"{ACTIVITIES}/{activity_id(request)}/dokumen/{whose}", request.posted.text("lakukan")
    platform, actor = request.platform, request.actor
    if what == "lihat":
        return _page(request, documents.read(platform, actor, whose))
    found = documents.opened(platform, actor, whose)
    try:
        if what == "tautan":
            secret = document_links.make(platform, actor, whose)
            return _page(request, documents.opened(platform, actor, whose), secret=secret)
        if what == "simpan":
            documents.enter(platform, actor, whose, {name: request.posted.text(name) for name in _FIELDS})
        elif what == "cabut":
            document_links.revoke(platform, actor, whose)
        elif what == "hapus":
            documents.erase(platform, actor, whose)
    except Refusal as refusal:
        return _page(request, found, refusal)
    return redirect(request, f"{here}?selesai={what}")


def export(request: Request) -> Response:
    """All passports of the reader's own side in one file; each of them is on record as read."""
    found = documents.exported(request.platform, request.actor, activity_id(request))
    head = ("name", "agency", "passport_number", "passport_name", "nationality", "born", "expires", "synthetic")
    rows = [
        (
            *(one.name, one.agency_name, passport.number, passport.name, passport.nationality, passport.born),
            *(passport.expires, "yes" if one.synthetic else ""),
        )
        for one, passport in found
    ]
    return _private(csv_of("paspor.csv", head, rows, marked=True))


def own(request: Request) -> Response:
    """What a person sees by their link."""
    return _own(request, None)


def _own(request: Request, refusal: Refusal | None) -> Response:
    secret, done = request.path_params["tautan"], request.query("selesai")
    seen = document_links.seen(request.platform, secret)
    context = {
        "seen": seen,
        "one": seen.activity,
        "own_path": f"{OWN}/{secret}",
        "given": {name: request.posted.text(name) for name in _FIELDS},
        "ways": WAYS,
        "when": lambda each: when(request, each),
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
    }
    return _private(answered(request, "cooperation/dokumen_sendiri.html", context, refusal))


def own_acted(request: Request) -> Response:
    """The passport is entered or taken back by its owner, or the form again."""
    secret, what = request.path_params["tautan"], request.posted.text("lakukan")
    try:
        if what == "hapus":
            document_links.erase(request.platform, secret, request.address_hash)
        else:
            what, fields = "simpan", {name: request.posted.text(name) for name in _FIELDS}
            document_links.enter(request.platform, secret, request.address_hash, fields)
    except Refusal as refusal:
        return _own(request, refusal)
    return _private(redirect(request, f"{OWN}/{secret}?selesai={what}"))


ROUTES = [
    route("GET", f"{ACTIVITIES}/{{id}}/dokumen", show_list),
    route("POST", f"{ACTIVITIES}/{{id}}/dokumen.csv", export),
    route("GET", f"{ACTIVITIES}/{{id}}/dokumen/{{calon}}", show),
    route("POST", f"{ACTIVITIES}/{{id}}/dokumen/{{calon}}", acted),
    route("GET", f"{OWN}/{{tautan}}", own),
    route("POST", f"{OWN}/{{tautan}}", own_acted),
]
