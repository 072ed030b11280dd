"""A node that runs the malaria programme, with two villages and nobody in them."""

from collections.abc import Iterator

import pytest

from simpul.kernel.platform import Platform
from tests.conftest import build_platform, settings_for
from tests.malaria import phones


@pytest.fixture
def platform(database_url, keys, run_directory, clock) -> Iterator[Platform]:
    settings = settings_for(run_directory, modules="identity,malaria,exchange", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()


@pytest.fixture
def villages(platform) -> Platform:
    phones.villages(platform)
    return platform
