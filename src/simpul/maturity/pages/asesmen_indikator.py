"""One indicator as an assessor judges it: the agency's words and evidence beside the own answer, its draft, two at once."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, json, redirect, route
from simpul.maturity.actions import answering, evidence, reviewing
from simpul.maturity.model.assessing import Answer, Finding, Said, Saying, Sheet
from simpul.maturity.model.instruments import Node
from simpul.maturity.model.maturity_refusals import AnswerChanged
from simpul.maturity.pages.agency_frame import LONGEST
from simpul.maturity.pages.asesmen_parts import CLAIM, PATH, Opened, context, opened, rows, undecided
from simpul.maturity.pages.parts import STAGES, Place, answered, place, said_of, whole

ONE = f"{PATH}/{{id}}/indikator/{{n}}"
NOTHING = Said(None, (), "", "", "")
JUSTIFY = N_("Needed where a criterion is not ticked, or where your level is not the agency’s.")
_SEATS = {"1": N_("First assessor"), "2": N_("Second assessor")}
_TITLES = {0: N_("The assessors’ value"), 1: N_("Your assessment"), 2: N_("Your assessment")}


def show(request: Request) -> Response:
    """The indicator with the form where the actor may answer now, else to read."""
    return page(request, opened(request), None)


def act(request: Request) -> Response:
    """The next undecided indicator after saving; the form again with what is wrong, or with both texts side by side."""
    seen, form = opened(request), request.form()
    at = place(seen.instrument, request.path_params["n"])
    here = f"{seen.path}/indikator/{at.node.key}"
    if form.text("do") == "judge":
        return _judge(request, seen, at)
    if form.text("do") == "forget":
        answering.forget_draft(request.platform, request.actor, seen.one.id, indicator=at.node.key)
        return redirect(request, f"{here}?selesai=forget")
    try:
        said, version = said_of(form, at.levels), whole(form.text("version"))
        saying = Saying(at.node.key, said, version, form.text("place"))
        answering.keep(request.platform, request.actor, seen.one.id, saying)
    except (Invalid, Conflict) as refusal:
        return page(request, seen, refusal)
    onward = _onward(request, seen, at) if form.text("do") == "next" else at.node
    return redirect(request, f"{seen.path}/indikator/{onward.key}?selesai=save" if onward else f"{seen.path}?selesai=save")


def _onward(request: Request, seen: Opened, at: Place) -> Node | None:
    """While one decides alone, the next undecided indicator; later the next of all. None where there is none."""
    return undecided(rows(request, seen), at.node.key) if seen.alone else at.after


def _judge(request: Request, seen: Opened, at: Place) -> Response:
    """The next indicator without a verdict after this one has its own; else the page with what is wrong."""
    form = request.form()
    given = Finding(form.text("verdict"), form.text("note"))
    try:
        reviewing.judge(request.platform, request.actor, seen.one.id, indicators=(at.node.key,), given=given)
    except (Invalid, Conflict) as refusal:
        return page(request, seen, refusal)
    left = [row.node for row in rows(request, seen) if not row.verdict]
    after = [node for node in left if (node.number or 0) > (at.node.number or 0)] or left
    return redirect(request, f"{seen.path}/indikator/{after[0].key}" if after else f"{seen.path}/telaah?selesai=judge")


def draft(request: Request) -> Response:
    """The draft is kept, and the answer says when; a script asks this while somebody types."""
    seen, form = opened(request), request.form()
    at = place(seen.instrument, request.path_params["n"])
    said = said_of(form, at.levels, draft=True)
    version = whole(form.text("version"))
    kept = answering.autosave(request.platform, request.actor, seen.one.id, Saying(at.node.key, said, version))
    words = request.t.gettext("Draft kept at {time}", time=request.t.time(kept))
    return json({"words": words})


def page(
    request: Request, seen: Opened, refusal: Refusal | None, changes: Mapping[str, Any] = MappingProxyType({})
) -> Response:
    """The indicator's page; `changes`: what another page of the same form says otherwise."""
    at = place(seen.instrument, request.path_params["n"])
    sheet = answering.sheet(request.platform, request.actor, seen.one.id, indicator=at.node.key)
    proofs = evidence.of_indicator(request.platform, request.actor, seen.one.id, at.node.key)
    found = rows(request, seen)
    row = next((one for one in found if one.key == at.node.key), None)
    more = {
        **_around(request, seen, at, sheet),
        "said": _said(request, at, sheet, refusal),
        "version": _version(sheet, refusal),
        "typed_level": request.form().text("level") if refusal else "",
        "written": {"note": request.form().text("note") or (row.review.note if row and row.review else "")},
        "theirs": refusal.theirs if isinstance(refusal, AnswerChanged) else None,
        "draft_at": sheet.draft.at if sheet.draft and not refusal else None,
        "draft_said": sheet.draft.said if sheet.draft else None,
        "evidence": proofs,
        "proofs": evidence.by_level(proofs),
        "against": row.against if row else (),
        "undecided": undecided(found, at.node.key) if seen.alone and "answer" in seen.one.may else None,
        "next_words": N_("Save and next undecided") if seen.alone else N_("Save and next"),
    }
    if sheet.self_answer:
        more["claimed_level"] = sheet.self_answer.said.level
    return answered(request, "maturity/asesmen_indikator.html", {**context(request, seen), **more, **changes}, refusal)


def _said(request: Request, at: Place, sheet: Sheet, refusal: Refusal | None) -> Said:
    """What stands in the form: what was just written, else whose words the address takes over, the draft, the answer."""
    if refusal:
        return said_of(request.form(), at.levels, draft=True)
    source = request.query("dari")
    taken = sheet.self_answer if source == CLAIM else _others(request, sheet).get(source, ("", None))[1]
    if taken:
        return replace(taken.said, justification="") if source == CLAIM else taken.said
    if sheet.draft:
        return sheet.draft.said
    return sheet.answer.said if sheet.answer else NOTHING


def _version(sheet: Sheet, refusal: Refusal | None) -> int:
    if isinstance(refusal, AnswerChanged):
        return refusal.theirs.version
    if sheet.draft and not refusal:
        return sheet.draft.based_on
    return sheet.answer.version if sheet.answer else 0


def _around(request: Request, seen: Opened, at: Place, sheet: Sheet) -> dict[str, Any]:
    """What stands beside the form: the agency's answer, others', the reviewer's note, objections, earlier versions."""
    others = [(key, title, answer) for key, (title, answer) in _others(request, sheet).items()]
    paired = seen.one.stage == "document"
    return {
        "place": at,
        "may_edit": sheet.may_edit,
        "why": sheet.why_not,
        "claimed": sheet.self_answer,
        "stands": _stands(seen, sheet),
        "pair": [one for one in others if paired and one[0] in _SEATS],
        "may_judge": "judge" in seen.one.may,
        "level_mark": N_("Present level"),
        "own_title": _TITLES[seen.one.seat_of_actor if seen.alone and seen.one.seat_of_actor in (1, 2) else 0],
        "form_title": _TITLES[seen.one.seat_of_actor if seen.alone and seen.one.seat_of_actor in (1, 2) else 0],
        "sheet": sheet,
        "others": [one for one in others if not (paired and one[0] in _SEATS)],
        "review": sheet.review if sheet.review and sheet.review.verdict == "not_valid" else None,
        "objections": [one for one in sheet.objections if not one.withdrawn_at],
        "past": sheet.history,
        "none_said": NOTHING,
        "before_words": "",
        "justification_hint": JUSTIFY,
        "limit": LONGEST,
        "post_at": f"{seen.path}/indikator/{at.node.key}",
        "turn_at": f"{seen.path}/indikator/",
        "back": "",
    }


def _stands(seen: Opened, sheet: Sheet) -> Answer | None:
    """What the assessors say of it now: given in this stage, else the newest of an earlier one; alone, only the own."""
    joint = [sheet.earlier[stage] for stage in seen.stages if stage in sheet.earlier and stage != "self"]
    return sheet.answer or (joint[-1] if joint and not seen.alone else None)


def _others(request: Request, sheet: Sheet) -> dict[str, tuple[str, Answer]]:
    """Answers of earlier stages, and of both assessors as soon as both may see them, under a short name each."""
    t = request.t
    earlier = {stage: (t.gettext(STAGES[stage]), answer) for stage, answer in sheet.earlier.items() if stage != "self"}
    return earlier | {str(seat): (t.gettext(_SEATS[str(seat)]), answer) for seat, answer in sheet.both.items()}


ROUTES = [
    route("GET", ONE, show),
    route("POST", ONE, act),
    route("POST", f"{ONE}/draf", draft),
]
