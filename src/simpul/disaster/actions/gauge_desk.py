"""Gauges at the desk: registered, changed, taken out of service and put back; what was refused of them; the broker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from simpul import regions
from simpul.disaster.actions import gauges as reading
from simpul.disaster.actions.gauges import region_at
from simpul.disaster.model.gauge_intake import FeedState, RefusedCount
from simpul.disaster.model.gauge_refusals import GaugeChangedMeanwhile, GaugeIdTaken
from simpul.disaster.model.gauges import Gauge, GaugeState
from simpul.disaster.rules import gauge_desk as rules
from simpul.disaster.store import gauge_intake
from simpul.disaster.store import gauges as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

FEED = "mqtt"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk sees: every gauge, what was refused by gauge, ids that no gauge has, and the broker (None: never)."""

    states: tuple[GaugeState, ...]
    refused: Mapping[str, tuple[RefusedCount, ...]]
    strangers: tuple[RefusedCount, ...]
    feed: FeedState | None


def desk(platform: Platform, actor: Actor) -> Desk:
    """The gauges of the actor's region with what was refused of them; GaugeOfficerOnly."""
    rules.permit_gauges(actor)
    states = reading.every_state(platform, within=actor.region or "")
    with platform.database.reading() as unit:
        counts = gauge_intake.refusals(unit.connection)
        strangers = gauge_intake.refusals(unit.connection, strangers=True)
        feed = gauge_intake.feed(unit.connection, FEED)
    by_gauge = {one.gauge.id: tuple(row for row in counts if row.gauge == one.gauge.id) for one in states}
    return Desk(tuple(states), by_gauge, tuple(strangers), feed)


def seen(platform: Platform, actor: Actor, number: int) -> tuple[GaugeState, list[RefusedCount]]:
    """One gauge as the desk sees it; GaugeMissing, GaugeOfficerOnly, NotYourGauge."""
    rules.permit_gauges(actor)
    state = reading.state(platform, number, active=False)
    rules.permit_gauge(actor, state.gauge)
    with platform.database.reading() as unit:
        return state, gauge_intake.refusals(unit.connection, state.gauge.id)


def register(platform: Platform, actor: Actor, form: Mapping[str, str]) -> int:
    """The number of the new gauge. Refused: what its form refuses, an id that is taken, a place of another agency."""
    rules.permit_gauges(actor)
    made = _placed(platform, actor, rules.written(form, _knower(platform)))
    rules.permit_gauge(actor, made)
    with platform.database.writing(actor) as unit:
        number = store.add_gauge(unit.connection, made, unit.clock.now())
        if number is None:
            raise GaugeIdTaken(id=made.id)
        gauge_intake.forget_stranger(unit.connection, made.id)
        unit.audit("disaster.gauge.register", subject=made.id, after=_audited(made))
        unit.ring("disaster")
    return number


def change(platform: Platform, actor: Actor, number: int, *, form: Mapping[str, str], version: int) -> None:
    """The gauge is as the form gives it; as `register`, and GaugeChangedMeanwhile if it is not at this version any more."""
    before = seen(platform, actor, number)[0].gauge
    after = _placed(platform, actor, rules.written(form, _knower(platform), of=before))
    rules.permit_gauge(actor, after)
    _keep(platform, actor, before, after, version=version)


def set_active(platform: Platform, actor: Actor, number: int, *, active: bool, version: int) -> None:
    """The gauge is in service, or not: then it is on no map and nothing is taken from it; what it said stays."""
    before = seen(platform, actor, number)[0].gauge
    _keep(platform, actor, before, replace(before, active=active), version=version)


def _keep(platform: Platform, actor: Actor, before: Gauge, after: Gauge, *, version: int) -> None:
    with platform.database.writing(actor) as unit:
        if not store.change_gauge(unit.connection, replace(after, version=version + 1)):
            raise GaugeChangedMeanwhile(number=before.number)
        unit.audit("disaster.gauge.change", subject=before.id, before=_audited(before), after=_audited(after))
        unit.ring("disaster")


def _placed(platform: Platform, actor: Actor, gauge: Gauge) -> Gauge:
    """The gauge with its region; off the coast that of the agency which registers it."""
    found = region_at(platform, gauge.longitude, gauge.latitude)
    return replace(gauge, region=found or actor.region or "")


def _knower(platform: Platform) -> Callable[[str], bool]:
    """What tells whether a region has a code."""

    def known(code: str) -> bool:
        try:
            regions.get(platform, code)
        except Refusal:
            return False
        return True

    return known


def _audited(gauge: Gauge) -> dict[str, object]:
    expected = gauge.expected
    return {
        "name": gauge.name,
        "longitude": gauge.longitude,
        "latitude": gauge.latitude,
        "region": gauge.region,
        "downstream": list(gauge.downstream),
        "siaga_cm": list(expected.siaga) if expected.siaga else None,
        "bounds_cm": [expected.least_cm, expected.most_cm, expected.rise_cm],
        "active": gauge.active,
    }


def erase_due_gauge_refusals(platform: Platform) -> int:
    """How many counts of refused messages were older than 30 days, and are gone."""
    with platform.database.writing() as unit:
        unit.unaudited("counts of machines' messages; nothing of it is about a person")
        return gauge_intake.forget_refused(unit.connection, unit.clock.now() - rules.REFUSED_KEPT)
