"""What is known of made-up districts in this node."""

from datetime import datetime

from sqlalchemy import Connection, text

_NEWEST = text("SELECT max(seen_at) FROM malaria_device WHERE synthetic")
_OTHERS = text(
    "SELECT EXISTS (SELECT FROM malaria_device WHERE NOT synthetic)"
    " OR EXISTS (SELECT FROM malaria_village WHERE NOT synthetic)"
)


def newest(connection: Connection) -> datetime | None:
    """When a made-up phone was last heard of; None where there is none."""
    found: datetime | None = connection.scalar(_NEWEST)
    return found


def others(connection: Connection) -> bool:
    """Whether there is a village or a phone that is not made up."""
    return bool(connection.scalar(_OTHERS))
