"""The hot path of telling: from a warning to a row in the queue for everybody it concerns, many at a time.

A telling goes through the subscribers in slices of their numbers, each in a transaction of its own: a node that dies goes
on where it was, and no row is ever there twice (its key is subject, version, subscriber). The conditions are those of
`rules.noticing`, in SQL; a test holds the two together. Which personal data the tables hold, `subscriber_tables` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.disaster.model.subscriptions import Alarm, Severity, Telling
from simpul.disaster.store.subscriber_tables import subscribers, tellings

SLICE = 50_000
"""So many numbers of subscribers in one transaction: a tenth of a second where few of them are concerned, two for all."""
Floats = npt.NDArray[np.float64]

_REGIONS = text("""
WITH RECURSIVE there AS (
  (SELECT region FROM disaster_subscriber_region ORDER BY region LIMIT 1)
  UNION ALL
  SELECT (SELECT r.region FROM disaster_subscriber_region r WHERE r.region > there.region ORDER BY r.region LIMIT 1)
  FROM there WHERE there.region IS NOT NULL
)
SELECT region FROM there WHERE region IS NOT NULL""")

_POINTS = text("""
SELECT id, longitude, latitude, radius_km FROM disaster_subscriber
WHERE longitude IS NOT NULL AND id > :after AND id <= :upto
  AND longitude BETWEEN :west AND :east AND latitude BETWEEN :south AND :north""")

_DROP = text("""
UPDATE disaster_notice SET state = 3, changed_at = :now
WHERE subject = :subject AND version < :version AND state = 0 AND subscriber > :after AND subscriber <= :upto""")

_QUEUE = text("""
INSERT INTO disaster_notice (subject, version, subscriber, telling, channel, rank, state, tries, due_at, changed_at)
SELECT :subject, :version, s.id, :telling, s.channel, :rank, 0, 0,
  CASE WHEN s.quiet_from IS NULL OR hurry.up THEN base.at
       WHEN CASE WHEN s.quiet_from < s.quiet_to THEN clock.minute >= s.quiet_from AND clock.minute < s.quiet_to
                 ELSE clock.minute >= s.quiet_from OR clock.minute < s.quiet_to END
       THEN date_trunc('minute', base.at) + make_interval(mins => (s.quiet_to - clock.minute + 1440) % 1440)
       ELSE base.at END,
  :now
FROM (
  SELECT concerned.id, bool_or(concerned.told) AS told FROM (
    SELECT r.subscriber AS id, false AS told FROM disaster_subscriber_region r
    WHERE :matching AND r.region = ANY(CAST(:codes AS text[])) AND r.subscriber > :after AND r.subscriber <= :upto
      AND (:shapeless OR NOT r.near)
    UNION ALL
    SELECT unnest(CAST(:points AS bigint[])), false
    UNION ALL
    SELECT n.subscriber, true FROM disaster_notice n
    WHERE :following AND n.subject = :subject AND n.version < :version AND n.state IN (1, 2)
      AND n.subscriber > :after AND n.subscriber <= :upto
  ) concerned GROUP BY concerned.id
) p
JOIN disaster_subscriber s ON s.id = p.id
CROSS JOIN LATERAL (SELECT :urgent AND s.wakes AS up) hurry
CROSS JOIN LATERAL (
  SELECT CASE WHEN hurry.up OR s.told_at > :now THEN CAST(:now AS timestamptz)
              ELSE greatest(CAST(:now AS timestamptz), s.told_at + make_interval(mins => s.every_minutes)) END AS at
) base
CROSS JOIN LATERAL (
  SELECT CAST((CAST(floor(extract(epoch FROM base.at) / 60) AS bigint)
    + CASE s.zone WHEN 'WITA' THEN 480 WHEN 'WIT' THEN 540 ELSE 420 END) % 1440 AS integer) AS minute
) clock
WHERE s.left_at IS NULL AND (s.paused_until IS NULL OR s.paused_until <= :now)
  AND (p.told OR ((s.hazards IS NULL OR :hazard = ANY(s.hazards)) AND s.least <= :severity AND (NOT :reports OR s.reports)))
ON CONFLICT DO NOTHING""")

_COUNT = text("""
SELECT count(*) FROM (
  SELECT r.subscriber AS id FROM disaster_subscriber_region r
  WHERE r.region = ANY(CAST(:codes AS text[])) AND (:shapeless OR NOT r.near)
  UNION SELECT unnest(CAST(:points AS bigint[]))
) p JOIN disaster_subscriber s ON s.id = p.id
WHERE s.left_at IS NULL AND (s.paused_until IS NULL OR s.paused_until <= :now)
  AND (s.hazards IS NULL OR :hazard = ANY(s.hazards)) AND s.least <= :severity""")


@dataclass(frozen=True, slots=True)
class Open:
    """A telling that is not done: it has come as far as the subscriber `cursor`."""

    id: int
    alarm: Alarm
    cursor: int


@dataclass(frozen=True, slots=True)
class Points:
    """Subscribers with a point, in no order: number, degrees, km."""

    ids: npt.NDArray[np.int64]
    longitudes: Floats
    latitudes: Floats
    radii_km: Floats


def begin(connection: Connection, key: str, alarm: Alarm, at: datetime) -> bool:
    """Whether the telling is new; older ones of its subject that are not done end where they are."""
    row = {"key": key, "subject": alarm.subject, "version": alarm.version, "kind": alarm.kind.value}
    facts = {"facts": _facts(alarm), "cursor": 0, "queued": 0, "made_at": at}
    fresh = upsert(tellings).values(row | facts).on_conflict_do_nothing().returning(tellings.c.id)
    if connection.execute(fresh).one_or_none() is None:
        return False
    older = (tellings.c.subject == alarm.subject, tellings.c.version < alarm.version, tellings.c.done_at.is_(None))
    connection.execute(update(tellings).where(*older).values(done_at=at))
    return True


def latest(connection: Connection, subject: str) -> Alarm | None:
    """The newest telling of the subject; None where there was none."""
    asked = select(tellings).where(tellings.c.subject == subject).order_by(tellings.c.version.desc()).limit(1)
    row = connection.execute(asked).one_or_none()
    return alarm_of(row) if row else None


def next_open(connection: Connection) -> Open | None:
    """The worst telling that is not done, the oldest of these, held by this transaction; None where nobody waits."""
    worst = tellings.c.facts["severity"].as_integer().desc()
    asked = select(tellings).where(tellings.c.done_at.is_(None)).order_by(worst, tellings.c.id).limit(1)
    row = connection.execute(asked.with_for_update(skip_locked=True)).one_or_none()
    return Open(row.id, alarm_of(row), row.cursor) if row else None


def regions_there(connection: Connection) -> list[str]:
    """Every region that somebody chose or lives near, each once."""
    return list(connection.scalars(_REGIONS))


def last_subscriber(connection: Connection) -> int:
    """The greatest number of a subscriber; 0 where there is none."""
    return connection.scalar(select(func.max(subscribers.c.id))) or 0


def points(connection: Connection, box: tuple[float, float, float, float], after: int, upto: int) -> Points:
    """The subscribers with a point in the box (west, south, east, north), of these numbers."""
    west, south, east, north = box
    binds = {"after": after, "upto": upto, "west": west, "south": south, "east": east, "north": north}
    rows = connection.execute(_POINTS, binds).all()
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    floats = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 3)
    return Points(ids, floats[:, 0], floats[:, 1], floats[:, 2])


def queue(
    connection: Connection, opened: Open, codes: Sequence[str], reached: Sequence[int], span: tuple[datetime, int]
) -> int:
    """How many were queued of the numbers after the telling's cursor up to `span`'s end; the cursor stands there then."""
    now, upto = span
    alarm = opened.alarm
    binds = _binds(alarm, codes, reached, now) | {
        "version": alarm.version,
        "subject": alarm.subject,
        "telling": opened.id,
        "rank": Severity.EXTREME - alarm.severity,
        "urgent": alarm.urgent,
        "matching": alarm.kind is not Telling.CANCEL,
        "following": alarm.kind in (Telling.UPDATE, Telling.CANCEL),
        "reports": alarm.kind is Telling.REPORTS,
        "after": opened.cursor,
        "upto": upto,
    }
    if binds["following"]:
        connection.execute(_DROP, {name: binds[name] for name in ("now", "subject", "version", "after", "upto")})
    made = connection.execute(_QUEUE, binds).rowcount
    done = {"cursor": upto, "queued": tellings.c.queued + made}
    connection.execute(update(tellings).where(tellings.c.id == opened.id).values(done))
    return made


def finish(connection: Connection, id: int, at: datetime) -> None:
    """The telling is done."""
    connection.execute(update(tellings).where(tellings.c.id == id).values(done_at=at))


def count(connection: Connection, alarm: Alarm, codes: Sequence[str], reached: Sequence[int], now: datetime) -> int:
    """How many people would be told of a new warning."""
    return int(connection.scalar(_COUNT, _binds(alarm, codes, reached, now)) or 0)


def _binds(alarm: Alarm, codes: Sequence[str], reached: Sequence[int], now: datetime) -> dict[str, Any]:
    return {
        "codes": list(codes),
        "points": list(reached),
        "shapeless": alarm.circle is None and alarm.polygon is None,
        "hazard": alarm.hazard,
        "severity": int(Severity.EXTREME if alarm.kind is Telling.REPORTS else alarm.severity),
        "now": now,
    }


def _facts(alarm: Alarm) -> dict[str, Any]:
    return {
        "hazard": alarm.hazard,
        "severity": int(alarm.severity),
        "urgency": alarm.urgency,
        "regions": list(alarm.regions),
        "circle": list(alarm.circle) if alarm.circle else None,
        "polygon": dict(alarm.polygon) if alarm.polygon else None,
        "count": alarm.count,
        "until": alarm.until.isoformat() if alarm.until else None,
    }


def alarm_of(row: Any) -> Alarm:
    """The alarm of a telling's row (`subject`, `version`, `kind`, `facts`)."""
    facts = row.facts
    return Alarm(
        subject=row.subject,
        version=row.version,
        kind=Telling(row.kind),
        hazard=facts["hazard"],
        severity=Severity(facts["severity"]),
        urgency=facts["urgency"],
        regions=tuple(facts["regions"]),
        circle=tuple(facts["circle"]) if facts["circle"] else None,
        polygon=facts["polygon"],
        count=facts["count"],
        until=datetime.fromisoformat(facts["until"]) if facts.get("until") else None,
    )
