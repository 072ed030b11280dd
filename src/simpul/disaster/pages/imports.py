"""Files of reports at the desk: sent, checked in the background, their columns chosen, taken in or thrown away, undone."""

import csv
import io
from uuid import UUID

from simpul.disaster.actions import import_work, importing
from simpul.disaster.actions.importing import Asked
from simpul.disaster.model.import_refusals import PROBLEMS, WHYS, ImportFileMissing, ImportMissing, ImportTooLarge
from simpul.disaster.model.imports import FILE_MOST, ROWS_MOST, SOURCE_MOST, UNDONE_WITHIN, WORKED
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.desk import PATH, region_name
from simpul.disaster.pages.import_words import OUTCOMES, STATES, questions, understood
from simpul.disaster.pages.words import hazard_label
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.importing.columns import ANSWERS, QUESTIONS
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Form, Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

IMPORTS = f"{PATH}/impor"
_DONE = frozenset({"arrange", "take", "discard", "undo"})
_SHOWN, _EXPORTED = 50, ROWS_MOST
_SAMPLE = (
    ("nomor", "waktu", "bencana", "lintang", "bujur", "kedalaman (cm)", "keterangan"),
    ("A-001", "2026-11-26 07:30", "banjir", "-6.17540", "106.82720", "60", "Air masuk ke halaman"),
    ("A-002", "26/11/2026 08:15", "angin kencang", "-6.21460", "106.87020", "", "Pohon tumbang menutup jalan"),
)
"""The example that people may begin from; its points are public places."""


def show(request: Request) -> Response:
    """The files sent before, and the form to send one."""
    return _show(request, None)


def send(request: Request) -> Response:
    """The new import's page; else the form with what is wrong."""
    form = request.form()
    upload = form.upload("file")
    try:
        if upload is None:
            raise ImportFileMissing()
        if upload.too_large:
            raise ImportTooLarge(megabytes=FILE_MOST // 1024**2)
        content, asked = upload.read(), _asked(form)
        found = importing.send(request.platform, request.actor, content, name=upload.filename, asked=asked)
    except (Invalid, Conflict) as refusal:
        return _show(request, refusal)
    import_work.begin(request.platform)
    return redirect(request, f"{IMPORTS}/{found}")


def _asked(form: Form) -> Asked:
    flags = {name: "ya" in form.texts(name) for name in ("checked", "training")}
    return Asked(source=form.text("source"), hazard=form.text("hazard") or "flood", **flags)


def _show(request: Request, refusal: Refusal | None) -> Response:
    page, form = _page(request), request.form() if request.method == "POST" else None
    found = importing.imports(request.platform, request.actor, page)
    context = {
        **_common(request),
        "lines": found.lines,
        "total": found.total,
        "page": page,
        "pages": max(1, -(-found.total // importing.PER_PAGE)),
        "written": _asked(form) if form else Asked(""),
        "megabytes": FILE_MOST // 1024**2,
        "rows_most": ROWS_MOST,
    }
    return answered(request, "disaster/imports.html", context, refusal)


def _common(request: Request) -> dict[str, object]:
    return {
        "region": region_name(request),
        "zone": zone_of(request.actor.region or ""),
        "path": PATH,
        "list_path": IMPORTS,
        "states": STATES,
        "hazards": [(one.slug, hazard_label(one.slug, request.lang)) for one in LISTED],
        "source_most": SOURCE_MOST,
    }


def _page(request: Request) -> int:
    given = request.query("hal")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) <= 5 else 1


def one(request: Request) -> Response:
    """How the import stands: its columns, what becomes of its rows, each row that is left out and why."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The import's page after a step; else with what is wrong."""
    asked, form = _id(request), request.form()
    do = form.text("do")
    try:
        _step(request, asked, do)
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    import_work.begin(request.platform)
    return redirect(request, f"{IMPORTS}/{asked}?selesai={do}")


def _step(request: Request, asked: UUID, do: str) -> None:
    platform, actor, form = request.platform, request.actor, request.form()
    match do:
        case "arrange":
            given = {name: form.text(f"column-{name}") for name in (*QUESTIONS, *ANSWERS)}
            importing.arrange(platform, actor, asked, given=given, asked=_asked(form))
        case "take":
            importing.take(platform, actor, asked)
        case "discard":
            importing.discard(platform, actor, asked)
        case "undo":
            importing.undo(platform, actor, asked)
        case _:
            raise NotFound()


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise ImportMissing() from None


def _one(request: Request, refusal: Refusal | None) -> Response:
    page = _page(request)
    seen = importing.seen(request.platform, request.actor, _id(request), flaws=(page, _SHOWN))
    found, done, now = seen.one, request.query("selesai"), request.platform.clock.now()
    context = {
        **_common(request),
        "one": found,
        "seen": seen,
        "page": page,
        "pages": max(1, -(-seen.flaws.total // _SHOWN)),
        "questions": questions(found, request.lang),
        "first": understood(request, seen.first),
        "outcomes": OUTCOMES,
        "whys": WHYS,
        "rows_most": ROWS_MOST,
        "problem": PROBLEMS.get(found.problem, ""),
        "works": found.state in WORKED,
        "undoable": found.taken_at is not None and now - found.taken_at <= UNDONE_WITHIN,
        "undo_until": found.taken_at + UNDONE_WITHIN if found.taken_at else None,
        "done": done if done in _DONE else "",
        "here_path": f"{IMPORTS}/{found.id}",
    }
    return answered(request, "disaster/import_one.html", context, refusal)


def refused_rows(request: Request) -> Response:
    """The rows that are left out, as they stand in the file, with line and reason: to be mended and sent again."""
    seen = importing.seen(request.platform, request.actor, _id(request), flaws=(1, _EXPORTED), first=0)
    heads = [request.t.gettext("Line"), request.t.gettext("Reason"), request.t.gettext("Column"), *seen.one.heads]
    rows = [
        (flaw.line, request.t.gettext(WHYS[flaw.why]), flaw.column, *flaw.cells[: len(seen.one.heads)])
        for flaw in seen.flaws.lines
    ]
    return csv_of(f"baris-ditolak-{str(seen.one.id)[:8]}.csv", heads, rows, marked=True)


def sample(request: Request) -> Response:  # noqa: ARG001 (a page's form)
    """A small example of a file as it is wanted."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(_SAMPLE)
    headers = {"Content-Disposition": 'attachment; filename="contoh-impor.csv"'}
    return Response(out.getvalue().encode("utf-8-sig"), 200, headers, "text/csv; charset=utf-8")


ROUTES = [
    route("GET", IMPORTS, show),
    route("POST", IMPORTS, send, file_most=FILE_MOST),
    route("GET", f"{IMPORTS}/contoh.csv", sample),
    route("GET", f"{IMPORTS}/{{id}}", one),
    route("POST", f"{IMPORTS}/{{id}}", act),
    route("GET", f"{IMPORTS}/{{id}}/ditolak.csv", refused_rows),
]
