"""What people and modules do with regions: ask and import.

The rooms behind it are loaded at first use: numpy and shapely take longer to load than a server's first page may wait.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simpul.regions.actions.importing import Findings, Imported, Source, import_basemap, import_folder
    from simpul.regions.actions.reading import (
        basemap,
        bbox,
        children,
        counts,
        current_code,
        edition,
        find,
        get,
        locate,
        locate_many,
        name_or_code,
        name_path,
        outlines,
        partly_known,
        path,
        status,
        successors,
    )

_IMPORTING = frozenset({"Findings", "Imported", "Source", "import_basemap", "import_folder"})

__all__ = [
    "Findings",
    "Imported",
    "Source",
    "basemap",
    "bbox",
    "children",
    "counts",
    "current_code",
    "edition",
    "find",
    "get",
    "import_basemap",
    "import_folder",
    "locate",
    "locate_many",
    "name_or_code",
    "name_path",
    "outlines",
    "partly_known",
    "path",
    "status",
    "successors",
]


def __getattr__(name: str) -> Any:
    """The action of this name, from the room that holds it; AttributeError for what is none."""
    if name not in __all__:
        raise AttributeError(name)
    room = "importing" if name in _IMPORTING else "reading"
    return getattr(importlib.import_module(f"{__name__}.{room}"), name)
