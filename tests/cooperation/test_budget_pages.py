"""The budget's page: its form begins with one's own side and language, and what is struck is restored at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import budget
from simpul.cooperation.model.budgets import Currency
from simpul.cooperation.model.programmes import Side
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from tests.cooperation.people import EGCC, KEEPER, KOREAN, programmes_there


@pytest.mark.parametrize(("who", "side"), [(KEEPER, Side.INDONESIA), (KOREAN, Side.KOREA)])
def test_the_form_begins_with_ones_own_side(
    platform: Platform, client_for: Callable[..., TestClient], who: Actor, side: Side
) -> None:
    programmes_there(platform)
    page = client_for(who).get(f"/kerja-sama/anggaran?program={EGCC}").text
    assert f'<option value="{side.value}" selected>' in page


WORDS = {"kind": "contribution", "side": "korea", "on": "2017-03-01", "amount": "1000", "currency": "USD"}


def test_a_korean_adds_an_amount_in_korean_and_everybody_reads_it(
    platform: Platform, client_for: Callable[..., TestClient], post: Callable[..., Any]
) -> None:
    programmes_there(platform)
    page = post(client_for(KOREAN), f"/ko/kerja-sama/anggaran/{EGCC}", lakukan="tambah", what_ko="초청연수 항공료", **WORDS)
    assert page.status_code == 200
    for prefix in ("", "/en", "/ko"):
        assert "초청연수 항공료" in client_for(KEEPER).get(f"{prefix}/kerja-sama/anggaran?program={EGCC}").text
    assert ",,초청연수 항공료," in client_for(KEEPER).get(f"/kerja-sama/anggaran/{EGCC}/anggaran.csv").text


@pytest.mark.parametrize(("prefix", "first"), [("", "what_id"), ("/en", "what_en"), ("/ko", "what_ko")])
def test_the_form_asks_first_in_the_readers_language_and_says_there_what_is_missing(
    platform: Platform, client_for: Callable[..., TestClient], post: Callable[..., Any], prefix: str, first: str
) -> None:
    programmes_there(platform)
    page = post(client_for(KOREAN), f"{prefix}/kerja-sama/anggaran/{EGCC}", lakukan="tambah", **WORDS)
    assert page.status_code == 422
    assert f'id="{first}-error"' in page.text
    assert f'href="#{first}"' in page.text
    assert min(("what_id", "what_en", "what_ko"), key=lambda name: page.text.index(f'id="{name}"')) == first


def test_what_was_struck_is_restored_from_the_banner_that_says_so(
    platform: Platform, client_for: Callable[..., TestClient], post: Callable[..., Any]
) -> None:
    programmes_there(platform)
    korean, path = client_for(KOREAN), f"/kerja-sama/anggaran/{EGCC}"
    post(korean, path, lakukan="tambah", what_id="Tiket pesawat", **WORDS)
    line = budget.seen(platform, KOREAN, EGCC, Currency.USD).lines[0]
    struck = post(korean, path, lakukan="coret", id=str(line.id), version=str(line.version))
    banner = struck.text[struck.text.index("govuk-notification-banner__heading") : struck.text.index("<h1")]
    assert ('value="pulihkan"' in banner, "Tiket pesawat" in banner) == (True, True)
    there = re.search(r'name="version" value="([0-9]+)"', banner)
    assert there is not None
    post(korean, path, lakukan="pulihkan", id=str(line.id), version=there[1])
    assert budget.seen(platform, KOREAN, EGCC, Currency.USD).lines[0].struck_at is None
    other = client_for(KEEPER).get(str(struck.url)).text
    assert 'value="pulihkan"' not in other[: other.index("<h1")]
