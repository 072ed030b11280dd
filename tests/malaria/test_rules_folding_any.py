"""Whatever is let in adds up: an event that could not be folded would hold up all that its phone sends after it."""

import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.malaria.rules import events, folding

pytestmark = pytest.mark.rules
IDS = [str(UUID(int=number)) for number in range(1, 6)]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["", "1", "positive", *IDS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SOUND = {
    "field": st.sampled_from(["name", "birth_year", "house"]),
    "sex": st.sampled_from("LP"),
    "birth_year": st.integers(1950, 2026),
    "name": st.text(max_size=5),
    "to": st.sampled_from(["a", "b", 1990]),
    "reason": st.sampled_from(["sick", "why"]),
    "result": st.sampled_from(["positive", "negative"]),
    "species": st.sampled_from(events.SPECIES),
    "for": st.just("diagnosis"),
    "method": st.just("rdt"),
    "lot": st.sampled_from(["R1", "R2"]),
    "weight_kg": st.just("12.5"),
    "dose": st.dictionaries(st.sampled_from(["dhp_days", "primaquine_days"]), ODD | st.integers(0, 20)),
    "training": st.booleans(),
    "day": st.integers(1, 14),
    "drug": st.sampled_from(["dhp", "primaquine"]),
    "taken": st.booleans(),
    "how": st.sampled_from(["completed", "stopped"]),
    "event": st.sampled_from(IDS),
    "merge": st.sampled_from(IDS),
    "from": st.sampled_from(IDS),
    "into": st.sampled_from(IDS),
    "changes": st.dictionaries(st.sampled_from(["result", "lot", "field", "day", "dose", "from"]), ODD, max_size=3),
    "item": st.just("rdt"),
    "quantity": st.integers(0, 50),
    "expires": st.sampled_from(["2026-11-20", "2026-02-31"]),
}


@st.composite
def event(draw, number):
    kind = draw(st.sampled_from([*events.REQUIRED, "rain.fell"]))
    keys = {*events.REQUIRED.get(kind, {}), *events.OPTIONAL.get(kind, {})}
    d = {key: draw(SOUND.get(key, ODD) if draw(st.integers(0, 9)) else ODD) for key in sorted(keys)}
    at = f"2026-11-{draw(st.integers(20, 25))}T01:02:03.004Z"
    whose = {"p": draw(st.sampled_from(IDS[:2])), "s": draw(st.sampled_from(IDS))}
    return {"v": 1, "id": str(UUID(int=number)), "t": kind, "at": at, "d": d, **whose, "device": IDS[0], "seq": number}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_let_in_can_be_folded(data):
    recorded = [data.draw(event(number)) for number in range(1, data.draw(st.integers(1, 8)) + 1)]
    sound = [one for one in recorded if events.fault(one, UUID(one["id"]), from_device=False) is None]
    state = folding.fold(sound)
    assert folding.fold(reversed(sound)) == state
    json.dumps(state)


@settings(max_examples=80, deadline=None)
@given(ODD, st.sampled_from(IDS))
def test_no_body_whatever_is_a_surprise(body, own):
    assert events.fault(body, UUID(own)) is not None
