"""Telling people of a warning: from the event to the queue. Sending is `sending_notices`' part."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from simpul import regions as register
from simpul.disaster.actions import warnings
from simpul.disaster.model.subscriptions import Alarm, Severity, Telling
from simpul.disaster.model.warning_events import WarningCancelled, WarningIssued, WarningUpdated
from simpul.disaster.model.warnings import HazardWarning
from simpul.disaster.rules import noticing as rules
from simpul.disaster.rules import reaching
from simpul.disaster.store import live_counts
from simpul.disaster.store import noticing as store
from simpul.kernel.database import Unit
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform
from simpul.regions import RegionUnknown

TOPIC = "notices"
"""What is rung when there is something to tell."""


def alarm_of(warning: HazardWarning, version: int, kind: Telling) -> Alarm:
    """The warning as telling needs it."""
    circle = warning.circle
    return Alarm(
        subject=rules.warning_subject(warning.number),
        version=version,
        kind=kind,
        hazard=warning.hazard,
        severity=rules.severity_of(warning.severity.value),
        urgency=warning.urgency.value,
        regions=warning.regions,
        circle=(circle.longitude, circle.latitude, circle.radius_km) if circle else None,
        polygon=warning.polygon,
        until=warning.expires,
    )


def tell_issued(platform: Platform, unit: Unit, event: WarningIssued) -> None:
    """Whom the new warning concerns is told soon."""
    tell(unit, alarm_of(warnings.get(platform, event.number), event.version, Telling.ALERT))


def tell_updated(platform: Platform, unit: Unit, event: WarningUpdated) -> None:
    """Whom the warning concerns now, or did before, is told soon; nobody where only words changed, or it ends earlier."""
    tell(unit, alarm_of(warnings.get(platform, event.number), event.version, Telling.UPDATE))


def tell_cancelled(platform: Platform, unit: Unit, event: WarningCancelled) -> None:
    """Those who were told of the warning hear that it is over; those who were not are not told of it at all."""
    tell(unit, alarm_of(warnings.get(platform, event.number), event.version, Telling.CANCEL))


def tell(unit: Unit, alarm: Alarm) -> bool:
    """Whether the alarm is told: it is newer than what was told of its subject, and an update says what matters."""
    before = store.latest(unit.connection, alarm.subject)
    if before is not None and alarm.kind is not Telling.REPORTS:
        if before.version >= alarm.version or before.kind is Telling.CANCEL:
            return False
        if alarm.kind is Telling.UPDATE and not rules.matters(before, alarm):
            return False
    began = store.begin(unit.connection, f"{alarm.subject}:{alarm.version}:{alarm.hazard}", alarm, unit.clock.now())
    if began:
        unit.ring(TOPIC)
    return began


def queue_open(platform: Platform) -> int:
    """How many notices were queued: of every telling that was open, slice by slice, the worst warning first."""
    queued = 0
    while (made := _slice(platform)) is not None:
        queued += made
    return queued


def _slice(platform: Platform) -> int | None:
    """How many were queued of one slice; None where nothing is open, or other workers are at it."""
    with platform.database.writing() as unit:
        unit.unaudited("what is told stands in the queue itself, and which warning it is in the warning's own trail")
        opened = store.next_open(unit.connection)
        if opened is None:
            return None
        now, last = unit.clock.now(), store.last_subscriber(unit.connection)
        upto = min(opened.cursor + store.SLICE, last)
        made = 0
        if opened.cursor < last:
            codes = rules.chosen_among(store.regions_there(unit.connection), opened.alarm.regions)
            reached = _reached(unit, opened.alarm, opened.cursor, upto)
            made = store.queue(unit.connection, opened, codes, reached, (now, upto))
        if upto >= last:
            store.finish(unit.connection, opened.id, now)
        if made:
            unit.ring(TOPIC)
        return made


def _reached(unit: Unit, alarm: Alarm, after: int, upto: int) -> list[int]:
    box = reaching.box(alarm) if alarm.kind is not Telling.CANCEL else None
    if box is None:
        return []
    near = store.points(unit.connection, box, after, upto)
    within = reaching.reached(alarm, near.longitudes, near.latitudes, near.radii_km)
    return [int(one) for one in near.ids[within]]


def would_tell(platform: Platform, alarm: Alarm) -> int:
    """How many people a new warning like this would be told to, now or after their quiet hours."""
    with platform.database.reading() as unit:
        codes = rules.chosen_among(store.regions_there(unit.connection), alarm.regions)
        reached = _reached(unit, alarm, 0, store.last_subscriber(unit.connection))
        return store.count(unit.connection, alarm, codes, reached, unit.clock.now())


def told_by_region(platform: Platform, regions: Sequence[str], hazard: str, severity: str) -> int:
    """How many people a warning of this hazard and severity for these regions would be told to."""
    wanted = Alarm("", 1, Telling.ALERT, hazard, rules.severity_of(severity), regions=tuple(regions))
    return would_tell(platform, wanted)


def tell_reports(platform: Platform) -> int:
    """How many regencies there are of whose residents' reports people are told from now on: once a day each.

    Three live reports of one hazard that nobody withdrew and that are no exercise are told of, verified or not.
    """
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("residents' reports are public already; that people are told of them stands in the queue")
        found = live_counts.by_regency(unit.connection, now, least=rules.REPORTS_LEAST, within=timedelta(days=1))
        return sum(tell(unit, _reported(platform, *one)) for one in found)


def _reported(platform: Platform, regency: str, hazard: str, count: int) -> Alarm:
    with suppress(RegionUnknown):
        regency = register.current_code(platform, regency)
    day = platform.clock.now().astimezone(ZONES[zone_of(regency)]).date().isoformat()
    subject = rules.reports_subject(regency, day)
    return Alarm(subject, 1, Telling.REPORTS, hazard, Severity.MINOR, regions=(regency,), count=count)
