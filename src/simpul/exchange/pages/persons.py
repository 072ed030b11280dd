"""Registrars look accounts up, check whose identifier it is, end a check. No name or identifier stands in an address."""

from urllib.parse import urlencode
from uuid import UUID

from simpul.exchange.actions import persons
from simpul.exchange.model.persons import Check, CheckSearch, Document, IdentifierHeld, PersonOnly
from simpul.exchange.pages.addressed import uuid_in
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.permissions import permit_check_person, permit_look
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

LIST = f"{PATH}/warga"
STATES = {"berlaku": "in-force", "diakhiri": "ended", "semua": ""}
HEAD = ("account", "name", "login", "agency", "document", "checked_at", "checked_by", "ended_at", "ended_why")


def by_person(request: Request) -> None:
    """Nothing, when a person in a browser asks; PersonOnly for a program's token."""
    if request.session is None:
        raise PersonOnly()


def zone(request: Request) -> str:
    """The time zone of the reader's agency."""
    return zone_of(request.actor.region or "")


def show_list(request: Request) -> Response:
    """Who was checked: filter, page; and the way to look an account up."""
    by_person(request)
    return _list(request)


def find(request: Request) -> Response:
    """The accounts whose name or login holds what was typed. It comes as a form, so that no address holds a name."""
    by_person(request)
    q = request.form().text("cari")[:100]
    return _list(request, (q, persons.found(request.platform, request.actor, q=q)))


def begin_again(request: Request) -> Response:
    """The list: what was looked up is not kept in the address."""
    return redirect(request, LIST)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it. No identifier is in it: there is none."""
    by_person(request)
    search, _ = _asked(request)
    found, _count = persons.checks(request.platform, request.actor, search=search, most=100_000)
    return csv_of("pemeriksaan-warga.csv", HEAD, [_row(one) for one in found])


def show(request: Request) -> Response:
    """One account: whether it was checked; the form to check it, or to end that."""
    by_person(request)
    return _page(request)


def act(request: Request) -> Response:
    """The account was checked, or its check was ended; else the page again, with all but the identifier as it was typed."""
    by_person(request)
    form, account = request.form(), uuid_in(request, "account")
    try:
        match form.text("do"):
            case "check":
                persons.check_person(request.platform, request.actor, account=account, check=_typed(request))
            case "end":
                persons.end_check(request.platform, request.actor, account=account, why=form.text("why"))
            case _:
                raise NotFound()
    except (Invalid, Conflict, TooMany) as refusal:
        return _page(request, refusal)
    return redirect(request, f"{LIST}/{account}?selesai={form.text('do')}")


def _list(request: Request, hits: tuple[str, list[persons.Known]] | None = None) -> Response:
    platform, actor = request.platform, request.actor
    search, kept = _asked(request)
    found, count = persons.checks(platform, actor, search=search)
    context = {
        "q": hits[0] if hits else "",
        "hits": hits[1] if hits else None,
        "most": persons.PER_PAGE,
        "found": found,
        "count": count,
        "search": search,
        "state": request.query("status") if request.query("status") in STATES else "semua",
        "officers": persons.officers(platform, actor),
        "pages": -(-count // persons.PER_PAGE),
        "kept": urlencode(kept),
        **_may(request),
    }
    return html(request, "exchange/persons.html", context)


def _page(request: Request, refusal: Refusal | None = None) -> Response:
    one, form = persons.known(request.platform, request.actor, account=uuid_in(request, "account")), request.form()
    held = None
    if isinstance(refusal, IdentifierHeld) and refusal.account is not None:
        held = persons.known(request.platform, request.actor, account=refusal.account)
    context = {
        "one": one,
        "held": held,
        "own": one.id == request.actor.id,
        "documents": list(Document),
        "document": form.text("document"),
        "face_to_face": form.texts("face_to_face"),
        "why": form.text("why"),
        "done": request.query("selesai"),
        **_may(request),
        "refusal": refusal,
    }
    return html(request, "exchange/persons_one.html", context, status_of(refusal) if refusal else 200)


def _may(request: Request) -> dict[str, object]:
    home = request.platform.settings.agency_code
    checks, looks = _is_permitted(permit_check_person, request), _is_permitted(permit_look, request)
    return {"checks": checks, "looks": looks, "home": home, "zone": zone(request), "refusal": None}


def _is_permitted(permit: "type | object", request: Request) -> bool:
    try:
        permit(request.actor, request.platform.settings.agency_code)  # type: ignore[operator]
    except NotAllowed:
        return False
    return True


def _typed(request: Request) -> Check:
    form = request.form()
    chosen = form.text("document")
    document = Document(chosen) if chosen in {one.value for one in Document} else None
    return Check(document, form.text("identifier"), form.text("again"), "1" in form.texts("face_to_face"))


def _asked(request: Request) -> tuple[CheckSearch, dict[str, str]]:
    """`?status=&petugas=&hal=`; what makes no sense counts as not asked. And what of it stays from page to page."""
    kept = {name: request.query(name) for name in ("status", "petugas") if request.query(name)}
    try:
        officer = UUID(request.query("petugas")) if request.query("petugas") else None
    except ValueError:
        officer = None
    page = max(1, whole(request.query("hal")))
    return CheckSearch(STATES.get(request.query("status"), ""), officer, page), kept


def _row(one: persons.Known) -> tuple[object, ...]:
    account, check, officer = one.account, one.check, one.officer
    who = (account.name, account.login, account.agency.name) if account else ("", "", "")
    if check is None:
        return (str(one.id), *who, "", "", "", "", "")
    ended = check.ended_at.isoformat() if check.ended_at else ""
    by = officer.name if officer else str(check.checked_by)
    return (str(one.id), *who, check.document.value, check.checked_at.isoformat(), by, ended, check.ended_why)


ROUTES = [
    route("GET", LIST, show_list),
    route("POST", f"{LIST}/cari", find),
    route("GET", f"{LIST}/cari", begin_again),
    route("GET", f"{LIST}/ekspor.csv", export_list),
    route("GET", f"{LIST}/{{account}}", show),
    route("POST", f"{LIST}/{{account}}", act),
]
