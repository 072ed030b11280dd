"""Who searches the portal finds events, results and programmes that everybody may open, and no others."""

from dataclasses import replace
from typing import Any

import pytest

from simpul import cooperation
from simpul.cooperation.actions import demo, event_reading
from simpul.cooperation.store import deliverables
from simpul.kernel.i18n import translator
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import lecture


def found(platform: Platform, question: str, language: Any = "id") -> list[str]:
    return [one.path for one in cooperation.find_pages(platform, question, translator(language))]


def test_an_event_is_found_by_a_word_of_its_title_in_any_of_its_languages(platform: Platform) -> None:
    event = lecture(platform)
    for words in event.title.values():
        assert found(platform, words) == [f"/acara/{event.slug}"], words
    assert found(platform, "zzz") == []


def test_an_event_that_is_not_public_is_found_by_nobody(platform: Platform) -> None:
    event = lecture(platform, public=False)
    assert event_reading.listed(platform) == []
    assert found(platform, event.title["id"]) == []


@pytest.mark.parametrize("language", ["id", "en", "ko"])
def test_whatever_is_found_opens_for_everybody_in_its_language(platform: Platform, client_for: Any, language: str) -> None:
    demo.seed(platform)
    prefix = "" if language == "id" else f"/{language}"
    for question in ("spbe", "egcc", "evaluasi", "roadmap", "dgcc", "kuliah"):
        for path in found(platform, question, language):
            assert client_for().get(prefix + path).status_code == 200, path


def test_a_result_that_is_not_public_is_found_by_nobody_any_more(platform: Platform, client_for: Any) -> None:
    demo.seed(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        mine = deliverables.public_ones(unit.connection)[0]
    page = client_for().get("/cari", params={"q": mine.title["id"]}).text
    assert f"/kerja-sama/hasil/{mine.id}" in page
    assert "Halaman simpul ini" in page
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        deliverables.keep(unit.connection, replace(mine, public=False), unit.clock.now())
    assert f"/kerja-sama/hasil/{mine.id}" not in found(platform, mine.title["id"])
