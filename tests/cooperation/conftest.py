"""The node of a cooperation centre, with two programmes and the people of every sort."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import settings_for


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """The ministry's node."""
    settings = settings_for(run_directory, modules="identity,cooperation,exchange", agency="Kementerian PANRB", region="")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()


@pytest.fixture
def post(platform: Platform) -> Callable[..., Any]:
    """Sends a form as a page of this client's device would, whether or not the page has that form now."""

    def posted(client: TestClient, path: str, **fields: Any) -> Any:
        name = f"{platform.settings.cookie}_device"
        mark = client.cookies.get(name)
        if mark is None:
            mark = "perangkat-uji-yang-sama"
            client.cookies.set(name, mark)
        device = hmac.new(platform.keys.derive("kernel.web.device"), mark.encode(), hashlib.sha256).hexdigest()[:32]
        token = hmac.new(platform.keys.derive("kernel.web.csrf"), device.encode(), hashlib.sha256).hexdigest()
        return client.post(path, data={"csrf": token, **fields}, follow_redirects=True)

    return posted
