"""What events add up to does not depend on how they arrived; `offline/src/folding.js` is held to the same examples."""

import json
import random
from pathlib import Path

import pytest

from simpul.malaria.rules import folding, sms

pytestmark = pytest.mark.rules
EXAMPLES = json.loads((Path(__file__).parent / "folding_examples.json").read_text())["examples"]
MESSAGES = json.loads((Path(__file__).parent / "sms_examples.json").read_text())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["name"])
def test_events_add_up_as_the_example_says_in_any_order(example):
    chance = random.Random(example["name"])
    for _ in range(6):
        shuffled = chance.sample(example["events"], len(example["events"])) + example["events"][:2]
        assert folding.fold(shuffled) == example["state"]


def test_folding_changes_no_event():
    events = [event for example in EXAMPLES for event in example["events"]]
    before = json.dumps(events)
    folding.fold(events)
    assert json.dumps(events) == before


@pytest.mark.parametrize("message", MESSAGES["messages"], ids=lambda one: one["text"][:40])
def test_a_message_tells_what_the_phone_meant(message):
    told = sms.read(message["text"])
    assert {"device": told.device, "number": told.number, **told.facts} == message["facts"]
    assert sms.written(told) == message["text"]
    assert len(message["text"]) <= sms.LONGEST


@pytest.mark.parametrize("message", MESSAGES["unreadable"], ids=lambda one: one["why"])
def test_a_message_that_was_changed_is_not_read(message):
    with pytest.raises(sms.SmsUnreadable):
        sms.read(message["text"])
