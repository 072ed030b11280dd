"""`?bbox=w,s,e,n` of the live feed: the newest reports in a box, and how many there are."""

import math
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from simpul.disaster.live.answers import NotInFeed
from simpul.disaster.live.bundle import piece
from simpul.disaster.live.native import Native
from simpul.disaster.live.points import Points
from simpul.disaster.live.snapshot import Snapshot, snapshot_of
from simpul.disaster.live.views import Edition

MOST = 2_000
"""Features in one answer; a map that looks at more of them takes tiles."""


class Box(NamedTuple):
    """Bounds in degrees, their edges included; west greater than east reaches across the antimeridian (RFC 7946 § 5.2)."""

    west: float
    south: float
    east: float
    north: float


def box_of(text: str) -> Box:
    """The box in a query; NotInFeed for what is no four numbers, outside the world, or upside down."""
    try:
        box = Box(*(float(part) for part in text.split(",", 4)))
    except (TypeError, ValueError) as error:
        raise NotInFeed(parameter="bbox") from error
    known = all(math.isfinite(part) for part in box) and all(abs(part) <= 180 for part in (box.west, box.east))
    if not known or not -90 <= box.south <= box.north <= 90:
        raise NotInFeed(parameter="bbox")
    return box


def document(native: Native, points: Points, edition: Edition, box: Box, hazards: Collection[str]) -> Snapshot:
    """The newest reports in the box; members `matching` and `complete` say whether there are more."""
    across = points.longitude >= box.west, points.longitude <= box.east
    inside = across[0] & across[1] if box.west <= box.east else across[0] | across[1]
    inside &= (points.latitude >= box.south) & (points.latitude <= box.north) & points.of_hazards(hazards)
    found = np.flatnonzero(inside)
    shown = piece(*(points.entries[int(at)].native for at in found[:MOST]))
    told = native.collection([shown], edition, matching=len(found), complete=len(found) <= MOST)
    return snapshot_of(told, changed=edition.changed, manner=native.manner)
