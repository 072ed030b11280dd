"""The register: one row a test, and what they add up to by place and time (`malaria_tally`, which names nobody).

Personal data: `malaria_test` names nobody; `person` is a patient's id (`store.tables`); age, sex and occupation stand
beside it because the national register asks for them (e-SISMAL). Kept as clinical facts are, 25 years.
`malaria_tally` and `malaria_tally_due` hold none. `malaria_certificate` names the officer who entered it and answers for
it, as long as it stands.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from simpul.kernel.database import Instant, metadata
from simpul.malaria.model.register import COUNTS

tests = Table(
    "malaria_test",
    metadata,
    Column("village", Text, primary_key=True),
    Column("id", UUID(), primary_key=True),
    Column("person", UUID()),
    Column("day", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("facility", Text, nullable=False, server_default=""),
    Column("method", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("species", Text),
    Column("sex", Text),
    Column("age", SmallInteger),
    Column("occupation", Text),
    Column("reason", Text),
    Column("purpose", Text, nullable=False, server_default="diagnosis"),
    Column("pregnant", Boolean, nullable=False, server_default="false"),
    Column("severe", Boolean, nullable=False, server_default="false"),
    Column("admitted", Boolean, nullable=False, server_default="false"),
    Column("died", Boolean, nullable=False, server_default="false"),
    Column("treated", Text, nullable=False, server_default="none"),
    Column("primaquine", Boolean, nullable=False, server_default="false"),
    Column("primaquine_due", Boolean, nullable=False, server_default="false"),
    Column("origin", Text),
    Column("investigated_on", Date),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`village` is the deepest region code known (of a facility's row perhaps only its kabupaten). `day` is the local day.
`source`: `field` (village workers) or `sismal` (taken in). `method`: rdt, slide, pcr. `result`: negative, positive,
invalid, pending. `species` as in `model.register.SPECIES`. `age` in whole years. `purpose`: diagnosis, day3, day28: only
the first counts. `treated`: standard (by the national table), other, none. `primaquine_due`: whether it should be given.
`origin`: where it was caught (`model.register.ORIGINS`), None before it was looked into. Training is not in it."""

tallies = Table(
    "malaria_tally",
    metadata,
    Column("level", Text, primary_key=True),
    Column("span", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("first", Date, primary_key=True),
    *(Column(name, Integer, nullable=False, server_default="0") for name in COUNTS),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""What the register adds up to. `level`: `place` (the register's own code, kept with the rows) or `regency` (kept a moment
later, from `due`). `span`: `week` (first is a Monday) or `month`. `synthetic`: whether any row was made up."""

due = Table(
    "malaria_tally_due",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("area", Text, nullable=False),
    Column("day", Date, nullable=False),
)
"""Regencies whose tally around a day is behind. Rows are only added and taken, so that nobody waits for another."""

certificates = Table(
    "malaria_certificate",
    metadata,
    Column("area", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("given_on", Date, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
)
"""Which areas hold a certificate of elimination, as the desk entered it. `by`, `by_name`: the officer who did, who answers
for it; kept as long as the certificate stands."""
