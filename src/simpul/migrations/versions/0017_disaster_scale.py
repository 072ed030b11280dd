"""Disaster: what the map's readers need to find their reports among millions."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Old reports are many and still; statistics and dead rows are seen to by what changes, not by a share of them all.

    A tenth of five million reports, PostgreSQL's own measure, would be weeks of reports: its planner would not know of the
    last flood. What is live, what changed and what came in last each have their index since the table was made.
    """
    op.execute(
        "ALTER TABLE disaster_report SET (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000, "
        "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, "
        "autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000)"
    )
