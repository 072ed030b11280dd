"""Numbered migrations: one line, one head, applied under a lock so that many workers may start at once.

Which number a database stands at is asked without Alembic, which takes long to load: a start needs only the number.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parents[2] / "migrations"
_LOCK = 0x53494D4D


def head() -> str:
    """The newest migration's number: the files are numbered, and a test holds that they are one line."""
    return max(path.name[:4] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def current(engine: Engine) -> str | None:
    """The number the database stands at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return number


def migrate(engine: Engine) -> None:
    """The database stands at the newest migration."""
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        try:
            if MigrationContext.configure(connection).get_current_revision() != head():
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.execute(text("RESET statement_timeout"))
            connection.commit()


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
