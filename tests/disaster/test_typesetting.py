"""The PDF of a situation report: tagged for screen readers, texts never read as code, in bounded time and length."""

from dataclasses import replace
from typing import Any

import pytest

from simpul.disaster.model.incident_refusals import TypesettingUnavailable
from simpul.disaster.model.incidents import Account
from simpul.disaster.outside import typesetting
from simpul.disaster.rules.sitrep import content
from simpul.disaster.rules.sitrep_words import document, printed
from simpul.kernel.i18n import translator
from tests.disaster.test_rules_drafts import NOW
from tests.disaster.test_rules_incidents import case, one
from tests.disaster.test_rules_sitrep import BPBD, first, known

pytestmark = pytest.mark.rules
HOSTILE = '#panic("x") $ a_b * <u> @ref \\ // #import "@preview/x:1.0.0": * \u202e\u0000 ] } {'


def ready(said: Any, lang: Any = "id") -> dict[str, Any]:
    return printed(document(said, translator(lang)))


def test_both_languages_are_tagged_documents_of_a_few_pages() -> None:
    documents = {"id": ready(first()), "en": ready(first(), "en")}
    for lang, made in typesetting.pdfs(documents).items():
        assert made.startswith(b"%PDF-1.7")
        assert made.rstrip().endswith(b"%%EOF")
        assert b"pdfuaid" in made
        assert f"/Lang({lang})".encode() in made.replace(b" ", b"")
    for pages in typesetting.pages(documents).values():
        assert 2 <= len(pages) <= 4
        assert all(page.startswith(b"\x89PNG") for page in pages)


@pytest.mark.parametrize("text", [HOSTILE, "Banjir 😱🌊 ngeri", "水災", "a" * 1990])
def test_whatever_officers_write_is_set_as_text(text: str) -> None:
    made = known()
    incident = replace(made.incident, name=text[:120], told=Account(text, text, text, text))
    document_of = ready(content(replace(made, incident=incident), BPBD, 1, NOW, None))
    assert typesetting.pdfs({"id": document_of})["id"].startswith(b"%PDF")


def test_a_thousand_reports_fit_on_a_few_pages() -> None:
    many = case(*(one(n, minutes=n / 10) for n in range(1, 1001)))
    said = content(replace(known(), incident=many.incident, reports=many.reports), BPBD, 1, NOW, None)
    assert len(typesetting.pages({"id": ready(said)})["id"]) <= 6


def test_the_title_is_the_report_s_own() -> None:
    made = typesetting.pdfs({"id": ready(first())})["id"]
    assert b"Laporan situasi no. 1: Banjir" in made or "Laporan situasi no. 1".encode("utf-16-be") in made


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simpul.kernel.typesetting.SECONDS", 0.001)
    with pytest.raises(TypesettingUnavailable):
        typesetting.pdfs({"id": ready(first())})
    with pytest.raises(TypesettingUnavailable):
        typesetting.pdfs({"id": {"title": "no document"}})
