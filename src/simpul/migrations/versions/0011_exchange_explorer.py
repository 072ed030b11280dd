"""Records are found by time, client, service, refusal and fault among millions; what is due is found by time too."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_FAULT = "position('\\x226661756c74223a'::bytea in body) > 0"
"""Whether a record's JSON names a fault: its bytes hold `"fault":`, which no escaped text within JSON can hold."""


def upgrade() -> None:
    """The indexes are there."""
    op.create_index("exchange_record_at", "exchange_record", ["at", "id"])
    op.create_index("exchange_record_client", "exchange_record", ["client", "at", "id"])
    op.create_index("exchange_record_service", "exchange_record", ["service", "at", "id"])
    op.create_index(
        "exchange_record_refused", "exchange_record", ["at", "id"], postgresql_where=sa.text("kind = 'refused'")
    )
    op.create_index("exchange_record_fault", "exchange_record", ["at", "id"], postgresql_where=sa.text(_FAULT))
