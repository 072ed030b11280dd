"""Words that lie, break a file or give an order: names that turn the writing, control signs, formulas, lines of a mail."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import documents, experts
from simpul.cooperation.model.calendars import CalendarEntry
from simpul.cooperation.rules import calendars
from simpul.cooperation.rules.plain_words import plain
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import PASSPORT, VISIT, accepted, activity, nominate, there
from tests.cooperation.event_makers import SLUG, lecture
from tests.cooperation.governance_makers import committee_there, project_there
from tests.cooperation.people import CENTRE, EGCC, KEEPER, LIAISON_OFFICER

Client = Callable[..., TestClient]
LIES = ("Siti \u202eUji\u202c", "Siti\u200b Uji", "Siti\x07 Uji", "Siti \u2066Uji", "Siti\ue000 Uji", "Siti\u2028Uji")
AT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize("name", LIES)
def test_a_name_holds_no_sign_that_is_not_seen(platform: Platform, name: str) -> None:
    """It is printed on a certificate and shown at a door, where a turned name is another person's."""
    there(platform)
    one = accepted(platform, name, office=name)
    assert (one.name, one.office) == ("Siti Uji", "Siti Uji")
    documents.enter(platform, KEEPER, one.id, PASSPORT | {"name": name})
    passport = documents.read(platform, KEEPER, one.id).passport
    assert passport is not None
    assert passport.name == "Siti Uji"
    given = dict.fromkeys(experts.FIELDS, "") | {"side": "korea", "field_id": name, "programme": EGCC, "name": name}
    expert = experts.add(platform, KEEPER, given)
    assert (expert.name, expert.field["id"]) == ("Siti Uji", "Siti Uji")


def test_names_of_every_writing_stay_as_they_are() -> None:
    for name in ("I Gusti Ngurah Ñengah", "김예시", "Siti Nur'aini, S.T.", "مثال", "क्‍ष"):
        assert plain(name) == name


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b[31m", "\ufffe"])
def test_a_program_breaks_neither_the_store_nor_a_report(platform: Platform, client_for: Client, bad: str) -> None:
    there(platform)
    client = client_for(KEEPER)
    client.cookies.clear()
    client.headers["Authorization"] = f"Bearer {KEEPER.id}"
    body = {
        "kind": "pledge",
        "side": "indonesia",
        "on": "2020-01-01",
        "amount": "10",
        "currency": "USD",
        "what": {"id": f"Uji{bad} coba"},
        "category": f"a{bad}b",
        "source": f"c{bad}d",
    }
    answer = client.post(f"/api/v1/cooperation/budgets/{EGCC}/lines", json=body)
    assert answer.status_code in (201, 422)
    for form in ("laporan.docx", "lihat"):
        assert client.get(f"/kerja-sama/laporan/{EGCC}/{form}?bahasa=id").status_code == 200


def test_a_report_is_made_whatever_its_records_hold(platform: Platform, client_for: Client) -> None:
    """One partner's paste from a document must not take the report away from everybody."""
    there(platform)
    committee_there(platform)
    project_there(platform, title={"id": "Uji\x07\x1b coba \ufffe", "en": "a\x0bb", "ko": "\x01"}, lead="x\x02y")
    client = client_for(KEEPER)
    for lang in ("id", "ko"):
        for form in ("laporan.docx", "laporan.pdf", "lihat"):
            assert client.get(f"/kerja-sama/laporan/{EGCC}/{form}?bahasa={lang}").status_code == 200, form
    assert client.get(f"/api/v1/cooperation/reports/{EGCC}").status_code == 200


def test_an_address_gives_no_orders_to_a_mail_program(platform: Platform, client_for: Client) -> None:
    """`mailto:a?bcc=…` would send a copy of what the reader writes to somebody else."""
    there(platform)
    nominate(platform, "Siti Uji", email="a?bcc=lain&body=x@contoh.go.id")
    page = client_for(LIAISON_OFFICER).get(f"/kerja-sama/kegiatan/{VISIT}/calon").text
    assert 'href="mailto:a%3Fbcc%3Dlain%26body%3Dx@contoh.go.id"' in page


def test_formulas_of_every_writing_are_text(platform: Platform, client_for: Client) -> None:
    """A spreadsheet that is set to Korean takes the wide signs for the narrow ones."""
    there(platform)
    for n, sign in enumerate("=+-@＝＋－＠"):
        nominate(platform, f"{sign}SUM({n})", office=f"{sign}cmd|x")
    sheet = client_for(KEEPER).get(f"/kerja-sama/kegiatan/{VISIT}/calon.csv").text
    for n, sign in enumerate("=+-@＝＋－＠"):
        assert f",'{sign}SUM({n}),'{sign}cmd|x," in sheet


@pytest.mark.parametrize("cut", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
def test_an_entry_of_a_calendar_stays_one_entry(cut: str) -> None:
    orders = f"Uji{cut}END:VEVENT{cut}BEGIN:VALARM{cut}ATTENDEE:mailto:x@y.id"
    entry = CalendarEntry("1@uji", orders, date(2027, 1, 1), date(2027, 1, 2), AT, place=orders, text=orders)
    guest = (f'Siti";X-A="1{cut}X-B:1', "siti@contoh.go.id")
    for content in (calendars.calendar(orders, [entry]), calendars.invitation("REQUEST", entry, guest, guest)):
        lines = content.decode().replace("\r\n ", "").split("\r\n")
        assert not any(sign in line for line in lines for sign in "\r\n\x0b\x85\u2028")
        assert sum(line == "END:VEVENT" for line in lines) == 1
        assert not any(line.startswith(("BEGIN:VALARM", "ATTENDEE:mailto:x", "X-A", "X-B")) for line in lines)


def test_a_title_of_two_lines_is_one_line_in_the_calendar() -> None:
    made = calendars.of_activity(activity(title={"id": "Satu\r\nDua"}), "id", "uji", (AT, ""))
    assert made is not None
    assert b"SUMMARY:Satu Dua\r\n" in calendars.calendar("Uji", [made])


def test_the_page_for_the_crowd_names_no_program(platform: Platform, client_for: Client) -> None:
    """Who asks by an API token has a name on the page, which the next visitors must not get."""
    lecture(platform)
    client_for(CENTRE)
    first = client_for().get(f"/acara/{SLUG}", headers={"Authorization": f"Bearer {CENTRE.id}"})
    assert CENTRE.name in first.text
    assert CENTRE.name not in client_for().get(f"/acara/{SLUG}").text


def test_what_a_program_reads_is_kept_by_nobody_on_the_way(platform: Platform, client_for: Client) -> None:
    there(platform)
    committee_there(platform)
    client = client_for(KEEPER)
    for path in ("follow-ups", "meetings", "agreements", "projects", "activities", f"budgets/{EGCC}", f"reports/{EGCC}"):
        answer = client.get(f"/api/v1/cooperation/{path}")
        assert (answer.status_code, answer.headers.get("cache-control")) == (200, "no-store"), path
