"""The programs' side of activities: what happens when and where, and how many take part; never who."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from simpul.cooperation.actions import activities
from simpul.cooperation.actions.activities import ActivitiesAsked
from simpul.cooperation.model.activities import Activity
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation")


class ActivityOut(BaseModel):
    """An activity; `precision`: days are known to the day, the month or the year; `inferred`: what no source says."""

    id: UUID
    programme: str
    kind: str
    title: dict[str, str]
    since: date
    until: date
    precision: str
    zone: str
    begins_at: datetime | None
    ends_at: datetime | None
    place: str
    host: str
    participants: int | None
    agencies: int | None
    note: dict[str, str]
    state: str
    inferred: list[str]
    sources: list[str]
    synthetic: bool


class ActivitiesOut(BaseModel):
    """The activities that were asked for: upcoming ones first, then the newest."""

    activities: list[ActivityOut]


def _out(one: Activity) -> ActivityOut:
    return ActivityOut(
        id=one.id,
        programme=one.programme,
        kind=one.kind.value,
        title=dict(one.title),
        since=one.since,
        until=one.until,
        precision=one.precision.value,
        zone=one.zone,
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        place=one.place,
        host=one.host.value if one.host else "",
        participants=one.participants,
        agencies=one.agencies,
        note=dict(one.note or {}),
        state=one.state.value,
        inferred=list(one.inferred),
        sources=list(one.sources),
        synthetic=one.synthetic,
    )


Asked = Annotated[str, Query(max_length=100)]


@router.get("/activities", tags=["cooperation"])
def listed(request: Asking, programme: Asked = "", kind: Asked = "", year: Asked = "", q: Asked = "") -> ActivitiesOut:
    """The public activities, and those of the programmes that this account reads."""
    asked = ActivitiesAsked(programme, kind, year, "", q)
    return ActivitiesOut(activities=[_out(one) for one in activities.listed(request.platform, request.actor, asked).found])


@router.get("/activities/{id}", tags=["cooperation"])
def seen(request: Asking, id: UUID) -> ActivityOut:
    """One activity."""
    return _out(activities.seen(request.platform, request.actor, id).activity)
