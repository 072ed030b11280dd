"""How many are examined and found, by year, month and place.

Published (see `data/edat_facts.toml`): 327 found in 2023, 331 of 20,854 examined in 2024, 174 of 3,159 from January to
April 2025, 84,205 people. Assumed: the other years, the season, how unevenly villages are hit, the outbreak, what comes
from elsewhere.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from simpul.malaria.model.simulation import SimulatedPlan, SimulatedSpot

PEOPLE = 84_205
_EXAMINED: Mapping[int, int] = {2021: 17_000, 2022: 18_600, 2023: 19_700, 2024: 20_854, 2025: 9_477}
_FOUND: Mapping[int, int] = {2021: 246, 2022: 291, 2023: 327, 2024: 331, 2025: 522}
_MISSED = 0.94
"""What of all this gets into the records: workers are away, phones break."""
IMPORTED = 0.3
"""The share of the found who brought it home from work elsewhere: it comes to every village alike."""
OUTBREAK_DAYS, OUTBREAK_BEFORE, OUTBREAK_FOUND = 84, 110, 60
CLUSTER = 5
PLANTED, PLANTED_DAYS = 40, 21
"""Cases of the outbreak that is going on, in one village, and for how long."""
_VILLAGE_LEAST, _VILLAGE_MOST = 300, 1_200


def examined(year: int) -> float:
    """How many people are examined in Teluk Bintuni in a year."""
    return _of(_EXAMINED, year) / _MISSED


def found(year: int) -> float:
    """How many of them have malaria, without an outbreak."""
    return _of(_FOUND, year) / _MISSED


def _of(table: Mapping[int, int], year: int) -> int:
    return table[min(max(year, min(table)), max(table))]


def season(month: int) -> float:
    """How much illness a month has against the year's mean: most in June, when pools are left by the long rains."""
    return 1 + 0.35 * math.cos((month - 6) * math.pi / 6)


def away(month: int) -> float:
    """How many workers come home in a month against the mean: most around Christmas."""
    return 2.3 if month in (12, 1) else 0.74


def burdens(spots: Sequence[SimulatedSpot], chance: Random) -> list[float]:
    """Each village's share of the local cases; half have none. They add up to 1."""
    weights = [one.population * chance.lognormvariate(0, 1.1) if chance.random() < 0.5 else 0.0 for one in spots]
    if not any(weights):
        weights = [float(one.population) for one in spots]
    return [weight / sum(weights) for weight in weights]


def cluster(spots: Sequence[SimulatedSpot], burden: Sequence[float], chance: Random) -> frozenset[str]:
    """The codes of the villages with the outbreak: one that has local cases, and those around it."""
    centre = chance.choices(spots, weights=burden)[0]

    def distance(one: SimulatedSpot) -> float:
        east = (one.longitude or 0.0) - (centre.longitude or 0.0)
        return math.hypot(east, (one.latitude or 0.0) - (centre.latitude or 0.0))

    return frozenset(one.code for one in sorted(spots, key=lambda one: (distance(one), one.code))[:CLUSTER])


def planted(spots: Sequence[SimulatedSpot], burden: Sequence[float], cluster: frozenset[str], chance: Random) -> str:
    """The code of the village with the outbreak that is going on: of middling size, and without local cases before."""
    both = list(zip(spots, burden, strict=True))
    free = [one for one, share in both if not share and _VILLAGE_LEAST <= one.population <= _VILLAGE_MOST]
    others = [one for one in free if one.code not in cluster] or free or list(spots)
    return chance.choice(others).code


def planted_at(plan: SimulatedPlan, chance: Random) -> Iterator[datetime]:
    """When they come, by daylight: few in the first week, most in the last."""
    length = timedelta(days=min(PLANTED_DAYS, (plan.until - plan.begin) / timedelta(days=1)))
    for _ in range(plan.planted):
        day = (plan.until - length * (1 - math.sqrt(chance.random()))).replace(hour=0, minute=0, second=0, microsecond=0)
        at = day + timedelta(hours=-3, seconds=chance.randrange(43_200), milliseconds=chance.randrange(1000))
        yield at if at < plan.until else at - timedelta(days=1)


def outbreak(plan: SimulatedPlan) -> tuple[datetime, datetime]:
    """When the outbreak begins and ends."""
    begin = plan.until - timedelta(days=OUTBREAK_BEFORE)
    return begin, begin + timedelta(days=OUTBREAK_DAYS)


def poisson(mean: float, chance: Random) -> int:
    """A count with this mean."""
    if mean > 40:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count
