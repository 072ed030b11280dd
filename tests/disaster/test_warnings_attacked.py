"""Warnings under attack: two officers at once, texts that no document holds, impossible times, places that moved."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import text

from simpul.disaster.actions import cap_reports, deciding, warnings
from simpul.disaster.actions import warning_giving as giving
from simpul.disaster.model import warning_refusals as refused
from simpul.disaster.rules.cap.following import followed
from simpul.kernel.errors import Refusal
from simpul.kernel.ids import seeded
from tests.disaster.cap.checking import checked
from tests.disaster.forms import value_of
from tests.disaster.makers import officer, sent
from tests.disaster.warning_makers import ANSWERS, OFFICER, REASON, SECOND, changed, ended, given

MAKASSAR = (119.4327, -5.1477)
"""In 73.71, where clocks show WITA."""


def at_once(*acts):
    """What each of these acts came to, all begun at the same moment in threads of their own."""
    start = Barrier(len(acts))

    def one(act):
        start.wait(10)
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def said_of(platform, report):
    with platform.database.reading() as unit:
        asked = "SELECT document FROM disaster_report_message WHERE report = :report ORDER BY version"
        return [bytes(one) for one in unit.connection.scalars(text(asked), {"report": report.id})]


def test_of_two_officers_who_change_a_warning_at_once_one_is_told_to_look_again(platform):
    said = given(platform)
    answers = ANSWERS | {"hours": "keep"}
    one = giving.draft_change(platform, OFFICER, said.number, answers | {"severity": "extreme"}, seen=1)
    other = giving.draft_end(platform, SECOND, said.number, REASON, seen=1)
    done = at_once(
        lambda: giving.give_out(platform, OFFICER, one.id),
        lambda: giving.give_out(platform, SECOND, other.id),
        lambda: giving.give_out(platform, OFFICER, one.id),
        lambda: giving.give_out(platform, SECOND, other.id),
    )
    told = warnings.messages(platform, said.number)
    assert [one.version for one in told] == [1, 2]
    lost = [one for one in done if isinstance(one, Refusal)]
    assert len(lost) == 2
    assert all(isinstance(one, refused.WarningChangedMeanwhile | refused.WarningOver) for one in lost)
    assert {one.identifier for one in done if not isinstance(one, Refusal)} == {told[-1].identifier}


def test_the_same_draft_given_out_by_many_hands_is_one_warning(platform):
    draft = giving.draft_new(platform, OFFICER, ANSWERS)
    done = at_once(*(lambda: giving.give_out(platform, OFFICER, draft.id) for _ in range(4)))
    assert len({one.identifier for one in done}) == 1
    assert len(warnings.current(platform)) == 1


@pytest.mark.parametrize("onset", ["9999-12-31T23:59", "0001-01-01T00:00", "2027-12-01T00:00", "1990-01-01T00:00", "kapan"])
def test_a_beginning_that_lies_nowhere_near_is_refused(platform, onset):
    with pytest.raises(refused.WarningEndUnfit):
        giving.draft_new(platform, OFFICER, ANSWERS | {"onset": onset})


def test_an_expired_warning_is_neither_changed_nor_cancelled(platform, clock):
    said = given(platform, hours="1")
    late = giving.draft_end(platform, OFFICER, said.number, REASON, seen=1)
    clock.advance(timedelta(hours=1))
    for act in (
        lambda: giving.give_out(platform, OFFICER, late.id),
        lambda: ended(platform, said),
        lambda: changed(platform, said, hours="6"),
    ):
        with pytest.raises(refused.WarningOver):
            act()
    assert len(warnings.messages(platform, said.number)) == 1


def test_characters_that_no_document_holds_are_left_out_and_others_stay(platform):
    odd = "Banjir\x00\x0b\x1f \ud800\ufffe<b>&amp;]]> 🌊 ٣ \u202e"
    said = given(platform, headline_id=odd, description_id=odd * 3, instruction_id="\x1b[31mLari\x07", contact="\x00\x01&<")
    info = checked(said.document).infos[0]
    assert info.headline == "Banjir <b>&amp;]]> 🌊 ٣ \u202e"
    assert info.instruction == "[31mLari"
    assert info.contact == "&<"


@pytest.mark.parametrize("name", ["headline_id", "description_en", "instruction_jv", "note"])
def test_a_hundred_kilobytes_are_refused(platform, name):
    if name == "note":
        said = given(platform)
        with pytest.raises(refused.WarningTextLong):
            giving.draft_end(platform, OFFICER, said.number, {"id": "x" * 100_000, "en": "x"}, seen=1)
        return
    with pytest.raises(refused.WarningTextLong):
        giving.draft_new(platform, OFFICER, ANSWERS | {name: "🌊" * 100_000})


@pytest.mark.parametrize("code", ["99.99", "31.71.99", "", "31' OR '1'='1", "3" * 4000, "٣١"])
def test_a_region_that_there_is_not_is_refused(platform, code):
    with pytest.raises(Refusal):
        giving.draft_new(platform, replace(OFFICER, region=None), ANSWERS | {"regions": [code]})


def test_a_warning_whose_region_is_no_longer_in_force_is_still_read_and_cancelled(platform, client):
    said = given(platform)
    with platform.database.writing() as unit:
        unit.unaudited("test")
        unit.connection.execute(text("DELETE FROM regions_region WHERE code = '31.71'"))
    assert client.get("/bencana/peringatan.geojson").status_code == 200
    assert client.get(f"/bencana/peringatan/{said.number}").status_code == 200
    assert ended(platform, said).version == 2


def test_a_reader_knows_what_is_so_with_one_message_missing(platform, clock):
    said = given(platform)
    clock.advance(timedelta(minutes=1))
    update = changed(platform, said, severity="extreme")
    clock.advance(timedelta(minutes=1))
    last = changed(platform, update, severity="minor")
    clock.advance(timedelta(minutes=1))
    end = ended(platform, last)
    found = [checked(one.document) for one in (said, update, last, end)]
    for missing in range(3):
        some = [one for n, one in enumerate(found) if n != missing] * 2
        seeded(missing).shuffle(some)
        assert followed(some).current(clock.now()) == ()
    assert followed([found[2], found[0]]).current(clock.now()) == (found[2],)


def sents(document):
    """`sent` and the instants in `references`, as they are written."""
    root = ET.fromstring(document)
    name = "{urn:oasis:names:tc:emergency:cap:1.2}"
    return root.findtext(f"{name}sent"), [one.split(",")[2] for one in (root.findtext(f"{name}references") or "").split()]


def test_a_report_that_an_officer_moved_to_another_zone_is_referenced_word_for_word(platform, clock):
    everywhere = officer(None)
    report = sent(platform)
    cap_reports.tell_changes(platform)
    clock.advance(timedelta(minutes=5))
    deciding.correct(platform, everywhere, report.number, version=report.version, to=({"flood_depth": 60}, MAKASSAR))
    cap_reports.tell_changes(platform)
    first, second = said_of(platform, report)
    assert sents(first)[0].endswith("+07:00")
    assert sents(second)[0].endswith("+08:00")
    assert sents(second)[1] == [sents(first)[0]]


def test_a_report_told_under_another_name_is_referenced_by_that_name(platform, clock):
    report = sent(platform)
    cap_reports.tell_changes(platform)
    clock.advance(timedelta(minutes=5))
    deciding.verify(platform, officer(), report.number, version=report.version)
    renamed = platform.settings.model_copy(update={"disaster_cap_sender": "baru.example"})
    cap_reports.tell_changes(replace(platform, settings=renamed))
    first, second = (checked(one) for one in said_of(platform, report))
    assert [(one.sender, one.identifier) for one in second.references] == [(first.sender, first.identifier)]
    assert followed([second, first]).current(clock.now()) == (second,)


def test_an_exercise_is_in_no_public_feed(platform, client):
    said = given(platform, exercise="1", headline_id="Latihan gladi")
    for path in ("/bencana/peringatan.atom", "/bencana/peringatan.geojson", "/ogc/collections/warnings/items?f=json"):
        found = client.get(path)
        assert found.status_code == 200
        assert "gladi" not in found.text
    assert checked(said.document).status == "Exercise"


@pytest.mark.parametrize("given_at", ["kemarin", "2026-99-01", "1e9"])
def test_a_time_that_cannot_be_read_is_not_taken_for_now(client, given_at):
    assert client.get("/bencana/peringatan.geojson", params={"pada": given_at}).status_code in (400, 422)


def test_the_same_document_comes_again_for_who_has_it_under_any_form_of_the_header(platform, client):
    path = f"/bencana/peringatan/{given(platform).identifier}.cap.xml"
    first = client.get(path)
    assert first.headers["content-type"].startswith("application/cap+xml")
    for header in (first.headers["etag"], f'"x", {first.headers["etag"]}', f"W/{first.headers['etag']}"):
        assert client.get(path, headers={"If-None-Match": header}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.fixture
def strict(platform):
    """The node, where two officers stand behind each warning."""
    return replace(platform, settings=platform.settings.model_copy(update={"disaster_second_officer": True}))


def test_who_rewrites_another_officers_draft_does_not_confirm_it_alone(strict):
    draft = giving.draft_new(strict, OFFICER, ANSWERS)
    giving.rewrite(strict, SECOND, draft.id, ANSWERS | {"severity": "extreme"})
    with pytest.raises(refused.SecondOfficerNeeded):
        giving.give_out(strict, SECOND, draft.id)
    said = giving.give_out(strict, OFFICER, draft.id)
    assert (said.by_name, said.agreed_name) == (SECOND.name, OFFICER.name)


def test_an_update_that_calls_itself_an_exercise_is_confirmed_by_a_second_officer_all_the_same(strict):
    draft = giving.draft_new(strict, OFFICER, ANSWERS)
    said = giving.give_out(strict, SECOND, draft.id)
    sly = ANSWERS | {"hours": "keep", "severity": "extreme", "exercise": "1"}
    change = giving.draft_change(strict, OFFICER, said.number, sly, seen=1)
    with pytest.raises(refused.SecondOfficerNeeded):
        giving.give_out(strict, OFFICER, change.id)
    end = giving.draft_end(strict, OFFICER, said.number, REASON, seen=1)
    giving.rewrite(strict, OFFICER, end.id, {"note_id": "x", "note_en": "x", "exercise": "1"})
    with pytest.raises(refused.SecondOfficerNeeded):
        giving.give_out(strict, OFFICER, end.id)
    exercise = giving.draft_new(strict, OFFICER, ANSWERS | {"exercise": "1"})
    assert giving.give_out(strict, OFFICER, exercise.id).content.exercise


def test_what_is_given_out_is_what_the_officer_saw(platform, client_for):
    draft = giving.draft_new(platform, OFFICER, ANSWERS)
    desk = client_for(SECOND)
    path = f"/bencana/meja/peringatan/naskah/{draft.id}"
    page = desk.get(path).text
    seen = {name: value_of(page, name) for name in ("csrf", "mark")}
    giving.rewrite(platform, OFFICER, draft.id, ANSWERS | {"severity": "extreme"})
    answer = desk.post(path, data={**seen, "do": "give"})
    assert warnings.current(platform) == []
    assert "telah diubah orang lain" in answer.text
    again = {name: value_of(answer.text, name) for name in ("csrf", "mark")}
    assert again["mark"] != seen["mark"]
    assert desk.post(path, data={**again, "do": "give"}).status_code == 303
    assert [one.severity for one in warnings.current(platform)] == ["extreme"]


def test_a_draft_that_was_given_out_is_not_written_anew(platform):
    draft = giving.draft_new(platform, OFFICER, ANSWERS)
    giving.give_out(platform, OFFICER, draft.id)
    giving.rewrite(platform, SECOND, draft.id, ANSWERS | {"severity": "extreme"})
    assert giving.the_draft(platform, OFFICER, draft.id).values["severity"] == "severe"


@pytest.mark.parametrize(
    ("region", "zone", "offset"), [("31.71", "WIB", "+07:00"), ("73.71", "WITA", "+08:00"), ("91.71", "WIT", "+09:00")]
)
def test_times_are_those_of_the_place_on_the_page_and_in_the_document(platform, client, region, zone, offset):
    said = given(platform, replace(OFFICER, region=None), regions=[region])
    root = ET.fromstring(said.document)
    name = "{urn:oasis:names:tc:emergency:cap:1.2}"
    times = [one.text for tag in ("sent", "effective", "onset", "expires") for one in root.iter(f"{name}{tag}")]
    assert len(times) == 7
    assert all(one.endswith(offset) for one in times)
    for path in (f"/bencana/peringatan/{said.number}", f"/en/bencana/peringatan/{said.number}", "/bencana/peringatan"):
        page = client.get(path).text
        assert f" {zone}" in page, path
