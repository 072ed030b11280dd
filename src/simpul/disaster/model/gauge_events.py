"""What gauges tell, to whoever listens; nothing here is about a person."""

from dataclasses import dataclass
from datetime import datetime

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class GaugeRose(Event):
    """The water at a gauge has risen to a worse level: `warning` 1 (worst) to 3; `before` is its level until then.

    `downstream` holds the codes of the regions that its water reaches, separated by blanks. `synthetic`: made up.
    """

    gauge: str
    number: int
    name: str
    region: str
    downstream: str
    depth_cm: int
    warning: int
    before: int | None
    at: datetime
    synthetic: bool
