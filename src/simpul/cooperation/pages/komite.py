"""The joint committee: meetings, their minutes and numbered decisions, and which decision nobody acts on yet."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from simpul.cooperation.actions import following, meeting_changing, meetings
from simpul.cooperation.model.governance import Meeting
from simpul.cooperation.pages import tindak_lanjut, tindak_lanjut_satu, tindak_lanjut_surel
from simpul.cooperation.pages.komite_parts import STATES, asked_of, id_of, newest, said, sheet, uuid, version_of
from simpul.cooperation.pages.parts import PATH, answered
from simpul.cooperation.rules.programmes import TONGUES
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

MEETINGS = f"{PATH}/komite"
_DONE = {
    "dicatat": N_("The meeting is on record. Write down its decisions next."),
    "disimpan": N_("The meeting is saved."),
    "diputuskan": N_("The decision is on record. Say who acts on it next."),
    "diubah": N_("The decision has the new words."),
    "dicoret": N_("The decision is struck and keeps its number. You can restore it."),
    "dipulihkan": N_("The decision counts again."),
}
_LISTS = ("attended", "agenda", "sources")
_TITLES = tuple(f"title_{tongue}" for tongue in TONGUES)


def show(request: Request) -> Response:
    """The meetings that this reader may see, and the decisions on which nobody acts yet."""
    asked = asked_of(request, "program", "q")
    found = meetings.listed(request.platform, request.actor, programme=asked["program"], q=asked["q"])
    context = {
        "sheet": sheet(request, found, MEETINGS, asked),
        "asked": asked,
        "programmes": following.programmes_read(request.platform, request.actor),
        "kept": meetings.kept(request.platform, request.actor),
        "idle": meetings.idle(request.platform, request.actor, programme=asked["program"]),
        "meetings_path": MEETINGS,
        "actions_path": tindak_lanjut.ACTIONS,
        "counts": following.counted(
            following.listed(request.platform, request.actor, following.Wanted(programme=asked["program"]))
        ),
    }
    return answered(request, "cooperation/komite.html", context)


def one(request: Request) -> Response:
    """One meeting: minutes, decisions, and the actions that follow from each."""
    return _one(request, None)


def _one(request: Request, refusal: Refusal | None) -> Response:
    seen = meetings.seen(request.platform, request.actor, id_of(request))
    context = {
        "seen": seen,
        "one": seen.meeting,
        "meetings_path": MEETINGS,
        "actions_path": tindak_lanjut.ACTIONS,
        "states": STATES,
        "given": request.posted,
        "done": said(request, _DONE),
    }
    return answered(request, "cooperation/komite_satu.html", context, refusal)


def act(request: Request) -> Response:
    """A decision is taken, reworded, struck or restored; or the page again with what is wrong."""
    meeting, given = id_of(request), request.posted
    try:
        done = _act(request, meeting, given.text("lakukan"))
    except NotFound:
        raise
    except Refusal as refusal:
        if given.text("lakukan") == "ubah" and refusal.field == "text":
            refusal.field = "words"  # the box of the decision that was to be reworded
        return _one(request, refusal)
    return redirect(request, f"{MEETINGS}/{meeting}?selesai={done}#putusan")


def _act(request: Request, meeting: UUID, what: str) -> str:
    platform, actor, given = request.platform, request.actor, request.posted
    if what == "putuskan":
        meeting_changing.decide(platform, actor, meeting, text=given.text("text"))
        return "diputuskan"
    decision, version = uuid(given.text("decision")), version_of(request)
    if what == "ubah":
        meeting_changing.reword(platform, actor, decision, text=given.text("words"), version=version)
        return "diubah"
    if what == "coret":
        meeting_changing.strike(platform, actor, decision, version=version)
        return "dicoret"
    if what == "pulihkan":
        meeting_changing.restore(platform, actor, decision, version=version)
        return "dipulihkan"
    raise NotFound()


def new(request: Request) -> Response:
    """The form of a meeting that is not on record yet."""
    return _form(request, None, None)


def edit(request: Request) -> Response:
    """The form of a meeting that is on record."""
    seen = meetings.seen(request.platform, request.actor, id_of(request))
    meeting_changing.permit_hold(request.platform, request.actor, seen.meeting.programme)
    return _form(request, seen.meeting, None)


def _form(request: Request, known: Meeting | None, refusal: Refusal | None) -> Response:
    kept = meetings.kept(request.platform, request.actor)
    if known is None and not kept:
        meeting_changing.permit_hold(request.platform, request.actor, request.query("program"))
    programmes = following.programmes_read(request.platform, request.actor)
    context = {
        "known": known,
        "values": newest(_values(request, known), refusal, known.version if known else 0),
        "programmes": [one for one in programmes if one.code in kept],
        "meetings_path": MEETINGS,
    }
    return answered(request, "cooperation/komite_form.html", context, refusal)


def _values(request: Request, known: Meeting | None) -> dict[str, Any]:
    """What the form's fields hold: what was posted, else what is kept."""
    names = ("programme", "on", "place", "minutes", "version", *_LISTS, *_TITLES)
    if request.method == "POST" or known is None:
        given = {name: request.posted.text(name) for name in names}
        return {**given, "programme": given["programme"] or request.query("program")}
    return {
        "programme": known.programme,
        "on": known.on.isoformat(),
        "place": known.place,
        "minutes": known.minutes,
        "version": str(known.version),
        **{name: "\n".join(getattr(known, name)) for name in _LISTS},
        **{f"title_{tongue}": known.title.get(tongue, "") for tongue in TONGUES},
    }


def held(request: Request) -> Response:
    """The meeting is on record, or the form again."""
    blank = UUID(int=0)
    try:
        made = meeting_changing.hold(request.platform, request.actor, new=_given(request, blank))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, None, refusal)
    return redirect(request, f"{MEETINGS}/{made.id}?{urlencode({'selesai': 'dicatat'})}")


def changed(request: Request) -> Response:
    """The meeting is as the form says, or the form again."""
    key = id_of(request)
    known = meetings.seen(request.platform, request.actor, key).meeting
    try:
        meeting_changing.change(request.platform, request.actor, new=_given(request, key))
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, known, refusal)
    return redirect(request, f"{MEETINGS}/{key}?selesai=disimpan")


def _given(request: Request, id: UUID) -> Meeting:
    given = request.posted
    attended, agenda, sources = (tuple(given.text(name).splitlines()) for name in _LISTS)
    return Meeting(
        id=id,
        programme=given.text("programme"),
        title={tongue: given.text(f"title_{tongue}") for tongue in TONGUES},
        on=_day(given.text("on")),
        place=given.text("place"),
        attended=attended,
        minutes=given.text("minutes"),
        sources=sources,
        version=version_of(request),
        agenda=agenda,
    )


def _day(given: str) -> date:
    """The day as a form gives it; for what is none a day that no meeting may have."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return date.max


ROUTES = [
    route("GET", MEETINGS, show),
    route("GET", f"{MEETINGS}/baru", new),
    route("POST", f"{MEETINGS}/baru", held),
    route("GET", f"{MEETINGS}/{{id}}", one),
    route("POST", f"{MEETINGS}/{{id}}", act),
    route("GET", f"{MEETINGS}/{{id}}/ubah", edit),
    route("POST", f"{MEETINGS}/{{id}}/ubah", changed),
    *tindak_lanjut.ROUTES,
    *tindak_lanjut_satu.ROUTES,
    *tindak_lanjut_surel.ROUTES,
]
