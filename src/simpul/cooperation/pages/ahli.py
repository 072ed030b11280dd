"""Experts: who is seconded where and when, as a list and along the years; their records."""

from uuid import UUID

from babel.dates import get_month_names

from simpul.cooperation.actions import experts
from simpul.cooperation.model.activities import Expert
from simpul.cooperation.model.activity_refusals import ExpertUnknown
from simpul.cooperation.model.programmes import NotYourProgramme, ProgrammeUnknown
from simpul.cooperation.pages.kegiatan_words import page_of
from simpul.cooperation.pages.parts import PATH, SIDES, answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, in_language
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

EXPERTS = f"{PATH}/ahli"
_PAGE = 20
_DONE = {
    "tambah": N_("The expert is on the list."),
    "simpan": N_("The expert's record is saved."),
    "lepas": N_("The expert is off the list. You can undo that for 30 days."),
    "kembali": N_("The expert is on the list again."),
}


def show_list(request: Request) -> Response:
    """The experts of the programmes that this reader reads; ProgrammeUnknown for who reads none."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    found = _listed(request)
    pages = max(1, -(-len(found.found) // _PAGE))
    page, done = page_of(request.query("hal"), pages), request.query("selesai")
    names = get_month_names("abbreviated", locale=request.lang)
    context = {
        "found": found,
        "rows": found.found[(page - 1) * _PAGE : page * _PAGE],
        "page": page,
        "pages": pages,
        "programme": request.query("program"),
        "q": request.query("q")[:100],
        "list_path": EXPERTS,
        "months": lambda span: "–".join(dict.fromkeys(str(names[month]) for month in span)),
        "undo": request.query("siapa") if done == "lepas" else "",
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
    }
    return answered(request, "cooperation/ahli.html", context, refusal)


def _listed(request: Request) -> experts.ExpertList:
    found = experts.listed(request.platform, request.actor, request.query("program"), request.query("q")[:100])
    if not found.programmes:
        raise ProgrammeUnknown()
    return found


def export(request: Request) -> Response:
    """The same list as a file."""
    said = request.t.gettext
    head = ("programme", "side", "name", "field", "institution", "host", "since", "until", "synthetic")
    rows = [
        (
            *(each.expert.programme, said(SIDES[each.expert.side]), each.expert.name),
            *(in_language(each.expert.field, request.lang), each.expert.institution, each.expert.host),
            *(each.expert.since or "", each.expert.until or "", "yes" if each.expert.synthetic else ""),
        )
        for each in _listed(request).found
    ]
    return csv_of("ahli.csv", head, rows, marked=True)


def new(request: Request) -> Response:
    """The form of a new expert, for who keeps a programme; NotYourProgramme."""
    return _form(request, None, None)


def _form(request: Request, known: Expert | None, refusal: Refusal | None) -> Response:
    kept = _listed(request).kept
    if not kept:
        raise NotYourProgramme()
    values = _given(request) if request.method == "POST" or known is None else experts.fields_of(known)
    context = {"known": known, "values": values, "kept": kept, "list_path": EXPERTS, "asked": request.query("program")}
    return answered(request, "cooperation/ahli_form.html", context, refusal)


def _given(request: Request) -> dict[str, str]:
    return {name: request.posted.text(name) for name in experts.FIELDS}


def added(request: Request) -> Response:
    """The expert is on the list, or the form again."""
    try:
        made = experts.add(request.platform, request.actor, _given(request))
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{EXPERTS}?program={made.programme}&selesai=tambah")


def edit(request: Request) -> Response:
    """The form of an expert who is there."""
    return _form(request, experts.seen(request.platform, request.actor, _id(request)), None)


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise ExpertUnknown() from None


def changed(request: Request) -> Response:
    """The expert's record is as the form says, or the form again."""
    known = experts.seen(request.platform, request.actor, _id(request))
    try:
        experts.change(request.platform, request.actor, known.id, _given(request))
    except Refusal as refusal:
        return _form(request, known, refusal)
    return redirect(request, f"{EXPERTS}?program={known.programme}&selesai=simpan")


def listed(request: Request) -> Response:
    """The expert is taken off the list, or back on it."""
    who, back = _id(request), request.posted.text("lakukan") == "kembali"
    if not experts.remove(request.platform, request.actor, who, back=back):
        raise ExpertUnknown()
    return redirect(request, f"{EXPERTS}?selesai={'kembali' if back else 'lepas'}&siapa={who}")


ROUTES = [
    route("GET", EXPERTS, show_list),
    route("GET", f"{EXPERTS}.csv", export),
    route("GET", f"{EXPERTS}/baru", new),
    route("POST", f"{EXPERTS}/baru", added),
    route("GET", f"{EXPERTS}/{{id}}/ubah", edit),
    route("POST", f"{EXPERTS}/{{id}}/ubah", changed),
    route("POST", f"{EXPERTS}/{{id}}/daftar", listed),
]
