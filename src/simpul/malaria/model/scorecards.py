"""Scorecards of village workers: measures of a month or quarter, each as part of a whole, beside the peers' median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from simpul.kernel.errors import NotFound
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class ScorePeriod:
    """A month or a quarter: as written in addresses (2026-11, 2026-T4), its first day, and the day after its last."""

    key: str
    first: date
    until: date

    @property
    def months(self) -> int:
        """1 or 3."""
        return (self.until.year - self.first.year) * 12 + self.until.month - self.first.month


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured. `kind`: `share` of a whole, `months` of some, `count`, `days`; `better`: `high`, `low` or empty."""

    code: str
    kind: str
    better: str
    words: str
    formula: str


@dataclass(frozen=True, slots=True)
class Score:
    """A measure's numbers: `part` of `whole`; a count or days stand in `part`, and `whole` is None."""

    part: int
    whole: int | None = None

    @property
    def value(self) -> float | None:
        """The share from 0 to 1, or the number; None of nothing."""
        if self.whole is None:
            return float(self.part)
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Peers:
    """The median of those of the same kabupaten who have enough to be compared, how many, and their quartiles."""

    median: float | None
    count: int
    middle: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A worker's scores of a period by the measures' codes, with those of the peers."""

    worker: UUID
    name: str
    village: str
    village_name: str
    period: ScorePeriod
    scores: Mapping[str, Score]
    peers: Mapping[str, Peers]
    complete: bool
    as_of: datetime | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Scorecards:
    """The scorecards of a region for a period, by village."""

    period: ScorePeriod
    cards: Sequence[Scorecard]
    peers: Mapping[str, Peers]
    complete: bool


class ScoreNothing(NotFound):
    """There is no such worker, or not in the actor's region, or no such month or quarter."""

    code = "malaria-score-nothing"
    sentence = N_("There is no such scorecard. Choose a worker of your region and a month or quarter.")
