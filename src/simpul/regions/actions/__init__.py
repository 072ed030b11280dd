"""What people and modules do with regions: ask and import."""

from simpul.regions.actions.importing import Findings, Imported, Source, import_basemap, import_folder
from simpul.regions.actions.reading import (
    basemap,
    bbox,
    children,
    counts,
    edition,
    find,
    get,
    locate,
    locate_many,
    name_path,
    outlines,
    path,
    status,
    successors,
)

__all__ = [
    "Findings",
    "Imported",
    "Source",
    "basemap",
    "bbox",
    "children",
    "counts",
    "edition",
    "find",
    "get",
    "import_basemap",
    "import_folder",
    "locate",
    "locate_many",
    "name_path",
    "outlines",
    "path",
    "status",
    "successors",
]
