"""How the portal finds a service: what people type, and what they must get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.kernel.i18n import translator
from simpul.portal import rules
from simpul.portal.model import SERVICES

OFFERED = {lang: [(service, translator(lang).gettext(service.title)) for service in SERVICES] for lang in ("id", "en")}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "query", "first"),
    [
        ("id", "banjir", "/bencana/lapor"),
        ("id", "lapor", "/bencana/lapor"),
        ("id", "LAPORKAN  Banjir!", "/bencana/lapor"),
        ("id", "lapor banjr", "/bencana/lapor"),
        ("id", "peta", "/bencana"),
        ("id", "daftar", "/bencana/daftar"),
        ("id", "data terbuka", "/bencana/data"),
        ("id", "petugas piket", "/bencana/meja"),
        ("id", "kecamatan", "/wilayah"),
        ("id", "kata sandi", "/akun"),
        ("en", "report", "/bencana/lapor"),
        ("en", "map", "/bencana"),
        ("en", "open data", "/bencana/data"),
        ("en", "sign in", "/akun"),
    ],
)
def test_a_service_is_found_by_what_people_call_it(lang: str, query: str, first: str) -> None:
    assert rules.found(query, OFFERED[lang])[0].path == first


@pytest.mark.parametrize("query", ["", "   ", "!!!", "xyzzy", "banjir xyzzy", "水"])
def test_nothing_is_found_for_what_no_service_is(query: str) -> None:
    assert rules.found(query, OFFERED["id"]) == ()


def test_nothing_is_found_where_nothing_is_offered() -> None:
    assert rules.found("banjir", []) == ()


@pytest.mark.parametrize(
    ("asked", "known", "fits"), [("ban", "banjir", True), ("banjr", "banjir", True), ("bandung", "banjir", False)]
)
def test_a_word_fits_when_it_begins_the_other_or_nearly_is_it(asked: str, known: str, *, fits: bool) -> None:
    assert (rules.fit(asked, known) > 0) is fits


@given(st.text())
def test_no_text_breaks_the_search(query: str) -> None:
    assert set(rules.found(query, OFFERED["id"])) <= set(SERVICES)
