"""Identity's tables: agencies, accounts, passwords, roles held, sessions, API tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, UUID

revision = "0002"
down_revision = "0001"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _people()
    _secrets()


def _people() -> None:
    op.create_table(
        "identity_agency",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
    )
    op.create_table(
        "identity_account",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("login", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, sa.ForeignKey("identity_agency.code"), nullable=False, index=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("signed_in_at", _instant),
    )
    op.create_table(
        "identity_grant",
        sa.Column("account", UUID(), sa.ForeignKey("identity_account.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("granted_at", _instant, nullable=False),
        sa.Column("granted_by", UUID()),
    )


def _secrets() -> None:
    account = sa.ForeignKey("identity_account.id", ondelete="CASCADE")
    op.create_table(
        "identity_password",
        sa.Column("account", UUID(), account, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("set_at", _instant, nullable=False),
    )
    op.create_table(
        "identity_session",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("account", UUID(), sa.ForeignKey("identity_account.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("seen_at", _instant, nullable=False),
        sa.Column("ended_at", _instant),
    )
    op.create_table(
        "identity_token",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("account", UUID(), sa.ForeignKey("identity_account.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("expires_at", _instant, nullable=False),
        sa.Column("used_at", _instant),
        sa.Column("revoked_at", _instant),
    )
