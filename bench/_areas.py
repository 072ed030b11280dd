"""Synthetic areas under water: neighbourhoods of Jakarta as polygons, each with a state."""

import json
from math import cos, pi, sin
from typing import Any

from sqlalchemy import text

FIRST = 100_000_000_000
CORNERS = 40
_AREA = text("""
    INSERT INTO disaster_area
        (id, kind, geom_id, name, parent, city, region, regions, longitude, latitude, attributes, outline, source, added_at)
    VALUES (:id, 'imported', CAST(:id AS text), :name, 'CONTOH', 'Jakarta', '31.72', '{31.72}', :longitude, :latitude,
            '{"District": "CONTOH"}', CAST(:outline AS jsonb), 'data sintetis', :now)
""")
_STATE = text("""
    INSERT INTO disaster_area_state (area, hazard, state, since, changed_at, version)
    VALUES (:id, 'flood', :state, :now, :now, 1)
""")


def flooded(platform: Any, count: int) -> None:
    """`count` areas with a state from 1 to 4, each a polygon of 40 corners."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("the bench's own rows")
        rows = [_row(number, now) for number in range(count)]
        unit.connection.execute(_AREA, rows)
        unit.connection.execute(_STATE, rows)
        unit.ring("disaster")


def _row(number: int, now: Any) -> dict[str, Any]:
    longitude, latitude = 106.7 + number % 20 * 0.015, -6.35 + number // 20 * 0.015
    ring = [
        [longitude + 0.006 * cos(2 * pi * n / CORNERS), latitude + 0.006 * sin(2 * pi * n / CORNERS)]
        for n in range(CORNERS)
    ]
    return {
        "id": FIRST + number,
        "name": f"RW {number:03d}",
        "longitude": longitude,
        "latitude": latitude,
        "outline": json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}),
        "state": 1 + number % 4,
        "now": now,
    }
