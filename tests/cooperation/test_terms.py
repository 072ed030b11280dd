"""What the real history names stands in the reader's language on every page; what people write stays as they wrote it."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import history_loading
from simpul.cooperation.actions.terms import term
from simpul.kernel.platform import Platform


@pytest.mark.parametrize(
    ("prefix", "place"), [("", "Istora Senayan"), ("/en", "Istora Senayan"), ("/ko", "이스토라 스나얀")]
)
def test_a_place_of_the_history_is_told_in_the_pages_language(
    platform: Platform, client_for: Callable[..., TestClient], prefix: str, place: str
) -> None:
    history_loading.load(platform)
    assert place in client_for().get(f"{prefix}/kerja-sama/kegiatan").text
    front = client_for().get(f"{prefix}/kerja-sama").text
    assert ("Lantai 4" in front, "자카르타 행정개혁부" in front) == (prefix == "", prefix == "/ko")


def test_a_year_alone_has_its_korean_word(platform: Platform, client_for: Callable[..., TestClient]) -> None:
    history_loading.load(platform)
    assert re.search(r">\s*2018년\s*<", client_for().get("/ko/kerja-sama/kegiatan").text)


def test_what_the_history_does_not_know_stays_as_it_was_written() -> None:
    assert term("Balai Kota Bandung", "ko") == "Balai Kota Bandung"
    assert term("Seoul", "id") == "Seoul"
