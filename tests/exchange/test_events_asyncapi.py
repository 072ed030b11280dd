"""The AsyncAPI document of a room: read by AsyncAPI's own parser, without an error. AsyncAPI 3.0.0."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.exchange.room import SCHEMA, new_type, owner, portal
from tests.exchange.world import BPBD
from tests.npm_tools import installed

from simpul.exchange.gateway.asyncapi import described, key_of
from simpul.exchange.model.events import EventType
from simpul.exchange.model.services import Classification

FOLDER = Path(__file__).with_name("asyncapi")
AT = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)
WIDE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {"place": {"type": "object", "properties": {"village": {"type": "string", "pattern": "^[0-9.]+$"}}}},
    "properties": {"at": {"$ref": "#/$defs/place"}, "depth": {"type": ["integer", "null"]}},
    "additionalProperties": {"anyOf": [{"$ref": "#"}, True]},
}


@pytest.fixture(scope="module")
def parser():
    """What AsyncAPI's parser says of a document."""
    path = installed(FOLDER, "@asyncapi/parser")

    def run(document):
        done = subprocess.run(
            ["node", FOLDER / "check.mjs"],
            input=json.dumps(document),
            capture_output=True,
            text=True,
            env=path,
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)

    return run


def kind(name, schema=SCHEMA, **more):
    return EventType(BPBD, name, json.dumps(schema), AT, **more)


@pytest.mark.parametrize(
    "types",
    [
        [],
        [kind("flood.measured", title="Tinggi genangan", description="Setiap kali diukur.")],
        [kind("a-b_c.D"), kind("a.b"), kind("xx", WIDE, classification=Classification.CLOSED, days=3650)],
    ],
    ids=len,
)
def test_asyncapis_own_parser_has_nothing_to_say(parser, types):
    found = parser(described(BPBD, "BPBD", types))
    assert found["wrong"] == []
    assert found["version"] == "3.0.0"
    assert sorted(found["channels"]) == sorted(f"/r1/{BPBD}/pub/v1/{one.name}" for one in types)


def test_the_room_serves_it(town, parser):
    name = new_type(town, WIDE, title="Lebar")
    answer = portal(town, "GET", "/api/v1/asyncapi")
    assert answer.status == 200
    assert answer.one("content-type") == "application/vnd.aai.asyncapi+json;version=3.0.0"
    assert parser(answer.json)["wrong"] == []
    assert answer.json["components"]["messages"][name]["payload"]["schema"]["properties"]["data"]["type"] == "object"
    assert answer.json["info"]["title"] == "Events of BPBD"
    owner(town, "DELETE", f"/api/v1/eventType/{name}")
    assert name not in portal(town, "GET", "/api/v1/asyncapi").body.decode()


@pytest.mark.rules
def test_a_schema_refers_to_itself_where_it_stands_now():
    place = "#/components/messages/xx/payload/schema/properties/data"
    odd = {**WIDE, "properties": {**WIDE["properties"], "$ref": {"const": {"$ref": "#/x"}}}}
    message = described(BPBD, "BPBD", [kind("xx", odd)])["components"]["messages"]["xx"]
    data = message["payload"]["schema"]["properties"]["data"]
    assert data["properties"]["at"] == {"$ref": f"{place}/$defs/place"}
    assert data["properties"]["$ref"] == {"const": {"$ref": "#/x"}}
    assert data["additionalProperties"]["anyOf"] == [{"$ref": place}, True]


@pytest.mark.rules
def test_keys_of_different_names_differ():
    names = ["a.b", "a-b", "a_b", "ab", "A.b", "a..b"]
    assert len({key_of(name) for name in names}) == len(names)
