"""The centre's work on the showcase: which innovations there are, in which order, which are shown."""

from collections.abc import Mapping
from typing import Any

from simpul.cooperation.actions import showcasing
from simpul.cooperation.actions import showcasing_forms as forms
from simpul.cooperation.model.showcase import Innovation
from simpul.cooperation.pages.pameran_parts import KEPT, context
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route

NEW, ONE = f"{KEPT}/baru", f"{KEPT}/{{slug}}"
_WRONG = (Invalid, Conflict)
_DONE = {
    "tambah": N_("The innovation is kept."),
    "ubah": N_("The changes are kept."),
    "tampil": N_("Visitors see the innovation now."),
    "sembunyi": N_("Visitors do not see the innovation any more. Show it again to undo this."),
}
_WORDS = {
    "name": N_("Name"),
    "tagline": N_("In one sentence"),
    "problem": N_("The problem"),
    "does": N_("What it does"),
    "who": N_("Who does it"),
    "serves": N_("What serves it in this platform"),
    "award": N_("Award (optional)"),
}
_TONGUES = {"id": N_("Indonesian"), "en": N_("English"), "ko": N_("Korean")}


def listed(request: Request) -> Response:
    """Every innovation, hidden ones too, and how it stands with its figures."""
    done = _DONE.get(request.query("selesai"))
    more = {
        "seen": showcasing.kept(request.platform, request.actor),
        "list_path": KEPT,
        "done": request.t.gettext(done) if done else "",
    }
    return answered(request, "cooperation/pameran_kelola.html", {**context(request), **more})


def act(request: Request) -> Response:
    """An innovation is shown to visitors, or hidden from them."""
    form = request.posted
    what = form.text("lakukan")
    if what not in ("tampil", "sembunyi"):
        raise NotFound()
    showcasing.show(request.platform, request.actor, form.text("slug"), shown=what == "tampil")
    return redirect(request, f"{KEPT}?selesai={what}")


def new(request: Request) -> Response:
    """The form of a new innovation."""
    return _form(request, None, forms.empty())


def add(request: Request) -> Response:
    """The innovation is kept, hidden until it is shown; or the form again with what is wrong."""
    given = _given(request)
    try:
        made = forms.read(given, slug=given["slug"], version=0, shown=False)
        showcasing.add(request.platform, request.actor, made)
    except _WRONG as refusal:
        return _form(request, None, given, refusal)
    return redirect(request, f"{KEPT}?selesai=tambah")


def one(request: Request) -> Response:
    """The form of an innovation that is there."""
    known = showcasing.to_change(request.platform, request.actor, request.path_params["slug"])
    return _form(request, known, forms.written(known))


def change(request: Request) -> Response:
    """The innovation is changed; or the form again with what is wrong."""
    known = showcasing.to_change(request.platform, request.actor, request.path_params["slug"])
    given = _given(request)
    try:
        fit = forms.read(given, slug=known.slug, version=_version(request), shown=known.shown)
        showcasing.change(request.platform, request.actor, fit)
    except _WRONG as refusal:
        return _form(request, known, given, refusal)
    return redirect(request, f"{KEPT}?selesai=ubah")


def _version(request: Request) -> int:
    said = request.posted.text("version")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1


def _given(request: Request) -> dict[str, str]:
    return {name: request.posted.text(name) for name in forms.fields()}


def _form(request: Request, known: Innovation | None, given: Mapping[str, str], refusal: Refusal | None = None) -> Response:
    more: dict[str, Any] = {
        "known": known,
        "given": given,
        "words": _WORDS,
        "tongues": _TONGUES,
        "most": forms.MOST,
        "long": forms.LONG,
        "list_path": KEPT,
        "here_path": f"{KEPT}/{known.slug}" if known else NEW,
    }
    return answered(request, "cooperation/pameran_kelola_satu.html", {**context(request), **more}, refusal)


ROUTES = [
    route("GET", KEPT, listed),
    route("POST", KEPT, act),
    route("GET", NEW, new),
    route("POST", NEW, add),
    route("GET", ONE, one),
    route("POST", ONE, change),
]
