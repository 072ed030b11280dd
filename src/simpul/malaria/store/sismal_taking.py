"""SQL that compares an import's rows with what stands, takes them in, and takes them away again; set-based, in parts.

A part is a span of row numbers, so that no statement runs long however large the file was.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

AT_ONCE = 20_000

_FORGOTTEN = (
    "UPDATE malaria_import_row SET outcome = '', before = NULL WHERE import = :id AND number BETWEEN :low AND :high"
)
_STANDS = """
UPDATE malaria_import_row r SET before = to_jsonb(t), outcome = CASE
    WHEN t.source = 'field' THEN 'field'
    WHEN to_jsonb(t) - CAST(:beside AS text[]) = to_jsonb(f) - CAST(:beside AS text[]) THEN 'same'
    WHEN (t.day <> f.day)::int + (t.sex IS DISTINCT FROM f.sex)::int + (t.species IS DISTINCT FROM f.species)::int
         + (t.age IS DISTINCT FROM f.age)::int >= 3 THEN 'clash'
    ELSE 'changed' END
FROM malaria_test t, malaria_import_row r2, LATERAL jsonb_populate_record(NULL::malaria_test, r2.facts) f
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.kind = 'register'
  AND r2.import = r.import AND r2.number = r.number AND t.village = r.village AND t.id = r.test
"""
_ALIKE = """
UPDATE malaria_import_row r SET outcome = 'alike'
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.kind = 'register' AND r.outcome = ''
  AND r.facts->>'result' = 'positive' AND EXISTS (
    SELECT FROM malaria_test t
    WHERE left(t.village, 5) = left(r.village, 5)
      AND t.day = CAST(r.facts->>'day' AS date) AND t.source = 'field' AND t.result = 'positive' AND t.purpose = 'diagnosis'
      AND t.sex = r.facts->>'sex' AND t.species = r.facts->>'species'
      AND abs(t.age - CAST(r.facts->>'age' AS int)) <= 1 AND t.synthetic = CAST(r.facts->>'synthetic' AS boolean))
"""
_MONTH_STANDS = """
UPDATE malaria_import_row r SET before = to_jsonb(t),
    outcome = CASE WHEN t.figures = r.facts->'figures' AND t.synthetic = CAST(r.facts->>'synthetic' AS boolean)
              THEN 'same' ELSE 'changed' END
FROM malaria_facility_month t
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.kind = 'monthly' AND t.area = r.village AND t.id = r.test
"""
_NEW = """
UPDATE malaria_import_row SET outcome = 'new'
WHERE import = :id AND number BETWEEN :low AND :high AND outcome = ''
"""
_COMPARING = tuple(text(one) for one in (_FORGOTTEN, _STANDS, _MONTH_STANDS, _ALIKE, _NEW))
_BESIDE = [
    *("village", "id", "at", "person", "reason", "purpose", "pregnant", "treated", "primaquine", "primaquine_due"),
    *("origin", "investigated_on"),
]
"""Columns that e-SISMAL's register does not tell: they stay as they are."""

_TAKE_TESTS = text("""
INSERT INTO malaria_test AS t
SELECT f.* FROM malaria_import_row r, LATERAL jsonb_populate_record(NULL::malaria_test, r.facts) f
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.kind = 'register'
  AND (r.outcome IN ('new', 'changed') OR (:alike AND r.outcome = 'alike'))
ON CONFLICT (village, id) DO UPDATE SET
    day = excluded.day, at = excluded.at, source = excluded.source, facility = excluded.facility, method = excluded.method,
    result = excluded.result, species = excluded.species, sex = excluded.sex, age = excluded.age,
    occupation = excluded.occupation, severe = excluded.severe, admitted = excluded.admitted, died = excluded.died,
    synthetic = excluded.synthetic
""")
_TAKE_MONTHS = text("""
INSERT INTO malaria_facility_month
SELECT f.* FROM malaria_import_row r, LATERAL jsonb_populate_record(NULL::malaria_facility_month, r.facts) f
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.kind = 'monthly' AND r.outcome IN ('new', 'changed')
ON CONFLICT (area, id) DO UPDATE SET
    facility = excluded.facility, first = excluded.first, figures = excluded.figures, synthetic = excluded.synthetic
""")
_MARK = text("""
UPDATE malaria_import_row SET taken = true
WHERE import = :id AND number BETWEEN :low AND :high
  AND (outcome IN ('new', 'changed') OR (:alike AND outcome = 'alike'))
""")
_DAYS = text("""
SELECT village, facts->>'day' AS day, before->>'day' AS before FROM malaria_import_row
WHERE import = :id AND number BETWEEN :low AND :high AND kind = 'register' AND taken
""")
_LATER = text("""
SELECT count(*) FROM malaria_import_row mine
JOIN malaria_import_row other ON other.test = mine.test AND other.import <> mine.import AND other.taken
JOIN malaria_import i ON i.id = other.import AND i.state = 'taken'
  AND (i.taken_at > :taken_at OR (i.taken_at = :taken_at AND i.id > :id))
WHERE mine.import = :id AND mine.taken
""")
_STAY = text("""
UPDATE malaria_import_row r SET taken = false FROM malaria_test t
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.taken AND r.kind = 'register' AND r.before IS NULL
  AND t.village = r.village AND t.id = r.test AND t.investigated_on IS NOT NULL
""")
_DROP_TESTS = text("""
DELETE FROM malaria_test t USING malaria_import_row r
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.taken AND r.kind = 'register' AND r.before IS NULL
  AND t.village = r.village AND t.id = r.test
""")
_RESTORE_TESTS = text("""
UPDATE malaria_test t SET
    day = b.day, at = b.at, source = b.source, facility = b.facility, method = b.method, result = b.result,
    species = b.species, sex = b.sex, age = b.age, occupation = b.occupation, severe = b.severe, admitted = b.admitted,
    died = b.died, synthetic = b.synthetic
FROM malaria_import_row r, LATERAL jsonb_populate_record(NULL::malaria_test, r.before) b
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.taken AND r.kind = 'register' AND r.before IS NOT NULL
  AND t.village = r.village AND t.id = r.test
""")
_DROP_MONTHS = text("""
DELETE FROM malaria_facility_month t USING malaria_import_row r
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.taken AND r.kind = 'monthly' AND r.before IS NULL
  AND t.area = r.village AND t.id = r.test
""")
_RESTORE_MONTHS = text("""
UPDATE malaria_facility_month t SET
    facility = b.facility, first = b.first, figures = b.figures, synthetic = b.synthetic
FROM malaria_import_row r, LATERAL jsonb_populate_record(NULL::malaria_facility_month, r.before) b
WHERE r.import = :id AND r.number BETWEEN :low AND :high AND r.taken AND r.kind = 'monthly' AND r.before IS NOT NULL
  AND t.area = r.village AND t.id = r.test
""")
_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(hashtextextended('malaria_sismal', 0))")
_UNMARK = text("UPDATE malaria_import_row SET taken = false WHERE import = :id AND number BETWEEN :low AND :high")
_COUNTS = text("SELECT outcome, kind, count(*) AS n FROM malaria_import_row WHERE import = :id GROUP BY outcome, kind")
_MOST = text("SELECT coalesce(max(number), 0) FROM malaria_import_row WHERE import = :id")

Days = Mapping[str, set[date]]


def _parts(connection: Connection, id: UUID) -> list[dict[str, Any]]:
    most = connection.scalar(_MOST, {"id": id}) or 0
    return [{"id": id, "low": low, "high": low + AT_ONCE - 1} for low in range(0, most + 1, AT_ONCE)]


def compare(connection: Connection, id: UUID) -> dict[str, int]:
    """Each row knows what it would do, and what stands in its place; how many there are by outcome and by kind."""
    for part in _parts(connection, id):
        for statement in _COMPARING:
            connection.execute(statement, {**part, "beside": _BESIDE} if statement is _COMPARING[1] else part)
    counts: dict[str, int] = defaultdict(int)
    for row in connection.execute(_COUNTS, {"id": id}):
        counts[row.outcome] += row.n
        counts[f"rows_{row.kind}"] += row.n
    return dict(counts)


def take(connection: Connection, id: UUID, *, alike: bool) -> tuple[dict[str, int], Days]:
    """What was compared anew stands in the register and in the monthly sheets; the villages and days that it touched."""
    connection.execute(_ONE_BY_ONE)
    counts = compare(connection, id)
    for part in _parts(connection, id):
        for statement in (_MARK, _TAKE_TESTS):
            connection.execute(statement, {**part, "alike": alike})
        connection.execute(_TAKE_MONTHS, part)
    return counts, _days(connection, id)


def _days(connection: Connection, id: UUID) -> Days:
    found: dict[str, set[date]] = defaultdict(set)
    for part in _parts(connection, id):
        for row in connection.execute(_DAYS, part):
            found[row.village] |= {date.fromisoformat(one) for one in (row.day, row.before) if one}
    return found


def later(connection: Connection, id: UUID, taken_at: object) -> bool:
    """Whether a later import that stands changed the same rows."""
    return bool(connection.scalar(_LATER, {"id": id, "taken_at": taken_at}))


def undo(connection: Connection, id: UUID) -> Days:
    """What stood before stands again; a new row whose case was investigated since stays. Villages and days touched."""
    connection.execute(_ONE_BY_ONE)
    touched = _days(connection, id)
    steps = (_STAY, _DROP_TESTS, _RESTORE_TESTS, _DROP_MONTHS, _RESTORE_MONTHS, _UNMARK)
    for part in _parts(connection, id):
        for statement in steps:
            connection.execute(statement, part)
    return touched
