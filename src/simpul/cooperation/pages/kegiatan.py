"""Activities: the list that everybody reads, one activity, and its keeping."""

from collections.abc import Mapping
from typing import Any

from simpul.cooperation.actions import activities, activity_keeping
from simpul.cooperation.actions import activity_forms as forms
from simpul.cooperation.actions.activities import ActivitiesAsked
from simpul.cooperation.model.activities import Activity
from simpul.cooperation.model.activity_refusals import ActivityProgrammeWrong
from simpul.cooperation.model.programmes import LIAISON, NotYourProgramme
from simpul.cooperation.pages.kegiatan_words import ACTIVITIES, KINDS, MOVES, PRECISIONS, STATES, activity_id, page_of, when
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, ZONES, in_language
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

_PAGE = 20
WHEN = {"": N_("At any time"), "upcoming": N_("Upcoming"), "past": N_("Past")}
_DONE = {
    "tambah": N_("The activity is kept as a draft. Set quotas, then open it for nominations."),
    "simpan": N_("The activity is saved."),
    "kuota": N_("The quota is set."),
    "lepas": N_("The quota is taken away. You can set it again."),
    "open": N_("The activity takes nominations now."),
    "close": N_("Nominations are closed. You can open them again."),
    "hold": N_("It is on record that the activity took place. You can take that back."),
    "reopen": N_("The activity has not taken place yet."),
    "cancel": N_(
        "The activity is cancelled, and its passports are erased. You can undo the cancellation, not the erasure."
    ),
    "restore": N_("The activity is what it was before it was cancelled."),
}
ROOMS: tuple[tuple[str, str, str, str], ...] = (
    ("/kehadiran", "user-check", N_("Attendance"), N_("Who came, on site and from afar.")),
    ("/sertifikat", "award", N_("Certificates"), N_("Signed certificates for who attended.")),
)
"""Rooms of an activity that are kept elsewhere: path below it, icon, name, what it is for."""


def show_list(request: Request) -> Response:
    """The activities that this reader may know of, with what was asked for."""
    asked, listed = _asked(request)
    pages = max(1, -(-len(listed.found) // _PAGE))
    page = page_of(request.query("hal"), pages)
    context = {
        "asked": asked,
        "listed": listed,
        "found": listed.found[(page - 1) * _PAGE : page * _PAGE],
        "page": page,
        "pages": pages,
        "query": _query(asked),
        "liaison": LIAISON in request.actor.roles,
        **_words(request),
        "moments": WHEN,
    }
    return answered(request, "cooperation/kegiatan.html", context)


def _asked(request: Request) -> tuple[ActivitiesAsked, activities.ActivityList]:
    names = {"programme": "program", "kind": "jenis", "year": "tahun", "when": "kapan", "q": "q"}
    asked = ActivitiesAsked(**{name: request.query(theirs)[:100] for name, theirs in names.items()})
    return asked, activities.listed(request.platform, request.actor, asked)


def _query(asked: ActivitiesAsked) -> dict[str, str]:
    """What was asked for, by the names that the address has."""
    return {"program": asked.programme, "jenis": asked.kind, "tahun": asked.year, "kapan": asked.when, "q": asked.q}


def _words(request: Request) -> dict[str, Any]:
    return {
        "list_path": ACTIVITIES,
        "kinds": KINDS,
        "states": STATES,
        "when": lambda one: when(request, one),
    }


def export(request: Request) -> Response:
    """The same list as a file."""
    _, listed = _asked(request)
    said = request.t.gettext
    head = (
        "programme",
        "kind",
        "title",
        "since",
        "until",
        "precision",
        "place",
        "participants",
        "state",
        "synthetic",
        "sources",
    )
    rows = [
        (
            *(
                one.programme,
                said(KINDS[one.kind]),
                in_language(one.title, request.lang),
                one.since,
                one.until,
                one.precision,
            ),
            *(one.place, "" if one.participants is None else one.participants, said(STATES[one.state][1])),
            *("yes" if one.synthetic else "", " ".join(one.sources)),
        )
        for one in listed.found
    ]
    return csv_of("kegiatan.csv", head, rows, marked=True)


def show(request: Request) -> Response:
    """One activity."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    seen = activities.seen(request.platform, request.actor, activity_id(request))
    done = request.query("selesai")
    context = {
        "seen": seen,
        "one": seen.activity,
        "here_path": f"{ACTIVITIES}/{seen.activity.id}",
        "rooms": ROOMS if seen.reads else (),
        "move_words": MOVES,
        "given": request.posted,
        "done": request.t.gettext(_DONE[done]) if done in _DONE else "",
        **_words(request),
    }
    return answered(request, "cooperation/kegiatan_satu.html", context, refusal)


def new(request: Request) -> Response:
    """The form of a new activity, for who keeps a programme; NotYourProgramme."""
    return _form(request, None, None)


def _form(request: Request, known: Activity | None, refusal: Refusal | None) -> Response:
    listed = activities.listed(request.platform, request.actor, ActivitiesAsked())
    if not listed.kept:
        raise NotYourProgramme()
    posted = request.method == "POST"
    values = _given(request) if posted or known is None else forms.fields_of(known)
    if not posted and known is None:
        values |= {"programme": request.query("program"), "precision": "day", "zone": "WIB"}
    context = {
        "known": known,
        "values": values,
        "kept": listed.kept[::-1],
        "precisions": PRECISIONS,
        "zones": tuple(ZONES),
        "inferable": forms.INFERRED,
        **_words(request),
    }
    return answered(request, "cooperation/kegiatan_form.html", context, refusal)


def _given(request: Request) -> dict[str, str]:
    given = request.posted
    inferred = {f"inferred_{name}": "ya" for name in given.texts("inferred") if name in forms.INFERRED}
    return {name: given.text(name) for name in forms.FIELDS} | inferred


def added(request: Request) -> Response:
    """The activity is there, or the form again."""
    try:
        made = activity_keeping.add(request.platform, request.actor, _given(request))
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{ACTIVITIES}/{made.id}?selesai=tambah")


def edit(request: Request) -> Response:
    """The form of an activity that is there."""
    return _form(request, _kept(request), None)


def _kept(request: Request) -> Activity:
    seen = activities.seen(request.platform, request.actor, activity_id(request))
    if not seen.keeps:
        raise NotYourProgramme()
    return seen.activity


def changed(request: Request) -> Response:
    """The activity is as the form says, or the form again."""
    known = _kept(request)
    try:
        activity_keeping.change(request.platform, request.actor, known.id, _given(request))
    except ActivityProgrammeWrong:
        raise
    except Refusal as refusal:
        return _form(request, known, refusal)
    return redirect(request, f"{ACTIVITIES}/{known.id}?selesai=simpan")


def moved(request: Request) -> Response:
    """The activity is opened, closed, held, cancelled or restored."""
    what, version = request.posted.text("lakukan"), request.posted.text("version")
    try:
        seen = int(version) if version.isdecimal() and len(version) < 9 else 0
        activity_keeping.move(request.platform, request.actor, activity_id(request), move=what, version=seen)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{ACTIVITIES}/{activity_id(request)}?selesai={what}")


def quota(request: Request) -> Response:
    """An agency's quota is set or taken away."""
    given, here = request.posted, activity_id(request)
    fields: Mapping[str, str] = {name: given.text(name) for name in ("agency", "name", "places")}
    try:
        if given.text("lakukan") == "lepas":
            activity_keeping.drop_quota(request.platform, request.actor, here, agency=fields["agency"])
            return redirect(request, f"{ACTIVITIES}/{here}?selesai=lepas#kuota")
        activity_keeping.set_quota(request.platform, request.actor, here, fields)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{ACTIVITIES}/{here}?selesai=kuota#kuota")


ROUTES = [
    route("GET", ACTIVITIES, show_list),
    route("GET", f"{ACTIVITIES}.csv", export),
    route("GET", f"{ACTIVITIES}/baru", new),
    route("POST", f"{ACTIVITIES}/baru", added),
    route("GET", f"{ACTIVITIES}/{{id}}", show),
    route("GET", f"{ACTIVITIES}/{{id}}/ubah", edit),
    route("POST", f"{ACTIVITIES}/{{id}}/ubah", changed),
    route("POST", f"{ACTIVITIES}/{{id}}/keadaan", moved),
    route("POST", f"{ACTIVITIES}/{{id}}/kuota", quota),
]
