"""SQL that puts the made-up past of a district into the register, at once."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, insert, select, text

from simpul.malaria.model.register import RegisterRow
from simpul.malaria.rules.simulation.past import FACILITY, PastWell
from simpul.malaria.store.register_tables import tests

_WELL = text("""
INSERT INTO malaria_test (village, id, day, at, source, facility, method, result, sex, age, reason, synthetic)
SELECT village, md5(concat_ws(' ', 'past', village, first, n))::uuid, day, day + interval '3 hours', 'sismal', :facility,
  CASE WHEN n % 7 = 0 THEN 'slide' ELSE 'rdt' END, 'negative', CASE WHEN n % 2 = 0 THEN 'L' ELSE 'P' END,
  (n * 37 + ascii(right(village, 1))) % 71, 'sick', true
FROM (
  SELECT village, first, n, first + (n * 11 + ascii(right(village, 1))) % (until - first) AS day
  FROM unnest(CAST(:villages AS text[]), CAST(:firsts AS date[]), CAST(:untils AS date[]), CAST(:counts AS int[]))
    AS made (village, first, until, count), generate_series(1, count) AS n
) AS many
""")
"""Days, sexes and ages come round in turn: of people who are well nothing but their number says anything."""


def is_there(connection: Connection) -> bool:
    """Whether a made-up past is in the register."""
    return bool(connection.scalar(select(tests.c.id).where(tests.c.facility == FACILITY, tests.c.synthetic).limit(1)))


def keep(connection: Connection, ill: Sequence[RegisterRow], well: Sequence[PastWell]) -> None:
    """The register holds this past; the tallies are behind."""
    if ill:
        connection.execute(insert(tests), [asdict(row) for row in ill])
    columns: dict[str, list[str] | list[date] | list[int]] = {
        "villages": [one.village for one in well],
        "firsts": [one.first for one in well],
        "untils": [one.until for one in well],
        "counts": [one.count for one in well],
    }
    connection.execute(_WELL, {**columns, "facility": FACILITY})
