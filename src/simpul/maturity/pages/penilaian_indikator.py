"""One indicator of the self-assessment: the form with its draft, saving, two answers at once, versions, what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, json, redirect, route
from simpul.maturity.actions import answering
from simpul.maturity.actions import evidence as proofs
from simpul.maturity.model.assessing import SELF as STAGE_SELF
from simpul.maturity.model.assessing import PastAnswer, Said, Saying, Sheet
from simpul.maturity.model.maturity_refusals import AnswerChanged, NotYourIndicator
from simpul.maturity.pages.agency_frame import LONGEST, Frame, framed
from simpul.maturity.pages.parts import SELF, Place, answered, place, said_of, whole, zone

ONE = f"{SELF}/{{id}}/indikator/{{n}}"
NOTHING = Said()
_DONE = frozenset({"saved", "forgotten"})


@dataclass(frozen=True, slots=True)
class _At:
    """An indicator of an assessment that somebody has open."""

    stands: Frame
    place: Place

    @property
    def address(self) -> str:
        return f"{self.stands.to}/indikator/{self.place.node.key}"

    @property
    def named(self) -> dict[str, Any]:
        """How actions are told which one it is."""
        return {"id": self.stands.assessment.id, "indicator": self.place.node.key}


def _at(request: Request) -> _At:
    stands = framed(request)
    return _At(stands, place(stands.instrument, request.path_params["n"]))


def one(request: Request) -> Response:
    """The indicator: the answer as it is, the actor's own draft of it, or the earlier version that `versi` names."""
    return _page(request, _at(request), None)


def act(request: Request) -> Response:
    """The page after saving or discarding; both texts where somebody was faster; the form again with what is wrong."""
    at, do = _at(request), request.form().text("do")
    if do == "forget":
        answering.forget_draft(request.platform, request.actor, **at.named)
        return redirect(request, f"{at.address}?selesai=forgotten")
    try:
        _keep(request, at)
    except AnswerChanged as refusal:
        return _two(request, at, refusal)
    except (Invalid, Conflict, NotYourIndicator) as refusal:
        return _page(request, at, refusal)
    onward = at.place.after if do == "next" else None
    address = f"{at.stands.to}/indikator/{onward.key}" if onward else at.address
    return redirect(request, f"{address}?selesai=saved&tersimpan={at.place.node.key}")


def _saying(request: Request, at: _At, *, draft: bool = False) -> Saying:
    """What the form says of the indicator, and of which version and place it began."""
    form = request.form()
    said, version = said_of(form, at.place.levels, draft=draft), max(0, whole(form.text("version")))
    return Saying(at.place.node.key, said, version, form.text("place"))


def _keep(request: Request, at: _At) -> None:
    answering.keep(request.platform, request.actor, at.stands.assessment.id, _saying(request, at))


def draft(request: Request) -> Response:
    """JSON: when the draft was kept, in words; the script that keeps drafts while somebody writes asks for it."""
    at = _at(request)
    saying = _saying(request, at, draft=True)
    now = answering.autosave(request.platform, request.actor, at.stands.assessment.id, saying)
    words = request.t.gettext("Draft kept {at}", at=request.t.time(now, zone(request)))
    return json({"at": now.isoformat(), "words": words})


def _page(request: Request, at: _At, refusal: Refusal | None) -> Response:
    sheet = answering.sheet(request.platform, request.actor, **at.named)
    attached = proofs.of_indicator(request.platform, request.actor, **at.named)
    said, seen = _seen(request, at, sheet, refusal)
    saved = request.query("tersimpan")
    context = {
        **at.stands.context,
        "place": at.place,
        "sheet": sheet,
        "nothing": NOTHING,
        "typed_level": request.form().text("level") if refusal else "",
        "said": said,
        **seen,
        "answer_place": sheet.place,
        "answer": sheet.answer,
        "draft": sheet.draft,
        "history": _own(sheet),
        "findings": [one for one in sheet.earlier.values() if one.stage != STAGE_SELF],
        "may_object": "object" in at.stands.assessment.may,
        "evidence": attached,
        "proofs": proofs.by_level(attached),
        "contradictions": proofs.contradictions(request.platform, request.actor, **at.named, level=said.level),
        "why_not": sheet.why_not,
        "longest": LONGEST,
        "saved": saved if saved in at.place.instrument.by_key else "",
        "done": request.query("selesai") if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/penilaian_indikator.html", context, refusal)


def _seen(request: Request, at: _At, sheet: Sheet, refusal: Refusal | None) -> tuple[Said, Mapping[str, Any]]:
    """What the form holds (just written, an earlier version, the draft, the answer), and the version it began from."""
    kept, version = (sheet.answer.said, sheet.answer.version) if sheet.answer else (NOTHING, 0)
    seen: dict[str, Any] = {"restored": None, "draft_shown": False, "draft_old": False, "version": version}
    if refusal:
        began = max(0, whole(request.form().text("version")))
        return said_of(request.form(), at.place.levels, draft=True), seen | {"version": began}
    if request.query("versi"):
        past = _past(sheet, whole(request.query("versi")))
        return past.said, seen | {"restored": past}
    if sheet.draft is None or sheet.draft.said == kept:
        return kept, seen
    began = sheet.draft.based_on
    return sheet.draft.said, seen | {"draft_shown": True, "draft_old": began < version, "version": began}


def _own(sheet: Sheet) -> list[PastAnswer]:
    """The agency's own earlier versions, the newest first."""
    own = (past for past in sheet.history if past.stage == STAGE_SELF)
    return sorted(own, key=lambda past: past.version, reverse=True)


def _past(sheet: Sheet, version: int) -> PastAnswer:
    found = next((past for past in _own(sheet) if past.version == version), None)
    if found is None:
        raise NotFound()
    return found


def _two(request: Request, at: _At, refusal: AnswerChanged) -> Response:
    """Both texts side by side, and a form with both together; nothing of either is lost."""
    mine = said_of(request.form(), at.place.levels)
    attached = proofs.of_indicator(request.platform, request.actor, **at.named)
    context = {
        **at.stands.context,
        "place": at.place,
        "theirs": refusal.theirs,
        "answer_place": request.form().text("place"),
        "said": mine,
        "both": _together(refusal.theirs.said, mine),
        "proofs": proofs.by_level(attached),
        "longest": LONGEST,
    }
    return answered(request, "maturity/penilaian_bentrok.html", context, refusal)


def _together(theirs: Said, mine: Said) -> dict[str, str]:
    """Each text once: theirs, then mine below where it says something else."""
    pairs = {"facts": (theirs.facts, mine.facts), "analysis": (theirs.analysis, mine.analysis)}
    return {name: "\n\n".join(dict.fromkeys(text for text in both if text)) for name, both in pairs.items()}


ROUTES = [
    route("GET", ONE, one),
    route("POST", ONE, act),
    route("POST", f"{ONE}/draf", draft),
]
