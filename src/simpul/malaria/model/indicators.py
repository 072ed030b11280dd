"""What the programme measures of an area in a time: indicators with formula and source, strata."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from simpul.malaria.model.investigations import Limits, Timeliness


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of `law/malaria/indicators.toml`. `of` over `by`, times `per`; `span`: year, month or any."""

    code: str
    name: Mapping[str, str]
    formula: Mapping[str, str]
    of: Sequence[str]
    by: Sequence[str]
    per: int
    span: str
    unit: Mapping[str, str]
    source: str
    doubt: Mapping[str, str]
    not_here: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator's exact value; None where it cannot be had, and why: `not_here`, `population`, `nothing`, `untested`."""

    indicator: Indicator
    value: Fraction | None
    numerator: int
    denominator: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class SurveyPeriod:
    """The months from `first` to before `until`; `span` is year, quarter or month."""

    first: date
    until: date
    span: str


@dataclass(frozen=True, slots=True)
class PeopleAtRisk:
    """How many people, None where not known; `told_by`: official (the regions' edition) or villages (the programme's)."""

    count: int | None
    told_by: str


@dataclass(frozen=True, slots=True)
class SurveyedArea:
    """An area in a period: what was counted, people at risk, its indicators, its stratum.

    An area below with the code of the one above it holds what no smaller place is known of.
    """

    code: str
    name: str
    counts: Mapping[str, int]
    people: PeopleAtRisk
    measured: Sequence[Measured]
    stratum: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """An area with what lies below it, and its months for a plot; `incomplete`: the period is not over yet.

    `clocks`: how its cases' investigations keep the `limits`; None above a kabupaten.
    """

    area: SurveyedArea
    below: Sequence[SurveyedArea]
    months: Sequence[tuple[date, Mapping[str, int]]]
    above: Sequence[tuple[str, str]]
    period: SurveyPeriod
    incomplete: bool
    clocks: Timeliness | None
    limits: Limits


@dataclass(frozen=True, slots=True)
class SurveyFront:
    """The desk's first figures: positive tests of a month, of the same month a year ago, and of twelve months."""

    month: date
    positive: int
    year_ago: int
    twelve_months: int
    api: Fraction | None
    positivity: Fraction | None
