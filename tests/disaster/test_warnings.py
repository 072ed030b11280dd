"""Warnings: who may give them out, what is refused, what is said of them, and what each message leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.disaster.actions import warning_giving as giving
from simpul.disaster.actions import warnings
from simpul.disaster.model import warning_refusals as refused
from simpul.disaster.model.warnings import MessageKind, WarningState, WarningsWanted
from simpul.disaster.rules.cap.following import followed
from simpul.disaster.rules.cap.reading import read
from simpul.kernel.actor import Actor
from tests.disaster.cap.checking import checked
from tests.disaster.warning_makers import ANSWERS, OFFICER, REASON, SECOND, changed, ended, given

pytestmark = pytest.mark.usefixtures("platform")


def events(platform):
    with platform.database.reading() as unit:
        return [name for (name,) in unit.connection.execute(text("SELECT name FROM kernel_outbox ORDER BY at, id"))]


def test_a_warning_is_given_out_changed_and_taken_back(platform, clock):
    alert = given(platform)
    clock.advance(timedelta(minutes=20))
    update = changed(platform, alert, severity="extreme")
    clock.advance(timedelta(minutes=20))
    cancel = ended(platform, update)
    documents = [checked(one.document) for one in (alert, update, cancel)]
    assert [one.type for one in documents] == ["Alert", "Update", "Cancel"]
    assert [one.version for one in (alert, update, cancel)] == [1, 2, 3]
    assert {one.identifier for one in documents[2].references} == {documents[0].identifier, documents[1].identifier}
    assert {info.expires for one in documents for info in one.infos} == {documents[0].infos[0].expires}
    assert events(platform) == ["disaster.WarningIssued", "disaster.WarningUpdated", "disaster.WarningCancelled"]
    assert warnings.get(platform, alert.number).state is WarningState.CANCELLED
    assert followed(documents[:2]).current(clock.now()) == (documents[1],)
    assert followed(documents).current(clock.now()) == ()


def test_a_message_stays_as_it_was_given_out(platform, clock):
    alert = given(platform)
    clock.advance(timedelta(minutes=5))
    changed(platform, alert, headline_id="Banjir sudah tiba")
    body, _ = warnings.document(platform, alert.identifier)
    assert body == alert.document
    assert warnings.messages(platform, alert.number)[0].content.headline["id"] == ANSWERS["headline_id"]


def test_every_language_and_the_place_stand_in_the_document(platform):
    info = {one.language: one for one in checked(given(platform).document).infos}
    assert set(info) == {"id-ID", "en"}
    area = info["id-ID"].areas[0]
    assert area.geocodes == (("kode_wilayah", "31.71"), ("kode_wilayah", "31.75"))
    assert "Jakarta Pusat" in area.words.replace("Kota Adm. ", "")
    third = checked(given(platform, headline_jv="Banjir badhe rawuh", description_jv="Toya minggah.").document)
    assert [one.language for one in third.infos] == ["id-ID", "en", "jv-ID"]


def test_a_circle_is_told_as_it_was_drawn(platform):
    said = given(platform, longitude="106,85", latitude="-6.2", radius="12.5")
    assert checked(said.document).infos[0].areas[0].circles == ((-6.2, 106.85, 12.5),)
    assert said.content.polygon is None


def test_an_exercise_is_no_event_and_in_no_list_unless_asked_for(platform):
    said = given(platform, exercise="1")
    assert checked(said.document).status == "Exercise"
    assert events(platform) == []
    assert warnings.current(platform) == []
    assert warnings.recent(platform) == []
    assert [one.number for one in warnings.current(platform, exercises=True)] == [said.number]


def test_a_node_with_made_up_data_says_test(platform):
    made_up = replace(platform, settings=platform.settings.model_copy(update={"sandbox": True}))
    assert checked(given(made_up).document).status == "Test"


def test_what_was_in_force_at_another_time_can_be_asked_for(platform, clock):
    before = clock.now()
    clock.advance(timedelta(minutes=1))
    alert = given(platform)
    clock.advance(timedelta(minutes=10))
    during = clock.now()
    ended(platform, alert)
    clock.advance(timedelta(hours=8))
    assert warnings.current(platform) == []
    assert warnings.current(platform, at=before) == []
    assert [one.version for one in warnings.current(platform, at=during - timedelta(seconds=1))] == [1]


def test_a_warning_is_found_from_the_places_in_it_and_around_it(platform):
    number = given(platform).number
    found = {
        code: [one.number for one in warnings.current(platform, within=code)]
        for code in ("31", "31.71", "31.71.01", "31.72", "32")
    }
    assert found == {"31": [number], "31.71": [number], "31.71.01": [number], "31.72": [], "32": []}


def test_a_warning_expires_by_itself(platform, clock):
    number = given(platform, hours="1").number
    clock.advance(timedelta(hours=1))
    assert warnings.get(platform, number).state is WarningState.EXPIRED
    assert warnings.current(platform) == []
    wanted = WarningsWanted(state=WarningState.EXPIRED)
    assert [one.number for one in warnings.page(platform, wanted)[0]] == [number]


def test_the_same_draft_gives_out_once(platform):
    draft = giving.draft_new(platform, OFFICER, ANSWERS)
    first, second = (giving.give_out(platform, OFFICER, draft.id) for _ in range(2))
    assert first.identifier == second.identifier
    assert events(platform) == ["disaster.WarningIssued"]


def test_a_draft_of_what_somebody_changed_meanwhile_is_refused(platform, clock):
    alert = given(platform)
    late = giving.draft_end(platform, OFFICER, alert.number, REASON, seen=1)
    clock.advance(timedelta(minutes=1))
    changed(platform, alert, SECOND, severity="moderate")
    with pytest.raises(refused.WarningChangedMeanwhile):
        giving.give_out(platform, OFFICER, late.id)


def test_a_second_officer_confirms_where_the_node_wants_one(platform):
    strict = replace(platform, settings=platform.settings.model_copy(update={"disaster_second_officer": True}))
    draft = giving.draft_new(strict, OFFICER, ANSWERS)
    with pytest.raises(refused.SecondOfficerNeeded):
        giving.give_out(strict, OFFICER, draft.id)
    said = giving.give_out(strict, SECOND, draft.id)
    assert (said.by_name, said.agreed_name) == (OFFICER.name, SECOND.name)


@pytest.mark.parametrize(
    ("who", "regions", "refusal"),
    [
        (OFFICER, ["31.71"], None),
        (OFFICER, ["31"], None),
        (OFFICER, ["31.71", "32.75"], refused.WarningNotYours),
        (OFFICER, ["3"], refused.WarningNotYours),
        (replace(OFFICER, region="31.71"), ["31.75"], refused.WarningNotYours),
        (replace(OFFICER, region=None), ["32.75"], None),
        (replace(OFFICER, roles=frozenset({"malaria.officer"})), ["31.71"], refused.WarnersOnly),
        (replace(OFFICER, roles=frozenset({"node.admin"})), ["31.71"], refused.WarnersOnly),
        (Actor.ANONYMOUS, ["31.71"], refused.WarnersOnly),
    ],
    ids=[
        "officer_siti_a_city_of_hers",
        "officer_siti_her_province",
        "officer_siti_also_a_city_beyond",
        "officer_siti_what_only_looks_like_hers",
        "officer_of_central_jakarta_the_east",
        "officer_of_the_national_agency",
        "officer_of_malaria",
        "administrator",
        "somebody",
    ],
)
def test_who_may_warn_whom(who, regions, refusal):
    from simpul.disaster.rules.warnings import permit_warn

    if refusal is None:
        assert permit_warn(who, tuple(regions)) is None
    else:
        with pytest.raises(refusal):
            permit_warn(who, tuple(regions))


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"regions": []}, refused.WarningPlaceMissing, "regions"),
        ({"regions": [f"31.71.{n:02d}" for n in range(1, 70)]}, refused.WarningPlacesMany, "regions"),
        ({"headline_en": " "}, refused.WarningTextMissing, "headline_en"),
        ({"headline_id": "x" * 161}, refused.WarningTextLong, "headline_id"),
        ({"instruction_jv": "x" * 2001}, refused.WarningTextLong, "instruction_jv"),
        ({"severity": "awful"}, refused.WarningChoiceMissing, "severity"),
        ({"hazard": "prep"}, refused.WarningChoiceMissing, "hazard"),
        ({"hours": "keep"}, refused.WarningChoiceMissing, "hours"),
        ({"onset": "yesterday"}, refused.WarningEndUnfit, "expires"),
        ({"onset": "2027-01-01T00:00", "hours": "168"}, None, None),
        ({"longitude": "2", "latitude": "48", "radius": "5"}, refused.WarningCircleUnfit, "circle"),
        ({"longitude": "106.8", "latitude": "", "radius": "5"}, refused.WarningCircleUnfit, "circle"),
    ],
)
def test_what_a_warning_must_hold(platform, changes, refusal, field):
    if refusal is None:
        giving.draft_new(platform, OFFICER, ANSWERS | changes)
        return
    with pytest.raises(refusal) as caught:
        giving.draft_new(platform, OFFICER, ANSWERS | changes)
    assert caught.value.field == field


def test_an_update_that_says_nothing_new_is_refused(platform, clock):
    alert = given(platform)
    clock.advance(timedelta(minutes=1))
    with pytest.raises(refused.WarningUnchanged):
        changed(platform, alert)


def test_words_alone_do_not_matter_to_who_was_told(platform, clock):
    alert = given(platform)
    clock.advance(timedelta(minutes=1))
    words = changed(platform, alert, description_id="Air di Katulampa 215 cm dan naik.")
    assert not words.matters
    clock.advance(timedelta(minutes=1))
    assert changed(platform, words, certainty="observed").matters


def test_what_is_over_is_not_changed(platform, clock):
    alert = given(platform, hours="1")
    clock.advance(timedelta(hours=2))
    with pytest.raises(refused.WarningOver):
        changed(platform, alert, severity="extreme")
    with pytest.raises(refused.WarningOver):
        ended(platform, alert)


def test_nobody_ends_a_warning_without_saying_why(platform):
    alert = given(platform)
    with pytest.raises(refused.CancelReasonMissing):
        giving.draft_end(platform, OFFICER, alert.number, {"id": "Surut."}, seen=1)


def test_an_officer_of_another_place_sees_and_gives_out_no_draft(platform):
    draft = giving.draft_new(platform, OFFICER, ANSWERS)
    stranger = replace(SECOND, region="32")
    for act in (giving.the_draft, giving.give_out, giving.discard):
        with pytest.raises(refused.WarningMissing):
            act(platform, stranger, draft.id)


def test_no_element_of_a_text_becomes_markup(platform):
    said = given(platform, description_id="</description><info>& \x00 ]]>", headline_id="<b>Banjir</b> & air")
    info = checked(said.document).infos[0]
    assert info.headline == "<b>Banjir</b> & air"
    assert info.description == "</description><info>&  ]]>"
    assert read(said.document).type == MessageKind.ALERT.value.capitalize()
