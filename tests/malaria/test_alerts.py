"""Alerts are raised once, told without people, judged with reasons, and seen by those who answer for the area alone."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from simpul.kernel.platform import Platform
from simpul.malaria.actions import alerting, detecting, registering
from simpul.malaria.actions.alerting import AlertAsked, AlertSaid
from simpul.malaria.model.alert_refusals import AlertChanged, AlertStepUnknown
from simpul.malaria.model.alerts import AlertFinding, AlertRaised
from simpul.malaria.model.desk_refusals import DeskNothing, DeskOnly, DeskReasonMissing
from simpul.malaria.model.register import COUNTS, Tally
from simpul.malaria.model.workers import Village
from simpul.malaria.rules.alert_announcing import raised
from simpul.malaria.store import alerts as alert_store
from simpul.malaria.store import tallies, workers
from tests.conftest import START
from tests.malaria import desk_makers as makers

MONDAY = date(2026, 11, 23)


@pytest.fixture
def desk(platform) -> Platform:
    makers.villages(platform)
    for number in range(3):
        makers.examined(platform, name=f"Orang {number}")
    registering.refresh(platform)
    return platform


def only(platform: Platform):
    detecting.detect(platform)
    found, _ = alerting.alerts(platform, makers.LEAD, AlertAsked(rule="cluster7"))
    return found[0][0]


def test_a_cluster_is_raised_once_however_often_it_is_looked_for(desk):
    first = detecting.detect(desk)
    assert first >= 1
    assert detecting.detect(desk) == 0
    found, total = alerting.alerts(desk, makers.LEAD, AlertAsked(rule="cluster7"))
    assert total == 1
    assert (found[0][0].area, found[0][0].observed, found[0][1]) == (makers.BINTUNI, 3, "Kampung Uji")


def test_an_alert_that_nobody_judged_follows_the_count_and_a_judged_one_stays(desk):
    alert = only(desk)
    makers.examined(desk, name="Orang Keempat")
    assert only(desk).observed == 4
    alerting.judge(desk, makers.LEAD, alert.id, AlertSaid("confirm", "satu kamp", 1))
    makers.examined(desk, name="Orang Kelima")
    assert only(desk).observed == 4


def test_each_step_has_its_reason_and_can_be_taken_back(desk):
    alert = only(desk)
    with pytest.raises(DeskReasonMissing):
        alerting.judge(desk, makers.LEAD, alert.id, AlertSaid("dismiss", "", 1))
    with pytest.raises(AlertStepUnknown):
        alerting.judge(desk, makers.LEAD, alert.id, AlertSaid("hapus", "karena", 1))
    alerting.judge(desk, makers.LEAD, alert.id, AlertSaid("dismiss", "semua dari satu kapal", 1))
    alerting.judge(desk, makers.LEAD, alert.id, AlertSaid("reopen", "ada kasus lagi", 2))
    seen = alerting.alert(desk, makers.LEAD, alert.id)
    assert [step.after.value for step in seen.history] == ["dismissed", "new"]


def test_two_officers_on_one_alert_the_second_is_told(desk):
    alert = only(desk)
    alerting.judge(desk, makers.LEAD, alert.id, AlertSaid("seen", "", 1))
    with pytest.raises(AlertChanged):
        alerting.judge(desk, makers.LEAD, alert.id, AlertSaid("dismiss", "bukan apa-apa", 1))


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        (makers.person("92.06", "malaria.officer"), None),
        (makers.person("92.06.01", "malaria.supervisor"), None),
        (makers.person("91.05", "malaria.officer"), DeskNothing),
        (makers.person("92.06", "malaria.clinician"), DeskOnly),
        (makers.person("92.06", "disaster.officer"), DeskOnly),
        (makers.person("92.06", "malaria.officer", agency=None), DeskOnly),
    ],
)
def test_who_may_see_and_judge_an_alert(desk, person, refusal):
    alert = only(desk)
    if refusal is None:
        assert alerting.alert(desk, person, alert.id).alert.id == alert.id
        return
    with pytest.raises(refusal):
        alerting.alert(desk, person, alert.id)
    with pytest.raises(refusal):
        alerting.judge(desk, person, alert.id, AlertSaid("confirm", "karena", 1))


def test_what_others_are_told_has_no_count_below_five_and_nobody_in_it():
    event = AlertRaised(UUID(int=1), "cluster7", makers.BINTUNI, "2026-11-16", 3, 2.0, False)
    told = raised(event, START)
    assert told.data["observed"] is None
    assert set(told.data) == {"alert", "rule", "area", "first", "observed", "upper", "synthetic"}


def test_pages_show_the_list_one_alert_its_rule_and_the_csv(desk, client_for):
    client, alert = client_for(makers.LEAD), only(desk)
    assert "Kampung Uji" in client.get("/malaria/meja/waspada").text
    page = client.get(f"/en/malaria/meja/waspada/{alert.id}").text
    assert "at least 3 positive in 7 days" in page
    assert "Coconut" in client.get("/malaria/meja/waspada/aturan").text
    assert "cluster7" in client.get("/malaria/meja/waspada/ekspor.csv").text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    said = {"csrf": token, "step": "dismiss", "reason": "", "version": "1"}
    assert client.post(f"/malaria/meja/waspada/{alert.id}", data=said).status_code == 422
    said["reason"] = "semua dari satu kapal"
    assert client.post(f"/malaria/meja/waspada/{alert.id}", data=said).status_code == 303


def test_a_regency_with_a_sudden_week_is_told_by_the_statistical_methods(desk, clock):
    """Sixty quiet weeks of two to four cases, then eleven."""
    nought = dict.fromkeys(COUNTS, 0)
    past = [
        Tally("92.06", MONDAY - timedelta(weeks=back), nought | {"tested": 9, "positive": 2 + back % 3}, synthetic=True)
        for back in range(1, 61)
    ]
    with desk.database.writing() as unit:
        unit.unaudited("a test's history")
        tallies.keep(unit.connection, tallies.REGENCY, tallies.WEEK, past)
    for number in range(8):
        makers.examined(desk, name=f"Lagi {number}")
    clock.advance(timedelta(days=7))
    registering.refresh(desk)
    detecting.detect(desk)
    found, _ = alerting.alerts(desk, makers.LEAD, AlertAsked())
    of_week = {one.rule: one for one, _ in found if one.area == "92.06"}
    assert {"ears-c1", "ears-c2", "cusum"} <= of_week.keys()
    assert (of_week["ears-c1"].observed, of_week["ears-c1"].first) == (11, MONDAY)
    assert of_week["ears-c1"].synthetic


def test_the_list_is_narrowed_by_rule_and_by_place_at_once(desk):
    detecting.detect(desk)

    def areas(**asked: str) -> set[str]:
        return {one.area for one, _ in alerting.alerts(desk, makers.LEAD, AlertAsked(**asked))[0]}

    assert areas(rule="cluster7", q="Kampung Uji") == {makers.BINTUNI}
    assert areas(rule="farrington", q="Kampung Uji") == set()
    assert areas(q="tidak ada di mana pun") == set()


def test_neighbours_that_a_supervisor_does_not_answer_for_are_not_named(desk):
    linked = AlertFinding("link14", makers.BINTUNI, MONDAY, 2, facts={"with": ["92.06.02.2001"], "together": 9})
    with desk.database.writing() as unit:
        unit.unaudited("a test's alert")
        workers.keep_villages(unit.connection, [Village("92.06.02.2001", "Kampung Seberang")], unit.clock.now())
        (kept,) = alert_store.raise_(unit.connection, [(unit.ids.new(), linked)], unit.clock.now())
    supervisor = makers.person("92.06.01", "malaria.supervisor")
    assert alerting.alert(desk, makers.LEAD, kept.id).linked == ["Kampung Seberang"]
    assert alerting.alert(desk, supervisor, kept.id).linked == []


def test_more_alerts_than_a_statement_takes_are_all_kept_and_the_same_one_twice_is_one(desk):
    many = [AlertFinding("cluster7", f"11.01.01.{2001 + n}", MONDAY, 3) for n in range(600)]
    with desk.database.writing() as unit:
        unit.unaudited("a test's alerts")
        found = [(unit.ids.new(), one) for one in [*many, many[0]]]
        assert len(alert_store.raise_(unit.connection, found, unit.clock.now())) == 600
