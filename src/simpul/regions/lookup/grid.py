"""Builds a Partition from polygons: their borders, shared ones once, spread over the grid. Some seconds per edition."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from simpul.regions.lookup.partition import COARSE, COLUMNS, NONE, ROWS, Floats, Ints, Partition
from simpul.regions.rules import SOUTH, WEST

Positions = NDArray[np.int64]
_ROW = 1000.0
_CHUNK = 4096


class Grid(NamedTuple):
    """The fine grid: `sub` x `sub` cells in a coarse one."""

    sub: int

    @property
    def fine(self) -> float:
        """A fine cell's width in degrees."""
        return COARSE / self.sub

    @property
    def columns(self) -> int:
        """Fine cells from west to east."""
        return COLUMNS * self.sub


class Borders(NamedTuple):
    """Distinct borders with the polygon numbers on their left and right."""

    ends: Floats
    sides: Ints


class Crossings(NamedTuple):
    """Where borders cross the middle lines of fine rows, west to east, and what begins there."""

    key: Floats
    begins: Ints


class Touches(NamedTuple):
    """Which border touches which fine cell (row-major number), sorted by cell."""

    cell: Positions
    border: Positions


def partition(polygons: NDArray[np.object_], sub: int) -> Partition:
    """The partition of these polygons, numbered by their place in the list; where two overlap, one of them answers.

    `sub` is how many fine cells a coarse one is wide: more for smaller polygons.
    """
    grid = Grid(sub)
    borders = _borders(polygons)
    touches = _touches(borders.ends, grid)
    crossings = _crossings(borders, grid)
    cells, first = np.unique(touches.cell, return_index=True)
    coarse, blocks = _tables(cells, crossings, grid)
    shore_first, shore = _shores(touches, borders, grid)
    return Partition(
        coarse=coarse,
        blocks=blocks,
        centre=_at(crossings, *np.divmod(cells, grid.columns), grid),
        first=np.append(first, len(touches.cell)).astype(np.int32),
        border=touches.border.astype(np.int32),
        ends=borders.ends,
        sides=borders.sides,
        shore_first=shore_first,
        shore=shore,
    )


def _borders(polygons: NDArray[np.object_]) -> Borders:
    """Each border once; one that lies between a polygon and itself is no border."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = np.flatnonzero(ring[1:] == ring[:-1])
    ends = np.hstack((points[same], points[same + 1]))
    number = owner[part[ring[same]]].astype(np.int32)
    real = (ends[:, 0] != ends[:, 2]) | (ends[:, 1] != ends[:, 3])
    ends, number = ends[real], number[real]
    ahead = (ends[:, 0] < ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] < ends[:, 3]))
    ends = np.where(ahead[:, None], ends, ends[:, [2, 3, 0, 1]])
    return _merged(ends, number, ahead)


def _merged(ends: Floats, number: Ints, ahead: NDArray[np.bool_]) -> Borders:
    order = np.lexsort(ends.T[::-1])
    ends, number, ahead = ends[order], number[order], ahead[order]
    fresh = np.append(True, (ends[1:] != ends[:-1]).any(axis=1))
    group = np.cumsum(fresh) - 1
    sides = np.full((group[-1] + 1, 2), NONE, dtype=np.int32)
    sides[group[ahead], 0] = number[ahead]
    sides[group[~ahead], 1] = number[~ahead]
    between = sides[:, 0] != sides[:, 1]
    return Borders(np.ascontiguousarray(ends[fresh][between]), sides[between])


def _lines(low: Floats, high: Floats, start: float, step: float) -> tuple[Positions, Positions]:
    """For each range [low, high), the numbers n of the lines start + n * step in it, and the range.

    Half open, so that of two borders that meet on a line exactly one crosses it.
    """
    begin = np.ceil((low - start) / step).astype(np.int64)
    count = np.maximum(np.ceil((high - start) / step).astype(np.int64) - begin, 0)
    owner = np.repeat(np.arange(len(low)), count)
    return begin[owner] + np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count), owner


def _touches(ends: Floats, grid: Grid) -> Touches:
    """Cuts each border where it crosses the grid's lines; each piece touches the cell of its middle."""
    run = ends[:, 2:] - ends[:, :2]
    column, across = _lines(np.minimum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 0], ends[:, 2]), WEST, grid.fine)
    row, along = _lines(np.minimum(ends[:, 1], ends[:, 3]), np.maximum(ends[:, 1], ends[:, 3]), SOUTH, grid.fine)
    every = np.arange(len(ends))
    owner = np.concatenate((every, every, across, along))
    when = np.concatenate(
        (
            np.zeros(len(ends)),
            np.ones(len(ends)),
            (WEST + column * grid.fine - ends[across, 0]) / run[across, 0],
            (SOUTH + row * grid.fine - ends[along, 1]) / run[along, 1],
        )
    )
    order = np.lexsort((when, owner))
    owner, when = owner[order], when[order]
    piece = np.flatnonzero(owner[1:] == owner[:-1])
    border = owner[piece]
    middle = ends[border, :2] + run[border] * ((when[piece] + when[piece + 1]) / 2)[:, None]
    return _by_cell(np.floor((middle - (WEST, SOUTH)) / grid.fine).astype(np.int64), border, grid)


def _by_cell(at: Positions, border: Positions, grid: Grid) -> Touches:
    inside = (at >= 0).all(axis=1) & (at[:, 0] < grid.columns) & (at[:, 1] < ROWS * grid.sub)
    cell, border = (at[:, 1] * grid.columns + at[:, 0])[inside], border[inside]
    order = np.lexsort((border, cell))
    cell, border = cell[order], border[order]
    fresh = np.append(True, (cell[1:] != cell[:-1]) | (border[1:] != border[:-1]))
    return Touches(cell[fresh], border[fresh])


def _crossings(borders: Borders, grid: Grid) -> Crossings:
    ends, half = borders.ends, SOUTH + grid.fine / 2
    row, owner = _lines(np.minimum(ends[:, 1], ends[:, 3]), np.maximum(ends[:, 1], ends[:, 3]), half, grid.fine)
    x_0, y_0, x_1, y_1 = ends[owner].T
    x = x_0 + (half + row * grid.fine - y_0) * (x_1 - x_0) / (y_1 - y_0)
    downward = (y_1 < y_0).astype(np.intp)
    begins, ended = borders.sides[owner, 1 - downward], borders.sides[owner, downward]
    order = np.lexsort((x, row))
    key = (row * _ROW + (x - WEST))[order]
    return Crossings(key, _agreed(key, begins[order], ended[order]))


def _agreed(key: Floats, begins: Ints, ended: Ints) -> Ints:
    """What lies after each crossing, told by the next one where this one says nothing.

    A cleaned polygon may overlap its neighbour by a hair; then the hair's end would hide the neighbour up to its own end.
    """
    told = np.append(ended[1:], np.int32(NONE))
    told[:-1][key[1:] - key[:-1] > _ROW / 2] = NONE
    return np.where(begins == NONE, told, begins)


def _at(crossings: Crossings, row: Positions, column: Positions, grid: Grid) -> Ints:
    """The polygon at the centre of each fine cell, or NONE."""
    base = row * _ROW
    last = np.searchsorted(crossings.key, base + (column + 0.5) * grid.fine, side="right") - 1
    begun = (last >= 0) & (crossings.key[last] >= base - _ROW / 2)
    return np.where(begun, crossings.begins[last], np.int32(NONE)).astype(np.int32)


def _tables(cells: Positions, crossings: Crossings, grid: Grid) -> tuple[Ints, Ints]:
    """The coarse table, and for each coarse cell with borders its block of fine cells."""
    row, column = np.divmod(np.arange(COLUMNS * ROWS), COLUMNS)
    sub = grid.sub
    coarse = _at(crossings, row * sub, column * sub, grid)
    fine_row, fine_column = np.divmod(cells, grid.columns)
    block_of = fine_row // sub * COLUMNS + fine_column // sub
    holders = np.unique(block_of)
    coarse[holders] = -2 - np.arange(len(holders))
    blocks = np.empty((len(holders), sub, sub), dtype=np.int32)
    inner_row, inner_column = np.divmod(np.arange(sub * sub), sub)
    for start in range(0, len(holders), _CHUNK):
        top, left = np.divmod(holders[start : start + _CHUNK, None], COLUMNS)
        values = _at(crossings, (top * sub + inner_row).ravel(), (left * sub + inner_column).ravel(), grid)
        blocks[start : start + _CHUNK] = values.reshape(-1, sub, sub)
    blocks[np.searchsorted(holders, block_of), fine_row % sub, fine_column % sub] = -2 - np.arange(len(cells))
    return coarse.reshape(ROWS, COLUMNS), blocks


def _shores(touches: Touches, borders: Borders, grid: Grid) -> tuple[Ints, Ints]:
    """Borders with nothing on one side, listed by coarse cell."""
    open_ = (borders.sides[touches.border] == NONE).any(axis=1)
    row, column = np.divmod(touches.cell[open_], grid.columns)
    pairs = np.unique(np.stack((row // grid.sub * COLUMNS + column // grid.sub, touches.border[open_])), axis=1)
    first = np.searchsorted(pairs[0], np.arange(COLUMNS * ROWS + 1))
    return first.astype(np.int32), pairs[1].astype(np.int32)
