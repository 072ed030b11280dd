"""The live reports as columns of numbers, for questions about places: a box, a tile."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from simpul.disaster.live.leaves import Entry, Leaf
from simpul.disaster.live.views import Edition
from simpul.disaster.rules.hazards import HAZARDS, SEVERITIES

Numbers = npt.NDArray[Any]
SLUGS = tuple(HAZARDS)
_CODE = {slug: code for code, slug in enumerate(SLUGS)}
_GRADE = {severity: grade for grade, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Reports that everybody may see, the newest first, and a row of numbers for each.

    `longitude`, `latitude` in degrees; `x`, `y` in the square of Web Mercator, 0 to 1 from its north-western corner;
    `hazard` by its place among `SLUGS` (one that is none of them comes after); `grade` 0 (minor) to 3 (extreme);
    `depth` in centimetres, -1 for none.
    """

    entries: Sequence[Entry]
    longitude: Numbers
    latitude: Numbers
    x: Numbers
    y: Numbers
    hazard: Numbers
    grade: Numbers
    depth: Numbers
    verified: Numbers

    def of_hazards(self, slugs: Collection[str]) -> Numbers:
        """Which of them are of these hazards; all where none is named."""
        if not slugs:
            return np.ones(len(self.entries), dtype=bool)
        return np.isin(self.hazard, [_CODE[slug] for slug in slugs])


class PointIndex:
    """The points of the last edition that was asked about; a leaf's are kept as long as it lives."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Leaf, Points] = {}
        self.last: tuple[Edition, Points] | None = None

    def of(self, edition: Edition) -> Points:
        """The points of this edition."""
        with self._lock:
            if self.last is None or self.last[0] is not edition:
                self._kept = {leaf: self._kept.get(leaf) or _points(leaf.entries) for leaf in edition.leaves}
                self.last = edition, _joined(list(self._kept.values()) or [_points(())])
            return self.last[1]


def _points(entries: Sequence[Entry]) -> Points:
    shown = [entry for entry in entries if not entry.row.training]
    rows = [entry.row for entry in shown]
    longitude = np.array([row.longitude for row in rows], dtype=float)
    latitude = np.array([row.latitude for row in rows], dtype=float)
    return Points(
        shown,
        longitude,
        latitude,
        (longitude + 180) / 360,
        0.5 - np.arcsinh(np.tan(np.radians(latitude))) / (2 * np.pi),
        np.array([_CODE.get(row.hazard, len(SLUGS)) for row in rows], dtype=np.int16),
        np.array([_GRADE.get(row.severity, 0) for row in rows], dtype=np.int8),
        np.array([_depth(row.card) for row in rows], dtype=np.int16),
        np.array([row.status == "verified" for row in rows], dtype=bool),
    )


def _depth(card: str) -> int:
    depth = orjson.loads(card).get("flood_depth")
    return int(depth) if isinstance(depth, int | float) else -1


def _joined(parts: Sequence[Points]) -> Points:
    columns = Points.__slots__[1:]
    entries = list(chain.from_iterable(one.entries for one in parts))
    return Points(entries, *(np.concatenate([getattr(one, name) for one in parts]) for name in columns))
