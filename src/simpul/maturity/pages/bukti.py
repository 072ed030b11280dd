"""Evidence of an indicator: what there is, adding a file, link or measurement, removing and taking back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import evidence as seeing
from simpul.maturity.actions import evidence_changing as changing
from simpul.maturity.actions import instruments, opening
from simpul.maturity.model.assessing import JOINT, Assessment
from simpul.maturity.model.evidence import FILE_MOST, Evidence, EvidencePlace, EvidenceSaid, FileSent
from simpul.maturity.model.evidence_refusals import EvidenceFileMissing, EvidenceFileTooLarge
from simpul.maturity.pages.parts import PATH, SELF, Place, answered, id_of, place, whole

EVIDENCE = f"{PATH}/bukti"
OF = f"{EVIDENCE}/{{id}}"
ONE = f"{OF}/indikator/{{n}}"
KINDS = ("berkas", "tautan", "pengukuran")
_DONE = frozenset({"added", "removed", "restored"})
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """What the form for evidence holds."""

    level: str = ""
    title: str = ""
    note: str = ""
    evidence_key: str = ""
    link: str = ""
    measured: str = ""


@dataclass(frozen=True, slots=True)
class _At:
    assessment: Assessment
    place: Place

    @property
    def named(self) -> EvidencePlace:
        return EvidencePlace(self.assessment.id, self.place.node.key)

    @property
    def here(self) -> str:
        return f"{EVIDENCE}/{self.assessment.id}/indikator/{self.place.node.key}"


def home_of(assessment: Assessment) -> str:
    """Where the actor works on the assessment: at the agency's pages or at the assessors'."""
    if assessment.seat_of_actor == JOINT:
        return f"{SELF}/{assessment.id}"
    return f"{PATH}/asesmen/{assessment.id}"


def _at(request: Request) -> _At:
    assessment = opening.one(request.platform, request.actor, id=id_of(request.path_params["id"]))
    instrument = instruments.get(request.platform, assessment.instrument)
    return _At(assessment, place(instrument, request.path_params["n"]))


def _back(request: Request, at: _At) -> str:
    """The page to return to: the one that the address or form names, if it is one of ours; else the indicator."""
    asked = request.form().text("kembali") or request.query("kembali")
    fits = asked.startswith(f"{PATH}/") and len(asked) < 200 and not set(asked) & set("\\:\n\r\t ")
    return asked if fits else f"{home_of(at.assessment)}/indikator/{at.place.node.key}"


def show(request: Request) -> Response:
    """The indicator's evidence, and the form that adds to it."""
    return _page(request, _at(request), None)


def add(request: Request) -> Response:
    """The page with the new evidence; else the form with what is wrong, and all that was written."""
    at = _at(request)
    try:
        _added(request, at)
    except (Invalid, Conflict, NotAllowed) as refusal:
        return _page(request, at, refusal)
    return redirect(request, f"{at.here}?selesai=added&kembali={quote(_back(request, at))}")


def _added(request: Request, at: _At) -> Evidence:
    form, kind = request.form(), _kind(request)
    level = whole(form.text("level"))
    said = EvidenceSaid(level, form.text("title"), form.text("evidence_key"), form.text("note"))
    if kind == "tautan":
        return changing.add_link(request.platform, request.actor, at.named, form.text("link"), said)
    if kind == "pengukuran":
        return changing.add_measured(request.platform, request.actor, at.named, form.text("measured"), said)
    upload = form.upload("file")
    if upload is None:
        raise EvidenceFileMissing()
    if upload.too_large:
        raise EvidenceFileTooLarge(most=FILE_MOST // MB)
    return changing.add_file(request.platform, request.actor, at.named, FileSent(upload.file, upload.filename), said)


def change(request: Request) -> Response:
    """The page after removing a piece of evidence, or taking the removal back; else with what stands in the way."""
    at, form = _at(request), request.form()
    asked = id_of(form.text("evidence"))
    doing = {"remove": changing.remove, "undo": changing.undo}.get(form.text("do"))
    if doing is None:
        raise NotFound()
    try:
        doing(request.platform, request.actor, asked)
    except (Conflict, NotAllowed) as refusal:
        return _page(request, at, refusal)
    if form.text("do") == "undo":
        return redirect(request, f"{at.here}?selesai=restored&kembali={quote(_back(request, at))}")
    return redirect(request, f"{at.here}?selesai=removed&bukti={asked}&kembali={quote(_back(request, at))}")


def _kind(request: Request) -> str:
    asked = request.query("jenis")
    return asked if asked in KINDS else KINDS[0]


def _page(request: Request, at: _At, refusal: Refusal | None) -> Response:
    platform, actor, one, key = request.platform, request.actor, at.assessment.id, at.place.node.key
    done, kind = request.query("selesai"), _kind(request)
    why_not = changing.why_not(platform, actor, at.named)
    level = seeing.claimed(platform, actor, one).get(key)
    context: dict[str, Any] = {
        "assessment": at.assessment,
        "title": f"{at.assessment.participant.name}, {at.assessment.edition_title}",
        "home_path": home_of(at.assessment),
        "here_path": at.here,
        "back": _back(request, at),
        "place": at.place,
        "evidence": seeing.of_indicator(platform, actor, one, key),
        "removed": seeing.removed_of(platform, actor, one, key) if why_not is None else [],
        "contradictions": seeing.contradictions(platform, actor, one, key, level),
        "why_not": why_not,
        "kind": kind,
        "offered": seeing.offered(platform, actor, one) if kind == "pengukuran" and why_not is None else [],
        "written": written_of(request),
        "level_options": level_options(request, at.place),
        "kind_options": kind_options(request, at.place),
        "most": FILE_MOST,
        "done": done if done in _DONE else "",
        "undone": request.query("bukti") if done == "removed" else "",
    }
    return answered(request, "maturity/bukti.html", context, refusal)


def written_of(request: Request) -> Written:
    """What was just written; for a fresh form what the address names."""
    form = request.form()
    if request.method != "POST" or form.text("do"):
        return Written(level=request.query("tingkat"), measured=request.query("ukur"))
    return Written(**{name: form.text(name) for name in Written.__slots__})


def level_options(request: Request, at: Place) -> list[Mapping[str, Any]]:
    """The levels with their criteria, the lowest first."""
    criteria = at.criteria.levels if at.criteria else {}
    options: list[Mapping[str, Any]] = []
    for n in at.levels:
        named = at.instrument.level_name(at.node, n).said(request.lang)
        text = f"{n} · {named}" if named else str(n)
        hint = criteria[n].criteria.said(request.lang) if n in criteria else ""
        options.append({"value": str(n), "text": text, "hint": hint})
    return options


def kind_options(request: Request, at: Place) -> list[tuple[str, str]]:
    """The kinds of evidence that the instrument names for the indicator."""
    named = at.criteria.evidence if at.criteria else ()
    return [("", request.t.gettext("another kind")), *((one.key, one.words.said(request.lang)) for one in named)]


ROUTES = [
    route("GET", ONE, show),
    route("POST", ONE, add, file_most=FILE_MOST),
    route("POST", f"{ONE}/satu", change),
]
