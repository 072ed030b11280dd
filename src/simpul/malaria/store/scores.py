"""What is counted of village workers in a period, by the device that recorded it. Local days are those of UTC+9."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

_WORKERS = text(
    "SELECT w.id, w.name, w.village, coalesce(v.name, w.village) AS village_name, w.synthetic,"
    " (SELECT max(coalesce(d.seen_at, d.enrolled_at)) FROM malaria_device d WHERE d.worker = w.id) AS as_of"
    " FROM malaria_worker w LEFT JOIN malaria_village v ON v.code = w.village"
    " WHERE (w.village = :region OR starts_with(w.village, :below))"
    " AND w.added_at < :until AND (w.retired_at IS NULL OR w.retired_at >= :first)"
    " ORDER BY village_name, w.name, w.id"
)
_RECORDS = text(
    "SELECT d.worker, count(*) AS records,"
    " count(*) FILTER (WHERE e.received_at - e.at <= interval '7 days') AS arrived,"
    " count(*) FILTER (WHERE e.quarantine IS NOT NULL OR EXISTS"
    "  (SELECT 1 FROM malaria_event c WHERE c.target = e.id AND c.kind = 'fact.corrected')) AS faulty,"
    " count(DISTINCT date_trunc('month', e.at AT TIME ZONE 'Asia/Jayapura'))"
    "  FILTER (WHERE e.kind = 'stock.counted') AS counted,"
    " count(DISTINCT CAST(e.at AT TIME ZONE 'Asia/Jayapura' AS date))"
    "  FILTER (WHERE e.kind = 'supervision.done') AS supervised"
    " FROM malaria_event e JOIN malaria_device d ON d.id = e.device"
    " WHERE (d.village = :region OR starts_with(d.village, :below))"
    " AND e.received_at >= :first AND e.at >= :first AND e.at < :until GROUP BY d.worker"
)
_DAYS = text(
    "SELECT d.worker, array_agg(DISTINCT CAST(e.received_at AT TIME ZONE 'Asia/Jayapura' AS date)) AS days"
    " FROM malaria_event e JOIN malaria_device d ON d.id = e.device"
    " WHERE (d.village = :region OR starts_with(d.village, :below))"
    " AND e.received_at >= :first AND e.received_at < :until GROUP BY d.worker"
)
_PATIENTS = text(
    "WITH mine AS (SELECT DISTINCT ON (e.village, e.subject) d.worker, e.village, e.subject"
    "  FROM malaria_event e JOIN malaria_device d ON d.id = e.device"
    "  WHERE e.kind = 'test.recorded' AND (d.village = :region OR starts_with(d.village, :below))"
    "  AND e.received_at >= :first AND e.at >= :first AND e.at < :until ORDER BY e.village, e.subject, e.at),"
    " seen AS (SELECT m.worker, m.village, m.subject, t.result, c.id AS case_id, c.treatment, c.status, c.started_at, c.at,"
    "  c.status = 'referred' OR (c.treatment IS NULL AND c.facts #> '{referrals}' <> '[]') AS referred,"
    "  CAST(c.started_at AT TIME ZONE 'Asia/Jayapura' AS date) - CAST(c.at AT TIME ZONE 'Asia/Jayapura' AS date) AS later"
    "  FROM mine m JOIN malaria_test t ON t.village = m.village AND t.id = m.subject AND t.purpose = 'diagnosis'"
    "  AND t.result IN ('positive', 'negative')"
    "  LEFT JOIN malaria_case c ON c.village = m.village AND c.id = m.subject AND NOT c.training)"
    " SELECT worker, count(*) AS tests, count(*) FILTER (WHERE result = 'positive') AS positive,"
    " count(case_id) AS cases, count(case_id) FILTER (WHERE EXISTS (SELECT 1 FROM malaria_event l"
    "  WHERE l.village = s.village AND l.subject = s.case_id AND l.kind = 'contact.listed')) AS contacts,"
    " count(case_id) FILTER (WHERE NOT referred) AS to_treat,"
    " count(case_id) FILTER (WHERE NOT referred AND later = 0) AS same_day,"
    " count(treatment) FILTER (WHERE NOT referred AND started_at < :now - interval '16 days') AS to_end,"
    " count(treatment) FILTER (WHERE NOT referred AND started_at < :now - interval '16 days' AND status = 'completed')"
    "  AS completed,"
    " count(treatment) FILTER (WHERE status IN ('open', 'completed') AND started_at < :now - interval '5 days') AS to_day3,"
    " count(treatment) FILTER (WHERE status IN ('open', 'completed') AND started_at < :now - interval '5 days'"
    "  AND EXISTS (SELECT 1 FROM malaria_event l WHERE l.village = s.village AND l.subject = s.treatment"
    "  AND l.kind = 'slide.taken' AND l.body #>> '{d,day}' = '3')) AS day3,"
    " count(treatment) FILTER (WHERE status IN ('open', 'completed') AND started_at < :now - interval '31 days')"
    "  AS to_day28,"
    " count(treatment) FILTER (WHERE status IN ('open', 'completed') AND started_at < :now - interval '31 days'"
    "  AND EXISTS (SELECT 1 FROM malaria_event l WHERE l.village = s.village AND l.subject = s.treatment"
    "  AND l.kind = 'slide.taken' AND l.body #>> '{d,day}' = '28')) AS day28"
    " FROM seen s GROUP BY worker"
)


def workers(connection: Connection, region: str, span: tuple[datetime, datetime]) -> list[RowMapping]:
    """Workers of the region who were in service in the span, by village."""
    return list(connection.execute(_WORKERS, _given(region, span)).mappings())


def records(connection: Connection, region: str, span: tuple[datetime, datetime]) -> Mapping[UUID, RowMapping]:
    """By worker: records of the span, how many arrived in time, were faulty; months counted in, days supervised on."""
    return {row["worker"]: row for row in connection.execute(_RECORDS, _given(region, span)).mappings()}


def heard(connection: Connection, region: str, span: tuple[datetime, datetime]) -> Mapping[UUID, list[date]]:
    """By worker: the local days of the span on which something arrived."""
    return {row["worker"]: row["days"] for row in connection.execute(_DAYS, _given(region, span)).mappings()}


def patients(
    connection: Connection, region: str, span: tuple[datetime, datetime], now: datetime
) -> Mapping[UUID, RowMapping]:
    """By worker: tests of the span, the positive ones, their treatments, slides and contacts as they stand now."""
    given = {**_given(region, span), "now": now}
    return {row["worker"]: row for row in connection.execute(_PATIENTS, given).mappings()}


def _given(region: str, span: tuple[datetime, datetime]) -> dict[str, Any]:
    return {"region": region, "below": f"{region}.", "first": span[0], "until": span[1]}
