"""Several fresh databases for a test, one a node."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from tests import conftest as main
from tests.exchange.protocol import Town, town_of


@pytest.fixture
def database_urls(server_url: str, template: str) -> Iterator[Callable[[int], list[str]]]:
    """Makes URLs of fresh copies of the template."""
    made: list[str] = []

    def make(count: int) -> list[str]:
        fresh = [f"test_{main.os.getpid()}_{next(main._count)}" for _ in range(count)]
        for name in fresh:
            main._create(server_url, name, template)
        made.extend(fresh)
        return [main._at(server_url, name) for name in fresh]

    yield make
    with psycopg.connect(server_url, autocommit=True) as connection:
        for name in made:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def town(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Portal and BPBD, running beside the module's tests; what one of them changes it puts back."""
    with town_of(server_url, template, tmp_path_factory.mktemp("town")) as found:
        yield found
