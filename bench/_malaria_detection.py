"""Outbreak detection at national size: the last week of 514 kabupaten with ten years behind each.

First the statistical methods alone, on all ten years; then everything that the clock does every ten minutes: the tallies
read, every rule asked of the last four weeks, alerts raised.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench._served import Node, Row, database

SERIES, YEARS, MOST = 514, 10, 10.0
_FILL = """
INSERT INTO malaria_tally (level, span, area, first, tested, positive, synthetic)
SELECT 'regency', 'week', area, first, 12 * n, n, true
FROM unnest(%(areas)s::text[], %(firsts)s::date[], %(counts)s::int[]) AS made (area, first, n)
"""


def rows() -> Iterator[Row]:
    """The rows of this part of the section malaria."""
    from tests.malaria.many_series import made

    counts = made(SERIES, YEARS)
    yield from _methods(counts)
    before = dict(os.environ)
    os.environ |= {"SIMPUL_MODULES": "identity,malaria,exchange", "SIMPUL_REGION": ""}
    try:
        with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
            yield _whole(node, counts)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _methods(counts: Any) -> Iterator[Row]:
    from tests.malaria.many_series import STATISTICAL

    from simpul.malaria.rules.weekly import method

    week = range(counts.shape[1] - 1, counts.shape[1])
    method("farrington-flexible")(counts[:2], week)  # what is loaded once is not counted
    took = {}
    for code in STATISTICAL:
        began = time.perf_counter()
        method(code)(counts, week)
        took[code] = time.perf_counter() - began
    name, slowest = f"this week of {SERIES} series of {YEARS} years", max(took, key=lambda code: took[code])
    yield {"name": f"{slowest}, {name}", "value": took[slowest], "unit": "s", "target": None, "met": None}
    whole = sum(took.values())
    name = f"outbreak detection, {name}, {len(took)} methods"
    yield {"name": name, "value": whole, "unit": "s", "target": f"<= {MOST:g}", "met": whole <= MOST}


def _whole(node: Node, counts: Any) -> Row:
    from datetime import UTC, datetime, timedelta

    from simpul.malaria.actions import detecting
    from simpul.malaria.rules import alerting

    week = alerting.last_whole_week(datetime.now(UTC).date())
    areas = [f"{11 + n // 20}.{n % 20 + 1:02d}" for n in range(counts.shape[0])]
    mondays = [week - timedelta(weeks=back) for back in range(counts.shape[1] - 1, -1, -1)]
    given = {
        "areas": [area for area in areas for _ in mondays],
        "firsts": mondays * len(areas),
        "counts": counts.astype(int).ravel().tolist(),
    }
    with node.platform.database.writing() as unit:
        unit.unaudited("a measurement's rows")
        unit.connection.exec_driver_sql(_FILL, given)
    began = time.perf_counter()
    raised = detecting.detect(node.platform)
    took = time.perf_counter() - began
    name = f"every rule of alerts asked of {SERIES} kabupaten, last 4 weeks, {raised} alerts raised"
    return {"name": name, "value": took, "unit": "s", "target": f"<= {MOST:g}", "met": took <= MOST}
