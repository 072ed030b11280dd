"""Signed records: found by number or digest, proved to everybody; read as PDF and JSON by whom the assessment is for."""

from typing import Any

from simpul.kernel.errors import Invalid, NotFound, Refusal
from simpul.kernel.typesetting import pdf
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import opening, records
from simpul.maturity.pages.bukti import OF, home_of
from simpul.maturity.pages.parts import PATH, STAGES, answered, id_of, zone
from simpul.maturity.pages.record_paper import OFFICES, TITLES, groups, paper
from simpul.maturity.rules.records import canonical

RECORDS = f"{PATH}/berita-acara"
ONE = f"{RECORDS}/{{id}}"


def seek(request: Request) -> Response:
    """The way to a record whose number or digest `q` is; else the form with what is wrong."""
    asked = request.query("q")
    refusal: Refusal | None = None
    if asked:
        try:
            return redirect(request, f"{RECORDS}/{records.find(request.platform, request.actor, asked)}")
        except (Invalid, NotFound) as found:
            refusal = found
    return answered(request, "maturity/berita_acara_cari.html", {"q": asked, "here_path": RECORDS}, refusal)


def show(request: Request) -> Response:
    """Whether the record's digest and signatures hold; for everybody, without its content."""
    found = records.prove(request.platform, request.actor, id_of(request.path_params["id"]))
    context = {
        "found": found,
        "record": found.record,
        "roles": OFFICES,
        "titles": TITLES,
        "list_path": RECORDS,
        "here_path": f"{RECORDS}/{found.record.id}",
        "digest_groups": groups(found.record.digest),
    }
    return answered(request, "maturity/berita_acara.html", context)


def as_pdf(request: Request) -> Response:
    """The record as PDF, its digest and signatures printed on it; RecordNotYours."""
    found, of = records.read(request.platform, request.actor, id_of(request.path_params["id"]))
    address = f"{request.platform.settings.public_url or str(request.base_url).rstrip('/')}{RECORDS}/{found.record.id}"
    document = paper(request, found, of.instrument, {"address": address, "zone": zone(request)})
    name = f"{found.record.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(pdf("simpul.maturity", "record.typ", document), 200, headers, "application/pdf")


def as_json(request: Request) -> Response:
    """The canonical message itself: its SHA-256 is the digest; RecordNotYours."""
    found, _ = records.read(request.platform, request.actor, id_of(request.path_params["id"]))
    name = f"{found.record.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(canonical(found.record.message), 200, headers, "application/json")


def of_assessment(request: Request) -> Response:
    """Every record of the assessment, the newest first, those replaced marked."""
    one = opening.one(request.platform, request.actor, id=id_of(request.path_params["id"]))
    context: dict[str, Any] = {
        "records": records.all_of(request.platform, request.actor, one.id),
        "title": f"{one.participant.name}, {one.edition_title}",
        "home_path": home_of(one),
        "here_path": OF.format(id=one.id) + "/berita-acara",
        "titles": TITLES,
        "stages": STAGES,
        "roles": OFFICES,
        "list_path": RECORDS,
    }
    return answered(request, "maturity/berita_acara_daftar.html", context)


ROUTES = [
    route("GET", RECORDS, seek),
    route("GET", ONE, show),
    route("GET", f"{ONE}/pdf", as_pdf),
    route("GET", f"{ONE}/pesan.json", as_json),
    route("GET", f"{OF}/berita-acara", of_assessment),
]
