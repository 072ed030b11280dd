"""A report of an archive as a list shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Archived:
    """What the archive knows of a report; `region` is the deepest region's code of today, empty where none is known."""

    number: int
    at: datetime
    longitude: float
    latitude: float
    depth_cm: int | None
    source: str
    had_photo: bool
    text: str | None
    region: str
