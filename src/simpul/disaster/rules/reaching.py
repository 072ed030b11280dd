"""Which points with a radius a warning's circle or polygon reaches.

Distances are flat around the shape: Indonesia lies on the equator, and a radius is at most 100 km, so they are right to 2%.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape

from simpul.disaster.model.subscriptions import Alarm

KM_PER_DEGREE = 111.195
RADIUS_MOST = 100
_MARGIN = RADIUS_MOST / KM_PER_DEGREE * 1.1
Floats = npt.NDArray[np.float64]


def box(alarm: Alarm) -> tuple[float, float, float, float] | None:
    """West, south, east and north of all points that may be reached; None where the warning has no shape."""
    if alarm.circle is not None:
        longitude, latitude, km = alarm.circle
        more = _MARGIN + km / KM_PER_DEGREE * 1.1
        return longitude - more, latitude - more, longitude + more, latitude + more
    if alarm.polygon is not None:
        west, south, east, north = _shape(alarm.polygon).bounds
        return west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN
    return None


def reached(alarm: Alarm, longitudes: Floats, latitudes: Floats, radii_km: Floats) -> npt.NDArray[np.bool_]:
    """Of each point, whether the warning's shape lies within its radius; none where there is no shape."""
    if alarm.circle is None and alarm.polygon is None:
        return np.zeros(len(longitudes), dtype=np.bool_)
    if alarm.circle is not None:
        longitude, latitude, km = alarm.circle
        away = np.hypot((longitudes - longitude) * math.cos(math.radians(latitude)), latitudes - latitude)
        return np.asarray(away * KM_PER_DEGREE <= radii_km + km, dtype=np.bool_)
    assert alarm.polygon is not None
    drawn = _shape(alarm.polygon)
    narrow = math.cos(math.radians(drawn.centroid.y))
    flat = shapely.transform(drawn, lambda points: points * (narrow, 1.0))
    shapely.prepare(flat)
    away = shapely.distance(shapely.points(longitudes * narrow, latitudes), flat)
    return np.asarray(away * KM_PER_DEGREE <= radii_km, dtype=np.bool_)


def _shape(geojson: Mapping[str, Any]) -> Any:
    return shape(dict(geojson))
