"""The live reports in a box around a place, or in a region, for what is told of that place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from simpul.disaster.model import Report, Status
from simpul.disaster.store.lists import inside
from simpul.disaster.store.rows import report_of
from simpul.disaster.store.tables import reports

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Around:
    """Which reports are wanted: those in a box, of a hazard (empty: of any), in a region (empty: in any)."""

    box: Box
    hazard: str = ""
    within: str = ""


def live_in(connection: Connection, wanted: Around, now: datetime, *, most: int) -> list[Report]:
    """The reports that are wanted, live and not hidden, the newest first; exercises are never among them."""
    west, south, east, north = wanted.box
    asked: list[ColumnElement[bool]] = [
        reports.c.live_until > now,
        reports.c.status != Status.HIDDEN.value,
        reports.c.training.is_(False),
        reports.c.longitude.between(west, east),
        reports.c.latitude.between(south, north),
    ]
    if wanted.hazard:
        asked.append(reports.c.hazard == wanted.hazard)
    if wanted.within:
        asked.append(inside(wanted.within))
    found = select(reports).where(and_(*asked)).order_by(reports.c.number.desc()).limit(most)
    return [report_of(row) for row in connection.execute(found).mappings()]
