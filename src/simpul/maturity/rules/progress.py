"""How far the agencies of an edition are: counted by stage, by kind of agency and by province."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from simpul.maturity.model.editions import Progress
from simpul.maturity.rules import naming
from simpul.maturity.rules.index import shown

NOT_BEGUN, CLOSED = "not_begun", "closed"


@dataclass(frozen=True, slots=True)
class ProgressGroup:
    """Agencies of one kind or province: how many, how many at each stage, how many final, and their mean index so far.

    `mean` is the plain mean of the newest exact indices, two decimals, of the `indexed` ones: those with nothing empty;
    None where all did. It is not the national index, which the ministry weighs otherwise.
    """

    key: str
    count: int
    stages: Mapping[str, int]
    final: int
    indexed: int
    mean: Decimal | None
    predicates: Mapping[str, int]
    region: str = ""

    @property
    def share_final(self) -> int:
        """Percent that are final, rounded down."""
        return self.final * 100 // self.count if self.count else 0


def stage_of(one: Progress) -> str:
    """Where the agency stands: a stage, not begun, or closed."""
    if one.assessment is None:
        return NOT_BEGUN
    return CLOSED if one.state == CLOSED else one.stage


def group(key: str, rows: Sequence[Progress], region: str = "") -> ProgressGroup:
    """These agencies counted together."""
    indices = [Fraction(one.exact or one.index) for one in rows if one.index and not one.unfilled]
    mean = Decimal(shown(sum(indices, Fraction(0)) / len(indices))) if indices else None
    return ProgressGroup(
        key,
        len(rows),
        Counter(stage_of(one) for one in rows),
        sum(1 for one in rows if stage_of(one) == CLOSED),
        len(indices),
        mean,
        Counter(one.predicate for one in rows if one.predicate),
        region,
    )


def grouped(rows: Iterable[Progress], by: Callable[[Progress], str]) -> list[ProgressGroup]:
    """The agencies counted by what `by` says, those that it says nothing of left out; by name."""
    found: dict[str, list[Progress]] = {}
    for one in rows:
        if key := by(one):
            found.setdefault(key, []).append(one)
    return [group(key, found[key], max(one.region[:2] for one in found[key])) for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class ProgressAsked:
    """Which agencies a list shows: words in the name, kind, province, stage; how it is sorted; the page."""

    q: str = ""
    kind: str = ""
    province: str = ""
    stage: str = ""
    sort: str = ""
    page: int = 1


def chosen(rows: Iterable[Progress], asked: ProgressAsked) -> list[Progress]:
    """Those asked for, in the order asked for: by name, or by index with the highest first, or the longest silent first."""
    found = [one for one in rows if _fits(one, asked)]
    if asked.sort == "index":
        return sorted(found, key=lambda one: (-Decimal(one.index or -1), one.name))
    if asked.sort == "silent":
        return sorted(found, key=lambda one: (one.changed_at is not None, one.changed_at or 0, one.name))
    return sorted(found, key=lambda one: one.name)


def _fits(one: Progress, asked: ProgressAsked) -> bool:
    return (
        (not asked.kind or one.kind == asked.kind)
        and (not asked.province or one.province == asked.province)
        and (not asked.stage or stage_of(one) == asked.stage)
        and naming.finds(asked.q, one.name, one.agency)
    )
