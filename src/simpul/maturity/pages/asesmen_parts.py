"""What the pages of assessors, reviewers and the ministry share: one assessment, its indicators as rows, its tabs."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from simpul.kernel.i18n import N_
from simpul.kernel.web import Request
from simpul.maturity.actions import answering, evidence, instruments, opening, reviewing
from simpul.maturity.model.assessing import JOINT, Answer, Assessment, AssessmentLine, IndicatorLine, Review
from simpul.maturity.model.contradictions import Contradiction
from simpul.maturity.model.instruments import Instrument, Node
from simpul.maturity.model.maturity_refusals import AssessmentUnknown
from simpul.maturity.pages import asesmen_words as told
from simpul.maturity.pages.agency_frame import STEPS, noon
from simpul.maturity.pages.parts import PATH as FRONT
from simpul.maturity.pages.parts import id_of
from simpul.maturity.rules.numbers import plain

PATH = f"{FRONT}/asesmen"
CLAIM = "klaim"
"""The agency's answer, where an address says whose words are taken over."""

_TABS: tuple[tuple[str, str, str, str], ...] = (
    ("indicators", N_("Indicators"), "", ""),
    ("harmonise", N_("Harmonisation"), "/harmonisasi", "document"),
    ("interview", N_("Interview"), "/wawancara", "interview"),
    ("visit", N_("Visit"), "/kunjungan", "visit"),
    ("review", N_("Review"), "/telaah", "review"),
    ("objection", N_("Objections"), "/sanggah", "objection"),
    ("final", N_("Final decision"), "/penetapan", "final"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator in a list: the agency's claim, what stood before this stage, what stands now, what is worth a look."""

    node: Node
    line: IndicatorLine
    review: Review | None
    against: Sequence[Contradiction]
    alone: bool

    @property
    def key(self) -> str:
        """Its number."""
        return self.node.key

    @property
    def claimed(self) -> Fraction | None:
        """The agency's own level."""
        return self.line.self_level

    @property
    def before(self) -> Fraction | None:
        """The level that this stage began with."""
        return self.line.before

    @property
    def level(self) -> Fraction | None:
        """The level as it stands for who looks: given in this stage, else carried over; alone, only the own."""
        return self.line.level if self.line.filled or self.alone else self.line.before

    @property
    def filled(self) -> bool:
        """Whether this stage (and, while assessors answer alone, this seat) gave an answer."""
        return self.line.filled

    @property
    def differs(self) -> bool:
        """Whether the level is another than the agency's."""
        return self.level is not None and self.level != self.claimed

    @property
    def verdict(self) -> str:
        """What the reviewer decided; empty before."""
        return self.review.verdict if self.review else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An assessment as a page needs it: itself, its instrument, the address of its page."""

    one: Assessment
    instrument: Instrument
    path: str

    @property
    def stages(self) -> tuple[str, ...]:
        """Its stages, in order."""
        return self.one.stages

    @property
    def alone(self) -> bool:
        """Whether assessors answer for themselves now."""
        return self.one.stage == "document" and self.one.state == "open"


def opened(request: Request) -> Opened:
    """The assessment in the address; AssessmentUnknown where it is not this actor's, or that of the actor's own agency."""
    one = opening.one(request.platform, request.actor, id_of(request.path_params["id"]))
    if one.seat_of_actor == JOINT:
        raise AssessmentUnknown()
    return Opened(one, instruments.get(request.platform, one.instrument), f"{PATH}/{one.id}")


def rows(request: Request, seen: Opened) -> list[Row]:
    """Its indicators in the order of the instrument."""
    platform, actor, of = request.platform, request.actor, seen.one.id
    lines = {line.indicator: line for line in answering.overview(platform, actor, of)}
    reviews = reviewing.of(platform, actor, of)
    levels = {key: line.self_level for key, line in lines.items()}
    against = evidence.contradictions_of(platform, actor, of, levels)
    nodes = [node for node in seen.instrument.indicators if node.key in lines]
    return [Row(node, lines[node.key], reviews.get(node.key), against.get(node.key, ()), seen.alone) for node in nodes]


def undecided(found: Iterable[Row], after: str = "") -> Node | None:
    """The next indicator that waits for a decision, behind `after` first and then from the top; None when none does."""
    waiting = [row.node for row in found if not row.filled and not row.line.locked]
    number = int(after) if after.isdigit() else 0
    return next((node for node in waiting if (node.number or 0) > number), waiting[0] if waiting else None)


def by_aspect(instrument: Instrument, found: Sequence[Row]) -> list[tuple[Node, list[Row]]]:
    """The rows under the part of the tree right above them, in order; parts without a row are left out."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row.node.parent, []).append(row)
    return [(instrument.by_code[code], members) for code, members in groups.items() if code in instrument.by_code]


_CHOICES: Mapping[str, Callable[[Row], bool]] = {
    "belum": lambda row: not row.filled and not row.line.locked,
    "beda": lambda row: row.differs,
    "tanpa-bukti": lambda row: bool(row.claimed) and not row.line.evidence,
    "dibantah": lambda row: bool(row.against),
    "draf": lambda row: row.line.draft,
    "kosong": lambda row: row.claimed is None,
    "dikembalikan": lambda row: row.verdict == "not_valid",
    "berubah": lambda row: row.filled,
    "tetap": lambda row: not row.filled,
    "sah": lambda row: row.verdict == "valid",
    "belum-sah": lambda row: row.verdict == "not_valid",
}


_COUNTS = {
    "left": "belum",
    "filled": "berubah",
    "carried": "tetap",
    "differs": "beda",
    "bare": "tanpa-bukti",
    "against": "dibantah",
    "drafts": "draf",
    "valid": "sah",
    "not_valid": "belum-sah",
}


def chosen(found: Sequence[Row], name: str) -> list[Row]:
    """The rows that the filter of this name lets through; all of them for a name it does not know."""
    choice = _CHOICES.get(name)
    return [row for row in found if choice(row)] if choice else list(found)


def counted(found: Sequence[Row]) -> dict[str, int]:
    """How many rows there are, and how many of them the filters would show, under the names that templates use."""
    tally = Counter(name for name, choice in _CHOICES.items() for row in found if choice(row))
    return {told_as: tally[name] for told_as, name in _COUNTS.items()} | {"all": len(found)}


def later(seen: Opened, stage: str) -> bool:
    """Whether the stage is still to come."""
    at = seen.stages.index(seen.one.stage) if seen.one.stage in seen.stages else 0
    return stage in seen.stages[at + 1 :]


def context(request: Request, seen: Opened) -> dict[str, Any]:
    """What every page of one assessment needs, beside `parts.common`."""
    one, ends = seen.one, noon(seen.one.deadline)
    return {
        "list_path": PATH,
        "here_path": seen.path,
        "one": one,
        "stages": seen.stages,
        "agency_name": one.participant.name,
        "edition_title": one.edition_title,
        "seat_words": told.SEATS.get(one.seat_of_actor or 0, ""),
        "tabs": [(key, name, at) for key, name, at, stage in _TABS if not stage or stage in seen.stages],
        "steps_open": one.may,
        "turn": _turn(request, one),
        "ends": request.t.date(ends) if ends and one.state != "closed" else "",
        "step_words": STEPS,
        "done": request.query("selesai"),
        "done_words": told.DONE,
        "taken": _taken,
    }


def _turn(request: Request, one: Assessment) -> str:
    """Whose turn it is, in words for who reads."""
    if one.state == "closed":
        return told.TURNS["closed", ""]
    if "confirm" in one.may:
        return told.TURNS["closing", "confirm"]
    if one.seat_of_actor in (1, 2) and str(one.submitted.get(JOINT, "")) == str(one.seat_of_actor):
        return told.TURNS["closing", "handed"]
    return told.TURNS.get((one.stage, _reader(request, one)), told.TURNS.get((one.stage, ""), ""))


def _reader(request: Request, one: Assessment) -> str:
    seat = one.seat_of_actor
    if seat is None and request.actor.has("maturity.ministry"):
        return "ministry"
    if one.stage == "document" and seat in (1, 2):
        return "both" if one.state == "submitted" else "waiting" if seat in one.submitted else "alone"
    return {1: "lead", 2: "second", 3: "reviewer"}.get(seat or 0, "")


def mine(request: Request) -> list[AssessmentLine]:
    """What the actor assesses, reviews or decides on; the own agency's stands on other pages."""
    return [line for line in opening.mine(request.platform, request.actor) if line.seat != JOINT]


def waits(request: Request, line: AssessmentLine) -> bool:
    """Whether the assessment waits for this actor."""
    if line.state == "closed":
        return False
    match line.seat:
        case 1 | 2:
            judging = line.stage == "document" and (not line.submitted or line.other_submitted)
            return judging or line.stage in ("interview", "visit", "objection")
        case 3:
            return line.stage == "review"
        case _:
            return line.stage == "final" and request.actor.has("maturity.ministry")


def _taken(answer: Answer, whose: str) -> str:
    """An answer's words as the script that takes them over reads them; why, an assessor says in own words (CLAIM)."""
    said = answer.said
    level = "" if said.level is None else plain(said.level)
    return json.dumps(
        {
            "level": level,
            "met": sorted(said.met),
            "facts": said.facts,
            "analysis": said.analysis,
            "justification": "" if whose == CLAIM else said.justification,
        }
    )
