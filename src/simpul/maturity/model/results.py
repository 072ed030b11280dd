"""Results: an assessment's index and all its parts, and what is made of them. Terms: docs/glossary.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from simpul.kernel.errors import NotFound
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class MaturityResult:
    """An assessment's index and parts, exact, as of `stage`, the newest that has values; public only when `final`."""

    assessment: UUID
    edition: str
    agency: str
    stage: str
    index: Fraction
    predicate: str
    self_index: Fraction | None
    nodes: Mapping[str, Fraction]
    values: Mapping[str, Fraction]
    unfilled: int
    final: bool
    at: datetime
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Assessed:
    """What a result is of: agency by name and kind, edition by year and instrument; where the assessment stands."""

    assessment: UUID
    agency: str
    name: str
    kind: str
    province: str
    edition: str
    year: int
    title: str
    instrument: str
    basis: str
    stages: tuple[str, ...]
    stage: str
    state: str
    synthetic: bool

    @property
    def final(self) -> bool:
        """Whether the ministry has closed it."""
        return self.state == "closed"


@dataclass(frozen=True, slots=True)
class FinalLine:
    """A final result in a list: what it is of, index, predicate."""

    of: Assessed
    index: Fraction
    predicate: str


class ResultUnknown(NotFound):
    """There is no such result, or not for who asks: drafts are for the agency, its assessors and the ministry."""

    code = "maturity-result-unknown"
    sentence = N_("There is no such result, or it is not public yet.")


class PublishedUnknown(NotFound):
    """No published table names this agency."""

    code = "maturity-published-unknown"
    sentence = N_("No published result names this agency.")
