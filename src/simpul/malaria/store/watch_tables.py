"""Tables of the flood watch: marked villages, floods as heard, watches, and the rule as an officer set it.

Personal data: of the staff alone. `malaria_habitat`, `malaria_watch` and `malaria_watch_rule` hold id and name of who
marked, closed or set something, as long as what they did, so that it can be explained. `malaria_flood`, what was heard,
names nobody and stays with the watches that it opened.
"""

from sqlalchemy import Boolean, Column, Date, Double, Integer, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from simpul.kernel.database import Instant, metadata

habitats = Table(
    "malaria_habitat",
    metadata,
    Column("village", Text, primary_key=True),
    Column("marked_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("ended_at", Instant),
    Column("ended_reason", Text, nullable=False, server_default=""),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""Villages that are, or once were, marked as a habitat of anopheles; `ended_at` where the mark was taken away."""

floods = Table(
    "malaria_flood",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("number", Integer),
    Column("version", Integer),
    Column("hazard", Text, nullable=False, server_default=""),
    Column("severity", Text, nullable=False, server_default=""),
    Column("depth_cm", Integer),
    Column("region", Text, nullable=False, server_default=""),
    Column("longitude", Double),
    Column("latitude", Double),
    Column("village", Text),
    Column("by_border", Boolean, nullable=False, server_default="false"),
    Column("watch", UUID()),
    Column("url", Text, nullable=False, server_default=""),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""Each event that was heard, once, with what came of it; `watch` is the one it opened or made longer."""

watches = Table(
    "malaria_watch",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("village", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("flooded_on", Date, nullable=False),
    Column("opens", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("floods", Integer, nullable=False, server_default="1"),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", UUID()),
    Column("closed_by_name", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)

watch_rules = Table(
    "malaria_watch_rule",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("lag_days", Integer, nullable=False),
    Column("length_days", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
)
"""What an officer set in place of the law's table; the newest counts."""
