"""Likely duplicates of a village, fast enough for all villages of a province: only names that can be alike are compared."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from simpul.malaria.model.people import Likeness, Person
from simpul.malaria.rules.merging import likeness, spelled

_NEAR = 0.75
"""Below this likeness of names `merging.likeness` finds no pair; the measure used here is never below its measure."""
_YEARS = 2


def pairs(people: Sequence[Person], most: int = 50) -> list[Likeness]:
    """Pairs of these people of one village who may be one person, the likeliest first, at most `most`."""
    alive = [one for one in people if one.merged_into is None and one.name]
    if len(alive) < 2:
        return []
    names = [spelled(one.name) for one in alive]
    alike = process.cdist(names, names, scorer=Indel.normalized_similarity, score_cutoff=_NEAR, dtype=np.float32)
    years = np.array([one.birth_year or 0 for one in alive])
    near = (np.abs(years[:, None] - years[None, :]) <= _YEARS) | (years[:, None] == 0) | (years[None, :] == 0)
    first, second = np.nonzero(np.triu((alike > 0) & near, k=1))
    found = [likeness(alive[a], alive[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    return sorted((one for one in found if one), key=lambda one: (-one.score, str(one.one), str(one.other)))[:most]
