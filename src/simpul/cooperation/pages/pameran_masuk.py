"""The centre's inbox: what visitors of the showcase ask, who answers, what was answered."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from simpul.cooperation.actions import contacting_desk as desk
from simpul.cooperation.model.contacts import ContactSeen, ContactState, ContactsWanted
from simpul.cooperation.pages.pameran_parts import INBOX, context
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.i18n import LANGUAGE_NAMES, N_, in_language
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

EXPORT = f"{INBOX}/ekspor.csv"
STATES = {ContactState.NEW: N_("New"), ContactState.ANSWERED: N_("Answered")}
GENERAL = N_("The cooperation in general")
_DONE = {
    "jawab": N_("The request is marked as answered. Mark it as new again to undo this."),
    "buka": N_("The request is new again."),
    "tugas": N_("The request is assigned."),
}
_HEAD = ("at", "state", "about", "name", "institution", "country", "mail", "message", "language", "assignee", "answered_at")
_ALL = "semua"


def show(request: Request) -> Response:
    """The requests, the newest first; those without an answer where nothing else is asked for."""
    return _page(request, None)


def _wanted(request: Request) -> ContactsWanted:
    state, about = request.query("keadaan", ContactState.NEW.value), request.query("tentang", _ALL)
    known = {one.value for one in ContactState}
    return ContactsWanted(
        ContactState(state) if state in known else None,
        None if about == _ALL else about.removeprefix("umum"),
        request.actor.id if request.query("saya") == "ya" else None,
    )


def _page(request: Request, refusal: Refusal | None) -> Response:
    said = request.query("hal", "1")
    page = int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 6 and said.strip("0") else 1
    found, total = desk.listed(request.platform, request.actor, _wanted(request), page=page)
    names = desk.subject_names(request.platform, request.actor)
    asked = {key: request.query(key) for key in ("keadaan", "tentang", "saya") if request.query(key)}
    done = _DONE.get(request.query("selesai"))
    more: dict[str, Any] = {
        "found": found,
        "total": total,
        "page_number": page,
        "pages": -(-total // desk.PER_PAGE),
        "names": names,
        "general": GENERAL,
        "states": STATES,
        "asked": asked,
        "query": urlencode(asked),
        "colleagues": desk.colleagues(request.platform),
        "list_path": INBOX,
        "export_path": EXPORT,
        "tongues": LANGUAGE_NAMES,
        "days": request.platform.settings.cooperation_contact_days,
        "done": request.t.gettext(done) if done else "",
    }
    return answered(request, "cooperation/kontak.html", {**context(request), **more}, refusal)


def act(request: Request) -> Response:
    """A request is assigned, marked as answered, or as new again; or the list again with what is wrong."""
    form = request.posted
    what, known, version = form.text("lakukan"), _id(form.text("id")), _number(form.text("version"))
    try:
        match what:
            case "jawab" | "buka":
                desk.mark(request.platform, request.actor, known, answered=what == "jawab", version=version)
            case "tugas":
                desk.assign(request.platform, request.actor, known, to=form.text("assignee"), version=version)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _page(request, refusal)
    kept = {key: form.text(key) for key in ("keadaan", "tentang", "saya") if form.text(key)}
    return redirect(request, f"{INBOX}?{urlencode({**kept, 'selesai': what})}")


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise NotFound() from None


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1


def export(request: Request) -> Response:
    """The requests that are asked for as a table; that they were taken out is on record."""
    names = desk.subject_names(request.platform, request.actor)
    found = desk.exported(request.platform, request.actor, _wanted(request))
    return csv_of("kontak-pameran.csv", _HEAD, [_cells(request, one, names) for one in found], marked=True)


def _cells(request: Request, one: ContactSeen, names: dict[str, dict[str, str]]) -> tuple[object, ...]:
    kept, who = one.contact, one.visitor
    about = in_language(names[kept.about], request.lang) if kept.about in names else request.t.gettext(GENERAL)
    answered_at = kept.answered_at.isoformat() if kept.answered_at else ""
    made_up = "synthetic" if kept.synthetic else ""
    said = (who.name, who.institution, who.country, who.mail, who.message)
    state = f"{kept.state.value} {made_up}".strip()
    return (kept.at.isoformat(), state, about, *said, kept.language, kept.assignee_name, answered_at)


ROUTES = [
    route("GET", INBOX, show),
    route("POST", INBOX, act),
    route("GET", EXPORT, export),
]
