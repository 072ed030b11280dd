"""Regions of Indonesia: codes, names, points, boundaries. Law: Kepmendagri 300.2.2-2138/2025, UU 23/2014.

The front door. `locate` tells the regions around a point, `search` what a name means, `get`, `children`, `name_path` and
`bbox` what a code stands for, `outlines` what it looks like, `current_code` what replaced an old one. Boundaries are
approximate (*batas perkiraan*) until an operator runs `simpul regions import`; every answer about a point says which.
"""

from typing import TYPE_CHECKING, Any

from simpul.regions import actions
from simpul.regions.model import (
    Edition,
    Found,
    Kind,
    Level,
    Place,
    PlaceAbroad,
    PlaceAtSea,
    PlaceUnreadable,
    Region,
    RegionsImported,
    RegionUnknown,
)

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform
    from simpul.regions.actions import (
        bbox,
        children,
        counts,
        current_code,
        edition,
        get,
        locate,
        locate_many,
        name_or_code,
        name_path,
        outlines,
        path,
    )
    from simpul.regions.actions import find as search

__all__ = [
    "Edition",
    "Found",
    "Kind",
    "Level",
    "Place",
    "PlaceAbroad",
    "PlaceAtSea",
    "PlaceUnreadable",
    "Region",
    "RegionUnknown",
    "RegionsImported",
    "bbox",
    "children",
    "counts",
    "current_code",
    "edition",
    "get",
    "locate",
    "locate_many",
    "name_or_code",
    "name_path",
    "outlines",
    "own_tiles",
    "path",
    "search",
]


def own_tiles(platform: "Platform") -> str:
    """Path of the map tiles that the operator gave this node (PMTiles); empty where there are none."""
    return "/wilayah/peta-dasar.pmtiles" if actions.basemap(platform) else ""


TEMPLATE_GLOBALS = {"own_tiles": lambda request: own_tiles(request.platform)}


def __getattr__(name: str) -> Any:
    """The front door's function of this name, loaded at first use; AttributeError for what is none."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(actions, "find" if name == "search" else name)
