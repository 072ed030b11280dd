"""Regions: point to region and name to region, against a plain STRtree of the same polygons in the same run.

The figures of the whole country need the published files in ../shared/regions; where they are not, only the approximate
atlas is measured. One core: everything runs in one thread.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from simpul.kernel.actor import Actor
from simpul.kernel.clock import SystemClock
from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.keys import Keys
from simpul.kernel.settings import Settings
from simpul.regions.actions import Source, import_folder
from simpul.regions.actions.atlas import Keeper
from simpul.regions.lookup import atlas as atlases
from simpul.regions.lookup import build, land, search
from simpul.regions.lookup.atlas import Atlas
from simpul.regions.lookup.land import cells
from simpul.regions.lookup.search import Names
from simpul.regions.model import Level
from simpul.regions.store import editions

SHARED = Path(__file__).parents[2] / "shared" / "regions"
BATCH, POINTS = 1_000, 100_000


def run() -> list[dict[str, Any]]:
    """The rows of this section."""
    with tempfile.TemporaryDirectory(prefix="simpul-") as folder:
        rows = _approximate(Path(folder))
        return rows + (_whole(Path(folder)) if SHARED.is_dir() else [])


def _row(name: str, value: float, unit: str, target: float | None = None, baseline: float | None = None) -> dict[str, Any]:
    less = unit in ("s", "ms", "MB")
    met = None if target is None else (value <= target if less else value >= target)
    ratio = None if baseline is None else value / baseline
    found = {"value": value, "unit": unit, "target": target, "met": met, "baseline": baseline, "ratio": ratio}
    return {"section": "regions", "name": name, **found}


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _points(atlas: Atlas) -> tuple[np.ndarray, np.ndarray]:
    """Points as people report them: some kilometres around known places of the deepest level."""
    rng = np.random.default_rng(2017)
    rows = rng.choice(atlases.sites(atlas.gazetteer), POINTS)
    x, y = (atlas.gazetteer.points[rows] + rng.normal(0, 0.02, (POINTS, 2))).T
    return np.ascontiguousarray(x), np.ascontiguousarray(y)


def _rates(name: str, atlas: Atlas, polygons: Sequence[Any]) -> list[dict[str, Any]]:
    x, y = _points(atlas)
    starts = range(0, POINTS, BATCH)
    atlas.locate_many(x[:BATCH], y[:BATCH])
    batch, _ = _timed(lambda: [atlas.locate_many(x[s : s + BATCH], y[s : s + BATCH]) for s in starts])
    tree = shapely.STRtree(polygons)
    tree.query(shapely.points(x[:BATCH], y[:BATCH]), predicate="intersects")
    plain, _ = _timed(
        lambda: [tree.query(shapely.points(x[s : s + BATCH], y[s : s + BATCH]), predicate="intersects") for s in starts]
    )
    some = 2_000
    single, _ = _timed(lambda: [atlas.locate_many(x[n : n + 1], y[n : n + 1]) for n in range(some)])
    alone, _ = _timed(lambda: [tree.query(shapely.points(x[n], y[n]), predicate="intersects") for n in range(some)])
    return [
        _row(f"{name}: points located in batches of 1,000", POINTS / batch, "/s", 50_000, POINTS / plain),
        _row(f"{name}: points located one by one", some / single, "/s", None, some / alone),
    ]


def _names(name: str, atlas: Atlas, names: Names) -> dict[str, Any]:
    """The 95th percentile of searches for names with one wrong letter."""
    rng = np.random.default_rng(2017)
    taken = []
    for row in rng.integers(0, len(atlas.gazetteer.names), 500):
        text = list(atlas.gazetteer.names[row])
        text[rng.integers(0, len(text))] = "x"
        began = time.perf_counter()
        search.find(atlas.gazetteer, names, "".join(text), limit=8)
        taken.append((time.perf_counter() - began) * 1000)
    return _row(
        f"{name}: a misspelt name found (p95 of {len(names.plain):,} names)", float(np.percentile(taken, 95)), "ms", 10
    )


def _approximate(folder: Path) -> list[dict[str, Any]]:
    made, atlas = _timed(lambda: build.approximate(build.gazetteer(), land.read()))
    atlas.kept(folder / "atlas")
    loaded, atlas = _timed(lambda: atlases.read(folder / "atlas"))
    polygons = cells(atlas.gazetteer.points[atlases.sites(atlas.gazetteer)])
    return [
        *_rates("approximate cells", atlas, polygons),
        _names("packaged facts", atlas, Names.of(atlas.gazetteer)),
        _row("approximate cells: made once per machine", made, "s"),
        _row("approximate cells: loaded at start", loaded, "s", 0.3),
    ]


def _whole(folder: Path) -> list[dict[str, Any]]:
    from simpul.app import build_platform
    from simpul.kernel.database.migrate import migrate

    keys = Keys.kept_in(folder / "keys")
    with embedded_postgres_at(folder, keys) as url:
        settings = Settings(data_dir=folder, database_url=url)
        platform = build_platform(settings, keys=keys, url=url, clock=SystemClock())
        migrate(platform.database.engine)
        taken, result = _timed(lambda: import_folder(platform, Actor.SYSTEM, source=Source(SHARED)))
        Keeper().held(platform)
        loaded, held = _timed(lambda: Keeper().held(platform))
        with platform.database.reading() as unit:
            _, polygons = editions.outlines(unit.connection, result.edition.digest, Level.VILLAGE)
        platform.database.close()
        return [
            _row("whole country: imported (91,599 regions, 91,239 outlines)", taken, "s", 300),
            _row("whole country: loaded at start", loaded, "s", 0.3),
            *_rates("83,402 villages", held.atlas, polygons),
            _names("whole country", held.atlas, held.names),
        ]
