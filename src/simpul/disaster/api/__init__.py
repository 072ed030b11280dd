"""Reports for programs: send, read, count. The interface of CogniCity (PetaBencana) comes beside it, not in its place."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from simpul.disaster import actions
from simpul.disaster.api.channels import RAW as CHANNELS
from simpul.disaster.api.compat import RAW as COMPAT
from simpul.disaster.api.gauges import router as gauges
from simpul.disaster.api.hazards import router as hazards
from simpul.disaster.api.ogc import ROUTES as OGC
from simpul.disaster.api.shape_tiles import ROUTES as SHAPE_TILES
from simpul.disaster.api.sta import ROUTES as STA
from simpul.disaster.live import reporting
from simpul.disaster.model import Draft, PublicReport, Sender, Source
from simpul.kernel.i18n import LANGUAGES, N_, translator
from simpul.kernel.web.api import Asking

reports = APIRouter(prefix="/disaster")
Point = dict[str, float]
Answer = bool | int | float | str | list[int] | Point
Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The report's number, as people were told it.")]


class NewReport(BaseModel):
    """What somebody reports. The same `form_id` again is the same report, however often it is sent."""

    model_config = ConfigDict(extra="forbid")

    form_id: UUID
    hazard: str = Field("flood", max_length=40)
    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    card: dict[str, Answer] = Field(
        description='The hazard\'s answers, as `/hazards` lists its questions: {"flood_depth": 60} in cm.', max_length=20
    )
    text: str = Field("", max_length=10_000)
    client_at: datetime | None = Field(None, description="The sender's clock; the server's own time decides.")
    partner: str | None = Field(None, max_length=40, description="The partner whose phone signed the report.")
    partner_key: UUID | None = Field(None, description="The id that the phone's key got when it was registered.")
    signature: str = Field("", max_length=200, description="The phone's signature over the report, in base64url.")


class ReportOut(BaseModel):
    """What everybody may know of a report; `text` and `photo` are null until an officer has verified it."""

    number: int
    hazard: str
    status: str
    severity: str
    card: dict[str, Any]
    longitude: float
    latitude: float
    placed: str
    region: str
    approximate: bool
    reported_at: datetime
    changed_at: datetime
    version: int
    live: bool
    training: bool
    source: str
    text: str | None
    photo: str | None


class FigureOut(BaseModel):
    """A number, what it counts in both languages, and where that is listed: a path of this node, and its full address."""

    key: str
    value: int
    label: dict[str, str]
    path: str
    url: str | None = Field(description="Null where the node's public address is not set.")


class FiguresOut(BaseModel):
    """What is counted now."""

    at: datetime
    figures: list[FigureOut]
    sandbox: bool = Field(description="Whether this node's data are made up: an exercise, or a load test.")


@reports.post(
    "/reports", status_code=201, responses={200: {"model": ReportOut, "description": "Sent before: the same report."}}
)
def send(request: Asking, response: Response, new: NewReport) -> ReportOut:
    """A report is taken and on the map at once, as not verified. Refused: a place at sea or abroad, too many in a while."""
    draft = Draft(
        form_id=new.form_id,
        hazard=new.hazard,
        longitude=new.longitude,
        latitude=new.latitude,
        card=new.card,
        text=new.text.replace("\x00", ""),
        client_at=new.client_at if new.client_at and new.client_at.tzinfo else None,
        source=Source.API,
        partner=new.partner,
        partner_key=new.partner_key,
        signature=new.signature,
        sender=Sender(None, request.address_hash),
    )
    sent = reporting.report(request.platform, request.actor, draft)
    response.status_code = 201 if sent.fresh else 200
    response.headers["Location"] = f"/api/v1/disaster/reports/{sent.report.number}"
    return _out(actions.public_report(request.platform, sent.report.number))


@reports.get("/reports/{number}")
def read(request: Asking, number: Number) -> ReportOut:
    """One report, as everybody may see it; hidden ones do not exist."""
    return _out(actions.public_report(request.platform, number))


@reports.get("/figures")
def figures(request: Asking) -> FiguresOut:
    """The figures that the node's home page shows: live reports of three hours, deep ones, verified today."""
    platform = request.platform
    counted, base = actions.live_figures(platform), platform.settings.public_url.rstrip("/")
    told = [
        FigureOut(
            key=key,
            value=counted[key],
            label={lang: translator(lang).gettext(label) for lang in LANGUAGES},
            path=path,
            url=base + path if base else None,
        )
        for key, (label, path) in FIGURES.items()
    ]
    return FiguresOut(at=platform.clock.now(), figures=told, sandbox=platform.settings.sandbox)


FIGURES = {
    "reports_3h": (N_("reports in the last 3 hours"), "/bencana/daftar?hours=3"),
    "verified_today": (N_("verified today"), "/bencana/daftar?status=verified&hours=24"),
    "deep_3h": (N_("floods deeper than 150 cm"), "/bencana/daftar?depth=150&hours=3"),
}
"""How each count of the module's front door is told, and where it leads."""


def _out(report: PublicReport) -> ReportOut:
    where = report.where
    return ReportOut(
        number=report.number,
        hazard=report.hazard,
        status=report.status.value,
        severity=report.severity,
        card=dict(report.card),
        longitude=where.longitude,
        latitude=where.latitude,
        placed=where.placed.value,
        region=where.region,
        approximate=where.approximate,
        reported_at=report.reported_at,
        changed_at=report.changed_at,
        version=report.version,
        live=report.live,
        training=report.training,
        source=report.source.value,
        text=report.text,
        photo=f"/bencana/foto/{report.photo}" if report.photo else None,
    )


router = APIRouter(tags=["disaster"])
"""Each router in it carries the whole prefix itself: the list of access knows a route by its own path."""
router.include_router(reports)
router.include_router(hazards)
router.include_router(gauges)

ROUTES = [*OGC, *SHAPE_TILES, *STA]
"""Interfaces that have pages too."""

RAW = {**COMPAT, **CHANNELS}
"""Paths that pass by every middleware: CogniCity's interface, and the webhooks of channels."""
