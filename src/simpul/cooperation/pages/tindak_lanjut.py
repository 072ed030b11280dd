"""Actions that follow from decisions: the list with the late ones first, as a file, and putting a new one on it."""

from typing import Any
from uuid import UUID

from simpul.cooperation.actions import following, following_changing, meetings
from simpul.cooperation.actions.following import Wanted
from simpul.cooperation.actions.following_changing import FollowUpGiven
from simpul.cooperation.pages.komite_parts import STATES, asked_of, said, sheet, uuid
from simpul.cooperation.pages.parts import PATH, SIDES, answered
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

ACTIONS = f"{PATH}/tindak-lanjut"
SHOWN = {
    "open": N_("Open"),
    "late": N_("Late"),
    "done": N_("Done"),
    "dropped": N_("Dropped"),
    "all": N_("All"),
}
_ASKED = ("program", "pihak", "pemilik", "keadaan", "q")
_DONE = {"dicatat": N_("The action is on the list. It stays there until it is done, or dropped with a reason.")}
_COLUMNS = ("programme", "decision", "what", "side", "owner", "due", "days_late", "state", "done_on", "note", "synthetic")


def _wanted(asked: dict[str, str]) -> Wanted:
    state = asked["keadaan"] if asked["keadaan"] in SHOWN else "open"
    return Wanted(asked["program"], asked["pihak"], asked["pemilik"], state, asked["q"])


def show(request: Request) -> Response:
    """The actions that this reader may see and asks for, the latest first; the decisions on which nobody acts."""
    platform, actor = request.platform, request.actor
    asked = asked_of(request, *_ASKED)
    wanted = _wanted(asked)
    found = following.listed(platform, actor, wanted)
    context = {
        "sheet": sheet(request, found, ACTIONS, asked),
        "asked": {**asked, "keadaan": wanted.state},
        "counts": following.counted(following.listed(platform, actor, Wanted(programme=asked["program"]))),
        "mine": len(following.mine(platform, actor)),
        "owners": following.owners(platform, actor),
        "programmes": following.programmes_read(platform, actor),
        "kept": meetings.kept(platform, actor),
        "idle": meetings.idle(platform, actor, programme=asked["program"]),
        "mails": platform.mailer.there,
        "shown": SHOWN,
        "states": STATES,
        "actions_path": ACTIONS,
        "done": said(request, _DONE),
    }
    return answered(request, "cooperation/tindak_lanjut.html", context)


def sheet_of(request: Request) -> Response:
    """The list as it is asked for, for spreadsheets."""
    found = following.listed(request.platform, request.actor, _wanted(asked_of(request, *_ASKED)))
    return csv_of("tindak-lanjut.csv", _COLUMNS, [_row(one) for one in found], marked=True)


def _row(one: following.FollowUpSeen) -> tuple[object, ...]:
    act = one.follow_up
    decision = f"{one.decision.number} ({one.decision.on.isoformat()})" if one.decision else ""
    days = (act.due.isoformat(), one.late or "", act.state.value, act.done_on.isoformat() if act.done_on else "")
    return (act.programme, decision, act.what, act.side.value, act.owner_name, *days, act.note, act.synthetic or "")


def new(request: Request) -> Response:
    """The form of a new action: of a decision, or of none."""
    return _form(request, None)


def _form(request: Request, refusal: Refusal | None) -> Response:
    decision = request.query("keputusan") or request.posted.text("decision")
    context: dict[str, Any] = {
        "values": values(request, ("what", "owner", "owner_name", "side", "due")),
        "programme": request.posted.text("programme") or request.query("program"),
        "known": None,
        "meeting": None,
        "decision": None,
        "actions_path": ACTIONS,
        "sides": [(side.value, word) for side, word in SIDES.items()],
    }
    if decision:
        found = next((one for one in _decisions(request) if one[1].id == uuid(decision)), None)
        if found is None:
            raise NotFound()
        context |= {"meeting": found[0], "decision": found[1], "programme": found[1].programme}
    kept = meetings.kept(request.platform, request.actor)
    context["programmes"] = [one for one in following.programmes_read(request.platform, request.actor) if one.code in kept]
    if context["programme"] not in kept:
        context["programme"] = kept[-1] if kept else ""
    context["seats"] = following.seated(request.platform, request.actor, context["programme"])
    return answered(request, "cooperation/tindak_lanjut_form.html", context, refusal)


def _decisions(request: Request) -> list[tuple[Any, Any]]:
    found = meetings.listed(request.platform, request.actor)
    return [(one.meeting, each.decision) for one in found for each in one.decisions]


def values(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """What was posted, by field."""
    return {name: request.posted.text(name) for name in names}


def begun(request: Request) -> Response:
    """The action is on the list, or the form again."""
    decision = request.posted.text("decision")
    try:
        given = given_of(request, request.posted.text("programme"), uuid(decision) if decision else None)
        made = following_changing.begin(request.platform, request.actor, given=given)
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, refusal)
    return redirect(request, f"{ACTIONS}/{made.id}?selesai=dicatat")


def given_of(request: Request, programme: str, decision: UUID | None) -> FollowUpGiven:
    """The action as the form gives it."""
    fields = values(request, ("what", "owner", "owner_name", "side", "due"))
    return FollowUpGiven(programme=programme, decision=decision, **fields)


ROUTES = [
    route("GET", ACTIONS, show),
    route("GET", f"{ACTIONS}.csv", sheet_of),
    route("GET", f"{ACTIONS}/baru", new),
    route("POST", f"{ACTIONS}/baru", begun),
]
