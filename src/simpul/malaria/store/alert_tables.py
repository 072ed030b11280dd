"""Tables of alerts. Personal data: who of the staff judged an alert (account id and name), kept as long as the alert.

`malaria_alert` is an alert as it stands, `malaria_alert_step` what was said of it, step by step. An alert holds counts of
an area and no patient; it is kept for ten years, since later years are compared with it.
"""

from sqlalchemy import Boolean, Column, Date, Double, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

alerts = Table(
    "malaria_alert",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("rule", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("observed", Integer, nullable=False),
    Column("expected", Double),
    Column("upper", Double),
    Column("facts", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    UniqueConstraint("rule", "area", "first"),
)

steps = Table(
    "malaria_alert_step",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("alert", UUID(), nullable=False, index=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
