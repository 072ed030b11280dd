"""Name to region: how people spell, and what they mean."""

import time
from pathlib import Path

import numpy as np
import pytest

from simpul.regions.lookup import build, search
from simpul.regions.lookup.gazetteer import Gazetteer
from simpul.regions.lookup.search import Names
from simpul.regions.lookup.spelling import spelled
from simpul.regions.model import Level, RegionUnknown

pytestmark = pytest.mark.rules

SPELLINGS = [
    ("pluit", "Pluit, Penjaringan, Jakarta Utara"),
    ("PLUIT", "Pluit, Penjaringan, Jakarta Utara"),
    ("Pluit, Jakarta Utara", "Pluit, Penjaringan, Jakarta Utara"),
    ("pluit penjaringan", "Pluit, Penjaringan, Jakarta Utara"),
    ("kel. pluit", "Pluit, Penjaringan, Jakarta Utara"),
    ("kec penjaringan", "Penjaringan, Jakarta Utara"),
    ("penjaringn", "Penjaringan, Jakarta Utara"),
    ("jogja", "Daerah Istimewa Yogyakarta"),
    ("kota jogja", "Yogyakarta"),
    ("Djokjakarta", "Daerah Istimewa Yogyakarta"),
    ("jaksel", "Jakarta Selatan"),
    ("dki", "Daerah Khusus Ibukota Jakarta"),
    ("DKI Jakarta", "Daerah Khusus Ibukota Jakarta"),
    ("kab bogor", "Kab. Bogor"),
    ("kota bogor", "Kota Bogor"),
    ("bintuni", "Bintuni, Teluk Bintuni"),
    ("teluk bintuni", "Teluk Bintuni"),
    ("distrik babo", "Babo, Teluk Bintuni"),
    ("jl. kebon jeruk", "Kebon Jeruk, Jakarta Barat"),
    ("tj priok", "Tanjung Priok, Jakarta Utara"),
    ("tandjoeng priok", "Tanjung Priok, Jakarta Utara"),
    ("surabya", "Surabaya"),
    ("solo", "Surakarta"),
    ("papua brat daya", "Papua Barat Daya"),
    ("kampung melayu", "Kampung Melayu, Jatinegara, Jakarta Timur"),
    ("kp melayu", "Kampung Melayu, Jatinegara, Jakarta Timur"),
    ("Medan Kota", "Medan Kota, Medan"),
    ("kapuk, jakarta barat", "Kapuk, Cengkareng, Jakarta Barat"),
    ("ntt", "Nusa Tenggara Timur"),
    ("kepulauan seribu", "Kepulauan Seribu"),
    ("31.72", "Jakarta Utara"),
    ("31.72.01.1005", "Pluit, Penjaringan, Jakarta Utara"),
    ("Bekasi, kab", "Kab. Bekasi"),
    ("qqqqzzzz", None),
    ("", None),
    ("???", None),
    ("99.99", None),
    ("\x00\ud800", None),
]


@pytest.fixture(scope="module")
def known() -> tuple[Gazetteer, Names]:
    gazetteer = build.gazetteer()
    return gazetteer, Names.of(gazetteer)


@pytest.mark.parametrize(("text", "name"), SPELLINGS)
def test_spelling_is_forgiven(known: tuple[Gazetteer, Names], text: str, name: str | None) -> None:
    found = search.find(*known, text, limit=3)
    assert (found[0].name if found else None) == name, [(each.name, each.score) for each in found]


def test_results_are_ranked_and_limited(known: tuple[Gazetteer, Names]) -> None:
    found = search.find(*known, "jakarta", limit=5)
    assert len(found) == 5
    assert found[0].region.level is Level.PROVINCE
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_a_search_may_stay_within_a_region(known: tuple[Gazetteer, Names]) -> None:
    assert {each.region.code[:2] for each in search.find(*known, "genteng", limit=8, within="35")} == {"35"}
    assert search.find(*known, "pluit", limit=8, within="35") == ()
    assert [each.region.code for each in search.find(*known, "31.72.0", limit=2, within="31.72")] == [
        "31.72.01",
        "31.72.01.1001",
    ]


def test_a_long_text_is_cut_and_answered_quickly(known: tuple[Gazetteer, Names]) -> None:
    began = time.perf_counter()
    search.find(*known, "pluit " * 1_000_000, limit=8)
    assert time.perf_counter() - began < 2


def test_names_that_were_kept_find_the_same(known: tuple[Gazetteer, Names], tmp_path: Path) -> None:
    gazetteer, names = known
    names.kept(tmp_path)
    gazetteer.kept(tmp_path)
    again = (Gazetteer.read(tmp_path), Names.read(tmp_path))
    assert search.find(*again, "jogja", limit=3) == search.find(*known, "jogja", limit=3)


def test_what_is_read_from_a_text() -> None:
    assert spelled("Kab. Bandung Barat, Jabar")[:3] == (
        "bandung barat",
        "kabupaten bandung barat",
        "jawa barat",
    ) or spelled("Kab. Bandung Barat, Jabar")[:3] == ("bandung barat", "kab bandung barat", "jawa barat")
    assert spelled("kota").name == "kota"


def test_the_gazetteer_knows_the_hierarchy() -> None:
    gazetteer = build.gazetteer()
    assert len(gazetteer.children("")) == 38
    assert [gazetteer.codes[row] for row in gazetteer.children("31")] == [
        "31.01",
        "31.71",
        "31.72",
        "31.73",
        "31.74",
        "31.75",
    ]
    assert gazetteer.spoken(gazetteer.row("31.72.01.1005")) == "Pluit, Penjaringan, Jakarta Utara"
    assert gazetteer.levels[gazetteer.within("31")].min() == Level.REGENCY
    assert np.isnan(Gazetteer.of("x", [build.facts.Fact("31", "Jakarta", None, None, None)]).points).all()
    for code in ("99", "3", "31.99"):
        with pytest.raises(RegionUnknown):
            gazetteer.row(code)
