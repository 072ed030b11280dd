"""What was tried against tickets: a number used by somebody else later, guessed keys, spellings cut short, undone twice."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from simpul.app import create_app
from simpul.cooperation.actions import registering, tickets
from simpul.cooperation.model.registrations import (
    Admission,
    AgencyUnknown,
    NameWrong,
    NumberWrong,
    RegisteredAlready,
    RegisteredAnew,
    Wish,
)
from simpul.cooperation.rules import budget_sheets, event_keeping
from simpul.cooperation.rules.registering_form import agency_of, name_of, staff_number
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import EVENT, counted, form, lecture


def given_back(platform: Platform, code: str) -> None:
    tickets.cancel(platform, code, tickets.seen(platform, code).registration.version)


def undone(platform: Platform, code: str) -> Admission:
    return tickets.undo(platform, code, tickets.seen(platform, code).registration.version)


def test_who_registers_under_a_number_given_back_has_a_ticket_of_their_own(platform: Platform):
    """The old link shows the old name, in no language the new one, and brings no second place back."""
    lecture(platform)
    first = registering.register(platform, EVENT, form(1, name="Ani Pertama", key="a"))
    given_back(platform, first.code)
    second = registering.register(platform, EVENT, form(1, name="Budi Kedua", key="b"))
    assert (second.fresh, second.code == first.code) == (True, False)
    assert tickets.seen(platform, second.code).holder.name == "Budi Kedua"
    assert tickets.seen(platform, first.code).holder.name == "Ani Pertama"
    with pytest.raises(RegisteredAnew):
        undone(platform, first.code)
    assert counted(platform) == {"hall": 1, "remote": 0, "waiting": 0, "cancelled": 1}
    client = TestClient(create_app(platform, background=False))
    for prefix in ("", "/en", "/ko"):
        page = client.get(f"{prefix}/acara/tiket/{first.code}").text
        assert [words in page for words in ("Ani Pertama", "Budi Kedua", 'value="urungkan"')] == [True, False, False]


def test_a_person_has_one_live_registration_however_often_given_back(platform: Platform):
    lecture(platform)
    codes = []
    for at in range(4):
        codes.append(registering.register(platform, EVENT, form(1, key=str(at))).code)
        given_back(platform, codes[-1])
    assert len(set(codes)) == 4
    assert undone(platform, codes[-1]) is Admission.HALL  # the last is theirs to take back
    for code in codes[:-1]:
        with pytest.raises(RegisteredAnew):
            undone(platform, code)
    assert counted(platform) == {"hall": 1, "remote": 0, "waiting": 0, "cancelled": 3}
    again = registering.register(platform, EVENT, form(1, key="late"))
    assert (again.code, again.fresh) == (codes[-1], False)


def test_a_person_twice_in_one_batch_after_giving_back_is_once_there(platform: Platform):
    lecture(platform)
    given_back(platform, registering.register(platform, EVENT, form(1)).code)
    answers = registering.take(platform, EVENT, [form(1, key="x"), form(1, key="y"), form(2)]).answers
    assert answers[0].code == answers[1].code != answers[2].code
    assert counted(platform) == {"hall": 2, "remote": 0, "waiting": 0, "cancelled": 1}


@pytest.mark.parametrize("back", [False, True])
def test_a_guessed_key_does_not_open_a_ticket_under_another_name(platform: Platform, back):
    """Nor, once given back, does it hold the number's next registration off."""
    lecture(platform)
    mine = registering.register(platform, EVENT, form(1, key="1", mail="ani@a.go.id"))
    assert registering.register(platform, EVENT, form(1, key="1", mail="")).code == mine.code
    other = form(1, key="1", name="Orang Lain", mail="ani@a.go.id")
    if back:
        given_back(platform, mine.code)
        assert registering.register(platform, EVENT, other).code != mine.code
        return
    with pytest.raises(RegisteredAlready):
        registering.register(platform, EVENT, other)


@pytest.mark.parametrize(
    "given",
    ["19700101201903100" + " " * 60 + "1x!", "1" * 9 + " " * 64 + "7" * 30, "197002312019031001", "190002292019031001"],
)
def test_numbers_are_judged_whole_and_by_the_calendar(given):
    with pytest.raises(NumberWrong):
        staff_number(given)


def test_a_leap_day_is_a_day_and_blanks_do_not_count():
    assert staff_number("19720229" + " " * 80 + "2019031001") == "197202292019031001"


def test_names_and_agencies_are_judged_whole():
    with pytest.raises(NameWrong):
        name_of("Ani" + " " * 500 + "x" * 99)
    with pytest.raises(AgencyUnknown):
        agency_of("A" + " " * 300 + "B", {"A": "A"})


@pytest.mark.parametrize("given", ["20160302", "2016-W09-3", "2016W093", "２０１６-03-02", "2016-3-2", "2016-02-30"])
def test_a_day_is_written_one_way(given):
    assert budget_sheets.day(given) is None
    assert budget_sheets.day(" 2016-03-02 ") == date(2016, 3, 2)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_refused_row_is_named_by_its_line_in_the_file(end):
    lines = ["code,name,places", f'A,"Dua{end}baris{end}dan tiga",5', "", "B,Badan B,banyak"]
    _, bad = event_keeping.rows(end.join(lines).encode())
    assert [one.line for one in bad] == [6]


def test_wishes_change_with_a_new_ticket(platform: Platform):
    """Who waits may give the wait back and follow remotely; the waiting list forgets the old ticket."""
    lecture(platform, quotas={"A": ("Instansi A", 1)})
    registering.register(platform, EVENT, form(1))
    waits = registering.register(platform, EVENT, form(2))
    given_back(platform, waits.code)
    assert registering.register(platform, EVENT, form(2, wish=Wish.REMOTE)).admission is Admission.REMOTE
    assert counted(platform) == {"hall": 1, "remote": 1, "waiting": 0, "cancelled": 1}
