"""Point to polygon number at some million points a second, by a two-step grid and the few borders within a cell.

The plane is cut into coarse cells of 0.04 degrees; one without any border answers by itself. The others are cut into fine
cells (16 x 16 of some 280 m for villages). A fine cell with borders knows the polygon at its own centre; walking from there
to the point, the last border crossed tells the polygon. So nothing but array look-ups happens at run time, and the arrays
are memory-mapped files that all workers of a machine share.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from simpul.regions.rules import EAST, NORTH, SOUTH, WEST

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

NONE = -1
COARSE = 0.04
COLUMNS, ROWS = round((EAST - WEST) / COARSE), round((NORTH - SOUTH) / COARSE)
METRES = 111_195.0


@dataclass(frozen=True, eq=False)
class Partition:
    """Numbered, disjoint polygons in the box around Indonesia.

    `coarse` and `blocks` hold polygon numbers, NONE, or -2-n for block or cell n; `first` and `border` list a cell's
    borders, `shore_first` and `shore` those borders of a coarse cell beyond which nothing lies. A border runs from (x, y)
    to (x, y) in `ends` with the polygons on its left and right in `sides`.
    """

    coarse: Ints
    blocks: Ints
    centre: Ints
    first: Ints
    border: Ints
    ends: Floats
    sides: Ints
    shore_first: Ints
    shore: Ints

    def locate(self, x: Floats, y: Floats) -> Ints:
        """The number of the polygon each point lies in, or NONE."""
        sub = self.blocks.shape[1]
        column, row = _cells(x, y, COARSE / sub)
        inside = (column >= 0) & (column < COLUMNS * sub) & (row >= 0) & (row < ROWS * sub)
        column, row = np.where(inside, column, 0), np.where(inside, row, 0)
        found: Ints = self.coarse[row // sub, column // sub]
        found = np.where(inside, found, np.int32(NONE))
        some = np.flatnonzero(found < NONE)
        found[some] = self.blocks[-2 - found[some], row[some] % sub, column[some] % sub]
        some = some[found[some] < NONE]
        if len(some):
            found[some] = self._walked(-2 - found[some], x[some], y[some], column[some], row[some])
        return found

    def _walked(self, cell: Ints, x: Floats, y: Floats, column: Ints, row: Ints) -> Ints:
        """The polygon across the last border between the cell's centre and the point."""
        flat, owner, heads = _spread(self.first[cell], self.first[cell + 1])
        border = self.border[flat]
        ends = self.ends[border]
        fine = COARSE / self.blocks.shape[1]
        from_x, from_y = WEST + (column + 0.5) * fine, SOUTH + (row + 0.5) * fine
        to_x, to_y = (x - from_x)[owner], (y - from_y)[owner]
        run_x, run_y = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
        off_x, off_y = ends[:, 0] - from_x[owner], ends[:, 1] - from_y[owner]
        cross = to_x * run_y - to_y * run_x
        with np.errstate(divide="ignore", invalid="ignore"):
            when = (off_x * run_y - off_y * run_x) / cross
            where = (off_x * to_y - off_y * to_x) / cross
        met = (when >= -1e-9) & (when <= 1) & (where >= 0) & (where <= 1)
        when = np.where(met, when, -1.0)
        last = np.maximum.reduceat(when, heads)
        side = self.sides[border, np.where(cross < 0, 0, 1)]
        beyond = np.where(met & (when >= last[owner] - 1e-9), side, np.int32(NONE - 1))
        across: Ints = np.maximum.reduceat(beyond, heads)
        return np.where(last < -0.5, self.centre[cell], across)

    def nearest(self, x: Floats, y: Floats) -> tuple[Ints, Floats]:
        """The polygon whose shore is nearest to each point outside all polygons, and the metres to it.

        Only shores within one coarse cell (some 4 km) are seen; beyond, NONE and infinity.
        """
        column, row = _cells(x, y, COARSE)
        step = np.arange(-1, 2)
        columns = column[:, None] + np.tile(step, 3)
        rows = row[:, None] + np.repeat(step, 3)
        inside = (columns >= 0) & (columns < COLUMNS) & (rows >= 0) & (rows < ROWS)
        cell = np.where(inside, rows * COLUMNS + columns, 0)
        begin = self.shore_first[cell]
        end = np.where(inside, self.shore_first[cell + 1], begin)
        flat, around, _ = _spread(begin.ravel(), end.ravel())
        owner, border = around // 9, self.shore[flat]
        metres = _distance(x[owner], y[owner], self.ends[border])
        best: Floats = np.full(len(x), np.inf)
        np.minimum.at(best, owner, metres)
        found: Ints = np.full(len(x), NONE, dtype=np.int32)
        hit = metres == best[owner]
        found[owner[hit]] = self.sides[border[hit]].max(axis=1)
        return found, best

    def kept(self, folder: Path) -> None:
        """The arrays lie in `folder`, one file each, ready to be mapped."""
        folder.mkdir(parents=True, exist_ok=True)
        for each in fields(self):
            np.save(folder / f"{each.name}.npy", getattr(self, each.name))

    @classmethod
    def mapped(cls, folder: Path) -> Self:
        """The partition kept in `folder`; its pages are read as they are needed and shared between processes."""
        arrays: dict[str, Any] = {f.name: np.load(folder / f"{f.name}.npy", mmap_mode="r") for f in fields(cls)}
        return cls(**{name: array.view(np.ndarray) for name, array in arrays.items()})


def _cells(x: Floats, y: Floats, size: float) -> tuple[Ints, Ints]:
    """Column and row of the cell of each point, cells being so many degrees wide; far outside for what is not a number."""
    column = np.floor((np.clip(np.nan_to_num(x, nan=-180.0), -180, 180) - WEST) / size).astype(np.int32)
    row = np.floor((np.clip(np.nan_to_num(y, nan=-90.0), -90, 90) - SOUTH) / size).astype(np.int32)
    return column, row


def _spread(begin: Ints, end: Ints) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """All positions of the ranges [begin, end), the range each is of, and where each range's positions start."""
    lengths = (end - begin).astype(np.intp)
    heads = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(lengths), dtype=np.intp), lengths)
    flat: NDArray[np.intp] = np.arange(len(owner)) - heads[owner] + begin[owner].astype(np.intp)
    return flat, owner, heads


def _distance(x: Floats, y: Floats, ends: Floats) -> Floats:
    """Metres from each point to each border, on a plane tangent at the point."""
    shrink = np.cos(np.radians(y))
    a_x, a_y = (ends[:, 0] - x) * shrink, ends[:, 1] - y
    run_x, run_y = (ends[:, 2] - ends[:, 0]) * shrink, ends[:, 3] - ends[:, 1]
    along = np.clip(-(a_x * run_x + a_y * run_y) / np.maximum(run_x**2 + run_y**2, 1e-30), 0, 1)
    metres: Floats = np.hypot(a_x + along * run_x, a_y + along * run_y) * METRES
    return metres
