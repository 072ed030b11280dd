"""The programs' side of attendance: how many were there on each day, and whether a certificate counts; never who."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from simpul.cooperation.actions import attendance, certificates
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation")


class DayOut(BaseModel):
    """How many were there on a day."""

    day: date
    present: int


class AttendanceOut(BaseModel):
    """An activity's attendance: how many were accepted, were there on each day, and have earned a certificate."""

    activity: UUID
    accepted: int
    earned: int
    days: list[DayOut]


class CertificateOut(BaseModel):
    """What anybody may know of a certificate. `standing`: "valid" or "withdrawn"; `sha256`: of the PDF that was issued."""

    number: str
    name: str
    title: dict[str, str]
    since: date
    until: date
    days: int
    of_days: int
    issued_at: datetime
    standing: str
    withdrawn_reason: str
    sha256: str
    signer_fingerprint: str
    synthetic: bool


@router.get("/attendance/{activity}", tags=["cooperation"])
def seen(request: Asking, activity: UUID) -> AttendanceOut:
    """The attendance of an activity of a programme that this account reads."""
    found = attendance.seen(request.platform, request.actor, activity)
    days = [
        DayOut(day=day, present=sum(day in one.by_day and one.by_day[day].present for one in found.people))
        for day in found.days
    ]
    return AttendanceOut(activity=activity, accepted=len(found.people), earned=found.earned, days=days)


@router.get("/certificates/{code}", tags=["cooperation"])
def certificate(request: Asking, code: str) -> CertificateOut:
    """The certificate with this code."""
    shown = certificates.shown(request.platform, code)
    one, activity = shown.certificate, shown.activity
    return CertificateOut(
        number=one.number,
        name=one.name,
        title=dict(activity.title),
        since=activity.since,
        until=activity.until,
        days=one.days,
        of_days=one.of_days,
        issued_at=one.issued_at,
        standing=one.validity.value,
        withdrawn_reason=one.withdrawn_reason,
        sha256=one.sha256,
        signer_fingerprint=shown.fingerprint,
        synthetic=one.synthetic,
    )
