"""Tables of the citizen's view: who read my data. Law: UU 27/2022 art. 5, 31 and 32.

Personal data:
- `exchange_reading.person`: HMAC-SHA256 of the identifier that a call named, under this node's own key; never the
  identifier. Empty for a call of such a service in which this node could read none. It is there so that the person may
  know of the call. Erased with the words of its record, after SIMPUL_EXCHANGE_RECORD_DAYS.
- `exchange_person`: an account, the same keyed hash of its owner's identifier, which kind of document was shown, the
  officer who checked it. The hash goes when the check is ended; the rest a year later, or once the account is gone.
- `exchange_person_look`: which auditor looked at whose list, and why, so that the person sees it. Kept as long as readings.
"""

from sqlalchemy import Column, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from simpul.kernel.database import Instant, metadata

reading = Table(
    "exchange_reading",
    metadata,
    Column("person", LargeBinary, primary_key=True),
    Column("record", UUID(), primary_key=True),
    Column("at", Instant, nullable=False),
)

person = Table(
    "exchange_person",
    metadata,
    Column("account", UUID(), primary_key=True),
    Column("key", LargeBinary),
    Column("document", Text, nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("checked_by", UUID(), nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", UUID()),
    Column("ended_why", Text, nullable=False, server_default=""),
)

look = Table(
    "exchange_person_look",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("account", UUID(), nullable=False),
    Column("by", UUID(), nullable=False),
    Column("agency", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
