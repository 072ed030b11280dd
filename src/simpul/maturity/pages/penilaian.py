"""The agency's assessments: which there are and may begin; one of them by aspect, what is left, handing in and signing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import agency_reading, evidence, opening, records, result_reading, submitting
from simpul.maturity.model.agency_refusals import SureMissing
from simpul.maturity.model.assessing import SELF as STAGE_SELF
from simpul.maturity.model.contradictions import Contradiction
from simpul.maturity.pages import agency_rows
from simpul.maturity.pages.agency_frame import STEPS, Frame, framed, question, rows_of
from simpul.maturity.pages.agency_rows import SheetRow
from simpul.maturity.pages.parts import SELF, answered, criteria_of, level_text
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.result_view import Viewed

ONE = f"{SELF}/{{id}}"
_DONE = frozenset({"opened", "submitted", "withdrawn", "signed", "returned", "general", "handed"})
_COLUMNS = (
    *("indicator", "code", "aspect", "name", "level", "evidence", "criteria_not_ticked", "respondents"),
    *("saved_by", "saved_at"),
)


def mine(request: Request) -> Response:
    """The agency's assessments, and the editions in which one may begin."""
    return _mine(request, None)


def begin(request: Request) -> Response:
    """The page of the assessment that has begun; the list again with what stands in the way."""
    given = request.form().text("edition")
    found = next((one for one in opening.openable(request.platform, request.actor) if one.edition == given), None)
    try:
        if found is None:
            raise NotFound()
        begun = opening.open_(request.platform, request.actor, edition=found.edition, agency=found.agency)
    except Conflict as refusal:
        return _mine(request, refusal)
    return redirect(request, f"{SELF}/{begun}?selesai=opened")


def _mine(request: Request, refusal: Refusal | None) -> Response:
    lines = opening.mine(request.platform, request.actor)
    context = {
        "self_path": SELF,
        "lines": [one for one in lines if one.seat == 0],
        "openable": opening.openable(request.platform, request.actor),
    }
    return answered(request, "maturity/penilaian.html", context, refusal)


def one(request: Request) -> Response:
    """The assessment: progress by aspect, indicators as the address asks for them, what may be done now."""
    return _one(request, framed(request), None)


def act(request: Request) -> Response:
    """The page after handing in, taking back or signing; else with what is missing."""
    stands, do = framed(request), request.form().text("do")
    if do not in _ACTS:
        raise NotFound()
    try:
        done = _ACTS[do](request, stands)
    except (Invalid, Conflict) as refusal:
        return _one(request, framed(request), refusal)
    return redirect(request, f"{stands.to}?selesai={done}")


def _one(request: Request, stands: Frame, refusal: Refusal | None) -> Response:
    seen = _result(request, stands)
    found, asked = _judged(rows_of(request, stands), seen), question(request, stands)
    chosen = agency_rows.chosen(found, asked, criteria_of(stands.instrument))
    context = {
        **stands.context,
        "tally": agency_rows.tally(found),
        "bars": agency_rows.bars(stands.instrument, found, stands.to),
        "aspects": agency_rows.aspects(stands.instrument),
        "asked": asked,
        "shows": agency_rows.SHOWS,
        "shown": len(chosen),
        "narrowed": asked.narrowed,
        "contradictions": _contradicted(request, stands, found),
        "groups": agency_rows.grouped(stands.instrument, chosen),
        "next_one": agency_rows.next_left([one for one in found if one.mine]),
        "index": _figure(shown(seen.reckoned.index), request.lang) if seen else "",
        "reason": request.form().text("reason"),
        "records": records.all_of(request.platform, request.actor, stands.assessment.id),
        "done": request.query("selesai") if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/penilaian_satu.html", context, refusal)


def _contradicted(request: Request, stands: Frame, found: Sequence[SheetRow]) -> Mapping[str, list[Contradiction]]:
    """What is measured and speaks against a claimed level, by indicator."""
    levels = {one.indicator: one.level for one in found}
    return evidence.contradictions_of(request.platform, request.actor, stands.assessment.id, levels)


def _result(request: Request, stands: Frame) -> Viewed | None:
    """The result as of the newest stage that the agency may see; None while nothing is filled in."""
    try:
        return result_reading.view(request.platform, request.actor, stands.assessment.id)
    except NotFound:
        return None


def _judged(found: Sequence[SheetRow], seen: Viewed | None) -> list[SheetRow]:
    """The rows with the level as of that stage, once it is not the agency's own any more."""
    if seen is None or seen.stage == STAGE_SELF:
        return list(found)
    return [replace(one, judged=seen.values.get(one.indicator)) for one in found]


def _figure(text: str, language: str) -> str:
    return text if language == "en" else text.replace(".", ",")


def _submit(request: Request, stands: Frame) -> str:
    sure = request.form().text("unfilled") == "yes"
    submitting.submit(request.platform, request.actor, stands.assessment.id, unfilled_too=sure)
    return "submitted"


def _withdraw(request: Request, stands: Frame) -> str:
    submitting.withdraw(request.platform, request.actor, stands.assessment.id)
    return "withdrawn"


def _sign(request: Request, stands: Frame) -> str:
    if request.form().text("sure") != "yes":
        raise SureMissing()
    submitting.sign(request.platform, request.actor, stands.assessment.id)
    return "signed"


def _give_back(request: Request, stands: Frame) -> str:
    reason = request.form().text("reason")
    submitting.send_back(request.platform, request.actor, stands.assessment.id, reason=reason)
    return "returned"


_ACTS = {"submit": _submit, "withdraw": _withdraw, "sign": _sign, "give_back": _give_back}


def as_csv(request: Request) -> Response:
    """The same indicators as CSV."""
    stands = framed(request)
    asked = question(request, stands)
    found = agency_rows.chosen(rows_of(request, stands), asked, criteria_of(stands.instrument))
    name = f"penilaian-{stands.assessment.agency}-{stands.assessment.edition}.csv"
    return csv_of(name, _COLUMNS, [_cells(one, request.lang) for one in found], marked=stands.assessment.row.synthetic)


def _cells(row: SheetRow, language: str) -> tuple[object, ...]:
    level = "" if row.level is None else level_text(row.level, "en")
    return (
        *(row.indicator, row.node.code, row.node.parent, row.node.name.said(language), level, row.evidence),
        *(" ".join(map(str, row.missing)), "; ".join(row.people), row.by, row.at or ""),
    )


def paper(request: Request) -> Response:
    """Every answer of the agency, to read and to print."""
    stands = framed(request)
    found = rows_of(request, stands)
    said = agency_reading.own_answers(request.platform, request.actor, stands.assessment.id)
    context: dict[str, Any] = {
        **stands.context,
        "tally": agency_rows.tally(found),
        "groups": agency_rows.grouped(stands.instrument, found),
        "said": said,
        "instrument": stands.instrument,
    }
    return answered(request, "maturity/penilaian_cetak.html", context)


def past(request: Request) -> Response:
    """What happened in the assessment, the newest first."""
    stands = framed(request)
    steps = opening.steps(request.platform, request.actor, id=stands.assessment.id)
    context = {**stands.context, "steps": sorted(steps, key=lambda step: step.at, reverse=True), "step_words": STEPS}
    return answered(request, "maturity/penilaian_riwayat.html", context)


ROUTES = [
    route("GET", SELF, mine),
    route("POST", SELF, begin),
    route("GET", ONE, one),
    route("POST", ONE, act),
    route("GET", f"{ONE}/ekspor.csv", as_csv),
    route("GET", f"{ONE}/cetak", paper),
    route("GET", f"{ONE}/riwayat", past),
]
