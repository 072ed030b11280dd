"""A backup of a node with its own PostgreSQL, restored on another machine, gives a node that starts."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.conftest import settings_for

from simpul.app import opened
from simpul.kernel.database.migrate import migrate
from simpul.kernel.operate.backup import backup, restore


@pytest.fixture
def two_machines() -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory(dir="/tmp") as one, tempfile.TemporaryDirectory(dir="/tmp") as other:
        yield Path(one), Path(other)


def test_the_restored_node_starts_with_the_keys_of_the_backup(two_machines: tuple[Path, Path]) -> None:
    here, there = (settings_for(folder) for folder in two_machines)
    with opened(here) as platform:
        migrate(platform.database.engine)
        with platform.database.writing() as unit:
            unit.audit("kernel.test", subject="one", after={"kept": True})
        backup(platform, two_machines[0] / "backup.tar")
    with opened(there) as platform:
        restore(platform, two_machines[0] / "backup.tar", replace=False)
    with opened(there) as platform, platform.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT subject FROM kernel_audit")) == "one"
