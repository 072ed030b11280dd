"""The exchange's tables and SQL."""
