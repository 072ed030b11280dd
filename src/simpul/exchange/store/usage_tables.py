"""The tables of counted calls and of the nodes' health.

Personal data: `exchange_usage`, `exchange_node_health` and `exchange_node_check` hold none: subsystems, services and nodes
are named, never people. Counts by the minute are kept for eight days, by the hour for 400; checks of nodes for eight days.
"""

from sqlalchemy import BigInteger, Column, Integer, SmallInteger, Table, Text

from simpul.kernel.database import Instant, metadata

usage = Table(
    "exchange_usage",
    metadata,
    Column("minutes", SmallInteger, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("side", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("client", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("bucket", SmallInteger, primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("total_us", BigInteger, nullable=False),
)

node_health = Table(
    "exchange_node_health",
    metadata,
    Column("node", Text, primary_key=True),
    Column("reach", Text, nullable=False),
    Column("ailment", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("millis", Integer),
    Column("log_size", BigInteger),
    Column("log_at", Instant),
    Column("trust_size", BigInteger),
    Column("trust_issued_at", Instant),
)

node_check = Table(
    "exchange_node_check",
    metadata,
    Column("node", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("checks", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("total_ms", BigInteger, nullable=False),
    Column("slowest_ms", Integer, nullable=False),
)
