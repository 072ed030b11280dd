"""What the desk is offered to warn of: from whom, for which places, how bad; what is warned of already is not offered."""

from datetime import timedelta

import pytest

from simpul.disaster.actions import areas, gauges
from simpul.disaster.actions import warning_giving as giving
from simpul.disaster.actions import warning_proposals as proposals
from simpul.disaster.model.gauges import Gauge, Observation
from simpul.disaster.model.warning_refusals import WarnersOnly
from simpul.disaster.model.warnings import Origin, WarningSeverity
from simpul.disaster.rules import warning_form, warning_texts, warnings
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.actor import Actor
from tests.disaster.area_makers import GAMBIR
from tests.disaster.incident_makers import SARI, opened
from tests.disaster.warning_makers import ANSWERS, OFFICER


def offered(platform, actor=OFFICER):
    return {f"{one.origin.value}:{one.ref}": one for one in proposals.proposals(platform, actor)}


def gauge(platform, *, warning, depth=210, synthetic=False, downstream=("31.71", "31.74"), id="UJI-1"):
    station = Gauge(id, "Katulampa", 106.8371, -6.6333, downstream=downstream)
    said = Observation(platform.clock.now(), depth, warning, f"SIAGA {warning}")
    gauges.take_in(platform, [(station, [said])], source="uji", synthetic=synthetic)


def test_an_incident_is_offered_with_what_its_reports_say(platform):
    number = opened(platform).number
    one = offered(platform, SARI)[f"incident:{number}"]
    assert one.origin is Origin.INCIDENT
    assert all(code.startswith("31.") for code in one.regions)
    answers = warning_texts.answers(one, "Gambir")
    assert "laporan warga yang terverifikasi" in answers["description_id"]
    assert answers["certainty"] == "observed"


@pytest.mark.parametrize(
    ("level", "severity"), [(1, WarningSeverity.EXTREME), (2, WarningSeverity.SEVERE), (3, None), (4, None)]
)
def test_a_gauge_is_offered_from_siaga_two_on_for_the_places_downstream(platform, level, severity):
    gauge(platform, warning=level)
    found = offered(platform).get("gauge:UJI-1")
    assert (found.severity if found else None) == severity
    assert found is None or found.regions == ("31.71", "31.74")
    if found:
        said = warning_texts.answers(found, "Gambir")
        assert (said["response"] == "evacuate") is said["instruction_id"].startswith("Tinggalkan tempat rendah")


def test_a_gauge_whose_water_does_not_come_here_is_not_offered(platform):
    gauge(platform, warning=1, downstream=("32.01",))
    assert offered(platform) == {}


def test_made_up_sources_offer_exercises_and_come_last(platform):
    gauge(platform, warning=1, synthetic=True, id="UJI-2")
    gauge(platform, warning=2)
    found = proposals.proposals(platform, OFFICER)
    assert [one.training for one in found] == [False, True]
    assert warning_texts.answers(found[1], "Jakarta")["exercise"] == "1"


def test_a_silent_gauge_is_not_offered(platform, clock):
    gauge(platform, warning=1)
    clock.advance(timedelta(hours=12))
    assert offered(platform) == {}


def test_what_is_warned_of_is_not_offered_until_that_is_over(platform, clock):
    gauge(platform, warning=2)
    origin = {"origin": "gauge", "origin_ref": "UJI-1", "hours": "1"}
    giving.give_out(platform, OFFICER, giving.draft_new(platform, OFFICER, ANSWERS | origin).id)
    assert offered(platform) == {}
    assert proposals.warned(platform, Origin.GAUGE, "UJI-1") is not None
    clock.advance(timedelta(hours=1))
    gauge(platform, warning=2)
    assert set(offered(platform)) == {"gauge:UJI-1"}


def test_affected_areas_of_a_city_are_one_offer(platform):
    for area in (GAMBIR, GAMBIR + 1):
        areas.set_state(platform, OFFICER, area, state=3, seen=None)
    (one,) = offered(platform).values()
    assert (one.origin, one.severity, one.facts["count"]) == (Origin.AREA, WarningSeverity.MODERATE, 2)


def test_nobody_else_is_offered_anything(platform):
    with pytest.raises(WarnersOnly):
        proposals.proposals(platform, Actor.ANONYMOUS)


def test_every_hazard_has_texts_that_fit(platform):
    for hazard in (one.slug for one in LISTED):
        values = warning_texts.blank("31", "Daerah Khusus Ibukota Jakarta " * 9, hazard)
        plan = warning_form.plan_of(values, platform.clock.now())
        warnings.check(plan, platform.clock.now())
        assert set(plan.headline) == set(plan.description) == set(plan.instruction) == {"id", "en", "jv"}
