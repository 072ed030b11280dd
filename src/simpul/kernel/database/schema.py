"""The shared MetaData and the kernel's own tables.

Personal data: `kernel_audit.actor` is an account's id; `kernel_audit.sealed` holds before and after, encrypted, and is
erased (set to NULL) after three years or on request; the chain survives, since it is over salted digests. `kernel_outbox`
and `kernel_inbox` hold no personal data and are emptied 30 days after an event took effect. `kernel_limit.key` may be a
keyed hash of a network address under a key of the day; its rows are erased after 48 hours. `kernel_audit_seal` and
`kernel_job` hold none.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

metadata = MetaData()
Instant = TIMESTAMP(timezone=True)

audit = Table(
    "kernel_audit",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", UUID()),
    Column("agency", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("digest_before", LargeBinary),
    Column("digest_after", LargeBinary),
    Column("sealed", LargeBinary),
    Column("seq", BigInteger, unique=True),
    Column("link", LargeBinary),
)

audit_seal = Table(
    "kernel_audit_seal",
    metadata,
    Column("last_seq", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

outbox = Table(
    "kernel_outbox",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant, nullable=False),
    Column("published_at", Instant),
    Column("dead_at", Instant),
    Column("error", Text),
)

inbox = Table(
    "kernel_inbox",
    metadata,
    Column("handler", Text, primary_key=True),
    Column("event", UUID(), primary_key=True),
    Column("at", Instant, nullable=False),
)

job = Table(
    "kernel_job",
    metadata,
    Column("name", Text, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("error", Text),
)

limit = Table(
    "kernel_limit",
    metadata,
    Column("key", Text, primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("spent", Integer, nullable=False),
)
