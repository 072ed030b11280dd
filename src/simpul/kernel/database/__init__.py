"""PostgreSQL: one pool, two kinds of unit (reading, writing), one shared MetaData."""

from simpul.kernel.database.engine import Database, url_for_driver
from simpul.kernel.database.schema import Instant, metadata
from simpul.kernel.database.unit import AuditMissing, Unit

__all__ = ["AuditMissing", "Database", "Instant", "Unit", "metadata", "url_for_driver"]
