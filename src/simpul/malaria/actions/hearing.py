"""A verified flood that another agency tells of opens a watch where the programme marked the village. Permenkes 22/2022.

Everything that is heard is kept with what came of it, also what could not be read or concerns nobody here.
"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from simpul import regions
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.hearing import Heard
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform
from simpul.malaria.model.watches import Flood, FloodOutcome, HeardFlood, Watch, WatchRule
from simpul.malaria.rules import watching as rules
from simpul.malaria.store import watches as store

CORRECTED = "corrected"
"""The reason of a watch that ended because the flood's agency corrected the place or the kind of disaster."""


def hear(platform: Platform, unit: Unit, heard: Heard) -> None:
    """The flood is kept, once, and the village where it lies is watched if marked; a later version moves the watch."""
    if store.is_known(unit.connection, heard.owner, heard.source, heard.id):
        return
    told = HeardFlood(heard.owner, heard.source, heard.id, heard.at, heard.heard_at, FloodOutcome.UNREADABLE)
    try:
        flood = rules.flood(heard.said, heard.heard_at)
    except rules.FloodUnreadable as wrong:
        store.keep_flood(unit.connection, replace(told, why=str(wrong)))
        return
    store.keep_flood(unit.connection, _judged(platform, unit, _with(told, flood), flood))


def _with(told: HeardFlood, flood: Flood) -> HeardFlood:
    return replace(
        told,
        at=flood.at,
        number=flood.number,
        version=flood.version,
        hazard=flood.hazard,
        severity=flood.severity,
        depth_cm=flood.depth_cm,
        region=flood.region,
        longitude=flood.longitude,
        latitude=flood.latitude,
        url=flood.url,
        synthetic=flood.synthetic,
    )


def _judged(platform: Platform, unit: Unit, told: HeardFlood, flood: Flood) -> HeardFlood:
    rule, before = rule_of(unit), store.of_report(unit.connection, told.owner, flood.number)
    if before and before[0] >= flood.version:
        return replace(told, outcome=FloodOutcome.KNOWN, village=before[2])
    outcome, village, by_border = _placed(platform, unit, flood, rule)
    told = replace(told, village=village, by_border=by_border)
    if before and outcome is FloodOutcome.OPENED and before[2] == village:
        return replace(told, outcome=FloodOutcome.KNOWN, watch=before[1])
    if before:
        _withdraw(unit, before[1])
    if outcome is not FloodOutcome.OPENED or village is None:
        return replace(told, outcome=outcome)
    return _opened(unit, told, village, rule)


def _placed(platform: Platform, unit: Unit, flood: Flood, rule: WatchRule) -> tuple[FloodOutcome, str | None, bool]:
    """What comes of it, in which village, and whether the village rests on the point alone."""
    if (unfit := rules.unfit(flood, rule)) is not None:
        return unfit, None, False
    found, exact = _located(platform, flood)
    told = _current(platform, flood.region)
    village, by_border = rules.spot(told, found, exact=exact)
    if village is None:
        differ = bool(told and found)
        return (FloodOutcome.PLACES_DIFFER if differ else FloodOutcome.PLACE_UNKNOWN), None, by_border
    if store.is_programmes(unit.connection, village) is None:
        return FloodOutcome.ELSEWHERE, village, by_border
    if not store.marked(unit.connection, village):
        return FloodOutcome.UNMARKED, village, by_border
    return FloodOutcome.OPENED, village, by_border


def _located(platform: Platform, flood: Flood) -> tuple[str | None, bool]:
    """The deepest region at the point, None at sea and abroad, and whether our borders are exact."""
    try:
        place = regions.locate(platform, flood.longitude, flood.latitude)
    except Refusal:
        return None, False
    return place.code, not place.approximate


def _current(platform: Platform, code: str) -> str:
    """The code in force for the one that was told; as it was told where we know none."""
    try:
        return regions.current_code(platform, code) if code else ""
    except Refusal:
        return code


def _opened(unit: Unit, told: HeardFlood, village: str, rule: WatchRule) -> HeardFlood:
    now = unit.clock.now()
    zone = ZONES[zone_of(village)]
    today, flooded = now.astimezone(zone).date(), told.at.astimezone(zone).date()
    opens, until = rules.span(flooded, rule)
    if until < today:
        return replace(told, outcome=FloodOutcome.PAST)
    standing = store.standing(unit.connection, village, today)
    unit.ring("malaria")
    if standing is not None:
        return replace(told, outcome=FloodOutcome.EXTENDED, watch=_longer(unit, standing, opens, until))
    made = Watch(
        id=unit.ids.new(),
        village=village,
        owner=told.owner,
        number=told.number or 0,
        flooded_on=flooded,
        opens=opens,
        until=until,
        floods=1,
        opened_at=now,
        synthetic=told.synthetic or bool(store.is_programmes(unit.connection, village)),
    )
    store.add(unit.connection, made)
    unit.audit("malaria.watch.open", subject=village, after={"watch": str(made.id), "until": until.isoformat()})
    return replace(told, outcome=FloodOutcome.OPENED, watch=made.id)


def _longer(unit: Unit, standing: Watch, opens: date, until: date) -> UUID:
    first, last = min(standing.opens, opens), max(standing.until, until)
    store.change(unit.connection, standing.id, opens=first, until=last, floods=standing.floods + 1)
    before, after = {"until": standing.until.isoformat()}, {"until": last.isoformat()}
    unit.audit("malaria.watch.extend", subject=standing.village, before=before, after=after)
    return standing.id


def _withdraw(unit: Unit, id: UUID) -> None:
    """The watch stands for one flood less; it is closed where that was its only one."""
    before = store.watch(unit.connection, id)
    if before is None or before.closed_at is not None:
        return
    if before.floods > 1:
        store.change(unit.connection, id, floods=before.floods - 1)
    else:
        store.change(unit.connection, id, closed_at=unit.clock.now(), reason=CORRECTED)
    unit.audit("malaria.watch.correct", subject=before.village, after={"watch": str(id)})
    unit.ring("malaria")


def rule_of(unit: Unit) -> WatchRule:
    """The law's rule, with lag and length as an officer of this node set them."""
    own, law = store.rule(unit.connection), rules.law()
    return law if own is None else replace(law, lag=timedelta(days=own[0]), length=timedelta(days=own[1]))
