"""What reports say about areas: the newest of each device, as facts without words, pictures or senders."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, Text, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from simpul.disaster.model import Status
from simpul.disaster.model.areas import Told
from simpul.disaster.store.lists import inside
from simpul.disaster.store.tables import reports


@dataclass(frozen=True, slots=True)
class Placed:
    """What a report says, its point, and the deepest region it lies in."""

    told: Told
    longitude: float
    latitude: float
    region: str


def told(connection: Connection, hazard: str, *, since: datetime, until: datetime, within: str = "") -> list[Placed]:
    """What each device last said about the depth after `since` and up to `until`; no exercises, nothing hidden."""
    depth = reports.c.card["flood_depth"].astext.cast(Integer)
    sender = func.coalesce(reports.c.device, reports.c.id.cast(Text))
    region = func.coalesce(reports.c.village, reports.c.district, reports.c.regency, reports.c.province, "")
    place = (reports.c.longitude, reports.c.latitude, region.label("region"))
    found = (
        select(reports.c.number, depth.label("depth"), reports.c.reported_at, reports.c.status, *place)
        .where(
            reports.c.hazard == hazard,
            reports.c.status != Status.HIDDEN.value,
            reports.c.training.is_(False),
            reports.c.reported_at > since,
            reports.c.reported_at <= until,
            reports.c.card.has_key("flood_depth"),
        )
        .ext(distinct_on(sender))
        .order_by(sender, reports.c.number.desc())
    )
    rows = connection.execute(found.where(inside(within)) if within else found)
    return [
        Placed(Told(number, depth_cm, at, status == Status.VERIFIED.value), longitude, latitude, code)
        for number, depth_cm, at, status, longitude, latitude, code in rows
    ]
