"""Event types from the node's own side, and events that its modules publish. Perpres 95/2018 art. 33."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, acting, found, join, nodes
from tests.exchange.test_register_commands import said, typed

from simpul.exchange.actions import events
from simpul.exchange.model.event_refusals import EventNotFit, EventTypeNotFound, EventTypeTaken
from simpul.exchange.model.events import ModuleEvent, NewEventType
from simpul.exchange.model.offer_refusals import NotOurSubsystem
from simpul.exchange.model.refusals import StewardOnly
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed

NAME = "disaster.report.verified"
SCHEMA = {"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}}
NEW = NewEventType(BPBD, NAME, SCHEMA, "Laporan terverifikasi")
STEWARD = acting("exchange.steward", agency=BPBD)


@pytest.fixture
def bpbd(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        operator = made(PORTAL)
        found(operator)
        platform = made(BPBD, exchange_operator="http://127.0.0.1:1")
        join(operator, platform)
        yield platform


def rows(platform, query):
    with platform.database.reading() as unit:
        return [tuple(row) for row in unit.connection.execute(text(query))]


WHO = [
    # who, adds and removes, sees
    (Actor.SYSTEM, True, True),
    (acting("exchange.steward", agency=BPBD), True, True),
    (acting("exchange.steward", agency=DINKES), False, False),
    (acting("exchange.integrator", agency=BPBD), False, True),
    (acting("exchange.integrator", agency=PORTAL), False, False),
    (acting("node.auditor", agency=BPBD), False, True),
    (acting("exchange.operator", agency=BPBD), False, False),
    (acting("exchange.registrar", agency=BPBD), False, False),
    (acting("node.admin", agency=BPBD), False, False),
    (acting(), False, False),
]


def test_who_may_add_remove_and_see(bpbd):
    """The truth table of event types, by role and agency."""
    for who, adds, sees in WHO:
        if adds:
            events.add_type(bpbd, who, new=NEW)
            events.retire_type(bpbd, who, owner=BPBD, name=NAME)
        else:
            with pytest.raises(StewardOnly):
                events.add_type(bpbd, who, new=NEW)
            with pytest.raises(StewardOnly):
                events.retire_type(bpbd, who, owner=BPBD, name=NAME)
        if sees:
            assert events.types(bpbd, who) == []
        else:
            with pytest.raises(NotAllowed):
                events.types(bpbd, who)


def test_a_type_is_added_once_listed_and_removed_with_an_audit(bpbd, clock):
    made = events.add_type(bpbd, STEWARD, new=NEW)
    (listed,) = events.types(bpbd, STEWARD)
    assert replace(listed, schema=made.schema) == made
    assert json.loads(listed.schema) == json.loads(made.schema) == SCHEMA
    with pytest.raises(EventTypeTaken):
        events.add_type(bpbd, STEWARD, new=NEW)
    with pytest.raises(NotOurSubsystem):
        events.add_type(bpbd, STEWARD, new=NewEventType(PORTAL, NAME, SCHEMA))
    events.retire_type(bpbd, STEWARD, owner=BPBD, name=NAME)
    with pytest.raises(EventTypeNotFound):
        events.retire_type(bpbd, STEWARD, owner=BPBD, name=NAME)
    clock.advance(timedelta(seconds=1))
    assert events.add_type(bpbd, STEWARD, new=NEW).added_at == made.added_at + timedelta(seconds=1)
    actions = [row[0] for row in rows(bpbd, "SELECT action FROM kernel_audit ORDER BY id")]
    assert [one for one in actions if "event_type" in one] == [
        "exchange.event_type.add",
        "exchange.event_type.remove",
        "exchange.event_type.add",
    ]


def told(bpbd, number="20270201-1", **more):
    fields = {"owner": BPBD, "type": NAME, "id": str(uuid4()), "at": bpbd.clock.now(), "data": {"number": number}} | more
    return events.publish_from_module(bpbd, event=ModuleEvent(**fields))


def test_a_modules_event_is_in_the_log_once_however_often_it_is_told(bpbd):
    """The outbox tells it again when it did not hear the end: nothing is published a second time."""
    events.add_type(bpbd, STEWARD, new=NEW)
    same = str(uuid4())
    assert told(bpbd, "1", id=same, key="kampung-melayu")
    assert not told(bpbd, "1", id=same, key="kampung-melayu")
    assert told(bpbd, "2")
    kept = rows(bpbd, "SELECT id, item::text, source, publisher, key, message, content FROM exchange_event ORDER BY seq")
    assert kept[0][:6] == (same, same, f"/{BPBD}", BPBD, "kampung-melayu", "")
    content = orjson.loads(bytes(kept[0][6]))
    assert content.keys() == {"specversion", "id", "source", "type", "time", "partitionkey", "data"}
    assert content["data"] == {"number": "1"}
    assert [orjson.loads(bytes(row[6]))["data"]["number"] for row in kept] == ["1", "2"]


def test_what_its_schema_does_not_allow_a_module_cannot_publish(bpbd):
    with pytest.raises(EventTypeNotFound):
        told(bpbd)
    events.add_type(bpbd, STEWARD, new=NEW)
    with pytest.raises(EventNotFit) as unfit:
        told(bpbd, 7)
    assert unfit.value.facts["place"] == "/number"
    with pytest.raises(EventNotFit):
        told(bpbd, id="")
    assert rows(bpbd, "SELECT count(*) FROM exchange_event") == [(0,)]


def test_on_the_command_line(bpbd, tmp_path):
    file = tmp_path / "skema.json"
    file.write_text(json.dumps(SCHEMA))
    line = ["event-type", "add", NAME, "--schema", str(file), "--hidden", "--with", "title=Laporan", "--with", "days=7"]
    assert "kept for 7 days" in said(bpbd, [*line, "--with", "classification=restricted"])
    listed = said(bpbd, "event-type list")
    for word in (NAME, "Laporan", "restricted", "those who may have it", " 7 "):
        assert word in listed
    assert typed(bpbd, f"event-type remove {NAME}", answer="n\n")[0] == 1
    assert said(bpbd, f"event-type remove {NAME} --yes") == f"Removed {BPBD}/{NAME}.\n"
    assert "No event types yet" in said(bpbd, "event-type list")


@pytest.mark.parametrize("wrong", ["days=x", "classification=secret", "colour=red"])
def test_a_term_that_is_none_is_a_usage_error(bpbd, tmp_path, wrong):
    file = tmp_path / "skema.json"
    file.write_text("{}")
    assert typed(bpbd, ["event-type", "add", NAME, "--schema", str(file), "--with", wrong])[0] == 2


def test_a_schema_that_cannot_be_read_is_a_usage_error(bpbd, tmp_path):
    broken = tmp_path / "skema.json"
    broken.write_text("{")
    for path in (broken, tmp_path / "none.json"):
        code, output = typed(bpbd, ["event-type", "add", NAME, "--schema", str(path)])
        assert (code, "cannot be read as JSON" in output) == (2, True)
