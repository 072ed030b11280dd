"""Gauges and infrastructure made up for trying out: invented posts, labelled synthetic wherever shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import cos, exp, pi
from typing import Any

from simpul.disaster.actions import gauge_intake
from simpul.disaster.actions.gauges import take_in, take_in_layer
from simpul.disaster.model.gauge_intake import Said
from simpul.disaster.model.gauges import SIAGA, Expected, Gauge, InfrastructureKind, Observation
from simpul.disaster.rules import replay
from simpul.disaster.store import archive
from simpul.disaster.store import gauges as store
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
_LATER = (timedelta(hours=-9), timedelta(hours=-5), timedelta(hours=-1), timedelta(0))
"""When the wave comes to each post, before or after the worst hour of the archive; the last one knows the tide only."""
_WAVE, _TIDE = timedelta(hours=7), timedelta(hours=12.4)
_FASTEST, KEPT = 1_000, timedelta(days=2)
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
        (_expecting(gauge), [_at(gauge, end - timedelta(hours=n), n, rest, top) for n in reversed(range(HOURS))])
        for gauge, rest, top in _STATIONS
    ]
    gauges, _ = take_in(platform, found, source=SOURCE, synthetic=True)
    return gauges, sum(_layer(platform, kind) for kind in _LAYERS)


def _at(gauge: Gauge, at: datetime, ago: int, rest: int, top: int) -> Observation:
    """A wave that rises to its top three hours ago and falls since."""
    depth = round(rest + (top - rest) * (1 + cos(2 * pi * (ago - 3) / 18)) / 2)
    warning = 4 - sum(depth >= bound for bound in _LEVELS[gauge.id])
    return Observation(at, depth, warning, SIAGA[warning])


def _expecting(gauge: Gauge) -> Gauge:
    """The post with its thresholds; its water may leap, since a replay runs faster than water does."""
    return replace(gauge, expected=Expected(_LEVELS[gauge.id], rise_cm=_FASTEST))


def move(platform: Platform) -> None:
    """While the archive is replayed, the made-up posts have water as high as the replay's moment makes it."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        running = archive.replay_of(unit.connection, replay.ARCHIVE_2017)
        known = store.known_ids(unit.connection, [gauge.id for gauge, _, _ in _STATIONS])
    if running is None or not running.running or not known:
        return
    at = replay.moment(running, now)
    said = [
        Said(gauge.id, now.replace(microsecond=0), depth_at(n, at))
        for n, (gauge, _, _) in enumerate(_STATIONS)
        if gauge.id in known
    ]
    gauge_intake.take(platform, said, by="replay")
    with platform.database.writing() as unit:
        unit.unaudited("readings that were made up; nobody decides by them")
        store.forget_observations(unit.connection, sorted(known), now - KEPT)


def depth_at(station: int, at: datetime) -> int:
    """The water of a made-up post at a moment of the archive: a wave that passes, or the tide at the coast; cm."""
    gauge, rest, top = _STATIONS[station]
    if gauge is _STATIONS[-1][0]:
        return round(rest + (top + 80 - rest) * (1 + cos(2 * pi * ((at - replay.PEAK_2017) / _TIDE))) / 2)
    away = (at - replay.PEAK_2017 - _LATER[station]) / _WAVE
    return round(rest + (max(top, _LEVELS[gauge.id][1]) + 20 - rest) * exp(-(away**2)))


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
