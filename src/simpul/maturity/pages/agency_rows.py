"""The indicators of an agency's assessment as its pages list them: by aspect, filtered as the address asks, counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from simpul.kernel.i18n import N_
from simpul.maturity.model.assessing import IndicatorLine
from simpul.maturity.model.instruments import IndicatorCriteria, Instrument, Node, NodeKind

SHOWS: Mapping[str, str] = {
    "": N_("All indicators"),
    "left": N_("Still to fill in"),
    "filled": N_("Filled in"),
    "warned": N_("With something missing"),
    "draft": N_("With my draft"),
    "mine": N_("Those given to me"),
    "changed": N_("Judged otherwise than claimed"),
}


@dataclass(frozen=True, slots=True)
class SheetAsked:
    """What the address asks for: words, an aspect's code, which ones (a key of SHOWS)."""

    q: str = ""
    aspect: str = ""
    show: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.q or self.aspect or self.show)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An indicator as the list shows it. `missing`: levels below the claimed one whose criterion is not ticked.

    `judged`: the level as of the newest stage that the agency may see.
    """

    node: Node
    level: Fraction | None
    draft: bool
    evidence: int
    missing: tuple[int, ...]
    returned: bool
    by: str
    at: datetime | None
    people: tuple[str, ...]
    mine: bool
    judged: Fraction | None = None

    @property
    def changed(self) -> bool:
        """Whether the assessors found another level than the agency claims."""
        return self.judged is not None and self.judged != self.level

    @property
    def indicator(self) -> str:
        """Its number."""
        return self.node.key

    @property
    def warned(self) -> bool:
        """Whether it claims a level and lacks a criterion below it or any evidence."""
        return self.level is not None and (bool(self.missing) or not self.evidence)


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """An aspect and those of its indicators that are shown."""

    node: Node
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many indicators there are, are filled in, are left, lack something, have a draft of the reader."""

    all: int
    filled: int
    left: int
    warned: int
    drafts: int


@dataclass(frozen=True, slots=True)
class AspectBar:
    """How far an aspect is."""

    node: Node
    filled: int
    all: int
    href: str


def rows(instrument: Instrument, lines: Sequence[IndicatorLine], people: Mapping[str, Sequence[str]]) -> list[SheetRow]:
    """Every indicator of the instrument in its order, with what is known of it; `people` by indicator."""
    known = {one.indicator: one for one in lines}
    shown = [node for node in instrument.indicators if node.key in known]
    return [_row(node, known[node.key], tuple(people.get(node.key, ()))) for node in shown]


def _row(node: Node, line: IndicatorLine, people: tuple[str, ...]) -> SheetRow:
    return SheetRow(
        node=node,
        level=line.level,
        draft=line.draft,
        evidence=line.evidence,
        missing=line.missing,
        returned=line.verdict == "not_valid",
        by=line.by,
        at=line.at,
        people=people,
        mine=line.mine,
    )


def tally(found: Sequence[SheetRow]) -> Tally:
    """The counts of these rows."""
    filled = sum(one.level is not None for one in found)
    warned, drafts = sum(one.warned for one in found), sum(one.draft for one in found)
    return Tally(len(found), filled, len(found) - filled, warned, drafts)


def aspects(instrument: Instrument) -> list[Node]:
    """The parts that hold indicators, in order."""
    return [one for one in instrument.groups if any(c.kind is NodeKind.INDICATOR for c in instrument.children(one.code))]


def bars(instrument: Instrument, found: Sequence[SheetRow], to: str) -> list[AspectBar]:
    """How far each aspect is; each leads to its indicators in the list at `to`."""
    made = []
    for node in aspects(instrument):
        inside = [one for one in found if one.node.parent == node.code]
        filled = sum(one.level is not None for one in inside)
        made.append(AspectBar(node, filled, len(inside), f"{to}?aspek={node.code}#daftar"))
    return made


def asked_of(query: Mapping[str, str], instrument: Instrument) -> SheetAsked:
    """What the address asks for; anything unknown is left out."""
    aspect, show = query.get("aspek", ""), query.get("tampil", "")
    known = {one.code for one in aspects(instrument)}
    return SheetAsked(
        query.get("q", "").replace("\x00", "").strip()[:100],
        aspect if aspect in known else "",
        show if show in SHOWS else "",
    )


def chosen(found: Sequence[SheetRow], asked: SheetAsked, criteria: Mapping[int, IndicatorCriteria]) -> list[SheetRow]:
    """Those rows that the address asks for: every word of `q` is in the number, a name or the question."""
    return [one for one in found if _shown(one, asked.show) and _in(one, asked) and _says(one, asked.q, criteria)]


def _in(row: SheetRow, asked: SheetAsked) -> bool:
    return not asked.aspect or row.node.parent == asked.aspect


def _shown(row: SheetRow, show: str) -> bool:
    tests = {
        "": True,
        "left": row.level is None,
        "filled": row.level is not None,
        "warned": row.warned,
        "draft": row.draft,
        "mine": row.mine,
        "changed": row.changed,
    }
    return tests[show]


def _says(row: SheetRow, q: str, criteria: Mapping[int, IndicatorCriteria]) -> bool:
    known = criteria.get(row.node.number or 0)
    asks = f"{known.question.id} {known.question.en}" if known else ""
    text = f"{row.node.key} {row.node.name.id} {row.node.name.en} {asks}".casefold()
    return all(word in text for word in q.casefold().split())


def grouped(instrument: Instrument, found: Sequence[SheetRow]) -> list[SheetGroup]:
    """The rows by aspect, in order; aspects without any are left out."""
    made = [SheetGroup(node, tuple(one for one in found if one.node.parent == node.code)) for node in aspects(instrument)]
    return [one for one in made if one.rows]


def next_left(found: Sequence[SheetRow]) -> SheetRow | None:
    """The first of these indicators that is not filled in; None when all are."""
    return next((one for one in found if one.level is None), None)
