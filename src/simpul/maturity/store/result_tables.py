"""The table of results: an assessment's index and all its parts, as of its newest stage.

Personal data: `maturity_result` holds none.
"""

from sqlalchemy import Boolean, Column, Index, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

results = Table(
    "maturity_result",
    metadata,
    Column("assessment", UUID(), primary_key=True),
    Column("edition", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("index_exact", Text, nullable=False),
    Column("index_shown", Numeric(6, 2), nullable=False),
    Column("predicate", Text, nullable=False),
    Column("self_shown", Numeric(6, 2)),
    Column("nodes", JSONB, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("unfilled", Integer, nullable=False, server_default="0"),
    Column("final", Boolean, nullable=False, server_default="false"),
    Column("at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`index_exact`: a fraction such as "1179/400"; `nodes`: {"D1": "3", "A2": "13/4"} exact; `values`: {"1": "3"};
`self_shown`: the index of the self-assessment; `stage`: the newest stage that has values. Kept in the transaction that
changes answers."""

Index("maturity_result_edition", results.c.edition, results.c.agency, unique=True)
