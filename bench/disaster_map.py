"""How smoothly the live map moves: the time of a frame with 5,000 reports over the whole country, against an empty map.

The same browser, page and movements in one run: empty, full, empty again. Without a graphics card frames are slow; their
ratio is what counts. A section is skipped where there is no Chromium.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench import _reports
from bench._served import Node, Row, database, served, until

MANY, TARGET = 5_000, 1.5
_ARGUMENTS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
SPREAD = text("""
    UPDATE disaster_report
    SET longitude = 95.5 + (number * 0.6180339887) % 44, latitude = -10 + (number * 0.7548776662) % 15,
        version = version + 1, changed_at = CURRENT_TIMESTAMP
""")
"""The reports lie all over the country, from Sabang to Merauke."""
_CLEAR = text("DELETE FROM disaster_report")
_MOVE = """async ({ rounds }) => {
  const canvas = document.querySelector('.maplibregl-canvas');
  const how = { bubbles: true, cancelable: true };
  const press = (keyCode) => canvas.dispatchEvent(new KeyboardEvent('keydown', { keyCode, ...how }));
  const frames = [];
  let last = performance.now();
  let on = true;
  const look = (at) => { frames.push(at - last); last = at; if (on) requestAnimationFrame(look); };
  requestAnimationFrame((at) => { last = at; requestAnimationFrame(look); });
  canvas.focus();
  const [left, up, right, down, closer, away] = [37, 38, 39, 40, 187, 189];
  for (let round = 0; round < rounds; round += 1) {
    for (const code of [right, down, left, up, closer, right, left, away]) {
      press(code);
      await new Promise((done) => setTimeout(done, 350));
    }
  }
  on = false;
  frames.sort((a, b) => a - b);
  const at = (share) => frames[Math.floor(frames.length * share)];
  return { median: at(0.5), late: at(0.95), count: frames.length };
}"""


def run() -> list[Row]:
    chromium = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if chromium is None:
        print("disaster_map: no Chromium, nothing measured")
        return []
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
        rows = list(measured(node, chromium))
    return [{"section": "disaster_map", "baseline": None, "ratio": None, **row} for row in rows]


def measured(node: Node, chromium: str) -> Iterator[Row]:
    """The frame times, and the ratio that was promised."""
    from playwright.sync_api import sync_playwright

    with served(node, workers=1) as port, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        before = _frames(browser, port)
        _reports.live(node.platform, MANY, verified=50)
        _change(node, SPREAD)
        full = _frames(browser, port, reports=MANY)
        _change(node, _CLEAR)
        after = _frames(browser, port)
        browser.close()
    empty = min(before["median"], after["median"])
    ratio = full["median"] / empty
    yield _row("a frame of the empty map of Indonesia, median", empty, "ms", "")
    yield _row(f"a frame with {MANY:,} reports in groups, median", full["median"], "ms", "")
    yield _row(f"a frame with {MANY:,} reports in groups, 95 of 100", full["late"], "ms", "")
    yield _row("frame time against the empty map", ratio, "x", f"<= {TARGET}", met=ratio <= TARGET)


def _frames(browser: Any, port: int, reports: int = 0) -> dict[str, float]:
    """Frame times of the whole country's map, while it is panned and zoomed by the keyboard."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=f"http://localhost:{port}")
    page.goto("/bencana?tanpa=arsip&peta=3.8/-2.5/118.0")
    page.wait_for_selector("#peta[data-ready]", timeout=60_000)
    until(lambda: reports * 0.8 <= _counted(page) <= reports, seconds=120)
    page.wait_for_timeout(3_000)
    page.evaluate(_MOVE, {"rounds": 1})  # what is drawn for the first time is drawn
    found: dict[str, float] = page.evaluate(_MOVE, {"rounds": 4})
    page.close()
    return found


def _counted(page: Any) -> int:
    """How many reports the list below the map says are in view."""
    return int("".join(filter(str.isdigit, page.locator("#peta-daftar-judul").inner_text())) or 0)


def _change(node: Node, statement: Any) -> None:
    with node.platform.database.writing() as unit:
        unit.unaudited("the bench's own rows")
        unit.connection.execute(statement)
        unit.ring("disaster")


def _row(name: str, value: float, unit: str, target: str, *, met: bool | None = None) -> Row:
    return {"name": name, "value": round(value, 2), "unit": unit, "target": target, "met": met}
