"""What the regions' tests share: the approximate atlas, and folders to import."""

import csv
import gzip
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from simpul.regions.actions.atlas import packaged
from simpul.regions.lookup import land
from simpul.regions.lookup.atlas import Atlas

SHARED = Path(__file__).parents[2].parent / "shared" / "regions"
COLUMNS = ("kode", "tingkat", "nama", "lon", "lat")


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The approximate atlas of the packaged facts on the built land outlines."""
    if land.digest() == "none":
        pytest.skip("land outlines were not built: run `make assets`")
    return packaged(land.digest())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published region files."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: the published region files are no part of the project")
    return SHARED


def square(x: float, y: float, size: float = 1.0) -> list[list[float]]:
    """A ring around a square whose south-west corner is (x, y), in tenths of a degree."""
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def topology(layer: str, shapes: dict[str, list[list[list[float]]]]) -> dict[str, Any]:
    """A quantised TopoJSON of polygons by code, each ring one arc, in tenths of a degree from 106 E, 7 S."""
    arcs, geometries = [], []
    for code, rings in shapes.items():
        numbers = []
        for ring in rings:
            whole = [[round(x * 10), round(y * 10)] for x, y in ring]
            steps = [[b[0] - a[0], b[1] - a[1]] for a, b in itertools.pairwise(whole)]
            numbers.append([len(arcs)])
            arcs.append([whole[0], *steps])
        geometries.append({"type": "Polygon", "arcs": numbers, "properties": {"kode": code}})
    scale = {"scale": [0.01, 0.01], "translate": [106.0, -7.0]}
    objects = {layer: {"type": "GeometryCollection", "geometries": geometries}}
    return {"type": "Topology", "transform": scale, "arcs": arcs, "objects": objects}


def packed(path: Path, value: object) -> None:
    path.write_bytes(gzip.compress(json.dumps(value).encode(), mtime=0))


def rows_of(folder: Path, rows: list[tuple[str, ...]], people: dict[str, int]) -> None:
    """The gazetteer and population of a folder."""
    with gzip.open(folder / "gazetteer.csv.gz", "wt", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *rows])
    with (folder / "population.csv").open("w", newline="") as out:
        lines = [("0", "INDONESIA", 1, 1, 2, ""), *((code, "x", 1, 1, n, 1) for code, n in people.items())]
        csv.writer(out).writerows([("kode", "nama", "pria", "wanita", "penduduk", "luas_km2"), *lines])


ROWS = [
    ("31", "provinsi", "Jakarta", "106.15", "-6.85"),
    ("31.01", "kabkota", "Kabupaten  Uji ", "106.15", "-6.85"),
    ("31.01.01", "kecamatan", "Barat", "106.15", "-6.85"),
    ("31.01.01.1001", "desakel", "Satu", "106.15", "-6.85"),
    ("31.01.01.1002", "desakel", "Dua", "106.25", "-6.85"),
    ("31.01.01.1003", "desakel", "Tiga", "106.35", "-6.85"),
    ("31.01.01.1004", "desakel_titik_kecamatan", "Tanpa Batas", "106.15", "-6.85"),
    ("31.01.01.1005", "desakel", "Datar", "106.15", "-6.75"),
    ("31.01.01.1006", "desakel", "", "106.15", "-6.75"),
    ("31.01.09.1001", "desakel", "Yatim", "106.15", "-6.75"),
    ("3x", "provinsi", "Salah", "106.15", "-6.75"),
    ("32", "provinsi", "Jauh", "6.15", "-6.75"),
    ("31.01.01.1002", "desakel", "Dua lagi", "106.25", "-6.85"),
]
BOW_TIE = [[3, 1], [4, 2], [4, 1], [3, 2], [3, 1]]
VILLAGES = {
    "31.01.01.1001": [square(1, 1)],
    "31.01.01.1002": [square(2, 1)],
    "31.01.01.1003": [BOW_TIE],
    "31.01.01.1005": [[[1, 2], [2, 2], [1, 2], [1, 2]]],
    "99.01.01.1001": [square(5, 5)],
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of one district in squares of a tenth of a degree, with everything in it that can be wrong."""
    folder = tmp_path / "small"
    folder.mkdir()
    rows_of(folder, ROWS, {"31": 12, "31.01": 12})
    packed(folder / "villages.topojson.gz", topology("desa_nd", VILLAGES))
    packed(folder / "provinces.topojson.gz", topology("prov", {"31": [square(1, 1, 3)]}))
    features = [
        {"type": "Feature", "properties": {"kode": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in {
            "31.01.01.1001": [[106.1, -6.9], [106.2, -6.9], [106.2, -6.8], [106.1, -6.8], [106.1, -6.9]],
            "31.74.01.1001": [[106.5, -6.9], [106.6, -6.9], [106.6, -6.8], [106.5, -6.9]],
        }.items()
    ]
    packed(folder / "jakarta_kelurahan.geojson.gz", {"type": "FeatureCollection", "features": features})
    return folder


def _renumbered(shapes: list[dict[str, Any]], arcs: list[Any]) -> list[Any]:
    """The arcs that the shapes use; the shapes' numbers are changed to theirs."""
    kept: dict[int, int] = {}

    def fresh(value: Any) -> Any:
        if isinstance(value, list):
            return [fresh(each) for each in value]
        number = kept.setdefault(value if value >= 0 else ~value, len(kept))
        return number if value >= 0 else ~number

    for shape in shapes:
        shape["arcs"] = fresh(shape["arcs"])
    return [arcs[number] for number in kept]


@pytest.fixture(scope="session")
def jakarta(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Jakarta alone, cut from the published files."""
    folder = tmp_path_factory.mktemp("jakarta")
    with gzip.open(shared / "gazetteer.csv.gz", "rt", newline="") as lines:
        rows = [tuple(row) for row in csv.reader(lines) if row[0].startswith("31")]
    rows_of(folder, rows, {"31": 11_000_000})
    whole = json.loads(gzip.decompress((shared / "villages.topojson.gz").read_bytes()))
    shapes = [s for s in whole["objects"]["desa_nd"]["geometries"] if s["properties"]["kode"].startswith("31.")]
    objects = {"desa_nd": {"type": "GeometryCollection", "geometries": shapes}}
    packed(folder / "villages.topojson.gz", {**whole, "arcs": _renumbered(shapes, whole["arcs"]), "objects": objects})
    (folder / "jakarta_kelurahan.geojson.gz").write_bytes((shared / "jakarta_kelurahan.geojson.gz").read_bytes())
    return folder
