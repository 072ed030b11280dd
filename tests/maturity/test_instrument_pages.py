"""Pages and interfaces of instruments, and instruments that a node takes in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from simpul.maturity.actions import instruments
from simpul.maturity.model.instrument_refusals import InstrumentTaken, InstrumentUnknown
from simpul.maturity.rules import instrument_writing, law_instruments
from simpul.maturity.rules.instrument_reading import read

PATH = "/kematangan/instrumen"
SPBE = law_instruments.instrument("SPBE-2020")
NEW = (
    instrument_writing.toml(SPBE)
    .replace('code = "SPBE-2020"', 'code = "UJI-2027"')
    .replace("[2021, 2022, 2023, 2024, 2025]", "[2027]")
)


def take(platform: Platform, text: str = NEW) -> bool:
    return instruments.take_in(platform, text, file_name="uji.toml", form="toml")[1]


def test_an_imported_instrument_is_found_beside_those_of_the_law(platform: Platform) -> None:
    assert take(platform)
    known = instruments.known(platform)
    assert {"UJI-2027", "SPBE-2020"} <= set(known)
    assert known["UJI-2027"].digest == read(NEW).digest
    assert instruments.get(platform, "UJI-2027").years == (2027,)
    with pytest.raises(InstrumentUnknown):
        instruments.get(platform, "UJI-2028")


def test_an_instrument_never_changes(platform: Platform) -> None:
    """The same again is no harm; another under its code, or under one of the law, is refused."""
    assert [take(platform), take(platform)] == [True, False]
    assert not take(platform, instrument_writing.toml(SPBE))
    for text in (NEW, instrument_writing.toml(SPBE)):
        with pytest.raises(InstrumentTaken):
            take(platform, text.replace("Perencanaan Strategis SPBE", "Lain"))
    assert instruments.get(platform, "UJI-2027").digest == read(NEW).digest


def test_two_administrators_at_once_take_it_in_once(platform: Platform) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda _: take(platform), range(4))) == [False, False, False, True]


def test_every_page_of_an_instrument_answers_in_both_languages(client: TestClient) -> None:
    for code, one in law_instruments.instruments().items():
        for path in (f"{PATH}/{code}", f"{PATH}/{code}?kriteria=semua", f"{PATH}/{code}/indikator/1"):
            for page, words in ((path, one.indicators[0].name.id), (f"/en{path}", one.indicators[0].name.en)):
                found = client.get(page)
                assert (found.status_code, words.split("'")[0] in found.text) == (200, True), page


def test_the_search_finds_indicators_by_words_of_either_language(client: TestClient) -> None:
    assert f"{PATH}/SPBE-2020/indikator/16" in client.get(f"{PATH}?q=pusat+data").text
    assert f"{PATH}/SPBE-2020/indikator/16" in client.get(f"{PATH}/SPBE-2020?q=data+centre").text
    assert f'{PATH}/SPBE-2020/indikator/3"' not in client.get(f"{PATH}/SPBE-2020?q=pusat+data").text
    assert "Tidak ada indikator" in client.get(f"{PATH}?q=zzqq").text


def test_two_instruments_stand_side_by_side(client: TestClient) -> None:
    found = client.get(f"{PATH}?bandingkan=SPBE-2018&dengan=SPBE-2020")
    assert found.status_code == 200
    assert "Kebijakan Internal Tata Kelola SPBE" in found.text
    assert "Pilih dua instrumen yang berbeda" in client.get(f"{PATH}?bandingkan=SPBE-2018&dengan=SPBE-2018").text


@pytest.mark.parametrize("path", ["SPBE-1998", "%00", *(f"SPBE-2020/indikator/{key}" for key in ("48", "A1", "0"))])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"{PATH}/{path}").status_code == 404


def test_a_download_with_its_criteria_can_be_taken_in_again(client: TestClient, platform: Platform) -> None:
    for form in ("toml", "json"):
        found = client.get(f"{PATH}/SPBE-2020/unduh.{form}")
        assert instruments.take_in(platform, found.text, file_name="spbe", form=form) == (SPBE, False)
        assert f"spbe-2020.{form}" in found.headers["content-disposition"]


def test_programs_get_instruments_criteria_and_the_exact_index(client_for: Callable[..., TestClient]) -> None:
    client = client_for()
    codes = [one["code"] for one in client.get("/api/v1/maturity/instruments").json()]
    assert codes == list(law_instruments.instruments())
    document = client.get("/api/v1/maturity/instruments/SPBE-2020").json()
    assert document == instrument_writing.document(SPBE)
    assert client.get("/api/v1/maturity/instruments/SPBE-2020/criteria").json()[0]["number"] == 1
    asked = {"instrument": "SPBE-2020", "year": 2023, "values": {str(n): 3 for n in range(1, 48)}}
    assert client.post("/api/v1/maturity/index", json=asked).json()["exact"] == "3"
    decimal = {**asked, "values": {"D1": 3.7, "D2": 3.4, "D3": 3, "D4": "3.20"}}
    assert client.post("/api/v1/maturity/index", json=decimal).json()["exact"] == "1641/500"


@pytest.mark.parametrize(("key", "value"), [("1", 9), ("77", 1), ("1", "x"), ("1", True), ("1", -1)])
def test_a_value_that_is_none_is_a_problem_that_names_the_indicator(client: TestClient, key: str, value: object) -> None:
    asked = {"instrument": "SPBE-2020", "values": {key: value}}
    found = client.post("/api/v1/maturity/index", json=asked)
    assert found.status_code == 422
    assert found.json()["facts"]["key"] == key
