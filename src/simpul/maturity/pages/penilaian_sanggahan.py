"""What the agency objects to, and what the assessors answered (sanggah, since 2026)."""

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import objecting
from simpul.maturity.model.agency_refusals import IndicatorsMissing, WantedUnreadable
from simpul.maturity.model.assessing import OBJECTION, NewObjection
from simpul.maturity.pages.agency_frame import Frame, framed, noon, rows_of
from simpul.maturity.pages.parts import SELF, answered, id_of, level_of

ALL = f"{SELF}/{{id}}/sanggahan"
REASON = 2_000
_DONE = frozenset({"object", "withdraw", "done"})
_FIELDS = ("indicator", "wanted", "reason")


def show(request: Request) -> Response:
    """The objections and the form of a new one; `indikator` in the address chooses which."""
    return _page(request, framed(request), None)


def act(request: Request) -> Response:
    """The page after objecting or withdrawing; else with what is wrong."""
    stands, do = framed(request), request.form().text("do")
    if do not in _ACTS:
        raise NotFound()
    try:
        _ACTS[do](request, stands)
    except (Invalid, Conflict) as refusal:
        return _page(request, stands, refusal)
    return redirect(request, f"{stands.to}/sanggahan?selesai={do}")


def _page(request: Request, stands: Frame, refusal: Refusal | None) -> Response:
    one, form = stands.assessment, request.form()
    if OBJECTION not in one.stages:
        raise NotFound()
    written = {name: form.text(name) for name in _FIELDS} if refusal else dict.fromkeys(_FIELDS, "")
    written["indicator"] = written["indicator"] or request.query("indikator")
    found = objecting.of(request.platform, request.actor, id=one.id)
    context = {
        **stands.context,
        "last_day": noon(stands.edition.deadlines.get(OBJECTION)),
        "objections": sorted(found, key=lambda each: each.at, reverse=True),
        "rows": rows_of(request, stands),
        "can_object": "object" in one.may,
        "can_finish": "done_objecting" in one.may,
        "written": written,
        "longest": REASON,
        "done": request.query("selesai") if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/penilaian_sanggahan.html", context, refusal)


def _object(request: Request, stands: Frame) -> None:
    form = request.form()
    key = form.text("indicator")
    if key not in stands.instrument.by_key:
        raise IndicatorsMissing()
    wanted = level_of(form.text("wanted"), draft=True)
    if wanted is None:
        raise WantedUnreadable()
    given = NewObjection(key, wanted, form.text("reason"))
    objecting.object_(request.platform, request.actor, stands.assessment.id, given)


def _withdraw(request: Request, _stands: Frame) -> None:
    objection = id_of(request.form().text("objection"))
    objecting.withdraw(request.platform, request.actor, objection)


def _finish(request: Request, stands: Frame) -> None:
    objecting.done(request.platform, request.actor, stands.assessment.id)


_ACTS = {"object": _object, "withdraw": _withdraw, "done": _finish}

ROUTES = [route("GET", ALL, show), route("POST", ALL, act)]
