"""What other agencies and programs are told of warnings, incidents and areas: as its schema says, and once for a change."""

from dataclasses import replace
from datetime import timedelta

import jsonschema_rs
import orjson
import pytest

from simpul import disaster
from simpul.disaster.actions import areas, webhooks
from simpul.disaster.actions import incidents as acts
from simpul.disaster.model.incidents import Stage
from simpul.disaster.rules import announcing_events
from simpul.kernel.announcing import Announcer
from simpul.kernel.outbox import relay
from tests.disaster.area_makers import GAMBIR
from tests.disaster.incident_makers import SARI, opened, seen
from tests.disaster.warning_makers import OFFICER, changed, ended, given

TYPES = {one.name: one for one in disaster.announced()}


class Told:
    """Stands in for the exchange, and refuses what it refuses: data that are not what the type's schema says."""

    def __init__(self):
        self.said = []

    def announce(self, _platform, what):
        jsonschema_rs.validate(dict(TYPES[what.type].schema), orjson.loads(orjson.dumps(dict(what.data))))
        self.said.append(what)


@pytest.fixture
def told(platform):
    stand_in = Told()
    object.__setattr__(platform, "ports", {**platform.ports, Announcer: stand_in})
    return stand_in


def happened(platform):
    while relay(platform):
        pass


def test_a_warnings_life_is_told(platform, told, clock):
    alert = given(platform)
    clock.advance(timedelta(minutes=1))
    ended(platform, changed(platform, alert, severity="extreme"))
    given(platform, exercise="1")
    happened(platform)
    assert [one.type.rsplit(".", 1)[1] for one in told.said] == ["issued", "updated", "cancelled"]
    assert len({one.id for one in told.said}) == 3
    assert {one.key for one in told.said} == {f"warning.{alert.number}"}
    assert told.said[1].data["severity"] == "extreme"
    assert "Siti" not in str([one.data for one in told.said])  # nothing about a person


def test_an_incidents_life_is_told(platform, told):
    incident = opened(platform)
    growing = acts.advance(platform, SARI, seen(incident), stage=Stage.GROWING)
    easing = acts.advance(platform, SARI, seen(growing), stage=Stage.EASING)
    acts.advance(platform, SARI, seen(easing), stage=Stage.CLOSED, why="surut")
    happened(platform)
    said = [one for one in told.said if ".incident." in one.type]
    assert [one.type.rsplit(".", 1)[1] for one in said] == ["opened", "advanced", "advanced", "closed"]
    assert said[3].data["how"] == "closed"


def test_an_areas_new_state_is_told_and_its_end(platform, told):
    areas.set_state(platform, OFFICER, GAMBIR, state=3, seen=None)
    areas.set_state(platform, OFFICER, GAMBIR, state=None, seen=None)
    happened(platform)
    assert [(one.data["before"], one.data["state"]) for one in told.said] == [(None, 3), (3, None)]


def test_every_type_has_a_name_a_title_and_a_schema_and_webhooks_offer_them_all():
    assert set(webhooks.TYPES) == set(TYPES)
    for one in announcing_events.TYPES:
        assert one.title
        assert one.description
        jsonschema_rs.validator_for(dict(one.schema))


def test_a_node_without_an_address_tells_paths(platform, told):
    given(platform)
    given(replace(platform, settings=platform.settings.model_copy(update={"public_url": "https://bpbd.example/"})))
    happened(replace(platform, settings=platform.settings.model_copy(update={"public_url": "https://bpbd.example/"})))
    assert told.said[0].data["url"] == f"https://bpbd.example/bencana/peringatan/{told.said[0].data['number']}"
