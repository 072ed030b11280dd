"""A folder of region files in the form of cahyadsn/wilayah, cleaned: gazetteer, population, TopoJSON layers, tiles."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from simpul.regions.lookup import topojson
from simpul.regions.model import FolderUnfit

LAYERS = {"provinces": "prov", "regencies_cities": "kab", "districts": "kec", "villages": "desa_nd"}
GAZETTEER, POPULATION, ISLANDS = "gazetteer.csv.gz", "population.csv", "jakarta_kelurahan.geojson.gz"
NEEDED = (GAZETTEER, POPULATION, "villages.topojson.gz")
ISLANDS_OF = "31.01"
FINER = "_kampung.geojson"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the gazetteer: code, name as published and a point inside, where there is one."""

    code: str
    name: str
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class Shapes:
    """The polygons of a layer with their codes."""

    codes: tuple[str, ...]
    polygons: NDArray[np.object_]


def checked(folder: Path) -> None:
    """FolderUnfit unless all that an import needs is there."""
    for name in NEEDED:
        if not (folder / name).is_file():
            raise FolderUnfit(file=name)


def digest(folder: Path) -> str:
    """A name for exactly this content of the folder (SHA-256, 32 hexadecimal digits)."""
    total = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.name.endswith((".csv", ".csv.gz", "json.gz", FINER)):
            total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:32]


def gazetteer(folder: Path) -> list[Row]:
    """All rows of the gazetteer; a point that is only its district's is left out."""
    with _readable(GAZETTEER):
        return [_row(line) for line in _lines(folder / GAZETTEER)]


def _row(line: dict[str, str]) -> Row:
    own = line["tingkat"] != "desakel_titik_kecamatan" and line["lon"] != ""
    point = (float(line["lon"]), float(line["lat"])) if own else (None, None)
    return Row(line["kode"], " ".join(line["nama"].split()), *point)


def population(folder: Path) -> dict[str, int]:
    """Inhabitants by code."""
    with _readable(POPULATION):
        return {line["kode"]: int(line["penduduk"]) for line in _lines(folder / POPULATION) if line["kode"] != "0"}


def layer(folder: Path, name: str) -> Shapes:
    """The polygons of one of LAYERS as published, not yet made valid; none when the file is not there."""
    if not (folder / f"{name}.topojson.gz").is_file():
        return Shapes((), np.empty(0, dtype=object))
    with _readable(f"{name}.topojson.gz"):
        properties, polygons = topojson.polygons(_json(folder, f"{name}.topojson.gz"), LAYERS[name])
        return Shapes(tuple(each["kode"] for each in properties), polygons)


def finer(folder: Path) -> Shapes:
    """Villages whose outlines are better than the layer's; none when no such file is there.

    Those of Kepulauan Seribu, whose islets the simplified layer lost, and all of every `*_kampung.geojson` (or `.gz`).
    """
    found: dict[str, Any] = {}
    for path in sorted(folder.iterdir()):
        if path.name == ISLANDS or path.name.removesuffix(".gz").endswith(FINER):
            found |= _outlines(path, within=ISLANDS_OF if path.name == ISLANDS else "")
    return Shapes(tuple(found), np.array(list(found.values()), dtype=object))


def _outlines(path: Path, *, within: str) -> dict[str, Any]:
    with _readable(path.name):
        features = [f for f in _json(path.parent, path.name)["features"] if f["properties"]["kode"].startswith(within)]
        return {f["properties"]["kode"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """FolderUnfit for a file that cannot be read or does not hold what it should."""
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, TypeError, shapely.GEOSException):
        raise FolderUnfit(file=name) from None


def _lines(path: Path) -> Iterator[dict[str, str]]:
    content = path.read_bytes()
    plain = gzip.decompress(content) if path.name.endswith(".gz") else content
    return csv.DictReader(io.StringIO(plain.decode(), newline=""))


def _json(folder: Path, name: str) -> Any:
    content = (folder / name).read_bytes()
    return json.loads(gzip.decompress(content) if name.endswith(".gz") else content)
