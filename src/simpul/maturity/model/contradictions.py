"""What a measurement says against a claimed level (law/maturity/contradictions.toml). Terms: docs/glossary.md."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from simpul.maturity.model.instruments import Words


@dataclass(frozen=True, slots=True)
class Speaks:
    """A row of the table: from `level` on of the indicator, `figure` of the measurement should be at least `least`.

    `reason` says what the level asks; `doubt` why the measurement may be wrong. `attached`: it speaks only where somebody
    attached that measurement to the indicator.
    """

    instrument: str
    indicator: str
    level: int
    measured: str
    figure: str
    least: Fraction
    reason: Words
    doubt: Words
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claimed level against which a measurement speaks: what was found, what the level would make one expect."""

    indicator: str
    level: int
    measured: str
    figure: str
    title: Words
    found: str
    wanted: str
    unit: Words
    reason: Words
    doubt: Words
    at: datetime
