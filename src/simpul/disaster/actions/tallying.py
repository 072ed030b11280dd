"""The tally of verified reports per day, region and hazard, kept by what the desk tells; each event counts once."""

from datetime import date, datetime

from simpul.disaster import store
from simpul.disaster.model import ReportCorrected, ReportHidden, ReportVerified
from simpul.kernel.database.unit import Unit
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform

_REGENCY = 5


def count_verified(_platform: Platform, unit: Unit, event: ReportVerified) -> None:
    """One more is verified."""
    _count(unit, event.reported_at, event.region, event.hazard, by=1)


def count_corrected(_platform: Platform, unit: Unit, event: ReportCorrected) -> None:
    """A verified report counts where it lies now."""
    _count(unit, event.reported_at, event.region_before, event.hazard, by=-1)
    _count(unit, event.reported_at, event.region, event.hazard, by=1)


def count_hidden(_platform: Platform, unit: Unit, event: ReportHidden) -> None:
    """One fewer is verified."""
    _count(unit, event.reported_at, event.region, event.hazard, by=-1)


def _count(unit: Unit, at: datetime, region: str, hazard: str, *, by: int) -> None:
    day = local_day(at, region)
    store.count_verified(unit.connection, day=day, region=region[:_REGENCY], hazard=hazard, by=by)


def local_day(at: datetime, region: str) -> date:
    """The day in the region's own time zone."""
    return at.astimezone(ZONES[zone_of(region)]).date()
