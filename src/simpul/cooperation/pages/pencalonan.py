"""Nominations: a liaison's desk, an activity's people, deciding about them, the list as a file."""

from collections.abc import Mapping
from urllib.parse import urlencode

from simpul.cooperation.actions import nominating
from simpul.cooperation.pages.kegiatan_words import ACTIVITIES, KINDS, PEOPLE_STATES, STATES, activity_id, page_of, when
from simpul.cooperation.pages.parts import PATH, answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import LANGUAGE_NAMES, N_, in_language
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

DESK = f"{PATH}/pencalonan"
_PAGE = 20
_FIELDS = ("name", "office", "email", "language", "agency", "agency_name")
ACTS: Mapping[str, str] = {
    "accept": N_("Accept the person"),
    "decline": N_("Decline"),
    "withdraw": N_("Withdraw the nomination"),
    "consider": N_("Undo the decline"),
    "return": N_("Undo the withdrawal"),
    "prefer": N_("Move one up"),
}
TOLD: Mapping[str, str] = {
    "due": N_("A mail goes out within a minute."),
    "sent": N_("A mail was sent."),
    "refused": N_("The mail server refused the address: tell them yourself."),
    "by-hand": N_("No mail goes out: tell them yourself."),
}
_DONE = {
    "calon": N_("The person is nominated and has a place."),
    "tunggu": N_("All places are taken: the person is on the waiting list and moves up when a place is free."),
    "accept": N_("The person is accepted."),
    "decline": N_("The person is declined; what was kept of their passport is erased. You can undo the decline."),
    "withdraw": N_("The person is withdrawn; what was kept of their passport is erased. You can undo the withdrawal."),
    "consider": N_("The decline is undone. Whether there is still a place, the list says."),
    "return": N_("The withdrawal is undone. Whether there is still a place, the list says."),
    "prefer": N_("The person moved one up on the waiting list."),
}


def desk(request: Request) -> Response:
    """What this liaison's agency may send people to."""
    context = {
        "rows": nominating.desk(request.platform, request.actor),
        "list_path": ACTIVITIES,
        "desk_path": DESK,
        "kinds": KINDS,
        "states": STATES,
        "when": lambda one: when(request, one),
    }
    return answered(request, "cooperation/pencalonan.html", context)


def show(request: Request) -> Response:
    """Who is nominated to an activity, as this reader may know, and the form of another."""
    return _page(request, None)


def _asked(request: Request) -> dict[str, str]:
    """What the list is asked for, by the names in its address; a form sends it along, so that one comes back there."""
    sent = request.posted.text if request.method == "POST" else request.query
    return {name: sent(name)[:100] for name in ("q", "keadaan", "hal")}


def _page(request: Request, refusal: Refusal | None) -> Response:
    asked = _asked(request)
    which = {"q": asked["q"], "state": asked["keadaan"]}
    found = nominating.people(request.platform, request.actor, activity_id(request), **which)
    one, done = found.seen.activity, request.query("selesai")
    pages = max(1, -(-len(found.people) // _PAGE))
    page = page_of(asked["hal"], pages)
    context = {
        "found": found,
        "rows": found.people[(page - 1) * _PAGE : page * _PAGE],
        "page": page,
        "pages": pages,
        "asked": asked,
        "query": urlencode({name: asked[name] for name in ("q", "keadaan")}),
        "seen": found.seen,
        "one": one,
        "list_path": ACTIVITIES,
        "here_path": f"{ACTIVITIES}/{one.id}",
        "people_states": PEOPLE_STATES,
        "act_words": ACTS,
        "told_words": TOLD,
        "tongues": [(code, LANGUAGE_NAMES[code]) for code in ("id", "en", "ko")],
        "given": request.posted,
        "wrong": request.posted.text("calon"),
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
        "when": lambda each: when(request, each),
    }
    return answered(request, "cooperation/pencalonan_kegiatan.html", context, refusal)


def nominated(request: Request) -> Response:
    """The person has a place or waits, or the form again."""
    given, here = request.posted, activity_id(request)
    try:
        fields = {name: given.text(name) for name in _FIELDS}
        made = nominating.nominate(request.platform, request.actor, here, fields)
    except Refusal as refusal:
        return _page(request, refusal)
    done = "tunggu" if made.state.value == "waiting" else "calon"
    return redirect(request, f"{ACTIVITIES}/{here}/calon?selesai={done}")


def acted(request: Request) -> Response:
    """Somebody is accepted, declined, withdrawn, taken back or moved up; or the page says why not."""
    given, here = request.posted, activity_id(request)
    fields = {"act": given.text("lakukan"), "version": given.text("version"), "reason": given.text("reason")}
    try:
        nominating.act(request.platform, request.actor, activity_id(request, "calon"), fields)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{ACTIVITIES}/{here}/calon?{urlencode(_asked(request) | {'selesai': fields['act']})}")


def export(request: Request) -> Response:
    """The same people as a file: addresses only where the page shows them, of passports nothing."""
    asked = _asked(request)
    which = {"q": asked["q"], "state": asked["keadaan"]}
    found = nominating.people(request.platform, request.actor, activity_id(request), **which)
    said = request.t.gettext
    head = ("agency", "agency_name", "side", "name", "office", "email", "state", "waiting_place", "activity", "synthetic")
    title = in_language(found.seen.activity.title, request.lang)
    rows = [
        (
            *(one.nomination.agency, one.nomination.agency_name, one.nomination.side.value, one.nomination.name),
            *(one.nomination.office, one.nomination.email, said(PEOPLE_STATES[one.nomination.state][1])),
            *("" if one.place is None else one.place, title, "yes" if one.nomination.synthetic else ""),
        )
        for one in found.people
    ]
    return csv_of("calon.csv", head, rows, marked=True)


ROUTES = [
    route("GET", DESK, desk),
    route("GET", f"{ACTIVITIES}/{{id}}/calon", show),
    route("POST", f"{ACTIVITIES}/{{id}}/calon", nominated),
    route("GET", f"{ACTIVITIES}/{{id}}/calon.csv", export),
    route("POST", f"{ACTIVITIES}/{{id}}/calon/{{calon}}", acted),
]
