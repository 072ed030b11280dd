"""The agencies of the node."""

from urllib.parse import urlencode

from simpul.identity import actions
from simpul.identity.model import Agency
from simpul.identity.pages.account import signed_in, whole
from simpul.identity.rules import permit_add_agency
from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.web import Request, Response, export, html, redirect, route

PER_PAGE = 25


def show_list(request: Request) -> Response:
    """The agencies: search, page."""
    signed_in(request)
    q, page = request.query("cari")[:100], max(1, whole(request.query("hal")))
    found, count = actions.search_agencies(request.platform, q=q, page=page)
    context = {
        "q": q,
        "agencies": found,
        "count": count,
        "page": page,
        "pages": -(-count // PER_PAGE),
        "kept": urlencode({"cari": q} if q else {}),
        "permit_add_agency": permit_add_agency,
        "home": request.platform.settings.agency_code,
        "added": request.query("beres"),
        "refusal": None,
    }
    return html(request, "identity/agencies.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    signed_in(request)
    found, _ = actions.search_agencies(request.platform, q=request.query("cari")[:100], most=100_000)
    rows = [(one.code, one.name, one.region, people) for one, people in found]
    return export.csv_of("instansi.csv", ("code", "name", "region", "active_accounts"), rows)


def ask_new(request: Request) -> Response:
    """The form for a new agency."""
    signed_in(request)
    permit_add_agency(request.actor, request.platform.settings.agency_code)
    return _form(request)


def add(request: Request) -> Response:
    """The agency is there."""
    signed_in(request)
    form = request.form()
    try:
        new = Agency(form.text("code"), form.text("name"), form.text("region"))
        actions.add_agency(request.platform, request.actor, new=new)
    except (Invalid, Conflict) as refusal:
        return _form(request, refusal)
    return redirect(request, "/akun/instansi?beres=1")


def _form(request: Request, refusal: Refusal | None = None) -> Response:
    form = request.form()
    context = {name: form.text(name) for name in ("code", "name", "region")}
    return html(request, "identity/agency_new.html", {**context, "refusal": refusal}, 422 if refusal else 200)


ROUTES = [
    route("GET", "/akun/instansi", show_list),
    route("GET", "/akun/instansi/ekspor.csv", export_list),
    route("GET", "/akun/instansi/baru", ask_new),
    route("POST", "/akun/instansi", add),
]
