"""Which villages a made-up district has, and how many people live in each."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from simpul.malaria.model.simulation import SimulatedSpot

LEAST = 70
_TOWNS = {"1": 6.0}
"""A kelurahan (its number begins with 1) is that much larger than a kampung."""


def spots_of(places: Iterable[SimulatedSpot], people: int, chance: Random) -> list[SimulatedSpot]:
    """The places with `people` spread over them: many small, few large, none below 70 where there are enough."""
    known = sorted(places, key=lambda one: one.code)
    weights = [chance.lognormvariate(0, 0.6) * _TOWNS.get(one.code.rpartition(".")[2][:1], 1.0) for one in known]
    least = min(LEAST, people // len(known))
    free = people - least * len(known)
    marks, total = [0], 0.0
    for weight in weights:
        total += weight
        marks.append(round(free * total / sum(weights)))
    return [replace(one, population=least + marks[n + 1] - marks[n]) for n, one in enumerate(known)]
