"""What happened to areas, told to whoever listens; nothing here is about a person."""

from dataclasses import dataclass
from datetime import datetime

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AreaStateChanged(Event):
    """An officer set, changed or cleared an area's state; `state` and `before` are 1 to 4, or None for none."""

    area: int
    name: str
    region: str
    hazard: str
    version: int
    state: int | None
    before: int | None
    since: datetime | None
    changed_at: datetime
    agency: str
