"""A warning for Jakarta: 1,000,000 subscribers in 514 regencies and cities, 100,000 of them there, until all are queued.

Beside it, in the same run, what the machine takes to copy as many plain rows into the same table: a floor that knows
nobody's wishes. PostgreSQL as it comes (fsync on), one process.
"""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.disaster import Node, database

PEOPLE, IN_JAKARTA, REGIONS, SECONDS = 1_000_000, 100_000, 514, 10.0
NIGHT = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
"""23:00 in Jakarta, midnight further east (Jakarta's people who live there keep that zone)."""
QUIET_ENDS = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)

_PEOPLE = """
INSERT INTO disaster_subscriber (channel, person, address, language, hazards, least, longitude, latitude, radius_km,
  quiet_from, quiet_to, zone, wakes, every_minutes, reports, since, turn)
SELECT (ARRAY['telegram', 'whatsapp', 'email', 'push', 'sms'])[1 + n % 5], md5(n::text), decode(md5(n::text), 'hex'), 'id',
  CASE WHEN n / 10 % 10 = 3 THEN ARRAY['fire', 'haze'] WHEN n / 10 % 10 = 4 THEN ARRAY['flood', 'wind'] END,
  CASE WHEN n / 10 % 20 = 7 THEN 4 ELSE 1 END, NULL, NULL, NULL,
  CASE WHEN n / 10 % 4 <> 0 THEN 1260 END, CASE WHEN n / 10 % 4 <> 0 THEN 300 END,
  CASE WHEN n > 700000 THEN 'WITA' ELSE 'WIB' END, n / 10 % 8 = 1, 0, false, now(), 0
FROM generate_series(1, 1000000) n"""
_PLACES = """
INSERT INTO disaster_subscriber_region (region, subscriber, near, at)
SELECT CASE WHEN s.id % 10 = 0 THEN (CAST(:jakarta AS text[]))[1 + s.id / 10 % :inside]
            ELSE (CAST(:others AS text[]))[1 + s.id % :outside] END, s.id, false, now()
FROM disaster_subscriber s"""
_SECOND = """
INSERT INTO disaster_subscriber_region (region, subscriber, near, at)
SELECT '31', s.id, false, now() FROM disaster_subscriber s WHERE s.id % 100 = 10 ON CONFLICT DO NOTHING"""
_RIGHT = """
SELECT count(*) FROM disaster_subscriber s WHERE s.id % 10 = 0
  AND (s.hazards IS NULL OR 'flood' = ANY(s.hazards)) AND s.least <= 3"""
_WRONG = """
SELECT count(*) FROM disaster_notice n JOIN disaster_subscriber s ON s.id = n.subscriber
WHERE s.id % 10 <> 0 OR NOT (s.hazards IS NULL OR 'flood' = ANY(s.hazards)) OR s.least > 3"""
_AWAKE = """
SELECT count(*) FROM disaster_notice n JOIN disaster_subscriber s ON s.id = n.subscriber
WHERE CASE WHEN s.quiet_from IS NULL OR s.wakes THEN n.due_at <> :now
  ELSE n.due_at <> CAST(:morning AS timestamptz) - CASE s.zone WHEN 'WITA' THEN interval '1 hour' ELSE '0' END END"""
_ALL = "SELECT count(*) FROM disaster_subscriber s WHERE s.hazards IS NULL OR 'flood' = ANY(s.hazards)"
_FLOOR = """
INSERT INTO disaster_notice (subject, version, subscriber, telling, channel, rank, state, tries, due_at, changed_at)
SELECT 'floor', 1, n, 0, 'telegram', 1, 0, 0, :now, :now FROM generate_series(1, :rows) n"""


def run() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
        people(node)
        floor = bare(node, IN_JAKARTA)
        first, seconds = told(node)
        again, repeated = told(node)
        return [
            *rows(node, first, seconds, floor),
            _row("told again: seconds until all were passed over", repeated, "s", again == 0),
            everywhere(node),
        ]


def people(node: Node) -> None:
    """A million people, each in a region; a hundredth of them in two that both are warned."""
    from sqlalchemy import text

    from simpul import regions

    codes = [one.code for parent in regions.children(node.platform) for one in regions.children(node.platform, parent.code)]
    jakarta = [code for code in codes if code.startswith("31.")]
    others = [code for code in codes if not code.startswith("31.")][: REGIONS - len(jakarta)]
    binds = {"jakarta": jakarta, "others": others, "inside": len(jakarta), "outside": len(others)}
    with node.platform.database.engine.begin() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text(_PEOPLE))
        connection.execute(text(_PLACES), binds)
        connection.execute(text(_SECOND))
        assert connection.scalar(text("SELECT count(DISTINCT region) FROM disaster_subscriber_region")) == REGIONS + 1
    with node.platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE disaster_subscriber, disaster_subscriber_region"))


def bare(node: Node, count: int) -> float:
    """Seconds in which as many rows are in the table when nobody asks for whom."""
    from sqlalchemy import text

    started = time.perf_counter()
    with node.platform.database.engine.begin() as connection:
        connection.execute(text(_FLOOR), {"rows": count, "now": NIGHT})
    seconds = time.perf_counter() - started
    with node.platform.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM disaster_notice"))
    return seconds


def told(node: Node) -> tuple[int, float]:
    """How many were queued for a severe flood in Jakarta at night, danger to life now, and in how many seconds."""
    from simpul.disaster.actions import noticing
    from simpul.disaster.model.subscriptions import Alarm, Severity, Telling
    from simpul.kernel.clock import FixedClock

    alarm = Alarm("w1", 1, Telling.ALERT, "flood", Severity.SEVERE, "immediate", ("31",))
    object.__setattr__(node.platform, "clock", FixedClock(NIGHT + timedelta(0)))
    object.__setattr__(node.platform.database, "_clock", node.platform.clock)
    started = time.perf_counter()
    with node.platform.database.writing() as unit:
        unit.unaudited("a measurement")
        begun = noticing.tell(unit, alarm)
    return noticing.queue_open(node.platform) if begun else again(node), time.perf_counter() - started


def everywhere(node: Node) -> dict[str, object]:
    """Seconds for an extreme warning of the whole country, in slices beside which others go on."""
    from simpul.disaster.actions import noticing
    from simpul.disaster.model.subscriptions import Alarm, Severity, Telling

    provinces = tuple(str(code) for code in range(11, 100))
    started = time.perf_counter()
    with node.platform.database.writing() as unit:
        unit.unaudited("a measurement")
        noticing.tell(unit, Alarm("w2", 1, Telling.ALERT, "flood", Severity.EXTREME, "immediate", provinces))
    queued = noticing.queue_open(node.platform)
    seconds = time.perf_counter() - started
    return _row(f"a warning for the whole country: {queued:,} queued", seconds, "s", queued == scalar(node, _ALL))


def again(node: Node) -> int:
    """How many more are queued when the same is told from the start: nobody, if nobody is told twice."""
    from sqlalchemy import text

    from simpul.disaster.actions import noticing

    with node.platform.database.engine.begin() as connection:
        connection.execute(text("UPDATE disaster_telling SET cursor = 0, done_at = NULL"))
    return noticing.queue_open(node.platform)


def rows(node: Node, queued: int, seconds: float, floor: float) -> list[dict[str, object]]:
    wanted, wrong = scalar(node, _RIGHT), scalar(node, _WRONG)
    unquiet = scalar(node, _AWAKE, now=NIGHT, morning=QUIET_ENDS)
    right = queued == wanted and not wrong and not unquiet
    name = f"a warning for Jakarta, {PEOPLE:,} subscribers, {IN_JAKARTA:,} there: all queued"
    return [
        {**_row(name, seconds, "s", right and seconds <= SECONDS), "target": f"<= {SECONDS:.0f}"},
        {**_row("the same, against as many bare rows", seconds, "s", True), "baseline": floor, "ratio": seconds / floor},
        {**_row("those queued, of those who asked for it", queued, "", right), "target": f"{wanted}"},
        {
            **_row("queued who did not ask, or in their quiet hours", wrong + unquiet, "", not wrong + unquiet),
            "target": "0",
        },
    ]


def scalar(node: Node, query: str, **binds: Any) -> int:
    from sqlalchemy import text

    with node.platform.database.engine.connect() as connection:
        return int(connection.scalar(text(query), binds) or 0)


def _row(name: str, value: float, unit: str, met: bool) -> dict[str, object]:
    row = {"section": "disaster_notices", "name": name, "value": value, "unit": unit, "met": bool(met)}
    return {**row, "target": None, "baseline": None, "ratio": None}
