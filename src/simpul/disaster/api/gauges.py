"""Readings of gauges, sent by programs that have no MQTT: many at once, each with what became of it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from simpul.disaster.actions import gauge_intake
from simpul.disaster.model.gauge_intake import Refused, Said, Taken, Verdict
from simpul.disaster.rules import gauge_quality as rules
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/disaster")
MOST = 500
Gauge = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,64}$", description="The gauge's id, as its sensor calls it.")]


class NewReading(BaseModel):
    """What a gauge measured. The same reading sent again changes nothing."""

    model_config = ConfigDict(extra="forbid")

    depth_cm: float = Field(description="The water at the gauge, in centimetres.", allow_inf_nan=False)
    at: str | None = Field(None, max_length=40, description="When, as ISO 8601 with its zone; now if it is left out.")
    warning: int | None = Field(
        None, ge=1, le=4, description="1 (Siaga I, the worst) to 4; by the gauge's thresholds if it is left out."
    )
    warning_name: str = Field("", max_length=40, description="What the post calls it.")


class NewReadings(BaseModel):
    """Readings of one gauge, in the order in which they were measured."""

    model_config = ConfigDict(extra="forbid")

    observations: list[NewReading] = Field(min_length=1, max_length=MOST)


class VerdictOut(BaseModel):
    """A reading that was not believed: its place among those sent (0 is the first), and why."""

    index: int
    reason: str = Field(description="out-of-range, too-fast, future, too-old, contradicts, no-zone, unreadable, …")


class TakenOut(BaseModel):
    """How many readings are new, how many were known, and which were refused."""

    new: int
    known: int
    refused: list[VerdictOut]


@router.post("/gauges/{gauge}/observations", status_code=201)
def observe(request: Asking, gauge: Gauge, given: NewReadings) -> TakenOut:
    """The readings that are believed are kept when this answers; the others are named, with the reason."""
    now = request.platform.clock.now()
    read = [_read(gauge, one, now) for one in given.observations]
    verdicts = gauge_intake.send(request.platform, request.actor, gauge, read)
    return TakenOut(
        new=_count(verdicts, Taken.NEW),
        known=_count(verdicts, Taken.KNOWN),
        refused=[VerdictOut(index=n, reason=one.reason.value) for n, one in enumerate(verdicts) if one.reason],
    )


def _read(gauge: str, one: NewReading, now: datetime) -> Said | Refused:
    parts: dict[str, object] = {
        "depth_cm": one.depth_cm,
        "at": one.at,
        "warning": one.warning,
        "warning_name": one.warning_name,
    }
    return rules.read_parts(gauge, parts, now, f"{one.at or ''} {one.depth_cm:g} cm".strip().encode())


def _count(verdicts: list[Verdict], taken: Taken) -> int:
    return sum(one.taken is taken for one in verdicts)
