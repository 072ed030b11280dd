"""A night of flood, made up from a seed: when it rains, where the water stands, who reports and who looks.

The shape follows what was measured in Jakarta: reports come in two waves as the rain does, in clusters where areas flood
(the centres are those of BPBD DKI Jakarta's flooded areas of February 2017, CC BY 4.0), and reading follows reporting. A
cache before the node answers nearly all of ten million readers; a twentieth of their visits reaches it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar
from uuid import UUID

from simpul.disaster.model.simulation import Looking, Night, PlannedRead, PlannedReport, Way

LABEL = "SIMULASI"
"""Begins every simulated text, so that nobody can take it for a resident's."""
MISSED = 20
"""Of so many readers one reaches the node; a cache answers the others."""
_WAVES = ((0.36, 0.10, 1.0), (0.68, 0.14, 0.6))
_BOTS, _AGAIN, _WRONG_CLOCK = 0.04, 0.03, 0.01
_SCATTER = 0.004
_WAYS = ((Way.API, 0.5), (Way.CARD, 0.35), (Way.FORM, 0.15))
_LOOKS = (
    (Looking.UNCHANGED, 0.34),
    (Looking.FEED, 0.10),
    (Looking.BOX, 0.14),
    (Looking.TILE, 0.14),
    (Looking.STATES, 0.08),
    (Looking.TOPOJSON, 0.06),
    (Looking.GEOJSON, 0.04),
    (Looking.CAP, 0.02),
    (Looking.REPORT, 0.05),
    (Looking.PAGE, 0.03),
)
_WORDS = (
    "air naik cepat",
    "jalan tidak bisa dilewati",
    "butuh perahu karet",
    "listrik padam",
    "arus deras di depan rumah",
    "mulai surut sedikit",
)
_COPIED = "menang undian pulsa gratis klik tautan ini"
Place = tuple[float, float]
Choice = TypeVar("Choice")


def rain(share: float) -> float:
    """How hard it rains when `share` (0 to 1) of the night has passed, against its hardest."""
    return sum(weight * math.exp(-(((share - middle) / width) ** 2)) for middle, width, weight in _WAVES)


def moments(night: Night, count: int, chance: Random) -> list[float]:
    """`count` moments of the night in seconds, in order, as dense as it rains."""
    steps = 2_000
    sums = [0.0]
    for step in range(steps):
        sums.append(sums[-1] + 0.03 + rain((step + 0.5) / steps))
    marks = sorted(chance.random() * sums[-1] for _ in range(count))
    found, step = [], 0
    for mark in marks:
        while sums[step + 1] < mark:
            step += 1
        within = (mark - sums[step]) / (sums[step + 1] - sums[step])
        found.append((step + within) / steps * night.seconds)
    return found


def reports(night: Night, spots: Sequence[Place], chance: Random) -> Iterator[PlannedReport]:
    """Who reports in this night, in order of time: residents, some twice, some with a wrong clock, and bots."""
    depths = [chance.randrange(20, 170) for _ in spots]
    addresses = [f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}" for _ in range(4)]
    for at in moments(night, round(night.reports * night.scale), chance):
        spot = chance.randrange(len(spots))
        made = _report(at, (spots[spot], depths[spot]), chance, addresses)
        yield made
        if chance.random() < _AGAIN:
            yield _again(made)


def _report(at: float, where: tuple[Place, int], chance: Random, addresses: Sequence[str]) -> PlannedReport:
    (longitude, latitude), usual = where
    bot = chance.random() < _BOTS
    return PlannedReport(
        at=at,
        form=UUID(int=chance.getrandbits(128), version=4),
        way=_of(_WAYS, chance),
        address=chance.choice(addresses) if bot else _address(chance),
        longitude=round(longitude + chance.gauss(0, _SCATTER), 6),
        latitude=round(latitude + chance.gauss(0, _SCATTER), 6),
        depth_cm=min(200, max(0, round(usual + chance.gauss(0, 15)))),
        text=f"{LABEL}: {_COPIED if bot else chance.choice(_WORDS)}",
        clock_off=86_400.0 * chance.choice((-1, 1)) if chance.random() < _WRONG_CLOCK else chance.gauss(0, 4),
        bot=bot,
    )


def _again(sent: PlannedReport) -> PlannedReport:
    """The same form, sent once more because no answer came in time."""
    return replace(sent, at=sent.at + 3, again=True)


def reads(night: Night, spots: Sequence[Place], chance: Random) -> Iterator[PlannedRead]:
    """Who looks in this night and is not answered by a cache, in order of time."""
    for at in moments(night, round(night.readers * night.scale / MISSED), chance):
        longitude, latitude = chance.choice(spots)
        yield PlannedRead(at, _of(_LOOKS, chance), longitude, latitude, chance.random() < _BOTS)


def _of(table: Sequence[tuple[Choice, float]], chance: Random) -> Choice:
    mark = chance.random()
    for one, share in table:
        mark -= share
        if mark < 0:
            return one
    return table[-1][0]


def _address(chance: Random) -> str:
    return f"100.{64 + chance.randrange(64)}.{chance.randrange(256)}.{chance.randrange(256)}"


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
