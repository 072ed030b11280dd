"""Services carry owner's contact, classification, promised quality, life cycle, where a person stands in a call."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0006"
down_revision = "0005"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _service()
    _listing()


def _service() -> None:
    texts = {"contact": "", "classification": "open", "lifecycle": "published", "successor": "", "person_in": ""}
    for name, default in texts.items():
        op.add_column("exchange_service", sa.Column(name, sa.Text, nullable=False, server_default=default))
    op.add_column("exchange_service", sa.Column("promise", JSONB, nullable=False, server_default="{}"))
    for name in ("deprecated_at", "sunset_at"):
        op.add_column("exchange_service", sa.Column(name, _instant))


def _listing() -> None:
    """What the catalogue knows of every node's services; what was heard before is asked for again within minutes."""
    texts = {"member_name": "", "summary": "", "digest": "", "node": ""}
    for name, default in texts.items():
        op.add_column("exchange_listing", sa.Column(name, sa.Text, nullable=False, server_default=default))
    op.add_column("exchange_listing", sa.Column("terms", JSONB, nullable=False, server_default="{}"))
    op.add_column("exchange_listing", sa.Column("changed_at", _instant, nullable=False, server_default=sa.func.now()))
    op.create_index("exchange_listing_changed", "exchange_listing", ["changed_at"])
    op.create_table(
        "exchange_description",
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", _instant, nullable=False),
    )
