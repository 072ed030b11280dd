"""The programs' side of events: which there are. One event, registering and the queue are on the hot path, `live`."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from simpul.cooperation.actions import event_reading
from simpul.cooperation.model.events import LargeEvent, Stage
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation", tags=["cooperation"])


class EventOut(BaseModel):
    """A large event; `address`: where its state is read and registrations are posted below."""

    slug: str
    title: dict[str, str]
    starts_at: datetime
    opens_at: datetime
    closes_at: datetime
    stage: Stage
    synthetic: bool
    address: str


@router.get("/events")
def events(request: Asking) -> list[EventOut]:
    """The public large events: those to come first, then those that are over."""
    return [_described(event, stage) for event, stage in event_reading.listed(request.platform)]


def _described(event: LargeEvent, stage: Stage) -> EventOut:
    return EventOut(
        slug=event.slug,
        title=dict(event.title),
        starts_at=event.starts_at,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        stage=stage,
        synthetic=event.synthetic,
        address=f"/api/v1/cooperation/events/{event.slug}",
    )
