"""The feed as TopoJSON (`?f=topojson`): points need no arcs, so each report is written once, as in the other form."""

from datetime import datetime

import orjson

from simpul.disaster.live import features
from simpul.disaster.live.bundle import Piece, listed, piece
from simpul.disaster.live.leaves import Entry
from simpul.disaster.live.native import Native
from simpul.disaster.live.snapshot import Manner
from simpul.disaster.live.views import Edition, Held

TYPE = b"application/topo+json"
NAME = "laporan"
_PLACE, _AFTER = b'"geometry":{"type":"Point","coordinates":', b'},"properties":'


class Topology(Native):
    """The rendering of the feed as one TopoJSON object, named as the map's layer is."""

    def __init__(self, native: Native) -> None:
        super().__init__(native.attribution, native.manner.common)
        self.manner = Manner(TYPE, native.manner.caching, native.manner.common)

    def part(self, entry: Entry) -> bytes:
        """The report's feature as a geometry with properties: its place stands beside them."""
        one = entry.native.replace(b'{"type":"Feature",', b'{"type":"Point",', 1)
        return one.replace(_PLACE, b'"coordinates":', 1).replace(_AFTER, b',"properties":', 1)

    def document(self, held: Held, edition: Edition, _now: datetime) -> list[Piece]:
        """The topology."""
        head = {
            "type": "Topology",
            "generated_at": features.instant(edition.changed),
            "attribution": self.attribution,
            "licence": features.LICENCE,
            "total": edition.count,
            "arcs": [],
        }
        box = b',"bbox":' + orjson.dumps(held.box) if held.box else b""
        opening = orjson.dumps(head)[:-1] + box + b',"objects":{"laporan":{"type":"GeometryCollection","geometries":['
        return [piece(opening), *listed(held.pieces), piece(b"]}}}")]
