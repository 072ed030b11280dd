"""Events travel as JSON and come back as they were; old and new programs understand each other."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.kernel.events import Event, event_type

pytestmark = pytest.mark.rules


@dataclass(frozen=True, slots=True)
class Everything(Event):
    id: UUID
    name: str
    count: int
    sure: bool
    depth: float | None
    at: datetime
    index: Decimal | None = None


def test_a_type_is_known_by_module_and_name():
    assert Everything.type_name == "kernel.Everything"
    assert event_type("kernel.Everything") is Everything
    with pytest.raises(KeyError):
        event_type("kernel.Never")


@given(
    st.uuids(),
    st.text(st.characters(exclude_categories=("Cs",))),
    st.integers(-(2**53), 2**53),
    st.booleans(),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.decimals(allow_nan=False, allow_infinity=False),
)
def test_an_event_comes_back_as_it_was(id, name, count, sure, depth, at, index):
    event = Everything(id, name, count, sure, depth, at, index)
    assert Everything.of(orjson.loads(orjson.dumps(event.payload()))) == event


def test_a_field_of_a_newer_program_is_left_out_and_one_that_is_missing_is_none():
    payload = Everything(UUID(int=1), "a", 1, True, 0.5, datetime(2026, 1, 1, tzinfo=UTC)).payload()
    assert Everything.of({**payload, "added_later": 1}).name == "a"
    del payload["depth"]
    assert Everything.of(payload).depth is None
