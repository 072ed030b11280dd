"""The years before a made-up district's own records, as its register would hold them: tests without people.

Yearly figures and shares are those of `figures`, so that the same villages have local cases before and after. Half of the
villages have had none in all these years, as in a district on its way to elimination.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from simpul.kernel.ids import seeded
from simpul.malaria.model.register import RegisterRow
from simpul.malaria.model.simulation import SimulatedPlan, SimulatedSpot
from simpul.malaria.rules.simulation import figures
from simpul.malaria.rules.simulation.phones import id_at

YEARS = 5.2
"""So far back that the methods of kabupaten, which ask for five years, have their measure."""
FACILITY = "Riwayat sintetis"
_SPECIES = ((("falciparum", "vivax", "mixed_pf_pv_po", "malariae")), (0.48, 0.42, 0.08, 0.02))
_EXAMINED = 9_000
"""A year, and well: as many as in the district's own last months, so that its rates can be compared."""
_UNKNOWN, _STANDARD = 0.02, 0.95
"""Local cases that nobody looked into, and treatments that were the table's."""


@dataclass(frozen=True, slots=True)
class PastWell:
    """So many people of a village were examined and well in the days from `first` to before `until`."""

    village: str
    first: date
    until: date
    count: int


def begin_of(plan: SimulatedPlan) -> date:
    """The first day of the past: a Monday."""
    day = (plan.begin - timedelta(days=YEARS * 365.25)).date()
    return day - timedelta(days=day.weekday())


def ill(plan: SimulatedPlan) -> Iterator[RegisterRow]:
    """Positive tests up to the day before the plan begins, nearly all of them looked into."""
    chance, share = seeded(plan.seed), _scale(plan)
    burdens = figures.burdens(plan.spots, chance)
    people = [spot.population for spot in plan.spots]
    for first, until in _months(plan):
        year = (until - first) / timedelta(days=365.25) * share * figures.found(first.year) * plan.intensity
        local = year * (1 - figures.IMPORTED) * figures.season(first.month)
        brought = year * figures.IMPORTED * figures.away(first.month)
        for mean, weights, origin in ((local, burdens, "indigenous"), (brought, people, "imported")):
            for spot in _places(plan.spots, weights, figures.poisson(mean, chance), chance):
                day = first + timedelta(days=chance.randrange((until - first).days))
                yield _case(spot, day, origin, chance)


def well(plan: SimulatedPlan) -> Iterator[PastWell]:
    """Negative tests of the same time, by village and month."""
    chance, share = seeded(plan.seed + 1), _scale(plan)
    people = sum(spot.population for spot in plan.spots)
    for first, until in _months(plan):
        year = (until - first) / timedelta(days=365.25) * share
        mean = year * _EXAMINED
        for spot in plan.spots:
            if count := figures.poisson(mean * spot.population / people, chance):
                yield PastWell(spot.code, first, until, count)


def _scale(plan: SimulatedPlan) -> float:
    return sum(spot.population for spot in plan.spots) / figures.PEOPLE


def _months(plan: SimulatedPlan) -> Iterator[tuple[date, date]]:
    first, end = begin_of(plan), plan.begin.date()
    while first < end:
        until = min((first.replace(day=1) + timedelta(days=32)).replace(day=1), end)
        yield first, until
        first = until


def _places(
    spots: Sequence[SimulatedSpot], weights: Sequence[float], count: int, chance: Random
) -> Sequence[SimulatedSpot]:
    return chance.choices(spots, weights=weights, k=count) if count else ()


def _case(spot: SimulatedSpot, day: date, origin: str, chance: Random) -> RegisterRow:
    at = datetime.combine(day, time(chance.randrange(9)), UTC)
    known = origin == "imported" or chance.random() >= _UNKNOWN
    standard = chance.random() < _STANDARD
    return RegisterRow(
        village=spot.code,
        id=UUID(id_at(at, chance)),
        person=None,
        day=day,
        at=at,
        source="sismal",
        facility=FACILITY,
        method="slide" if chance.random() < 0.15 else "rdt",
        result="positive",
        species=chance.choices(*_SPECIES)[0],
        sex="L" if origin == "imported" or chance.random() < 0.55 else "P",
        age=chance.randrange(18, 46) if origin == "imported" else min(int(chance.expovariate(1 / 22)), 90),
        reason="sick",
        treated="standard" if standard else "other",
        primaquine=standard,
        primaquine_due=True,
        origin=origin if known else None,
        investigated_on=day + timedelta(days=chance.randrange(3)) if known else None,
        synthetic=True,
    )
