"""Tables of supply: resupplies of villages, their lots, and what moves in the kabupaten's store.

Personal data: `malaria_resupply.steps` and `malaria_store_move` hold which of the staff (account id and name) did what and
why, so that state goods can be accounted for; after ten years `store.resupply.forget` takes the names out. They name no
patient and no village worker.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

resupplies = Table(
    "malaria_resupply",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("village", Text, nullable=False, index=True),
    Column("store", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("lots", JSONB, nullable=False),
    Column("steps", JSONB, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`lines`: [{"item", "colour", "wanted", "approved", "why"}]; `lots`: [{"item", "colour", "lot", "expires", "sent",
"arrived", "receipts", "reason"}]; `steps`: [{"state", "at", "by", "name", "reason"}], the oldest first."""

store_moves = Table(
    "malaria_store_move",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("store", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("colour", Text, nullable=False, server_default=""),
    Column("lot", Text, nullable=False),
    Column("expires", Date),
    Column("quantity", Integer, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("resupply", UUID()),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`kind`: `received` (from the province), `counted`, `discarded`, `sent` (to a village). They count in the
order of `number`."""

Index("malaria_store_move_store", store_moves.c.store, store_moves.c.at)
