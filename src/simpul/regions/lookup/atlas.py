"""Point to region for a whole edition: approximate cells or exact polygons, with abroad and open sea told apart."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simpul.regions import rules
from simpul.regions.lookup import facts
from simpul.regions.lookup.gazetteer import Gazetteer
from simpul.regions.lookup.land import FOREIGN, MINE
from simpul.regions.lookup.partition import METRES, NONE, Floats, Ints, Partition
from simpul.regions.model import Level, Place, PlaceAbroad, PlaceAtSea
from simpul.regions.rules import EAST, NORTH, SOUTH, WEST

SEA, ABROAD = -1, -2
SHORE_METRES = 3_000.0
REACH_METRES = 40_000.0
_BATCH = 256


@dataclass(frozen=True, eq=False)
class Atlas:
    """An edition's gazetteer with its partition (whose numbers are rows) and the land mask, where outlines were built."""

    gazetteer: Gazetteer
    partition: Partition
    land: Partition | None
    exact: bool

    def locate_many(self, longitudes: Floats, latitudes: Floats) -> Ints:
        """The row of the deepest region at each point, or SEA or ABROAD."""
        x, y = np.asarray(longitudes, dtype=np.float64), np.asarray(latitudes, dtype=np.float64)
        found = self._exactly(x, y) if self.exact else self._roughly(x, y)
        return np.where(_in_box(x, y), found, np.int32(ABROAD))

    def place(self, longitude: float, latitude: float) -> Place:
        """The point with its regions; PlaceUnreadable, PlaceAbroad or PlaceAtSea where it has none."""
        x, y = rules.point(longitude, latitude)
        row = int(self.locate_many(np.array([x]), np.array([y]))[0])
        if row == SEA:
            raise PlaceAtSea
        if row == ABROAD:
            raise PlaceAbroad
        regions = tuple(self.gazetteer.region(each) for each in self.gazetteer.path(row))
        return Place(x, y, regions, self.gazetteer.spoken(row), not self.exact)

    def _exactly(self, x: Floats, y: Floats) -> Ints:
        """By polygons; beyond them by the nearest shore, and in lakes that belong to no village by the nearest district."""
        found = self.partition.locate(x, y)
        rest = np.flatnonzero(found < 0)
        if len(rest):
            found[rest] = self._beyond(x[rest], y[rest])
        return found

    def _beyond(self, x: Floats, y: Floats) -> Ints:
        ground = self._ground(x, y)
        near, metres = self.partition.nearest(x, y)
        found = np.where((metres <= SHORE_METRES) & (ground != ABROAD), near, ground)
        lake = np.flatnonzero(found == MINE_GROUND)
        found[lake] = self._nearest(x[lake], y[lake])[0]
        return found

    def _roughly(self, x: Floats, y: Floats) -> Ints:
        """By cells on Indonesian ground."""
        ground = self._ground(x, y)
        return np.where(ground == MINE_GROUND, self.partition.locate(x, y), ground)

    def _ground(self, x: Floats, y: Floats) -> Ints:
        """SEA, ABROAD or MINE_GROUND."""
        if self.land is not None:
            return _GROUND[self.land.locate(x, y)]
        nearest, metres = self._nearest(x, y)
        ground = np.where(nearest < 0, np.int32(ABROAD), np.int32(MINE_GROUND))
        return np.where(metres > REACH_METRES, np.int32(SEA), ground)

    @cached_property
    def _sites(self) -> tuple[Floats, Ints]:
        """Known points with their rows, and points abroad with ABROAD.

        Points of the deepest level known; of districts where polygons say which village it is, since a lake is in none.
        """
        rows = _districts(self.gazetteer) if self.exact else sites(self.gazetteer)
        towns = np.array([(town.longitude, town.latitude) for town in facts.foreign_towns()])
        return (
            np.concatenate((self.gazetteer.points[rows], towns)),
            np.concatenate((rows, np.full(len(towns), ABROAD))).astype(np.int32),
        )

    def _nearest(self, x: Floats, y: Floats) -> tuple[Ints, Floats]:
        """The nearest site of each point and the metres to it."""
        points, rows = self._sites
        found, metres = np.empty(len(x), dtype=np.int32), np.empty(len(x))
        for start in range(0, len(x), _BATCH):
            part = slice(start, start + _BATCH)
            shrink = np.cos(np.radians(y[part]))[:, None]
            away = np.hypot((points[:, 0] - x[part, None]) * shrink, points[:, 1] - y[part, None])
            best = np.argmin(away, axis=1)
            found[part], metres[part] = rows[best], away[np.arange(len(best)), best] * METRES
        return found, metres

    def kept(self, folder: Path) -> None:
        """All parts lie in `folder`."""
        self.gazetteer.kept(folder)
        self.partition.kept(folder / ("exact" if self.exact else "cells"))
        if self.land is not None:
            self.land.kept(folder / "land")


MINE_GROUND = -3
_GROUND = np.full(3, SEA, dtype=np.int32)
_GROUND[MINE], _GROUND[FOREIGN], _GROUND[NONE] = MINE_GROUND, ABROAD, SEA


def sites(gazetteer: Gazetteer) -> NDArray[np.intp]:
    """The rows whose points are known and below which no point is known, each point once."""
    known = ~np.isnan(gazetteer.points[:, 0])
    above = np.unique(gazetteer.parents[known & (gazetteer.parents >= 0)])
    deepest = known.copy()
    deepest[above] = False
    rows = np.flatnonzero(deepest)
    _, first = np.unique(gazetteer.points[rows], axis=0, return_index=True)
    chosen: NDArray[np.intp] = rows[np.sort(first)]
    return chosen


def _districts(gazetteer: Gazetteer) -> NDArray[np.intp]:
    """The rows of districts whose points are known."""
    rows: NDArray[np.intp] = np.flatnonzero((gazetteer.levels == Level.DISTRICT) & ~np.isnan(gazetteer.points[:, 0]))
    return rows


def read(folder: Path) -> Atlas:
    """The atlas kept in `folder`, its big arrays mapped; FileNotFoundError where none is."""
    exact = (folder / "exact").is_dir()
    partition = Partition.mapped(folder / ("exact" if exact else "cells"))
    land = Partition.mapped(folder / "land") if (folder / "land").is_dir() else None
    return Atlas(Gazetteer.read(folder), partition, land, exact)


def _in_box(x: Floats, y: Floats) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (x >= WEST) & (x < EAST) & (y >= SOUTH) & (y < NORTH)
    return inside
