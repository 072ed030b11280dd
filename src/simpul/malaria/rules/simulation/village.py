"""Five years of a made-up village: who comes to the worker and when, rounds, supervision, registers that disagree."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from simpul.kernel.ids import seeded
from simpul.malaria.model.simulation import SimulatedPlan, SimulatedSpot, SimulatedVillage
from simpul.malaria.model.workers import Village, Worker, WorkerKind
from simpul.malaria.rules.simulation import figures, names
from simpul.malaria.rules.simulation.care import Bench, Coming, day_of, known, seen
from simpul.malaria.rules.simulation.people import Resident, residents
from simpul.malaria.rules.simulation.phones import Notebook, id_at
from simpul.malaria.rules.simulation.register import disagreements
from simpul.malaria.rules.simulation.routine import rounds, supervisions
from simpul.malaria.rules.simulation.store_room import StoreRoom

_SEEN_MOST = 150
"""Where only those are made up who come: so many a village are enough."""


@dataclass(frozen=True, slots=True)
class _Share:
    """A village's part of all people, of local cases, and of the outbreak; whether the one that is going on is here."""

    people: float
    local: float
    outbreak: float
    planted: bool = False


def district(plan: SimulatedPlan) -> Iterator[SimulatedVillage]:
    """The plan's villages, one after the other, each with all that its phones sent."""
    chance = seeded(plan.seed)
    burdens = figures.burdens(plan.spots, chance)
    cluster = figures.cluster(plan.spots, burdens, chance)
    planted = figures.planted(plan.spots, burdens, cluster, chance) if plan.planted else None
    people = sum(one.population for one in plan.spots)
    sick = sum(one.population for one in plan.spots if one.code in cluster)
    for spot, burden in zip(plan.spots, burdens, strict=True):
        hit = spot.population / sick if spot.code in cluster else 0.0
        yield _village(plan, spot, _Share(spot.population / people, burden, hit, spot.code == planted))


def _village(plan: SimulatedPlan, spot: SimulatedSpot, share: _Share) -> SimulatedVillage:
    seed = hashlib.sha256(f"{plan.seed} {spot.code}".encode()).digest()
    chance = seeded(int.from_bytes(seed[:8]))
    worker = UUID(id_at(plan.begin, chance))
    book = Notebook(plan, chance)
    people = residents(spot.population if plan.everybody else min(spot.population, _SEEN_MOST), plan.until.date(), chance)
    bench = Bench(book, StoreRoom(book, (plan.begin, plan.until), spot.population), _houses(people))
    if plan.everybody:
        _registered(book, plan.begin, people)
    for coming in sorted(_comings(plan, people, share, chance), key=lambda each: each.at):
        if not _away(coming.at, seed) or chance.random() < 0.5:
            seen(bench, coming)
            _again(bench, coming)
    if plan.everybody:
        rounds(book, (plan.begin, plan.until), bench.neighbours)
    supervisions(book, (plan.begin, plan.until))
    disagreements(book, (plan.begin, plan.until), people)
    village = Village(spot.code, spot.name, "kampung", spot.longitude, spot.latitude, spot.population, True)
    named = Worker(worker, names.of(chance, "P"), WorkerKind.JMK, spot.code, plan.begin, None, True)
    return SimulatedVillage(village, named, book.devices(), book.sent())


def _registered(book: Notebook, begin: datetime, people: list[Resident]) -> None:
    """Everybody is written down in the first weeks, children when they are born."""
    for number, one in enumerate(people):
        at = begin + timedelta(days=1 + number * 40 / len(people), hours=1)
        born = at.replace(year=one.born.year, month=one.born.month, day=min(one.born.day, 28)) + timedelta(days=4)
        known(book, one, max(at, born))


def _houses(people: list[Resident]) -> Mapping[str, list[Resident]]:
    houses: dict[str, list[Resident]] = {}
    for one in people:
        houses.setdefault(one.house, []).append(one)
    return houses


def _comings(plan: SimulatedPlan, people: list[Resident], share: _Share, chance: Random) -> Iterator[Coming]:
    """Who comes, month by month: examined and well, ill by a mosquito here, ill from work elsewhere."""
    begin = plan.begin
    everybody = sum(one.population for one in plan.spots) / figures.PEOPLE
    workers = [one for one in people if one.sex == "L" and 18 * 12 <= one.months(plan.until.date()) < 46 * 12] or people
    while begin < plan.until:
        end = min(_next_month(begin), plan.until)
        year = (end - begin) / timedelta(days=365.25) * everybody
        ill = figures.found(begin.year) * year * plan.intensity
        local = ill * (1 - figures.IMPORTED) * share.local * figures.season(begin.month)
        brought = ill * figures.IMPORTED * share.people * figures.away(begin.month)
        well = (figures.examined(begin.year) - figures.found(begin.year)) * year * share.people * 0.93
        yield from (Coming(at, _living(people, at, chance)) for at in _moments(well, begin, end, chance))
        yield from (Coming(at, _living(people, at, chance), ill=True) for at in _moments(local, begin, end, chance))
        for at in _moments(brought, begin, end, chance):
            yield Coming(at, chance.choice(workers), ill=True, elsewhere=True)
        begin = end
    first, last = figures.outbreak(plan)
    part = (last - max(first, plan.begin)) / (last - first)
    more = figures.OUTBREAK_FOUND * share.outbreak * everybody * plan.intensity * part
    for at in _moments(more, max(first, plan.begin), last, chance):
        yield Coming(at, _living(people, at, chance), ill=True)
    if share.planted:
        yield from (Coming(at, _living(people, at, chance), ill=True) for at in figures.planted_at(plan, chance))


def _living(people: list[Resident], at: datetime, chance: Random) -> Resident:
    """Somebody who is born by then."""
    for _ in range(9):
        one = chance.choice(people)
        if one.born < day_of(at):
            return one
    return people[0]


def _next_month(at: datetime) -> datetime:
    begin = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (begin + timedelta(days=32)).replace(day=1)


def _moments(mean: float, begin: datetime, end: datetime, chance: Random) -> Iterator[datetime]:
    """As many moments as chance wants, by daylight in Teluk Bintuni (21 to 9 o'clock UTC)."""
    for _ in range(figures.poisson(mean, chance)):
        day = begin + chance.random() * (end - begin)
        yield day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            hours=-3, seconds=chance.randrange(43_200), milliseconds=chance.randrange(1000)
        )


def _away(at: datetime, seed: bytes) -> bool:
    """Whether the worker is away from the village: about eleven days at a time, three times a year."""
    period, day = divmod(day_of(at).toordinal(), 120)
    first = seed[8 + period % 16] % 105
    return first <= day < first + 4 + seed[period % 8] % 15


def _again(bench: Bench, coming: Coming) -> None:
    """A vivax that was not treated to the end comes back, after five to eleven weeks."""
    one, chance = coming.one, bench.book.chance
    if one.relapses:
        one.relapses = False
        seen(bench, Coming(coming.at + timedelta(days=chance.randrange(35, 80)), one, ill=True))
