"""Polygons made valid and kept apart: what a coverage needs after its coordinates were rounded."""

import numpy as np
import shapely
from numpy.typing import NDArray

Polygons = NDArray[np.object_]


def repaired(polygons: Polygons) -> tuple[Polygons, NDArray[np.intp]]:
    """The polygons, all valid, and the numbers of those that were not.

    A repaired polygon gives up what it shares with its neighbours, so that a spike of it does not lie across them. What
    nothing is left of becomes an empty polygon.
    """
    broken = np.flatnonzero(~shapely.is_valid(polygons))
    fixed = polygons.copy()
    fixed[broken] = shapely.make_valid(polygons[broken], method="structure", keep_collapsed=False)
    fixed[broken] = [
        _apart(fixed, int(number), others) for number, others in zip(broken, _neighbours(fixed, broken), strict=True)
    ]
    return fixed, broken


def _neighbours(polygons: Polygons, numbers: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    tree = shapely.STRtree(polygons)
    owner, other = tree.query(polygons[numbers], predicate="intersects")
    return [other[(owner == n) & (other != number)] for n, number in enumerate(numbers)]


def _apart(polygons: Polygons, number: int, others: NDArray[np.intp]) -> shapely.Geometry:
    own = polygons[number]
    if not len(others):
        return own
    left = shapely.difference(own, shapely.union_all(polygons[others]))
    parts = shapely.get_parts(left)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
