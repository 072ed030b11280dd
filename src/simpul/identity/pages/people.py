"""Administrators look after accounts."""

from urllib.parse import urlencode

from simpul.identity import actions
from simpul.identity.model import ROLES, Account, NewAccount, Search
from simpul.identity.pages.account import part, signed_in, whole, zone
from simpul.identity.rules import permit_administer, permit_disable, permit_give_role
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from simpul.kernel.web import Request, Response, export, html, redirect, route

PER_PAGE = 25


def asked(request: Request) -> Search:
    """What the list is asked for: `?cari=&status=&peran=&instansi=&hal=`; what makes no sense counts as not asked."""
    status = {"aktif": "active", "nonaktif": "disabled"}.get(request.query("status"), "")
    role = request.query("peran")
    page = max(1, whole(request.query("hal")))
    return Search(request.query("cari")[:100], status, role if role in ROLES else "", request.query("instansi")[:100], page)


def show_list(request: Request) -> Response:
    """The accounts this administrator looks after: search, filter, page."""
    signed_in(request)
    search = asked(request)
    people, count = actions.search_accounts(request.platform, request.actor, search=search)
    pages = -(-count // PER_PAGE)
    kept = {name: request.query(name) for name in ("cari", "status", "peran", "instansi") if request.query(name)}
    context = {
        "search": search,
        "people": people,
        "count": count,
        "pages": pages,
        "kept": urlencode(kept),
        "roles": ROLES,
        "agencies": _agencies(request),
        "added": request.query("beres"),
        "refusal": None,
    }
    return html(request, "identity/people.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    signed_in(request)
    search = asked(request)
    people, _ = actions.search_accounts(request.platform, request.actor, search=search, most=100_000)
    head = ("login", "name", "agency", "roles", "active", "created_at", "signed_in_at")
    return export.csv_of("pengguna.csv", head, [_row(person) for person in people])


def ask_new(request: Request) -> Response:
    """The form for a new account."""
    signed_in(request)
    return _new_form(request)


def add(request: Request) -> Response:
    """The new account, with its one-time password, shown this once."""
    signed_in(request)
    form = request.form()
    roles = frozenset(form.texts("roles"))
    new = NewAccount(form.text("login"), form.text("name"), form.text("agency") or request.actor.agency or "", roles)
    try:
        person, secret = actions.add_account(request.platform, request.actor, new=new)
    except (Invalid, Conflict, NotFound, NotAllowed) as refusal:
        return _new_form(request, refusal)
    return _secret_page(request, person, secret, status=201)


def show(request: Request) -> Response:
    """One account: who, which roles, when last signed in; what can be done about it."""
    signed_in(request)
    person = actions.find_account(request.platform, request.actor, id=part(request))
    return _person_page(request, person)


def set_active(request: Request) -> Response:
    """The account is disabled, or enabled again."""
    signed_in(request)
    active = request.form().text("active") == "1"
    person = actions.set_active(request.platform, request.actor, id=part(request), active=active)
    return redirect(request, f"/akun/pengguna/{person.id}?beres={'aktif' if active else 'nonaktif'}")


def set_roles(request: Request) -> Response:
    """The account holds the ticked roles. Those this administrator does not give stay as they are."""
    signed_in(request)
    person = actions.find_account(request.platform, request.actor, id=part(request))
    ticked = frozenset(request.form().texts("roles"))
    stays = person.roles - {code for code, _ in _open_roles(request, person)}
    try:
        actions.set_roles(request.platform, request.actor, id=person.id, roles=ticked | stays)
    except (Invalid, NotAllowed) as refusal:
        return _person_page(request, person, refusal)
    return redirect(request, f"/akun/pengguna/{person.id}?beres=peran")


def reset_password(request: Request) -> Response:
    """A one-time password, shown this once."""
    signed_in(request)
    person = actions.find_account(request.platform, request.actor, id=part(request))
    secret = actions.reset_password(request.platform, request.actor, id=person.id)
    return _secret_page(request, person, secret)


def _person_page(request: Request, person: Account, refusal: Refusal | None = None) -> Response:
    context = {
        "person": person,
        "zone": zone(person),
        "roles": [ROLES[code] for code in sorted(person.roles) if code in ROLES],
        "open": [role for _, role in _open_roles(request, person)],
        "home": request.platform.settings.agency_code,
        "permit_disable": permit_disable,
        "done": request.query("beres"),
        "refusal": refusal,
    }
    return html(request, "identity/person.html", context, 422 if refusal else 200)


def _open_roles(request: Request, person: Account) -> list[tuple[str, object]]:
    """The roles that this administrator may give to this person or take."""
    found: list[tuple[str, object]] = []
    for code, role in ROLES.items():
        try:
            permit_give_role(request.actor, person, code, request.platform.settings.agency_code)
        except NotAllowed:
            continue
        found.append((code, role))
    return found


def _agencies(request: Request) -> list[tuple[str, str]]:
    """Code and name of each agency that this administrator looks after."""
    found, _ = actions.search_agencies(request.platform, most=1000)
    mine = []
    for one, _people in found:
        try:
            permit_administer(request.actor, one.code, request.platform.settings.agency_code)
        except NotAllowed:
            continue
        mine.append((one.code, one.name))
    return mine


def _new_form(request: Request, refusal: Refusal | None = None) -> Response:
    form = request.form()
    home = request.platform.settings.agency_code
    context = {
        "refusal": refusal,
        "agencies": _agencies(request),
        "roles": [role for role in ROLES.values() if not role.node_wide or request.actor.agency == home],
        "name": form.text("name"),
        "login": form.text("login"),
        "agency": form.text("agency") or request.actor.agency or "",
        "chosen": form.texts("roles"),
    }
    return html(request, "identity/person_new.html", context, 422 if refusal else 200)


def _secret_page(request: Request, person: Account, secret: str, status: int = 200) -> Response:
    return html(request, "identity/person_secret.html", {"person": person, "secret": secret, "refusal": None}, status)


def _row(person: Account) -> tuple[object, ...]:
    at = person.signed_in_at.isoformat() if person.signed_in_at else ""
    roles = " ".join(sorted(person.roles))
    return person.login, person.name, person.agency.code, roles, person.active, person.created_at.isoformat(), at


ROUTES = [
    route("GET", "/akun/pengguna", show_list),
    route("GET", "/akun/pengguna/ekspor.csv", export_list),
    route("GET", "/akun/pengguna/baru", ask_new),
    route("POST", "/akun/pengguna", add),
    route("GET", "/akun/pengguna/{id}", show),
    route("POST", "/akun/pengguna/{id}/status", set_active),
    route("POST", "/akun/pengguna/{id}/peran", set_roles),
    route("POST", "/akun/pengguna/{id}/kata-sandi", reset_password),
]
