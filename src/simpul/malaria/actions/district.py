"""A synthetic district is planned from the regions of the country, and put into the node or told line by line."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from simpul import regions
from simpul.kernel.ids import seeded
from simpul.kernel.platform import Platform
from simpul.malaria.actions import seeding
from simpul.malaria.model.simulation import (
    NotASandbox,
    SimulatedEvent,
    SimulatedPlan,
    SimulatedSize,
    SimulatedSpot,
    SimulatedVillage,
)
from simpul.malaria.rules import simulation as rules
from simpul.malaria.rules.simulation.figures import PLANTED

PROVINCE, REGENCY = "92", "92.06"
PEOPLE = 84_000
ONE_VILLAGE, ONE_VILLAGE_PEOPLE, ONE_VILLAGE_ILL = "92.06.09.9001", 600, 12
_PER_VILLAGE = 720
"""People a village, where the villages of a regency are not known and stand-ins are made up."""
_AT_ONCE = 20
"""Villages held in memory."""
Step = Callable[[int, int], object]
"""Told after each village: how many are done, how many events it had."""


def plan(platform: Platform, size: SimulatedSize, *, seed: int, begin: datetime, until: datetime) -> SimulatedPlan:
    """What will be made up: 84,000 people in the 117 villages of Teluk Bintuni, the whole province, or one village."""
    chance = seeded(seed)
    match size:
        case SimulatedSize.KAMPUNG:
            return one_village(seed=seed, begin=begin, until=until)
        case SimulatedSize.KABUPATEN:
            spots = rules.spots_of(_villages(platform, REGENCY), PEOPLE, chance)
        case SimulatedSize.PROVINSI:
            spots = []
            for regency in regions.children(platform, PROVINCE):
                people = PEOPLE if regency.code == REGENCY else regency.population or PEOPLE
                spots += rules.spots_of(_places(platform, regency, people), people, chance)
    return SimulatedPlan(seed, begin, until, tuple(spots), planted=PLANTED)


def one_village(*, seed: int, begin: datetime, until: datetime) -> SimulatedPlan:
    """One village of 600 people in which far more fall ill than anywhere: what a phone fetches at first, at its worst."""
    spot = SimulatedSpot(ONE_VILLAGE, "Kampung Sintetis", 133.5, -2.1, ONE_VILLAGE_PEOPLE)
    return SimulatedPlan(seed, begin, until, (spot,), intensity=ONE_VILLAGE_ILL)


def seen_only(wanted: SimulatedPlan) -> SimulatedPlan:
    """The same, with only those registered who came: far less to load."""
    return replace(wanted, everybody=False)


def _villages(platform: Platform, regency: str) -> list[SimulatedSpot]:
    districts = regions.children(platform, regency)
    found = [village for one in districts for village in regions.children(platform, one.code)]
    return [SimulatedSpot(one.code, one.name, one.longitude, one.latitude, 0) for one in found]


def _places(platform: Platform, regency: regions.Region, people: int) -> list[SimulatedSpot]:
    """The regency's villages; where they are not known, stand-ins below its districts, with numbers from 9001."""
    known = _villages(platform, regency.code)
    if known:
        return known
    districts = regions.children(platform, regency.code) or (regency,)
    each = max(1, round(people / _PER_VILLAGE / len(districts)))
    return [
        SimulatedSpot(f"{one.code}.{9001 + n}", f"{one.name} Sintetis {n + 1}", one.longitude, one.latitude, 0)
        for one in districts
        for n in range(each)
    ]


def _silent(done: int, events: int) -> None: ...


def permit_synthetic(platform: Platform) -> None:
    """NotASandbox unless this node's data are all made up, or it is a demo's."""
    if not (platform.settings.sandbox or platform.settings.demo):
        raise NotASandbox()


def fill(platform: Platform, wanted: SimulatedPlan, step: Step = _silent) -> int:
    """How many events came into the node that were not there before, all marked synthetic. NotASandbox."""
    permit_synthetic(platform)
    made, total, done = rules.district(wanted), 0, 0
    while batch := list(islice(made, _AT_ONCE)):
        seeding.villages(platform, [one.village for one in batch])
        seeding.workers(platform, [one.worker for one in batch])
        seeding.devices(platform, [device for one in batch for device in _devices(one)])
        for one in batch:
            count = seeding.events(platform, one.village.code, [_event(each) for each in one.events])
            done, total = done + 1, total + count
            step(done, count)
    return total


def _devices(made: SimulatedVillage) -> Iterator[seeding.SeedDevice]:
    for one in made.devices:
        yield seeding.SeedDevice(
            id=one.id,
            worker=made.worker.id,
            village=made.village.code,
            label=one.label,
            enrolled_at=one.enrolled_at,
            seen_at=one.seen_at,
            ended=one.ended,
        )


def _event(one: SimulatedEvent) -> seeding.SeedEvent:
    return seeding.SeedEvent(one.device, one.seq, one.received_at, one.body)


def lines(wanted: SimulatedPlan, step: Step = _silent) -> Iterator[dict[str, Any]]:
    """The district as documents, one a line, each saying that it is synthetic: villages, workers, devices, events."""
    span = {"begin": wanted.begin.isoformat(), "until": wanted.until.isoformat()}
    yield {"synthetic": True, "row": "plan", "seed": wanted.seed, "villages": len(wanted.spots), **span}
    for done, made in enumerate(rules.district(wanted), 1):
        yield {"synthetic": True, "row": "village", **_plain(made.village)}
        yield {"synthetic": True, "row": "worker", **_plain(made.worker)}
        for device in made.devices:
            yield {"synthetic": True, "row": "device", "village": made.village.code, **_plain(device)}
        for event in made.events:
            yield {"synthetic": True, "row": "event", "village": made.village.code, **_plain(event)}
        step(done, len(made.events))


def _plain(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def span(until: datetime, years: float) -> tuple[datetime, datetime]:
    """Begin and end of so many years of history."""
    return until - timedelta(days=round(years * 365.25)), until
