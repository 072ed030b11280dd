"""GeoParquet 1.1: points as WKB, with the metadata by which GIS programs find them. geoparquet.org/releases/v1.1.0."""

import struct
from collections.abc import Mapping
from typing import Any

import orjson

GEOMETRY, COVERING = "geometry", "bbox"
CORNERS = ("xmin", "ymin", "xmax", "ymax")
_POINT = struct.Struct("<BIdd")


def point(longitude: float, latitude: float) -> bytes:
    """The point as well-known binary, little-endian."""
    return _POINT.pack(1, 1, longitude, latitude)


def covering(longitude: float, latitude: float) -> Mapping[str, float]:
    """The box around a point, which lets programs skip what they do not look at."""
    return dict(zip(CORNERS, (longitude, latitude, longitude, latitude), strict=True))


def metadata(box: tuple[float, float, float, float] | None) -> bytes:
    """The value of the key `geo`: points in CRS84, which is what GeoParquet takes where no CRS is named."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "covering": {COVERING: {corner: [COVERING, corner] for corner in CORNERS}},
    }
    if box is not None:
        column["bbox"] = list(box)
    return orjson.dumps({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}})
