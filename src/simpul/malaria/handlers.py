"""What the malaria programme does by the clock: erasing what is due, looking for people who were registered twice."""

from datetime import timedelta

from simpul.kernel.announcing import Announcer
from simpul.kernel.database import Unit
from simpul.kernel.jobs import Job
from simpul.kernel.platform import Platform
from simpul.malaria.actions import (
    desk_nightly,
    detecting,
    forgetting,
    hearing,
    measuring,
    registering,
    resupply,
    sismal_work,
    store_room,
)
from simpul.malaria.model.alerts import AlertRaised
from simpul.malaria.rules import alert_announcing


def announce_alert(platform: Platform, unit: Unit, event: AlertRaised) -> None:
    """Other agencies that subscribed are told of the alert; nobody where the node offers no such event type."""
    platform.port(Announcer).announce(platform, alert_announcing.raised(event, unit.clock.now()))


def detect(platform: Platform) -> None:
    """Every rule of alerts has looked at what is known by now."""
    detecting.detect(platform)


def look_for_duplicates(platform: Platform) -> None:
    """Likely duplicates of every village that changed wait at the desk."""
    desk_nightly.look_for_duplicates(platform)


def erase_looks(platform: Platform) -> None:
    """Old looks at patients' pages are erased."""
    desk_nightly.erase_looks(platform)


def match_arrivals(platform: Platform) -> None:
    """What phones recorded to have come is matched with what was sent."""
    resupply.match(platform)


def read_sheets(platform: Platform) -> None:
    """Sheets of e-SISMAL that were sent are read, and those that were decided are taken in."""
    sismal_work.begin(platform)


JOBS = (
    Job("malaria.tally", timedelta(seconds=5), registering.refresh),
    Job("malaria.read_sheets", timedelta(seconds=2), read_sheets),
    Job("malaria.forget_sheets", timedelta(hours=24), sismal_work.forget),
    Job("malaria.detect", timedelta(minutes=10), detect),
    Job("malaria.match_arrivals", timedelta(minutes=5), match_arrivals),
    Job("malaria.forget_movers", timedelta(hours=24), store_room.forget_names),
    Job("malaria.forget", timedelta(hours=24), forgetting.forget),
    Job("malaria.look_for_duplicates", timedelta(hours=24), look_for_duplicates),
    Job("malaria.erase_looks", timedelta(hours=24), erase_looks),
)

HEARS = {"disaster.report.verified": hearing.hear}
"""What the programme listens to among the events of other agencies."""

MEASURES = {measuring.TESTS: measuring.tests, measuring.SAME_DAY: measuring.same_day}
"""What the programme can measure of this node's agency."""
