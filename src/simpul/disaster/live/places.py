"""Answers about places: boxes and tiles of the last edition whose points are known."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from simpul.disaster.live import boxes, tiles
from simpul.disaster.live.asked import Asked
from simpul.disaster.live.bundle import piece
from simpul.disaster.live.native import Native
from simpul.disaster.live.points import PointIndex, Points
from simpul.disaster.live.snapshot import Manner, Snapshot, snapshot_of
from simpul.disaster.live.tiles import Tile
from simpul.disaster.live.views import Edition

KEPT = 512
"""Answers kept of one edition."""


class Places:
    """What one worker answers about places; what was answered of an edition is kept until there is another."""

    def __init__(self, native: Native, tile_manner: Manner) -> None:
        self._native = native
        self._tile_manner = tile_manner
        self._index = PointIndex()
        self._edition: Edition | None = None
        self._made: OrderedDict[Hashable, Snapshot] = OrderedDict()

    def look(self, edition: Edition) -> tuple[Edition, Points]:
        """The points of this edition are known."""
        return edition, self._index.of(edition)

    @property
    def known(self) -> tuple[Edition, Points] | None:
        """The last edition whose points are known; None before the first."""
        return self._index.last

    def boxed(self, of: tuple[Edition, Points], asked: Asked, box: boxes.Box) -> Snapshot:
        """The reports in a box."""
        edition, points = of
        return self._kept(edition, asked, lambda: boxes.document(self._native, points, edition, box, asked.hazards))

    def tiled(self, of: tuple[Edition, Points], tile: Tile, hazards: tuple[str, ...]) -> Snapshot:
        """The reports in a tile."""
        edition, points = of

        def make() -> Snapshot:
            content = tiles.encoded(points, tile, hazards)
            return snapshot_of([piece(content)], changed=edition.changed, manner=self._tile_manner)

        return self._kept(edition, (tile, hazards), make)

    def _kept(self, edition: Edition, key: Hashable, make: Callable[[], Snapshot]) -> Snapshot:
        if self._edition is not edition:
            self._edition, self._made = edition, OrderedDict()
        made, snapshot = self._made, self._made.get(key)
        if snapshot is None:
            snapshot = made[key] = make()
            if len(made) > KEPT:
                made.popitem(last=False)
        return snapshot
