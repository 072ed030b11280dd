"""Flood gauges and infrastructure: taken in from files, made up for the demo (and labelled so), read by maps and desks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from simpul import regions
from simpul.disaster.model.gauges import (
    Freshness,
    Gauge,
    GaugeMissing,
    GaugeReading,
    GaugeState,
    Infrastructure,
    InfrastructureKind,
    Observation,
)
from simpul.disaster.rules import gauge_quality
from simpul.disaster.rules import gauges as rules
from simpul.disaster.store import gauge_intake, gauge_states
from simpul.disaster.store import gauges as store
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

HOURS = 12


def readings(platform: Platform, *, hours: int = HOURS, within: str = "", number: int | None = None) -> list[GaugeReading]:
    """The gauges inside a region (empty: all), each with what it said in the last hours, oldest first."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        return store.readings(unit.connection, now - timedelta(hours=hours), now, within=within, number=number)


def reading(platform: Platform, number: int, *, hours: int = HOURS) -> GaugeReading:
    """The gauge of this row number; GaugeMissing."""
    found = readings(platform, hours=hours, number=number) if 0 < number < 2**63 else []
    if not found:
        raise GaugeMissing(number=number)
    return found[0]


def states(platform: Platform, within: str = "", *, at: datetime | None = None) -> list[GaugeState]:
    """How every gauge in service inside a region (empty: everywhere) stands now, or stood `at` that time; by id.

    A silent one says so.
    """
    return _states(platform, gauge_states.Which(within=within), at)


def state(platform: Platform, number: int, *, active: bool = True) -> GaugeState:
    """How the gauge of this number stands; GaugeMissing. `active`: only if it is in service."""
    which = gauge_states.Which(number=number, active=active)
    found = _states(platform, which) if 0 < number < 2**63 else []
    if not found:
        raise GaugeMissing(number=number)
    return found[0]


def every_state(platform: Platform, within: str = "") -> list[GaugeState]:
    """As `states`, with those that are out of service; for officers."""
    return _states(platform, gauge_states.Which(within=within, active=False))


def _states(platform: Platform, which: gauge_states.Which, at: datetime | None = None) -> list[GaugeState]:
    now = at or platform.clock.now()
    with platform.database.reading() as unit:
        found = gauge_states.recent(unit.connection, now, which)
    return [_state(one, now) for one in found]


def _state(one: gauge_states.Recent, now: datetime) -> GaugeState:
    usual = gauge_quality.usual_interval(one.times)
    fresh = gauge_quality.freshness(one.last.at if one.last else None, usual, now)
    change = None
    if one.last and one.before and fresh is Freshness.FRESH:
        change = round((one.last.depth_cm - one.before[1]) * (timedelta(hours=1) / (one.last.at - one.before[0])))
    return GaugeState(one.gauge, one.last, fresh, usual, change)


def observations(platform: Platform, gauge: Gauge, since: datetime) -> tuple[Observation, ...]:
    """What a gauge has said since then, oldest first."""
    with platform.database.reading() as unit:
        return store.observations_of(unit.connection, gauge.id, since, platform.clock.now())


def layer(platform: Platform, kind: InfrastructureKind, *, within: str = "") -> list[Infrastructure]:
    """What a layer of infrastructure holds inside a region (empty: everywhere); nothing until somebody imports it."""
    with platform.database.reading() as unit:
        return store.layer(unit.connection, kind, within=within)


def take_in(
    platform: Platform, found: Iterable[tuple[Gauge, Sequence[Observation]]], *, source: str, synthetic: bool = False
) -> tuple[int, int]:
    """How many gauges and observations are in the node now as given; stations and hours known before are renewed."""
    known = [(_located(platform, gauge, source, synthetic=synthetic), seen) for gauge, seen in found]
    with platform.database.writing() as unit:
        store.keep_gauges(unit.connection, [gauge for gauge, _ in known], unit.clock.now())
        rows = [(gauge.id, one) for gauge, seen in known for one in seen]
        store.keep_observations(unit.connection, rows)
        gauge_intake.renew_states(unit.connection, [gauge.id for gauge, _ in known])
        counts = {"gauges": len(known), "observations": len(rows), "synthetic": synthetic}
        unit.audit("disaster.gauge.import", subject=source, after=counts)
        unit.ring("disaster")
    return len(known), len(rows)


def _located(platform: Platform, gauge: Gauge, source: str, *, synthetic: bool) -> Gauge:
    region = region_at(platform, gauge.longitude, gauge.latitude)
    return replace(gauge, region=region or platform.settings.region, source=gauge.source or source, synthetic=synthetic)


def region_at(platform: Platform, longitude: float, latitude: float) -> str:
    """The deepest region at a point; empty off the coast, where a gauge or a pump may well stand."""
    try:
        return regions.locate(platform, longitude, latitude).code
    except Refusal:
        return ""


def take_in_layer(
    platform: Platform, kind: InfrastructureKind, collection: Mapping[str, Any], *, source: str, synthetic: bool = False
) -> int:
    """How many things the layer holds now: those of this GeoJSON collection; samples never replace what was imported."""
    found = rules.read_layer(kind, collection)
    located = [
        replace(one, region=region_at(platform, *rules.first_point(one.geometry)), source=source, synthetic=synthetic)
        for one in found
    ]
    with platform.database.writing() as unit:
        count = store.replace_infrastructure(unit.connection, kind, located, synthetic=synthetic)
        unit.audit("disaster.infrastructure.import", subject=kind.value, after={"count": count, "synthetic": synthetic})
        unit.ring("disaster")
    return count
