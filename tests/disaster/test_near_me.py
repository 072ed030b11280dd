"""What is near me, as text: for who stands in the rain with a slow phone. Ten kilobytes, no script needed, no lie."""

import pytest
from starlette.testclient import TestClient

from simpul import regions
from simpul.disaster.actions import nearby, shelters
from simpul.disaster.actions.areas import set_state
from simpul.disaster.model.shelters import ShelterDraft, ShelterKind
from simpul.disaster.rules.sms_text import alone
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, SINGAPORE, officer, sent

HERE = f"lat={JAKARTA[1]}&lon={JAKARTA[0]}"
PATH = "/bencana/dekat"


def east(km: float) -> tuple[float, float]:
    return JAKARTA[0] + km / 110.7, JAKARTA[1]


def test_reports_come_nearest_first_with_distance_direction_and_status(client: TestClient, platform: Platform) -> None:
    for km, depth in ((3.0, 30), (0.5, 160), (9.0, 90)):
        sent(platform, east(km), {"flood_depth": depth})
    page = client.get(f"{PATH}?{HERE}").text
    assert page.index("160 cm") < page.index("30 cm")
    assert "0,5 km di timur Anda" in page
    assert "90 cm" not in page, "nine kilometres are not near"
    assert "Belum diverifikasi" in page
    assert "dalam 5 km: 2" in page


@pytest.mark.parametrize(("there", "degrees"), [((0, 1), 0), ((1, 0), 90), ((0, -1), 180), ((-1, 0), 270), ((1, 1), 45)])
def test_a_direction_is_told_from_north_clockwise(there: tuple[int, int], degrees: float) -> None:
    point = JAKARTA[0] + there[0] * 0.001, JAKARTA[1] + there[1] * 0.001
    assert nearby.bearing(JAKARTA, point) == pytest.approx(degrees, abs=1)


def test_a_residents_words_and_exercises_and_what_is_hidden_or_over_are_not_told(
    client: TestClient, platform: Platform
) -> None:
    sent(platform, JAKARTA, {"flood_depth": 77}, text="Rumah Ibu Sari nomor 5.")
    sent(platform, east(0.2), {"flood_depth": 88}, training=True)
    page = client.get(f"{PATH}?{HERE}").text
    assert "77 cm" in page
    assert "Ibu Sari" not in page
    assert "88 cm" not in page


def test_nothing_reported_is_not_called_safe(client: TestClient, platform: Platform) -> None:
    page = client.get(f"{PATH}?{HERE}").text
    assert "Bukan berarti aman" in page
    assert 'href="tel:112"' in page


def test_a_place_is_found_by_its_name_and_others_are_offered(client: TestClient, platform: Platform) -> None:
    page = client.get(f"{PATH}?q=menteng").text
    assert "<h1>Menteng" in page
    assert page.count("?kode=") >= 2
    assert client.get(f"{PATH}?q=zzqxwv").text.count('role="alert"') == 1


@pytest.mark.parametrize("point", [SEA, SINGAPORE, (0.0, 0.0)])
def test_a_point_where_nobody_lives_is_told_so(client: TestClient, platform: Platform, point: tuple[float, float]) -> None:
    answer = client.get(f"{PATH}?lat={point[1]}&lon={point[0]}")
    assert answer.status_code == 200
    assert "di laut atau di luar negeri" in answer.text


@pytest.mark.parametrize(
    "words", ["lat=x&lon=y", "lat=nan&lon=inf", "lat=91&lon=181", "kode=99.99", "kode=%00", "q=%3Cscript%3E"]
)
def test_nonsense_in_the_address_is_answered_with_the_question(client: TestClient, platform: Platform, words: str) -> None:
    answer = client.get(f"{PATH}?{words}")
    assert answer.status_code == 200
    assert "<form" in answer.text
    assert "<script>" not in answer.text


def test_a_full_page_stays_below_ten_kilobytes_and_asks_for_nothing_but_its_own_button(
    client: TestClient, platform: Platform
) -> None:
    for n in range(30):
        sent(platform, east(n / 10), {"report_type": "structure", "structureFailure": 2}, hazard="earthquake")
    set_state(platform, officer(), 317106, state=3, seen=None)
    for lang in ("", "/en", "/jv"):
        answer = client.get(f"{lang}{PATH}?{HERE}", headers={"accept-encoding": "identity"})
        assert len(answer.content) < 10_000, f"{len(answer.content)} bytes in {lang or 'id'}"
        assert answer.text.count('<link rel="stylesheet"') == 0
        assert answer.text.count("<script") == 1
        assert "near.js" in answer.text


def test_the_pages_own_style_is_let_in_by_its_digest_and_no_other(client: TestClient, platform: Platform) -> None:
    policy = client.get(PATH).headers["content-security-policy"]
    assert "style-src 'sha256-" in policy
    assert "unsafe-inline" not in policy


def test_it_is_there_as_plain_text_and_as_one_short_message(client: TestClient, platform: Platform) -> None:
    sent(platform, east(1), {"flood_depth": 120})
    text = client.get(f"{PATH}.txt?{HERE}")
    assert text.headers["content-type"].startswith("text/plain")
    assert "120 cm" in text.text
    assert "Darurat, semua layanan: 112" in text.text
    assert client.get(f"{PATH}.txt?q=zzqxwv").status_code == 404


@pytest.mark.parametrize("lang", ["", "/en", "/jv"])
def test_the_short_message_fits_whatever_there_is_to_say(client: TestClient, platform: Platform, lang: str) -> None:
    for n in range(12):
        sent(platform, east(n / 5), {"report_type": "structure", "structureFailure": 2}, hazard="earthquake")
    set_state(platform, officer(), 317106, state=3, seen=None)
    said = client.get(f"{lang}{PATH}.txt?{HERE}&sms=1").text.strip()
    assert alone(said), f"{len(said)}: {said}"
    assert "112" in said
    assert "12" in said


def test_what_is_over_is_gone(client: TestClient, platform: Platform) -> None:
    report = sent(platform, JAKARTA, {"flood_depth": 77})
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("the test's own clock")
        unit.connection.exec_driver_sql(
            "UPDATE disaster_report SET live_until = reported_at WHERE number = %(n)s", {"n": report.number}
        )
    assert "77 cm" not in client.get(f"{PATH}?{HERE}").text


def test_far_away_is_another_page(client: TestClient, platform: Platform) -> None:
    sent(platform, BANDUNG, {"flood_depth": 44})
    assert "44 cm" not in client.get(f"{PATH}?{HERE}").text
    assert "44 cm" in client.get(f"{PATH}?q=bandung%20wetan").text


def test_a_shelter_is_found_by_its_direction_and_its_street_or_village(client: TestClient, platform: Platform) -> None:
    for name, km, address in (("SD Contoh", 0.5, ""), ("Masjid Contoh", 2.0, "Jalan Contoh 7")):
        longitude, latitude = east(km)
        draft = ShelterDraft(name, ShelterKind.SCHOOL, longitude, latitude, 100, address)
        shelters.add(platform, officer("31"), draft)
    page = client.get(f"{PATH}?{HERE}").text
    village = regions.name_or_code(platform, shelters.get(platform, 1).shelter.region).split(",")[0]
    assert f"0,5 km di timur Anda, {village}; untuk 100 orang" in page
    assert "2 km di timur Anda, Jalan Contoh 7; untuk 100 orang" in page
    assert f"0.5 km east of you, {village}; room for 100 people" in client.get(f"/en{PATH}?{HERE}").text
