"""The desk of the whole country: ten million tests of 514 kabupaten over five years, asked for by a signed-in officer.

The whole answer of a page is measured, from the request to the last byte of HTML, one after the other, one served worker.
Which months are asked for changes each time, so that nothing is answered from a memory of answers.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench._served import Node, Row, database, get, page_took, started, until

TESTS = int(os.environ.get("SIMPUL_BENCH_TESTS", "10000000"))
PLACES, YEARS, ASKED, MOST = 40, 5, 60, 0.3
_FILL = """
INSERT INTO malaria_test (village, id, day, at, source, method, result, species, sex, age, treated, primaquine,
  primaquine_due, origin, investigated_on, synthetic)
SELECT codes[1 + place / 40] || '.01.' || (2001 + mod(place, 40)), gen_random_uuid(), day, day + interval '3 hours',
  'field', CASE WHEN r < 0.9 THEN 'rdt' ELSE 'slide' END, CASE WHEN p THEN 'positive' ELSE 'negative' END,
  CASE WHEN p THEN (ARRAY['falciparum', 'vivax', 'mixed_pf_pv_po'])[1 + mod(n, 3)] END,
  CASE WHEN mod(n, 2) = 0 THEN 'L' ELSE 'P' END, mod(n, 80), CASE WHEN p THEN 'standard' ELSE 'none' END, p, p,
  CASE WHEN p THEN 'indigenous' END, CASE WHEN p THEN day END, true
FROM (
  SELECT %(codes)s::text[] AS codes, ((n - 1) * %(places)s / %(tests)s)::int AS place, n, random() AS r,
    random() < 0.06 AS p, CURRENT_DATE - (random() * 365 * %(years)s)::int AS day
  FROM generate_series(1, %(tests)s::bigint) AS n
) AS made
"""


def rows() -> Iterator[Row]:
    """The rows of this part of the section malaria."""
    before = dict(os.environ)
    os.environ |= {"SIMPUL_MODULES": "identity,malaria,exchange", "SIMPUL_REGION": ""}
    try:
        with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
            filled, kabupaten = _filled(node)
            yield {
                "name": f"tallies of {TESTS:,} tests built anew",
                "value": filled,
                "unit": "s",
                "target": None,
                "met": None,
            }
            yield from _asked(node, kabupaten)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _filled(node: Node) -> tuple[float, int]:
    from sqlalchemy import text

    from simpul import regions
    from simpul.malaria.store import tallies

    codes = [
        one.code
        for province in regions.children(node.platform, None)
        for one in regions.children(node.platform, province.code)
    ]
    given = {"codes": codes, "places": len(codes) * PLACES, "tests": TESTS, "years": YEARS}
    with node.platform.database.writing() as unit:
        unit.unaudited("a measurement's rows")
        unit.connection.execute(text("SET LOCAL statement_timeout = 0"))
        unit.connection.exec_driver_sql(_FILL, given)
        began = time.perf_counter()
        tallies.rebuild(unit.connection)
        took = time.perf_counter() - began
    with node.platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM ANALYZE malaria_test, malaria_tally")
    return took, len(codes)


def _asked(node: Node, kabupaten: int) -> Iterator[Row]:
    cookie = _officer(node)
    with started(node, workers=1) as port:
        until(lambda: get(port, "/health/live")[0] == 200, seconds=60)
        for name, path in (
            (f"national view, {TESTS:,} tests, {kabupaten} kabupaten, whole page", "/malaria/meja/surveilans?periode={}"),
            (
                f"national view, all {kabupaten} side by side, whole page",
                "/malaria/meja/surveilans?rinci=kabupaten&periode={}",
            ),
            ("a province's view, whole page", "/malaria/meja/surveilans?wilayah=32&periode={}"),
            ("a kabupaten's view, whole page", "/malaria/meja/surveilans?wilayah=32.04&periode={}"),
        ):
            took = [page_took(port, cookie, path.format(period)) for period in _periods()]
            slow = statistics.quantiles(took, n=20)[-1]
            national = "national" in name
            target, met = (f"<= {MOST}", slow <= MOST) if national else (None, None)
            yield {"name": f"{name}, p95", "value": slow, "unit": "s", "target": target, "met": met}


def _periods() -> list[str]:
    from datetime import UTC, datetime

    year = datetime.now(UTC).year
    months = [f"{year - back}-{month:02d}" for back in range(1, 4) for month in range(1, 13)]
    return (months + [str(year - back) for back in range(5)] + [f"{year - 1}-Q{n}" for n in range(1, 5)] + months)[:ASKED]


def _officer(node: Node) -> str:
    from simpul.identity.actions import accounts, agencies, signing
    from simpul.identity.model import Agency, NewAccount
    from simpul.kernel.actor import Actor

    platform: Any = node.platform
    code = "ID/GOV/2024/MALARIA"
    agencies.add_agency(platform, Actor.SYSTEM, new=Agency(code, "Kementerian (contoh)"))
    new = NewAccount("nasional", "Petugas (contoh)", code, frozenset({"malaria.officer"}))
    accounts.add_account(platform, Actor.SYSTEM, new=new, password="satu-dua-tiga-empat")
    entered = signing.sign_in(platform, "nasional", "satu-dua-tiga-empat", visitor=signing.Visitor("-"))
    return f"{platform.settings.cookie}={entered.token}"
