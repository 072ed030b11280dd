"""Who may take what out of the programme: a truth table by person, and that no form but one holds a name."""

import pytest

from simpul.kernel.actor import Actor
from simpul.malaria.model.register import COUNTS
from simpul.malaria.model.sending import PURPOSES, Holds
from simpul.malaria.model.sending_refusals import NotEntitled, PurposeMissing
from simpul.malaria.rules import entitled
from tests.malaria.desk_makers import person

pytestmark = pytest.mark.rules
OWN, VILLAGE, ELSEWHERE = "92.06", "92.06.01.2001", "91.05"
PEOPLE = {
    "officer of the kabupaten": person("92.06", "malaria.officer"),
    "officer of the ministry": person(None, "malaria.officer"),
    "supervisor of a Puskesmas": person("92.06.01", "malaria.supervisor"),
    "officer of another kabupaten": person("91.05", "malaria.officer"),
    "cross-checker of slides": person("92.06", "malaria.reader"),
    "clinician": person("92.06", "malaria.clinician"),
    "officer of the disaster agency": person("92.06", "disaster.officer"),
    "administrator of the node": person("92.06", "identity.admin"),
    "officer without an agency": person("92.06", "malaria.officer", agency=None),
    "nobody": Actor.ANONYMOUS,
}
COUNTED = ("dhis2", "adx", "sismal_sheet", "report")
MAY = {
    "officer of the kabupaten": {
        OWN: {*COUNTED, "sismal_register", "fhir", "investigation_form"},
        VILLAGE: {*COUNTED, "sismal_register", "fhir", "investigation_form"},
    },
    "officer of the ministry": {
        place: {*COUNTED, "sismal_register", "fhir", "investigation_form"} for place in (OWN, VILLAGE, ELSEWHERE)
    },
    "supervisor of a Puskesmas": {VILLAGE: {*COUNTED, "sismal_register", "investigation_form"}},
    "officer of another kabupaten": {ELSEWHERE: {*COUNTED, "sismal_register", "fhir", "investigation_form"}},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("place", [OWN, VILLAGE, ELSEWHERE])
def test_who_may_take_what_of_which_place(who, place):
    allowed = {code for code in entitled.ARTEFACTS if entitled.entitled(PEOPLE[who], code, place)}
    assert allowed == MAY.get(who, {}).get(place, set())


def test_what_nobody_knows_is_for_nobody():
    assert not entitled.entitled(PEOPLE["officer of the ministry"], "everything", OWN)
    with pytest.raises(NotEntitled):
        entitled.permit(PEOPLE["officer of the ministry"], "everything", OWN)


@pytest.mark.parametrize("artefact", ["fhir", "sismal_register"])
def test_rows_about_people_leave_only_for_a_stated_purpose(artefact):
    officer = PEOPLE["officer of the kabupaten"]
    for given in ("", "curiosity"):
        with pytest.raises(PurposeMissing):
            entitled.permit_take(officer, artefact, OWN, given)
    assert {entitled.permit_take(officer, artefact, OWN, one) for one in PURPOSES} == set(PURPOSES)


def test_counts_need_no_purpose_and_keep_none():
    assert entitled.permit_take(PEOPLE["officer of the kabupaten"], "dhis2", OWN, "routine") == ""


def test_only_the_investigation_form_holds_what_tells_who_somebody_is():
    holding = {code for code, one in entitled.ARTEFACTS.items() if one.fields & (entitled.IDENTIFYING - {"name"})}
    assert holding == {"investigation_form"}
    named = {code for code, one in entitled.ARTEFACTS.items() if one.holds is Holds.ROWS and "name" in one.fields}
    assert named == set()


def test_a_row_keeps_the_fields_of_its_artefact_and_no_others():
    row = {
        "day": "2026-10-01",
        "name": "Yosina Contohsaja",
        "nik": "9206010101010001",
        "mother": "Marta",
        "species": "vivax",
    }
    assert entitled.only("sismal_register", row) == {"day": "2026-10-01", "species": "vivax"}
    assert set(entitled.only("report", dict.fromkeys(COUNTS, 1) | row)) == {*COUNTS, "name"}


def test_an_identifying_field_is_found_however_deep_it_lies():
    assert entitled.identifying({"a": [{"b": ({"nik": 1},)}], "c": {"telecom": []}}) == {"nik", "telecom"}
    assert entitled.identifying({"a": ["nik", 3]}) == set()
