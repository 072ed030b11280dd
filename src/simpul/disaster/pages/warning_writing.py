"""An officer writes a warning, an update or an end, looks at what people will read, and gives it out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from simpul import regions
from simpul.disaster.actions import noticing, warning_proposals, warnings
from simpul.disaster.actions import warning_giving as giving
from simpul.disaster.actions.warning_area import area_name
from simpul.disaster.model.subscriptions import Telling
from simpul.disaster.model.warning_refusals import WarningMissing
from simpul.disaster.model.warnings import HazardWarning, MessageKind, WarningDraft
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.warning_asking import line_of, word_tables
from simpul.disaster.pages.warning_desk import PATH
from simpul.disaster.pages.warnings_public import number_of
from simpul.disaster.rules import warning_form, warning_texts
from simpul.disaster.rules.warnings import permit_warn
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Unavailable
from simpul.kernel.web import Form, Request, Response, redirect, route

Values = dict[str, Any]
_FOUND, _CHILDREN = 8, 60
_REFUSALS = (Invalid, Conflict, Unavailable, NotAllowed)
_LANGUAGES = ("id", "en", "jv")


def new(request: Request) -> Response:
    """The form of a new warning, begun by what it rests on, or by a hazard."""
    permit_warn(request.actor)
    origin, _, ref = request.query("asal").partition(":")
    offered = warning_proposals.proposal(request.platform, request.actor, origin, ref) if ref else None
    if offered:
        values = warning_texts.answers(offered, area_name(request.platform, offered.regions))
    else:
        mine = request.actor.region or ""
        values = warning_texts.blank(mine, area_name(request.platform, [mine] if mine else []), request.query("bahaya"))
    return _form(request, values, None)


def write(request: Request) -> Response:
    """The preview of what was written; else the form again, with what is wrong or what was asked for."""
    return _written(request, None, lambda values: giving.draft_new(request.platform, request.actor, values))


def change(request: Request) -> Response:
    """The form of an update, begun by the warning as it stands."""
    before = _changeable(request)
    return _form(request, warning_form.values_of(before), before)


def write_change(request: Request) -> Response:
    """The preview of the update; else the form again."""
    before, form = warnings.get(request.platform, number_of(request)), request.form()
    seen = int(form.text("version")) if form.text("version").isdigit() else 0

    def draft(values: Values) -> WarningDraft:
        return giving.draft_change(request.platform, request.actor, before.number, values, seen=seen)

    return _written(request, before, draft)


def rewrite(request: Request) -> Response:
    """The form of a draft that waits, as it was written."""
    draft = giving.the_draft(request.platform, request.actor, _id(request))
    before = warnings.get(request.platform, draft.of) if draft.of else None
    if draft.kind is MessageKind.CANCEL or draft.given is not None:
        raise WarningMissing()
    return _form(request, dict(draft.values), before, draft)


def write_again(request: Request) -> Response:
    """The preview of the draft as it is written now; else the form again."""
    old = giving.the_draft(request.platform, request.actor, _id(request))
    before = warnings.get(request.platform, old.of) if old.of else None

    def draft(values: Values) -> WarningDraft:
        return giving.rewrite(request.platform, request.actor, old.id, values)

    return _written(request, before, draft, old)


def _written(request: Request, before: HazardWarning | None, draft: Any, old: WarningDraft | None = None) -> Response:
    values, do = _values(request.form()), request.form().text("do")
    if before:
        values["hazard"] = before.hazard
    if do in ("find", "texts"):
        place = area_name(request.platform, _known(request, values["regions"]))
        changed = values | warning_texts.fitting(values, place) if do == "texts" else values
        return _form(request, changed, before, old)
    try:
        made = draft(values)
    except _REFUSALS as refusal:
        return _form(request, values, before, old, refusal=refusal)
    return redirect(request, f"{PATH}/naskah/{made.id}")


def _values(form: Form) -> Values:
    found: Values = {name: form.text(name) for name in warning_form.FIELDS}
    return found | {"regions": form.texts("regions")}


def _form(
    request: Request,
    values: Mapping[str, Any],
    before: HazardWarning | None,
    old: WarningDraft | None = None,
    *,
    refusal: Refusal | None = None,
) -> Response:
    chosen = _known(request, values.get("regions", ()))
    context = {
        **word_tables(),
        "values": {name: values.get(name, "") for name in warning_form.FIELDS},
        "before": line_of(request, before) if before else None,
        "draft": old,
        "chosen": [(code, regions.name_or_code(request.platform, code)) for code in chosen],
        "more": _more(request, chosen),
        "found": _found(request, chosen),
        "sought": request.form().text("cari"),
        "hours": warning_form.HOURS,
        "keep": warning_form.KEEP,
        "path": PATH,
    }
    return answered(request, "disaster/warning_form.html", context, refusal)


def _known(request: Request, codes: Any) -> list[str]:
    """The codes that are regions, as they were given."""
    kept = []
    for code in codes:
        try:
            kept.append(regions.get(request.platform, str(code)).code)
        except Refusal:
            continue
    return list(dict.fromkeys(kept))


def _more(request: Request, chosen: list[str]) -> list[tuple[str, str]]:
    """The parts of the officer's region that are not chosen."""
    mine = request.actor.region or ""
    below = regions.children(request.platform, mine or None)
    codes = [one.code for one in below][:_CHILDREN]
    return [(code, regions.get(request.platform, code).name) for code in codes if code not in chosen]


def _found(request: Request, chosen: list[str]) -> list[tuple[str, str]]:
    """The regions that the words in the form may mean, in the officer's region."""
    sought = request.form().text("cari")[:100]
    if not sought:
        return []
    found = regions.search(request.platform, sought, limit=_FOUND, within=request.actor.region)
    return [(one.region.code, one.name) for one in found if one.region.code not in chosen]


def end(request: Request) -> Response:
    """The question why a warning ends."""
    return _ending(request, _changeable(request), None)


def write_end(request: Request) -> Response:
    """The preview of the warning's end; else the question again."""
    form, before = request.form(), warnings.get(request.platform, number_of(request))
    seen = int(form.text("version")) if form.text("version").isdigit() else 0
    why = warning_texts.ending(form.text("why"), form.text("note_id").strip(), form.text("note_en").strip())
    try:
        made = giving.draft_end(request.platform, request.actor, before.number, why, seen=seen)
    except _REFUSALS as refusal:
        return _ending(request, before, refusal)
    return redirect(request, f"{PATH}/naskah/{made.id}")


def _ending(request: Request, before: HazardWarning, refusal: Refusal | None) -> Response:
    form = request.form()
    context = {
        **word_tables(),
        "line": line_of(request, before),
        "endings": warning_texts.ENDINGS,
        "written": {name: form.text(name) for name in ("why", "note_id", "note_en")},
        "path": PATH,
    }
    return answered(request, "disaster/warning_end.html", context, refusal)


def _changeable(request: Request) -> HazardWarning:
    from simpul.disaster.rules.warnings import permit_change

    before = warnings.get(request.platform, number_of(request))
    permit_warn(request.actor, before.regions)
    permit_change(before)
    return before


def preview(request: Request) -> Response:
    """What people will read, whom it will reach, and the button that gives it out."""
    draft = giving.the_draft(request.platform, request.actor, _id(request))
    if draft.given is not None:
        return redirect(request, f"{PATH}/{draft.given}")
    return _preview(request, draft, None)


def give(request: Request) -> Response:
    """The warning's page once it is given out; the desk's list once the draft was thrown away; else the preview."""
    platform, actor = request.platform, request.actor
    draft = giving.the_draft(platform, actor, _id(request))
    try:
        match request.form().text("do"):
            case "give":
                said = giving.give_out(platform, actor, draft.id, mark=request.form().text("mark"))
                return redirect(request, f"{PATH}/{said.number}?selesai={said.kind.value}")
            case "discard":
                giving.discard(platform, actor, draft.id)
                return redirect(request, f"{PATH}?selesai=discard")
            case _:
                raise NotFound()
    except _REFUSALS as refusal:
        return _preview(request, draft, refusal)


def _preview(request: Request, draft: WarningDraft, refusal: Refusal | None) -> Response:
    platform, actor = request.platform, request.actor
    before = warnings.get(platform, draft.of) if draft.of else None
    after = None
    try:
        after = giving.preview(platform, actor, draft)
    except _REFUSALS as found:
        refusal = refusal or found
    context = {
        **word_tables(),
        "draft": draft,
        "after": line_of(request, after) if after else None,
        "before": line_of(request, before) if before else None,
        "changes": _changes(before, after),
        "spoken": [one for one in _LANGUAGES if after and one in after.headline],
        "reach": _reach(request, after) if after else None,
        "beside": _beside(request, after),
        "answers_mark": warning_form.mark(draft.values),
        "second": giving.needs_second(platform, actor, draft),
        "path": PATH,
    }
    return answered(request, "disaster/warning_preview.html", context, refusal)


def _reach(request: Request, after: HazardWarning) -> int | None:
    """How many people will be told of it; None for an exercise, which nobody is told of."""
    if after.exercise:
        return None
    return noticing.would_tell(request.platform, noticing.alarm_of(after, after.version, Telling.ALERT))


def _beside(request: Request, after: HazardWarning | None) -> list[Any]:
    """Warnings of the same hazard in force for a place of this one: people will have both."""
    if after is None or after.number:
        return []
    found = {one.number: one for code in after.regions for one in warnings.current(request.platform, within=code)}
    return [line_of(request, one) for one in found.values() if one.hazard == after.hazard]


def _changes(before: HazardWarning | None, after: HazardWarning | None) -> list[str]:
    """The names of what an update changes."""
    if before is None or after is None:
        return []
    names = ("severity", "urgency", "certainty", "response", "area", "circle", "onset", "expires", *warning_form.TEXTS)
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise WarningMissing() from None


ROUTES = [
    route("GET", f"{PATH}/baru", new),
    route("POST", f"{PATH}/baru", write),
    route("GET", PATH + "/naskah/{id}", preview),
    route("POST", PATH + "/naskah/{id}", give),
    route("GET", PATH + "/naskah/{id}/ubah", rewrite),
    route("POST", PATH + "/naskah/{id}/ubah", write_again),
    route("GET", PATH + "/{number}/perbarui", change),
    route("POST", PATH + "/{number}/perbarui", write_change),
    route("GET", PATH + "/{number}/akhiri", end),
    route("POST", PATH + "/{number}/akhiri", write_end),
]
