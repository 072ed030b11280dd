"""The tables of requests for access.

Personal data: `exchange_access_request.contact` and `exchange_access_own.contact` may name an official with a telephone
number or an address, `note` may too, so that both sides can talk about the request; they are emptied 365 days after it was
refused or withdrawn, or after the last right that came of it ended. `decided_by` and `asked_by` are accounts, part of the
official record.
"""

from typing import Any

from sqlalchemy import Column, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata


def _wish() -> list[Column[Any]]:
    texts = ("purpose", "legal_basis", "agreement", "tier", "contact", "note")
    return [
        Column("endpoints", JSONB, nullable=False),
        *(Column(name, Text, nullable=False) for name in texts),
        Column("until", Instant, nullable=False),
    ]


access_request = Table(
    "exchange_access_request",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("reference", UUID(), nullable=False),
    Column("client", Text, nullable=False),
    Column("subsystem", Text, nullable=False),
    Column("service", Text, nullable=False),
    *_wish(),
    Column("message", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", UUID()),
    Column("reason", Text, nullable=False, server_default=""),
)

own_request = Table(
    "exchange_access_own",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("client", Text, nullable=False),
    Column("service", Text, nullable=False),
    *_wish(),
    Column("at", Instant, nullable=False),
    Column("asked_by", UUID()),
    Column("state", Text, nullable=False),
    Column("number", UUID()),
    Column("message", Text, nullable=False, server_default=""),
    Column("decided_at", Instant),
    Column("reason", Text, nullable=False, server_default=""),
    Column("granted", JSONB),
    Column("heard_at", Instant),
    Column("tried_at", Instant),
    Column("trouble", Text, nullable=False, server_default=""),
)
