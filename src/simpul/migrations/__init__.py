"""Alembic migrations, numbered 0001_…: one line, one head; table names begin with their module's."""
