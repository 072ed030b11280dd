"""Points and the regions they lie in, one by one or many at once."""

from collections.abc import Sequence
from functools import lru_cache

from simpul import regions
from simpul.disaster.model import Placed, Where
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from simpul.regions import Level

Point = tuple[float, float]


def place(platform: Platform, longitude: float, latitude: float, placed: Placed = Placed.GIVEN) -> Where:
    """The point with the regions it lies in; regions' PlaceAbroad, PlaceAtSea or PlaceUnreadable."""
    found = regions.locate(platform, longitude, latitude)
    codes = {level.slug: region.code for level in Level if (region := found.at(level))}
    return Where(longitude, latitude, approximate=found.approximate, placed=placed, **codes)


def places(platform: Platform, wanted: Sequence[tuple[Point, Placed]]) -> list[Where | Refusal]:
    """Each point as `place` tells it, or what it refuses; found all together, which costs a fraction of one by one."""
    if len(wanted) == 1:
        return [_or_refused(platform, *wanted[0])]
    import numpy as np  # with regions' index, which is loaded later than the program

    approximate = not regions.edition(platform).exact
    points = np.array([point for point, _ in wanted])
    found = regions.locate_many(platform, points[:, 0], points[:, 1])
    return [
        Where(point[0], point[1], *_levels(code), approximate, placed) if code else _or_refused(platform, point, placed)
        for (point, placed), code in zip(wanted, found, strict=True)
    ]


def _or_refused(platform: Platform, point: Point, placed: Placed) -> Where | Refusal:
    try:
        return place(platform, *point, placed)
    except Refusal as refusal:
        return refusal


@lru_cache(maxsize=4096)
def _levels(code: str) -> tuple[str, str | None, str | None, str | None]:
    """The codes of province, regency, district and village that a region's own code begins with (Permendagri 58/2021)."""
    parts = code.split(".")
    above = [".".join(parts[:level]) if len(parts) >= level else None for level in Level]
    return parts[0], above[1], above[2], above[3]
