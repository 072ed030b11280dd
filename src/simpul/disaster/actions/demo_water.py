"""Gauges and infrastructure made up for trying out: invented posts, labelled synthetic wherever shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import cos, pi
from typing import Any

from simpul.disaster.actions.gauges import take_in, take_in_layer
from simpul.disaster.model.gauges import SIAGA, Gauge, InfrastructureKind, Observation
from simpul.kernel.platform import Platform

SOURCE = "Simpul, data sintetis"
HOURS = 12
_DOWNSTREAM = ("31.74", "31.75", "31.74.01.1005", "31.75.03.1001", "31.75.03.1002", "31.75.04.1006")
_STATIONS = (
    (Gauge("SINTETIS-01", "Pos contoh hulu A (data sintetis)", 106.8370, -6.6330, downstream=_DOWNSTREAM), 90, 180),
    (Gauge("SINTETIS-02", "Pos contoh hulu B (data sintetis)", 106.7990, -6.4010, downstream=("31.74", "31.75")), 110, 240),
    (Gauge("SINTETIS-03", "Pos contoh pintu air C (data sintetis)", 106.8480, -6.2090), 480, 660),
    (Gauge("SINTETIS-04", "Pos contoh pantai D (data sintetis)", 106.8060, -6.1070), 110, 140),
)
"""Each post with its water at rest and at its highest, in centimetres."""
_LEVELS: Mapping[str, tuple[int, int, int]] = {
    "SINTETIS-01": (200, 150, 80),
    "SINTETIS-02": (350, 270, 200),
    "SINTETIS-03": (950, 850, 750),
    "SINTETIS-04": (250, 200, 170),
}
"""From which depth on a post is at Siaga I, II and III."""
_LAYERS: Mapping[InfrastructureKind, tuple[tuple[str, Any], ...]] = {
    InfrastructureKind.FLOODGATES: (
        ("Pintu air contoh 1 (data sintetis)", [106.848, -6.209]),
        ("Pintu air contoh 2 (data sintetis)", [106.806, -6.107]),
    ),
    InfrastructureKind.PUMPS: (
        ("Pompa contoh 1 (data sintetis)", [106.792, -6.118]),
        ("Pompa contoh 2 (data sintetis)", [106.879, -6.131]),
    ),
    InfrastructureKind.WATERWAYS: (
        ("Saluran contoh (data sintetis)", [[106.848, -6.209], [106.838, -6.188], [106.829, -6.163]]),
    ),
}


def seed(platform: Platform) -> tuple[int, int]:
    """How many made-up gauges and things of infrastructure there are; what an operator has imported stays."""
    end = platform.clock.now().replace(minute=0, second=0, microsecond=0)
    found = [
        (gauge, [_at(gauge, end - timedelta(hours=n), n, rest, top) for n in reversed(range(HOURS))])
        for gauge, rest, top in _STATIONS
    ]
    gauges, _ = take_in(platform, found, source=SOURCE, synthetic=True)
    return gauges, sum(_layer(platform, kind) for kind in _LAYERS)


def _at(gauge: Gauge, at: datetime, ago: int, rest: int, top: int) -> Observation:
    """A wave that rises to its top three hours ago and falls since."""
    depth = round(rest + (top - rest) * (1 + cos(2 * pi * (ago - 3) / 18)) / 2)
    warning = 4 - sum(depth >= bound for bound in _LEVELS[gauge.id])
    return Observation(at, depth, warning, SIAGA[warning])


def _layer(platform: Platform, kind: InfrastructureKind) -> int:
    shape = {"Point": 0, "LineString": 1}
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "synthetic": True},
            "geometry": {
                "type": next(t for t, deep in shape.items() if isinstance(at[0], list) == bool(deep)),
                "coordinates": at,
            },
        }
        for name, at in _LAYERS[kind]
    ]
    return take_in_layer(platform, kind, {"features": features}, source=SOURCE, synthetic=True)
