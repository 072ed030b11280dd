"""Partners on the desk: made, invited, suspended; their phones' keys listed and revoked."""

from uuid import UUID

from simpul.disaster.actions import partners as actions
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.desk import PATH, region_name
from simpul.disaster.rules import partners as rules
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

PARTNERS = f"{PATH}/mitra"
BADGE = "/bencana/lencana"
ICON_WORDS = {
    "badge-check": N_("badge with a tick"),
    "building-2": N_("building"),
    "house": N_("house"),
    "megaphone": N_("megaphone"),
    "phone": N_("telephone"),
    "shield-check": N_("shield"),
    "users": N_("people"),
    "waves": N_("waves"),
    "flame": N_("fire"),
    "mountain": N_("mountain"),
}
"""What each of `rules.ICONS` shows, for who hears the page."""


def show(request: Request) -> Response:
    """All partners of this node, and the form for a new one."""
    return _list(request, None)


def create(request: Request) -> Response:
    """The new partner's page; else the list again with what was written."""
    form = request.form()
    try:
        made = actions.create(
            request.platform, request.actor, code=form.text("code"), name=form.text("name"), icon=form.text("icon")
        )
    except (Invalid, Unavailable) as refusal:
        return _list(request, refusal)
    return redirect(request, f"{PARTNERS}/{made.code}?selesai=create")


def _list(request: Request, refusal: Refusal | None) -> Response:
    rules.permit_partners(request.actor)
    form = request.form()
    context = {
        "partners": actions.partners(request.platform),
        "written": {name: form.text(name) for name in ("code", "name", "icon")},
        "icons": ICON_WORDS,
        "permit": rules.permit_partner,
        "region": region_name(request),
        "path": PATH,
    }
    return answered(request, "disaster/partners.html", context, refusal)


def one(request: Request) -> Response:
    """A partner with its keys and invitations."""
    return _one(request, None, "")


def act(request: Request) -> Response:
    """The partner's page after a step; an invitation's link is shown this once. Else the page with what is wrong."""
    code, form = request.path_params["code"], request.form()
    do = form.text("do")
    try:
        if do == "invite":
            token = actions.invite(request.platform, request.actor, code, label=form.text("label"))
            return _one(request, None, f"{_base(request)}{BADGE}/{token}")
        _change(request, code, do)
    except (Invalid, Conflict, Unavailable) as refusal:
        return _one(request, refusal, "")
    return redirect(request, f"{PARTNERS}/{code}?selesai={do}")


def _change(request: Request, code: str, do: str) -> None:
    platform, actor, form = request.platform, request.actor, request.form()
    match do:
        case "suspend" | "resume":
            actions.set_active(platform, actor, code, active=do == "resume")
        case "change":
            actions.change(platform, actor, code, name=form.text("name") or " ", icon=form.text("icon"))
        case "revoke":
            actions.revoke(platform, actor, code, _id(form.text("key")))
        case _:
            raise NotFound()


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotFound() from None


def _base(request: Request) -> str:
    """The node's address as people outside reach it; as this request came, where none is set."""
    return request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def _one(request: Request, refusal: Refusal | None, link: str) -> Response:
    seen = actions.seen(request.platform, request.actor, request.path_params["code"])
    form, done = request.form(), request.query("selesai")
    context = {
        "seen": seen,
        "link": link,
        "label": form.text("label") if refusal else "",
        "icons": ICON_WORDS,
        "days": rules.INVITED_FOR.days,
        "done": done if done in ("create", "suspend", "resume", "change", "revoke") else "",
        "region": region_name(request),
        "path": PATH,
    }
    return answered(request, "disaster/partner.html", context, refusal)


ROUTES = [
    route("GET", PARTNERS, show),
    route("POST", PARTNERS, create),
    route("GET", f"{PARTNERS}/{{code}}", one),
    route("POST", f"{PARTNERS}/{{code}}", act),
]
