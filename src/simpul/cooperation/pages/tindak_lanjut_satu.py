"""One action: what, whose, until when, how far it is, its whole history, and what this reader may do about it."""

from simpul.cooperation.actions import following, following_changing
from simpul.cooperation.actions.following_changing import Saw
from simpul.cooperation.model.governance import FollowUpState
from simpul.cooperation.pages.komite_parts import ENTRIES, STATES, id_of, newest, said, version_of
from simpul.cooperation.pages.parts import SIDES, answered
from simpul.cooperation.pages.tindak_lanjut import ACTIONS, given_of, values
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

_DONE = {
    "dicatat": N_("The action is on the list. It stays there until it is done, or dropped with a reason."),
    "lapor": N_("Your report is in the history."),
    "selesai": N_("The action is done. This can be taken back."),
    "batal": N_("The action is dropped. This can be taken back."),
    "buka": N_("The action is open again."),
    "geser": N_("The action is due on the new day. The day before is in the history."),
    "disimpan": N_("The action is saved."),
}


def one(request: Request) -> Response:
    """One action with its history."""
    return _one(request, None)


def _one(request: Request, refusal: Refusal | None) -> Response:
    whole = following.whole(request.platform, request.actor, id_of(request))
    context = {
        "whole": whole,
        "seen": whole.seen,
        "one": whole.seen.follow_up,
        "is_open": whole.seen.follow_up.state is FollowUpState.OPEN,
        "states": STATES,
        "kinds": ENTRIES,
        "actions_path": ACTIONS,
        "given": request.posted,
        "did": request.posted.text("lakukan"),
        "mails": request.platform.mailer.there,
        "done": said(request, _DONE),
    }
    return answered(request, "cooperation/tindak_lanjut_satu.html", context, refusal)


def act(request: Request) -> Response:
    """Progress is reported, the action finished, dropped, moved or opened again; or the page with what is wrong."""
    what = request.posted.text("lakukan")
    if what not in {"lapor", "selesai", "batal", "buka", "geser"}:
        raise NotFound()
    try:
        _act(request, what)
    except NotFound:
        raise
    except Refusal as refusal:
        return _one(request, refusal)
    return redirect(request, f"{ACTIONS}/{id_of(request)}?selesai={what}")


def _act(request: Request, what: str) -> None:
    platform, actor, given = request.platform, request.actor, request.posted
    saw, words = Saw(id_of(request), version_of(request)), given.text("words")
    if what == "lapor":
        following_changing.report(platform, actor, saw.id, words=words)
    elif what == "selesai":
        following_changing.finish(platform, actor, saw, words=words)
    elif what == "batal":
        following_changing.drop(platform, actor, saw, words=words)
    elif what == "geser":
        following_changing.move(platform, actor, saw, due=given.text("due"), reason=words)
    else:
        following_changing.reopen(platform, actor, saw)


def edit(request: Request) -> Response:
    """The form of what is to be done and by whom."""
    following_changing.permit_change(request.platform, request.actor, id_of(request))
    return _form(request, None)


def _form(request: Request, refusal: Refusal | None) -> Response:
    whole = following.whole(request.platform, request.actor, id_of(request))
    known = whole.seen.follow_up
    names = ("what", "owner", "owner_name", "side")
    kept = {
        "what": known.what,
        "owner": str(known.owner) if known.owner else "",
        "owner_name": "" if known.owner else known.owner_name,
        "side": known.side.value,
    }
    posted = values(request, (*names, "version"))
    context = {
        "known": known,
        "values": newest(
            posted if request.method == "POST" else {**kept, "version": str(known.version)}, refusal, known.version
        ),
        "seats": following.seated(request.platform, request.actor, known.programme),
        "sides": [(side.value, word) for side, word in SIDES.items()],
        "actions_path": ACTIONS,
        "programme": known.programme,
        "decision": whole.seen.decision,
        "meeting": whole.meeting,
    }
    return answered(request, "cooperation/tindak_lanjut_form.html", context, refusal)


def changed(request: Request) -> Response:
    """The action is as the form says, or the form again."""
    key = id_of(request)
    try:
        given = given_of(request, "", None)
        following_changing.change(request.platform, request.actor, Saw(key, version_of(request)), given=given)
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, refusal)
    return redirect(request, f"{ACTIONS}/{key}?selesai=disimpan")


ROUTES = [
    route("GET", f"{ACTIONS}/{{id}}", one),
    route("POST", f"{ACTIONS}/{{id}}", act),
    route("GET", f"{ACTIONS}/{{id}}/ubah", edit),
    route("POST", f"{ACTIONS}/{{id}}/ubah", changed),
]
