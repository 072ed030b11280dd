"""How far two points lie apart."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088


def kilometres(west: tuple[float, float], east: tuple[float, float]) -> float:
    """The way over the globe between two points (longitude, latitude in degrees), in kilometres, as the crow flies."""
    lon1, lat1, lon2, lat2 = (radians(value) for value in (*west, *east))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
