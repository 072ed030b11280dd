"""A node that runs the maturity evaluation, as the ministry's does, with nothing in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import settings_for


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """The ministry's node."""
    settings = settings_for(run_directory, modules="identity,maturity,exchange", agency="Kementerian PANRB", region="")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()
