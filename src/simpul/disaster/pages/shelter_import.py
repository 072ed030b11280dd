"""An officer takes shelters in from a CSV file; what was refused comes back as a file with its reasons."""

import csv
import io
from datetime import UTC, datetime

from simpul.disaster.actions import shelter_import
from simpul.disaster.actions.shelter_import import Imported
from simpul.disaster.model.shelter_refusals import ShelterFileUnreadable
from simpul.disaster.model.shelters import ShelterRow
from simpul.disaster.pages.shelter_desk import PATH
from simpul.disaster.rules import shelters as rules
from simpul.disaster.rules.shelter_files import COLUMNS, NEEDED
from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

_SHOWN = 50
_KEPT = 60 * 1024
_SAMPLE = (
    ("id", "name", "kind", "latitude", "longitude", "capacity", "people", "facilities", "address", "contact", "status"),
    (
        "P-001",
        "SDN Contoh 01",
        "sekolah",
        "-6.2241",
        "106.8712",
        "300",
        "120",
        "air, toilet, dapur umum",
        "Jl. Contoh 1",
        "112",
        "buka",
    ),
)


def show(request: Request) -> Response:
    """The empty form, with the columns a file may have."""
    rules.permit_shelters(request.actor)
    return _page(request, None, None)


def act(request: Request) -> Response:
    """What became of the file; else the form with what is wrong with it."""
    rules.permit_shelters(request.actor)
    upload = request.form().upload("file")
    try:
        if upload is None:
            raise ShelterFileUnreadable(reason=request.t.gettext("no file was chosen"))
        if upload.too_large:
            raise ShelterFileUnreadable(reason=request.t.gettext("it is larger than 10 MB"))
        source = request.form().text("source")[:120] or request.platform.settings.agency
        done = shelter_import.take_in(request.platform, request.actor, upload.read(), source=source)
    except Invalid as refusal:
        return _page(request, refusal, None)
    return _page(request, None, done)


def _page(request: Request, refusal: Refusal | None, done: Imported | None) -> Response:
    refused = list(done.refused) if done else []
    context = {
        "refusal": refusal,
        "done": done,
        "refused": [
            [request.t.number(row.line), row.cells.get("name", "") or "–", reason_of(request, row)]
            for row in refused[:_SHOWN]
        ],
        "refused_file": _file(request, refused),
        "shown": _SHOWN,
        "back": _count(request, "kembali"),
        "left": _count(request, "tinggal") or 0,
        "minutes": int(rules.UNDONE_WITHIN.total_seconds() // 60),
        "columns": [(column, ", ".join(names), column in NEEDED) for column, names in COLUMNS.items()],
        "path": f"{PATH}/impor",
        "list_path": PATH,
    }
    return html(request, "disaster/shelter_import.html", context, status_of(refusal) if refusal else 200)


def reason_of(request: Request, row: ShelterRow) -> str:
    """Why the line was refused, in the page's language."""
    if row.refused is None:
        return ""
    sentence, facts = row.refused
    t = request.t
    said = {name: t.number(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
    return t.gettext(sentence, **said) if said else t.gettext(sentence)


def _file(request: Request, refused: list[ShelterRow]) -> str:
    """The refused lines as a CSV text that the page carries, so that nothing is kept; empty where it would be too long."""
    if not refused:
        return ""
    out = io.StringIO(newline="")
    columns = list(dict.fromkeys(column for row in refused for column in row.cells))
    writer = csv.writer(out)
    writer.writerow(["line", *columns, "reason"])
    for row in refused:
        writer.writerow([row.line, *(row.cells.get(column, "") for column in columns), reason_of(request, row)])
    told = out.getvalue()
    return told if len(told.encode()) <= _KEPT else ""


def refused_csv(request: Request) -> Response:
    """The refused lines, as the page carried them, as a file that a spreadsheet opens without running anything."""
    rules.permit_shelters(request.actor)
    lines = list(csv.reader(io.StringIO(request.form().text("lines"), newline="")))
    return csv_of("pengungsian-ditolak.csv", lines[0] if lines else ["line"], lines[1:], marked=True)


def sample(request: Request) -> Response:
    """A file to begin with."""
    rules.permit_shelters(request.actor)
    return csv_of("contoh-pengungsian.csv", _SAMPLE[0], _SAMPLE[1:], marked=True)


def undo(request: Request) -> Response:
    """The file's shelters are as before; else the page says why not."""
    rules.permit_shelters(request.actor)
    try:
        at = datetime.fromisoformat(request.form().text("at"))
        back, left = shelter_import.undo(request.platform, request.actor, at if at.tzinfo else at.replace(tzinfo=UTC))
    except ValueError:
        return _page(request, ShelterFileUnreadable(reason=request.t.gettext("no file was chosen")), None)
    except Conflict as refusal:
        return _page(request, refusal, None)
    return redirect(request, f"{PATH}/impor?kembali={back}&tinggal={left}")


def _count(request: Request, name: str) -> int | None:
    given = request.query(name)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None


ROUTES = [
    route("POST", f"{PATH}/impor/batal", undo),
    route("GET", f"{PATH}/impor", show),
    route("POST", f"{PATH}/impor", act),
    route("GET", f"{PATH}/impor/contoh.csv", sample),
    route("POST", f"{PATH}/impor/ditolak.csv", refused_csv),
]
