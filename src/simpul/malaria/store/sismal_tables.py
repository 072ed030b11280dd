"""Tables of what was taken in from e-SISMAL: imports, their rows until these can no longer be undone, monthly sheets.

Personal data: `malaria_import_row.facts` holds age, sex, occupation and clinical facts of somebody who is not named (the
columns of names in a file are not read); `malaria_import_flaw.value` shows 40 characters of a cell that was not understood,
which may be a name where a file's columns are displaced. Both go 30 days after the import was sent, when it can no longer
be undone; the file itself as soon as it was read. `malaria_import` holds who sent and decided, for 5 years.
`malaria_facility_month` names nobody.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

imports = Table(
    "malaria_import",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("region", Text),
    Column("area", Text, nullable=False, server_default=""),
    Column("file", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("kept", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("beat_at", Instant),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("counts", JSONB, nullable=False, server_default="{}"),
    Column("problem", Text, nullable=False, server_default=""),
    Column("with_alike", Boolean, nullable=False, server_default="false"),
    Column("taken_at", Instant),
    Column("taken_by_name", Text, nullable=False, server_default=""),
    Column("undone_at", Instant),
    Column("undone_by_name", Text, nullable=False, server_default=""),
)
"""`region`: what the sender's agency answers for. `kept`: the file's name in the node's files until it was read. `beat_at`:
when a worker last said that it is at it; another takes over after two minutes, three times at most (`tries`)."""

rows = Table(
    "malaria_import_row",
    metadata,
    Column("import", UUID(), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("village", Text, nullable=False),
    Column("test", UUID(), nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("before", JSONB),
    Column("taken", Boolean, nullable=False, server_default="false"),
)
"""`before`: the row of the register, or of the monthly sheets, that this one changed; None where there was none."""

flaws = Table(
    "malaria_import_flaw",
    metadata,
    Column("import", UUID(), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sheet", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("other", Text, nullable=False, server_default=""),
    Column("left_out", Boolean, nullable=False),
)

months = Table(
    "malaria_facility_month",
    metadata,
    Column("area", Text, primary_key=True),
    Column("id", UUID(), primary_key=True),
    Column("facility", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("figures", JSONB, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""What facilities reported by month in e-SISMAL's monthly sheet, by its own field names: kept beside the register, compared
with it, and never added to it."""
