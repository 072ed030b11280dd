"""Where somebody's reminders go: their own address and language, which they give and take back themselves."""

from simpul.cooperation.actions import reminding_mail
from simpul.cooperation.pages.komite_parts import said
from simpul.cooperation.pages.parts import PATH, answered
from simpul.cooperation.pages.tindak_lanjut import ACTIONS
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import LANGUAGE_NAMES, N_, PARTNERS_LANGUAGES
from simpul.kernel.web import Request, Response, redirect, route

MAIL = f"{PATH}/surel"
_DONE = {
    "simpan": N_("Your reminders go to this address from now on."),
    "hapus": N_("Your address is erased. No reminder goes out to you any more."),
}


def show(request: Request) -> Response:
    """One's own address, or the form for it."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    own = reminding_mail.own(request.platform, request.actor)
    posted = request.method == "POST"
    context = {
        "own": own,
        "address": request.posted.text("address") if posted else own.address,
        "language": request.posted.text("language") if posted else own.language or request.lang,
        "mail_languages": [{"value": one, "text": LANGUAGE_NAMES[one]} for one in PARTNERS_LANGUAGES],
        "mail_path": MAIL,
        "actions_path": ACTIONS,
        "done": said(request, _DONE),
    }
    return answered(request, "cooperation/tindak_lanjut_surel.html", context, refusal)


def act(request: Request) -> Response:
    """The address is kept or erased; or the form again with what is wrong."""
    given = request.posted
    what = given.text("lakukan")
    if what not in _DONE:
        raise NotFound()
    try:
        if what == "simpan":
            address, language = given.text("address"), given.text("language")
            reminding_mail.keep(request.platform, request.actor, address=address, language=language)
        else:
            reminding_mail.remove(request.platform, request.actor)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{MAIL}?selesai={what}")


ROUTES = [route("GET", MAIL, show), route("POST", MAIL, act)]
