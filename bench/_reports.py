"""Synthetic reports by the hundred thousand, made where they lie: live ones around Jakarta, archived ones of all years."""

from typing import Any

from sqlalchemy import Connection, text

_LIVE = text("""
    INSERT INTO disaster_report
        (id, form_id, card_id, hazard, card, severity, text, status, training, reported_at, live_until, changed_at, version,
         longitude, latitude, province, regency, district, village, approximate, placed, source)
    SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'flood',
           jsonb_build_object('report_type', 'flood', 'flood_depth', 5 + (n * 7919) % 195),
           (ARRAY['minor', 'moderate', 'severe'])[1 + n % 3],
           'Air naik di depan rumah, motor tidak bisa lewat (' || n || ')',
           CASE WHEN n % 100 < :verified THEN 'verified' ELSE 'unverified' END,
           false, at, CAST(:now AS timestamptz) + interval '3 hours', at, 1,
           106.7 + (n * 0.6180339887) % 0.3, -6.4 + (n * 0.7548776662) % 0.3,
           '31', '31.74', '31.74.03', '31.74.03.1001', true, 'map', 'web'
    FROM (SELECT n, CAST(:now AS timestamptz) - ((:count - n) * 3500.0 / :count) * interval '1 second' AS at
          FROM generate_series(1, CAST(:count AS integer)) AS n) AS numbered
    ORDER BY n
""")
_ARCHIVED = text("""
    INSERT INTO disaster_report
        (id, form_id, hazard, card, severity, text, status, training, reported_at, live_until, changed_at, version,
         longitude, latitude, province, regency, district, village, approximate, placed, source)
    SELECT lpad(to_hex(n), 32, '0')::uuid, ('f' || lpad(to_hex(n), 31, '0'))::uuid,
           (ARRAY['flood', 'wind', 'haze', 'landslide', 'earthquake'])[1 + n % 5],
           jsonb_build_object('report_type', 'flood', 'flood_depth', n % 200), 'moderate',
           'Air naik di depan rumah (' || n || ')',
           (ARRAY['verified', 'verified', 'unverified', 'hidden'])[1 + n % 4], n % 50 = 0,
           at, at + interval '3 hours', at, 2,
           95.5 + (n * 0.6180339887) % 45, -10 + (n * 0.7548776662) % 15,
           '31', '31.74', '31.74.03', '31.74.03.1001', true, 'map', 'web'
    FROM (SELECT n, CAST(:now AS timestamptz) - interval '1 day' - ((:count - n) * 60.0) * interval '1 second' AS at
          FROM generate_series(1, CAST(:count AS integer)) AS n) AS numbered
""")
_INDEXES = text("""
    SELECT pg_get_indexdef(i.indexrelid), c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = 'disaster_report'::regclass AND NOT i.indisunique
""")


def live(platform: Any, count: int, *, verified: int = 100) -> None:
    """`count` floods of the last hour, live for three more; `verified` of a hundred are verified. Statistics are fresh."""
    with platform.database.writing() as unit:
        unit.unaudited("the bench's own rows")
        unit.connection.execute(_LIVE, {"count": count, "verified": verified, "now": platform.clock.now()})
        unit.connection.execute(text("ANALYZE disaster_report"))


def archived(platform: Any, count: int) -> None:
    """`count` reports of past years, a minute apart; indexes are made anew after, which takes a quarter of the time."""
    with platform.database.writing() as unit:
        unit.unaudited("the bench's own rows")
        at = unit.connection
        for setting in ("statement_timeout = 0", "maintenance_work_mem = '512MB'", "synchronous_commit = off"):
            at.execute(text(f"SET LOCAL {setting}"))
        indexes = at.execute(_INDEXES).all()
        for _, name in indexes:
            at.execute(text(f'DROP INDEX "{name}"'))
        at.execute(_ARCHIVED, {"count": count, "now": platform.clock.now()})
        for definition, _ in indexes:
            at.execute(text(definition))
        _analyse(at)


def _analyse(connection: Connection) -> None:
    """What the nightly autovacuum would have found out."""
    connection.execute(text("ANALYZE disaster_report"))


def clear(platform: Any) -> None:
    """No report is there."""
    with platform.database.writing() as unit:
        unit.unaudited("the bench's own rows")
        unit.connection.execute(text("TRUNCATE disaster_report CASCADE"))
