"""Open data under load: pages of OGC API Features over 200,000 reports, the statistics of all of them, a month's files."""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench._served import Node, Row, database, get, served

REPORTS, MONTHS, ASKED = 200_000, 24, 40
_ITEMS = "/ogc/collections/reports_archive/items?f=json"
_FILL = """
INSERT INTO disaster_report (id, hazard, card, severity, status, training, reported_at, live_until, changed_at, version,
  longitude, latitude, province, regency, district, approximate, placed, source, form_id, text, decided_at)
SELECT gen_random_uuid(), (ARRAY['flood','wind','fire','landslide'])[1 + n %% 4],
  jsonb_build_object('flood_depth', n %% 200),
  (ARRAY['minor','moderate','severe'])[1 + n %% 3], CASE WHEN n %% 3 = 0 THEN 'verified' ELSE 'unverified' END, false,
  at, at + interval '3 hours', at, 1, 95 + 46 * random(), -10 + 15 * random(), '31', '31.71', '31.71.01', true, 'gps',
  'web', gen_random_uuid(), 'Air masuk rumah.', CASE WHEN n %% 3 = 0 THEN at + interval '20 minutes' END
FROM (SELECT n, now() - (interval '1 day' * 30 * %(months)s) * n / %(reports)s::float AS at
      FROM generate_series(1, %(reports)s) AS n) AS made
"""


def run() -> list[dict[str, object]]:
    """p95 of a page of 1,000 features, plain, in a box and by value; the statistics of all; the files of one month."""
    with tempfile.TemporaryDirectory(prefix="simpul-") as folder, database(Path(folder)) as node:
        _fill(node)
        with served(node, workers=1) as port:
            rows = [
                _page(port, "page of 1,000 features, p95", f"{_ITEMS}&limit=1000", 1.0),
                _page(port, "page of 1,000 in a box, p95", f"{_ITEMS}&limit=1000&bbox=106,-7,108,-5", 1.0),
                _page(port, "page of 1,000 by value, p95", f"{_ITEMS}&limit=1000&hazard=wind&status=verified", 1.0),
                _page(port, "page of 10,000 features, p95", f"{_ITEMS}&limit=10000", 5.0, times=8),
                _once(port, "statistics of all reports", "/bencana/statistik?rentang=semua", 5.0),
            ]
        return [*rows, _files(node)]


def _fill(node: Node) -> None:
    import psycopg

    with psycopg.connect(node.url, autocommit=True) as connection:
        connection.execute(_FILL, {"reports": REPORTS, "months": MONTHS})
        connection.execute("ANALYZE disaster_report")


def _row(name: str, value: float, target: float) -> Row:
    return {
        "section": "disaster_opendata",
        "name": name,
        "value": value,
        "unit": "s",
        "target": target,
        "met": value <= target,
    }


def _page(port: int, name: str, path: str, target: float, times: int = ASKED) -> Row:
    """The 95th of a hundred answers, each of the next page, as a client walks through them."""
    took, after = [], ""
    for _ in range(times):
        seconds, body = _timed(port, path + after)
        took.append(seconds)
        after = _next(body)
    return _row(name, sorted(took)[int(0.95 * len(took))], target)


def _next(body: bytes) -> str:
    import orjson

    links: list[Any] = orjson.loads(body)["links"]
    href = next((one["href"] for one in links if one["rel"] == "next"), "")
    return "&after=" + href.split("after=")[1].split("&")[0] if href else ""


def _once(port: int, name: str, path: str, target: float) -> Row:
    return _row(name, _timed(port, path)[0], target)


def _timed(port: int, path: str) -> tuple[float, bytes]:
    began = time.perf_counter()
    status, _, body = get(port, path)
    took = time.perf_counter() - began
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return took, body


def _files(node: Node) -> Row:
    """CSV and GeoParquet of all months, in seconds for each 100,000 rows."""
    from simpul.disaster.actions.opendata import exporting

    began = time.perf_counter()
    rows = sum(one.rows for one in exporting.renew(node.platform, dataset="laporan"))
    return _row("both files of 100,000 reports", (time.perf_counter() - began) * 100_000 / rows, 30.0)


if __name__ == "__main__":
    for row in run():
        sys.stdout.write(f"{row}\n")
