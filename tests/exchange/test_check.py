"""`simpul check` says how old the trust list is, for how long it lasts, and what to do when the operator is silent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.exchange import register_nodes as nodes
from tests.exchange.register_nodes import BPBD, PORTAL, Made

from simpul.exchange.handlers import trust_list


@pytest.fixture
def made(database_urls, tmp_path, clock) -> Iterator[Made]:
    with nodes.nodes(database_urls, tmp_path, clock) as making:
        yield making


def test_a_node_outside_any_exchange_is_well(made):
    assert trust_list(made(BPBD)).well


def test_age_silence_and_expiry_are_told(made, clock):
    operator, other = made(PORTAL), made(BPBD, exchange_operator="http://127.0.0.1:9")
    nodes.found(operator)
    nodes.join(operator, other)
    assert trust_list(other).state == "9 statements, 3 days 0 hours left"
    assert trust_list(other).well
    clock.advance(timedelta(hours=2))
    assert "not reached for an hour" in trust_list(other).advice
    assert trust_list(operator).well
    clock.advance(timedelta(hours=71))
    assert trust_list(other).state == "expired"
