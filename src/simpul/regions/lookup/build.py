"""Builds atlases: approximate from known points, exact from polygons. Once per edition; kept on disk afterwards."""

import numpy as np
from numpy.typing import NDArray

from simpul.regions.lookup import facts, grid
from simpul.regions.lookup.atlas import Atlas, sites
from simpul.regions.lookup.gazetteer import Gazetteer
from simpul.regions.lookup.land import Land, cells, mask
from simpul.regions.lookup.partition import Partition

FORM = "2"
VILLAGES_WIDE, CELLS_WIDE = 16, 4
"""Fine cells in a coarse one, for villages of some kilometres and for cells of some ten."""


def gazetteer() -> Gazetteer:
    """The gazetteer of the packaged facts."""
    return Gazetteer.of(facts.digest(), facts.regions())


def approximate(known: Gazetteer, land: Land | None) -> Atlas:
    """The atlas of Voronoi cells around the deepest known points."""
    rows = sites(known)
    polygons = np.full(len(known.codes), None, dtype=object)
    polygons[rows] = cells(known.points[rows])
    return Atlas(known, grid.partition(polygons, CELLS_WIDE), _masked(known, land), exact=False)


def exact(known: Gazetteer, codes: tuple[str, ...], polygons: NDArray[np.object_], land: Land | None) -> Atlas:
    """The atlas of these valid polygons; each code is one of the gazetteer's."""
    placed = np.full(len(known.codes), None, dtype=object)
    placed[np.searchsorted(known.sorted_codes, np.array(codes, dtype="U13"))] = polygons
    return Atlas(known, grid.partition(placed, VILLAGES_WIDE), _masked(known, land), exact=True)


def _masked(known: Gazetteer, land: Land | None) -> Partition | None:
    if land is None:
        return None
    return mask(land, known.points[sites(known)])
