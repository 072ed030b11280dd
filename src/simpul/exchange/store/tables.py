"""The exchange's tables.

Personal data: `exchange_record.body` may hold some (an address with somebody's number in it, the caller's
X-Road-UserId), kept as evidence of who read what, with its `salt`, and erased together after SIMPUL_EXCHANGE_RECORD_DAYS;
the commitment in `entry` stays and says nothing by itself. `exchange_body.sealed` holds what was asked and answered,
encrypted, until `due_at`. `exchange_candidate.decided_by` is an account, part of the official record. `exchange_statement`,
`exchange_trust`, `exchange_client`, `exchange_service`, `exchange_local_group`, `exchange_grant`, `exchange_tile`,
`exchange_checkpoint`, `exchange_witnessed`, `exchange_nonce`, `exchange_listing`, `exchange_description` and
`exchange_figure` hold none.
"""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, Text, func
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

statement = Table(
    "exchange_statement",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("statement", LargeBinary, nullable=False),
    Column("taken_at", Instant, nullable=False),
)

trust = Table(
    "exchange_trust",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("fetched_at", Instant, nullable=False),
)

candidate = Table(
    "exchange_candidate",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("node", Text, nullable=False),
    Column("request", JSONB, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", UUID()),
    Column("reason", Text, nullable=False, server_default=""),
)

client = Table(
    "exchange_client",
    metadata,
    Column("subsystem", Text, primary_key=True),
    Column("authentication", Text, nullable=False),
    Column("secret", LargeBinary),
    Column("certificate", LargeBinary),
    Column("active", Boolean, nullable=False),
    Column("added_at", Instant, nullable=False),
)

service = Table(
    "exchange_service",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("subsystem", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("endpoints", JSONB, nullable=False),
    Column("description", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("notice", Text, nullable=False),
    Column("timeout_ms", Integer, nullable=False),
    Column("body_limit", Integer, nullable=False),
    Column("contact", Text, nullable=False, server_default=""),
    Column("classification", Text, nullable=False, server_default="open"),
    Column("promise", JSONB, nullable=False, server_default="{}"),
    Column("lifecycle", Text, nullable=False, server_default="published"),
    Column("deprecated_at", Instant),
    Column("sunset_at", Instant),
    Column("successor", Text, nullable=False, server_default=""),
    Column("person_in", Text, nullable=False, server_default=""),
    Column("added_at", Instant, nullable=False),
)

local_group = Table(
    "exchange_local_group",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("members", JSONB, nullable=False),
)

grant = Table(
    "exchange_grant",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("subsystem", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("method", Text),
    Column("path", Text),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("agreement", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("request", UUID()),
    Column("revoked_reason", Text, nullable=False, server_default=""),
)

record = Table(
    "exchange_record",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("message", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    Column("salt", LargeBinary),
    Column("seq", BigInteger, unique=True),
)

body = Table(
    "exchange_body",
    metadata,
    Column("record", UUID(), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("due_at", Instant, nullable=False),
)

tile = Table(
    "exchange_tile",
    metadata,
    Column("level", Integer, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("width", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

checkpoint = Table(
    "exchange_checkpoint",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
    Column("cosignatures", Text, nullable=False),
    Column("stamp", LargeBinary),
)

witnessed = Table(
    "exchange_witnessed",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)

nonce = Table(
    "exchange_nonce",
    metadata,
    Column("key", Text, primary_key=True),
    Column("nonce", LargeBinary, primary_key=True),
    Column("at", Instant, nullable=False),
)

listing = Table(
    "exchange_listing",
    metadata,
    Column("service", Text, primary_key=True),
    Column("subsystem_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("endpoints", JSONB, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("member_name", Text, nullable=False, server_default=""),
    Column("summary", Text, nullable=False, server_default=""),
    Column("digest", Text, nullable=False, server_default=""),
    Column("node", Text, nullable=False, server_default=""),
    Column("terms", JSONB, nullable=False, server_default="{}"),
    Column("changed_at", Instant, nullable=False, server_default=func.now()),
)

description = Table(
    "exchange_description",
    metadata,
    Column("service", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

figure = Table(
    "exchange_figure",
    metadata,
    Column("service", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("body", JSONB),
    Column("message", Text, nullable=False),
    Column("error", Text, nullable=False),
)
