"""A result as one viewer sees it, all that pages, papers and programs tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from simpul.maturity.model.instruments import Instrument, LawEdition
from simpul.maturity.model.results import Assessed
from simpul.maturity.rules import comparing
from simpul.maturity.rules.index import Reckoned
from simpul.maturity.rules.predicates import Judged
from simpul.maturity.rules.result_permits import Eyes

Values = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Viewed:
    """A result for one viewer: `values` as of `stage`, reckoned; the self-assessment where there is one; who is alike."""

    of: Assessed
    eyes: Eyes
    instrument: Instrument
    edition: LawEdition
    stage: str
    at: datetime
    values: Values
    reckoned: Reckoned
    judged: Judged
    self_values: Values
    self_reckoned: Reckoned | None
    group: comparing.Group | None
    peers: comparing.Peers | None = None

    @property
    def standing(self) -> str:
        """The stage that the values are told to be of: final once the evaluation is closed."""
        return "final" if self.of.final else self.stage
