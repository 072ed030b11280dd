"""Whose assessments wait: an assessor's agencies, one agency's indicators, submitting, paper, CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import answering, opening, submitting
from simpul.maturity.model.assessing import AssessmentLine
from simpul.maturity.model.editions import LEADING, OTHER
from simpul.maturity.pages import asesmen_words as told
from simpul.maturity.pages.agency_frame import noon
from simpul.maturity.pages.asesmen_parts import (
    PATH,
    Opened,
    Row,
    by_aspect,
    chosen,
    context,
    counted,
    mine,
    opened,
    rows,
    undecided,
    waits,
)
from simpul.maturity.pages.parts import STAGES, answered, whole
from simpul.maturity.rules import naming, who
from simpul.maturity.rules.numbers import plain

PER_PAGE = 50
_LIST_COLUMNS = ("edition", "agency", "name", "kind", "province", "stage", "state", "seat", "filled", "total", "synthetic")
_COLUMNS = (
    *("indicator", "name", "claimed", "before", "level", "in_this_stage", "evidence", "verdict", "note", "by", "at"),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    q: str
    stage: str
    filter: str
    edition: str


def _asked(request: Request) -> _Asked:
    stage, narrowed = request.query("tahap"), request.query("saring")
    return _Asked(
        request.query("q")[:100],
        stage if stage in STAGES else "",
        narrowed if narrowed in told.LISTS else "",
        request.query("edisi")[:60],
    )


def _fits(request: Request, line: AssessmentLine, asked: _Asked) -> bool:
    tests = {
        "": True,
        "menunggu": waits(request, line),
        "berjalan": line.state != "closed",
        "selesai": line.state == "closed",
    }
    return (
        tests[asked.filter]
        and asked.stage in ("", line.stage)
        and asked.edition in ("", line.edition)
        and naming.answers(asked.q, line.name, line.agency, line.province)
    )


def index(request: Request) -> Response:
    """The agencies that are mine to assess, review or decide on, those that wait for me first."""
    lines = sorted(mine(request), key=lambda line: (not waits(request, line), line.edition, line.name))
    asked = _asked(request)
    found = [line for line in lines if _fits(request, line, asked)]
    page = max(1, whole(request.query("hal")))
    more = {
        "list_path": PATH,
        "assessing": request.actor.has(who.ASSESSOR) or request.actor.has(who.REVIEWER),
        "rows": [_list_row(request, line) for line in found[(page - 1) * PER_PAGE : page * PER_PAGE]],
        **_list_counts(request, lines),
        "total": len(found),
        "page": page,
        "pages": max(1, -(-len(found) // PER_PAGE)),
        **_list_choices(asked, lines),
    }
    return answered(request, "maturity/asesmen.html", more)


def _list_counts(request: Request, lines: Sequence[AssessmentLine]) -> dict[str, Any]:
    waiting = [line for line in lines if waits(request, line)]
    alone = [line for line in waiting if line.stage == "document" and not line.submitted]
    first = waiting[0] if waiting else None
    return {
        "all": len(lines),
        "waiting": len(waiting),
        "left": sum(max(0, line.total - line.filled) for line in alone),
        "closed": sum(line.state == "closed" for line in lines),
        "first": {"name": first.name, "href": f"{PATH}/{first.id}"} if first else None,
    }


def _list_choices(asked: _Asked, lines: Sequence[AssessmentLine]) -> dict[str, Any]:
    asks = {"q": asked.q, "tahap": asked.stage, "saring": asked.filter, "edisi": asked.edition}
    kept = urlencode({name: value for name, value in asks.items() if value})
    return {
        "q": asked.q,
        "stage": asked.stage,
        "filter": asked.filter,
        "edition": asked.edition,
        "filters": told.LISTS,
        "seats": told.SEATS,
        "editions": sorted({line.edition for line in lines}, reverse=True),
        "pages_at": f"{PATH}?{kept}&hal={{page}}" if kept else f"{PATH}?hal={{page}}",
        "export_at": f"{PATH}/ekspor.csv" + (f"?{kept}" if kept else ""),
    }


def _list_row(request: Request, line: AssessmentLine) -> dict[str, Any]:
    ends = noon(line.deadline)
    about = " · ".join(one for one in (line.title, line.agency, line.kind, line.province) if one)
    return {
        "name": line.name,
        "href": f"{PATH}/{line.id}",
        "about": about,
        "stage": line.stage,
        "state": line.state,
        "seat": line.seat,
        "filled": line.filled,
        "total": line.total if line.stage == "document" and line.seat in (LEADING, OTHER) else 0,
        "mine": waits(request, line),
        "deadline": request.t.date(ends) if ends else "",
        "synthetic": line.synthetic,
    }


def list_csv(request: Request) -> Response:
    """The same agencies as CSV."""
    asked = _asked(request)
    lines = [line for line in mine(request) if _fits(request, line, asked)]
    return csv_of("asesmen.csv", _LIST_COLUMNS, [_list_cells(line) for line in lines])


def _list_cells(line: AssessmentLine) -> tuple[object, ...]:
    cells = [getattr(line, name) for name in _LIST_COLUMNS]
    return tuple("" if cell is None else cell for cell in cells)


def one(request: Request) -> Response:
    """One agency: what is decided, what is left, what differs; submitting when it is the actor's turn."""
    return _one(request, opened(request), None)


def act(request: Request) -> Response:
    """The agency's page after submitting or taking back; else with what stands in the way."""
    seen, form = opened(request), request.form()
    do = form.text("do")
    try:
        match do:
            case "submit":
                empty = form.text("unfilled") == "yes"
                submitting.submit(request.platform, request.actor, seen.one.id, unfilled_too=empty)
            case "withdraw":
                submitting.withdraw(request.platform, request.actor, seen.one.id)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _one(request, opened(request), refusal)
    return redirect(request, f"{seen.path}?selesai={do}")


def _one(request: Request, seen: Opened, refusal: Refusal | None) -> Response:
    found = rows(request, seen)
    narrowed, aspect = request.query("saring"), request.query("aspek")
    narrowed = narrowed if narrowed in told.INDICATORS else ""
    shown = [row for row in chosen(found, narrowed) if aspect in ("", row.node.parent)]
    leads = "answer" in seen.one.may and seen.alone
    more = {
        "groups": by_aspect(seen.instrument, shown),
        "shown": len(shown),
        "counts": counted(found),
        "filters": told.INDICATORS,
        "filter": narrowed,
        "aspects": [node for node, _ in by_aspect(seen.instrument, found)],
        "aspect": aspect,
        "undecided": undecided(found) if leads else None,
        "may_leave": any(row.claimed is None for row in chosen(found, "belum")),
        "stage_page": _stage_page(seen),
        "history_steps": opening.steps(request.platform, request.actor, seen.one.id),
    }
    return answered(request, "maturity/asesmen_satu.html", {**context(request, seen), **more}, refusal)


def _stage_page(seen: Opened) -> tuple[str, str] | None:
    """The page of this stage's own work, where the actor has something to do there."""
    words, at, steps = told.STAGE_PAGES.get(seen.one.stage, ("", "", frozenset[str]()))
    return (words, at) if steps & seen.one.may else None


def printed(request: Request) -> Response:
    """All that was said of every indicator, to be printed."""
    seen = opened(request)
    found = rows(request, seen)
    said = {row.key: _words(request, seen, row) for row in found}
    more = {"groups": by_aspect(seen.instrument, found), "said": said}
    return answered(request, "maturity/asesmen_cetak.html", {**context(request, seen), **more})


def _words(request: Request, seen: Opened, row: Row) -> list[tuple[str, Any]]:
    sheet = answering.sheet(request.platform, request.actor, seen.one.id, indicator=row.key)
    t = request.t
    said = [(t.gettext("What the agency says"), sheet.self_answer)]
    said += [(t.gettext(STAGES[stage]), answer) for stage, answer in sheet.earlier.items() if stage != "self"]
    if seen.one.stage != "self":
        said.append((t.gettext(STAGES[seen.one.stage]), sheet.answer))
    return [(title, answer) for title, answer in said if answer]


def as_csv(request: Request) -> Response:
    """The indicators of one agency as CSV."""
    seen = opened(request)
    return csv_of("asesmen-indikator.csv", _COLUMNS, [_cells(request, row) for row in rows(request, seen)])


def _cells(request: Request, row: Row) -> tuple[object, ...]:
    levels = [plain(level) if level is not None else "" for level in (row.claimed, row.before, row.level)]
    at = row.line.at.isoformat() if row.line.at else ""
    note = row.review.note if row.review else ""
    name = row.node.name.said(request.lang)
    return (row.key, name, *levels, row.filled, row.line.evidence, row.verdict, note, row.line.by, at)


ROUTES = [
    route("GET", PATH, index),
    route("GET", f"{PATH}/ekspor.csv", list_csv),
    route("GET", f"{PATH}/{{id}}", one),
    route("POST", f"{PATH}/{{id}}", act),
    route("GET", f"{PATH}/{{id}}/cetak", printed),
    route("GET", f"{PATH}/{{id}}/ekspor.csv", as_csv),
]
