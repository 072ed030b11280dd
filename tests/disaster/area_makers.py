"""What the tests of areas are made of."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from simpul.disaster.model.areas import Area, AreaKind, GaugeSays, Standing, Told

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
GAMBIR = 3171011001
"""Kelurahan Gambir, Jakarta Pusat: around Monas."""
PENJARINGAN = 3172011001
"""Kelurahan Penjaringan, Jakarta Utara."""
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[106.825, -6.177], [106.830, -6.177], [106.830, -6.172], [106.825, -6.172], [106.825, -6.177]]],
}
"""Half a kilometre around Monas."""
CROSSED = {
    "type": "Polygon",
    "coordinates": [[[106.82, -6.18], [106.83, -6.17], [106.83, -6.18], [106.82, -6.17], [106.82, -6.18]]],
}


def an_area(region: str = "31.71.01.1001", **more: Any) -> Area:
    values = {
        "id": int(region.replace(".", "") or 100_000_000_000),
        "kind": AreaKind.UNIT,
        "geom_id": "1",
        "name": "Gambir",
        "parent": "Gambir",
        "city": "Jakarta Pusat",
        "region": region,
        "regions": (region,),
        "longitude": 106.8272,
        "latitude": -6.1754,
    }
    return Area(**(values | more))


def stands(state: int | None = None, *, hours: float = 1, version: int = 1) -> Standing:
    """An area that an officer brought into this state so many hours ago."""
    at = NOW - timedelta(hours=hours)
    return Standing(state=state, since=at if state else None, changed_at=at, version=version)


def told(depth: int, minutes: float = 10, *, verified: bool = False, number: int = 1) -> Told:
    return Told(number, depth, NOW - timedelta(minutes=minutes), verified)


def a_gauge(warning: int, kilometres: float = 1.0, minutes: float = 30, **more: Any) -> GaugeSays:
    return GaugeSays("Pos 2", warning, NOW - timedelta(minutes=minutes), kilometres, **more)


def polygon(*corners: Sequence[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*map(list, corners), list(corners[0])]]}
