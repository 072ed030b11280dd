"""Exchange's tables: register, services and grants, evidence log, nonces, what other nodes offer."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0005"
down_revision = "0004"

_instant = TIMESTAMP(timezone=True)


def _text(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable, server_default=default)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _instant, nullable=nullable)


def _key(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """The tables are there."""
    _register()
    _offered()
    _granted()
    _evidence()
    _log()
    _others()


def _register() -> None:
    op.create_table(
        "exchange_statement",
        _key("seq", sa.BigInteger),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        _at("taken_at"),
    )
    op.create_table(
        "exchange_trust",
        _key("id", sa.Integer),
        sa.Column("size", sa.BigInteger, nullable=False),
        _text("note"),
        _at("issued_at"),
        _at("expires_at"),
        _at("fetched_at"),
        sa.CheckConstraint("id = 1", name="exchange_trust_one"),
    )
    op.create_table(
        "exchange_candidate",
        _key("id", UUID()),
        _text("node"),
        sa.Column("request", JSONB, nullable=False),
        _at("at"),
        _text("state"),
        _at("decided_at", nullable=True),
        sa.Column("decided_by", UUID()),
        _text("reason", default=""),
        sa.CheckConstraint("state IN ('waiting', 'approved', 'refused')", name="exchange_candidate_state"),
    )


def _offered() -> None:
    op.create_table(
        "exchange_client",
        _key("subsystem"),
        _text("authentication"),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("certificate", sa.LargeBinary),
        sa.Column("active", sa.Boolean, nullable=False),
        _at("added_at"),
        sa.CheckConstraint("authentication IN ('mtls', 'token', 'plain')", name="exchange_client_authentication"),
    )
    op.create_table(
        "exchange_service",
        _key("id", UUID()),
        *(_text(name) for name in ("subsystem", "code", "kind", "title", "url")),
        sa.Column("endpoints", JSONB, nullable=False),
        _text("description"),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        _text("notice"),
        sa.Column("timeout_ms", sa.Integer, nullable=False),
        sa.Column("body_limit", sa.Integer, nullable=False),
        _at("added_at"),
        sa.UniqueConstraint("subsystem", "code"),
    )


def _granted() -> None:
    op.create_table("exchange_local_group", _key("code"), _text("name"), sa.Column("members", JSONB, nullable=False))
    op.create_table(
        "exchange_grant",
        _key("id", UUID()),
        *(_text(name) for name in ("subsystem", "service", "subject_kind", "subject")),
        _text("method", nullable=True),
        _text("path", nullable=True),
        *(_text(name) for name in ("purpose", "legal_basis", "agreement", "tier")),
        _at("given_at"),
        _at("expires_at", nullable=True),
        _at("revoked_at", nullable=True),
        sa.CheckConstraint("subject_kind IN ('subsystem', 'global', 'local')", name="exchange_grant_subject_kind"),
    )
    op.create_index("exchange_grant_service", "exchange_grant", ["subsystem", "service"])


def _evidence() -> None:
    op.create_table(
        "exchange_record",
        _key("id", UUID()),
        _at("at"),
        *(_text(name) for name in ("message", "kind", "role", "client", "service")),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("seq", sa.BigInteger, unique=True),
    )
    op.create_index("exchange_record_message", "exchange_record", ["message"])
    op.create_index("exchange_record_waiting", "exchange_record", ["id"], postgresql_where=sa.text("seq IS NULL"))
    op.create_table(
        "exchange_body",
        _key("record", UUID()),
        _key("part", sa.Integer),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        _at("due_at"),
    )
    op.execute("ALTER TABLE exchange_body ALTER COLUMN sealed SET STORAGE EXTERNAL")
    op.create_index("exchange_body_due", "exchange_body", ["due_at"])
    op.create_table("exchange_nonce", _key("key"), _key("nonce", sa.LargeBinary), _at("at"))
    op.create_index("exchange_nonce_at", "exchange_nonce", ["at"])


def _log() -> None:
    op.create_table(
        "exchange_tile",
        _key("level", sa.Integer),
        _key("number", sa.BigInteger),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "exchange_checkpoint",
        _key("size", sa.BigInteger),
        _at("at"),
        _text("note"),
        _text("cosignatures"),
        sa.Column("stamp", sa.LargeBinary),
    )
    op.create_table(
        "exchange_witnessed",
        _key("origin"),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        _at("at"),
    )


def _others() -> None:
    op.create_table(
        "exchange_listing",
        _key("service"),
        *(_text(name) for name in ("subsystem_name", "title", "kind")),
        sa.Column("endpoints", JSONB, nullable=False),
        _at("seen_at"),
    )
    op.create_table(
        "exchange_figure", _key("service"), _at("at"), sa.Column("body", JSONB), _text("message"), _text("error")
    )
