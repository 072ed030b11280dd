"""The catalogue's search: spelling is forgiven, titles count more than descriptions, ten thousand services are quick."""

import random
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.exchange.catalogue_rooms import BPBD, DINKES, NOW, deprecated, keep, listed

from simpul.exchange.actions import catalogue
from simpul.exchange.model.listing import EVENTS, Entry, Wanted
from simpul.exchange.model.services import Lifecycle
from simpul.exchange.rules.finding import Found, asked, members, state_of
from simpul.exchange.store import listing as store

JAKARTA, BINTUNI = "Pemprov DKI Jakarta", "Pemkab Teluk Bintuni"
ENTRIES = (
    Entry(
        f"{BPBD}/reports", "Laporan bencana", "BPBD DKI", JAKARTA, "Banjir dan genangan.", "OPENAPI", "open", "published"
    ),
    Entry(f"{BPBD}/flood", "Peta genangan", "BPBD DKI", JAKARTA, "Dari laporan bencana.", "REST", "open", "published"),
    Entry(f"{DINKES}/malaria", "Data malaria", "Dinkes Bintuni", BINTUNI, "Per distrik.", "REST", "closed", "retired"),
    Entry(f"{DINKES}/dataPenduduk", "Kependudukan", "Dinkes Bintuni", BINTUNI, "", "OPENAPI", "", "published"),
    Entry(f"{BPBD}/pull/v1/disaster.verified", "Laporan", "BPBD DKI", JAKARTA, "Peristiwa.", EVENTS, "open", "published"),
)


def found(q="", **filters):
    return [entry.service.rsplit("/", 1)[1] for entry in Found(ENTRIES).find(Wanted(q, **filters), NOW)]


@pytest.mark.rules
@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("laporan bencana", ["reports", "flood"]),
        ("LAPORAN", ["reports", "disaster.verified", "flood"]),
        ("genangan", ["flood", "reports"]),
        ("laporn bencna", ["reports", "flood"]),
        ("malarya", ["malaria"]),
        ("kependudukn", ["dataPenduduk"]),
        ("penduduk", ["dataPenduduk"]),
        ("bintuni", ["malaria", "dataPenduduk"]),
        ("data bintuni", ["malaria", "dataPenduduk"]),
        ("lap benc", ["reports", "flood"]),
        ("laporan dan bencana di jakarta", ["reports", "flood"]),
        (f"{DINKES}/malaria", ["malaria"]),
        ("verified", ["disaster.verified"]),
        ("dan", ["reports"]),
        ("xyzzy", []),
        ("laporan xyzzy", []),
        ("%%% ---", []),
        ("", ["reports", "flood", "malaria", "dataPenduduk", "disaster.verified"]),
    ],
)
def test_who_asks_finds(q, first):
    assert found(q) == first


@pytest.mark.rules
@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"member": "ID/GOV/8205"}, ["malaria", "dataPenduduk"]),
        ({"kind": EVENTS}, ["disaster.verified"]),
        ({"kind": "OPENAPI"}, ["reports", "dataPenduduk"]),
        ({"classification": "closed"}, ["malaria"]),
        ({"lifecycle": "retired"}, ["malaria"]),
        ({"member": "ID/GOV/8205", "kind": "OPENAPI"}, ["dataPenduduk"]),
        ({"member": "ID/GOV/1"}, []),
    ],
)
def test_what_was_chosen_narrows(filters, left):
    assert found(**filters) == left
    assert found("malaria", **filters) == (["malaria"] if "malaria" in left else [])


@pytest.mark.rules
def test_a_deprecated_service_is_retired_on_its_last_day_without_anybodys_word():
    day = datetime(2027, 1, 1, tzinfo=UTC)
    assert state_of("deprecated", day, day - timedelta(seconds=1)) is Lifecycle.DEPRECATED
    assert state_of("deprecated", day, day) is Lifecycle.RETIRED
    assert state_of("deprecated", None, day) is Lifecycle.DEPRECATED
    assert state_of("published", day, day) is Lifecycle.PUBLISHED
    ending = replace(ENTRIES[0], lifecycle="deprecated", sunset_at=day)
    assert Found([ending]).find(Wanted(lifecycle="retired"), day) == [ending]


@pytest.mark.rules
def test_agencies_are_told_once_by_name():
    assert members(ENTRIES) == [("ID/GOV/8205", BINTUNI), ("ID/GOV/6000", JAKARTA)]
    assert members(()) == []


@pytest.mark.rules
def test_a_question_is_cut_to_its_words():
    assert asked("Laporan, laporan!  dan BENCANA") == ["laporan", "bencana"]
    assert asked("dan yang") == ["dan", "yang"]
    assert len(asked(" ".join(f"kata{n}" for n in range(50)))) == 8
    assert asked("\x00\x01 \u202e") == []


SYLLABLES = [a + b for a in "kbtrns" for b in "aiu"]


def many(count):
    """As many services as a country has, with words made by chance."""
    chance = random.Random(7)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(15_000)]
    return [
        listed(
            f"ID/GOV/{n % 60}/SUB/s{n}",
            " ".join(chance.choices(words, k=4)),
            agency=f"Dinas {words[n % 60]}",
            summary=" ".join(chance.choices(words, k=40)),
        )
        for n in range(count)
    ]


def test_ten_thousand_services_answer_in_well_under_two_hundred_milliseconds(platform):
    services = many(10_000)
    keep(platform, *services)
    catalogue.search(platform, wanted=Wanted("apa saja"))
    took = []
    for one in services[::1000]:
        for wanted in (Wanted(one.title[:-1] + "x"), Wanted(kind="REST", lifecycle="published")):
            begun = time.thread_time()
            hits = catalogue.search(platform, wanted=wanted, page=1)
            took.append(time.thread_time() - begun)
            assert hits.count == 10_000 if not wanted.q else one.service in [each.service for each in hits.found]
    assert statistics.median(took) < 0.05, "time of this thread's own: whatever else the machine does is not counted"


def test_the_index_follows_what_is_heard_and_not_when_it_was_heard(platform, clock):
    keep(platform, listed(f"{BPBD}/a", "Alfa"), listed(f"{BPBD}/b", "Beta"))
    first = catalogue.search(platform, wanted=Wanted("alfa"))
    index = platform.state[catalogue.KEY].index
    keep(platform, *(replace(one, seen_at=NOW + timedelta(hours=1)) for one in (listed(f"{BPBD}/a", "Alfa"), BETA)))
    again = catalogue.search(platform, wanted=Wanted("alfa"))
    assert platform.state[catalogue.KEY].index is index, "only times changed"
    assert again.found[0].seen_at - first.found[0].seen_at == timedelta(hours=1)
    keep(platform, replace(listed(f"{BPBD}/a", "Gama"), seen_at=NOW + timedelta(hours=2)), BETA)
    assert catalogue.search(platform, wanted=Wanted("alfa")).count == 0
    assert catalogue.search(platform, wanted=Wanted("gama")).count == 1
    keep(platform, BETA)
    assert catalogue.search(platform, wanted=Wanted()).count == 1


BETA = listed(f"{BPBD}/b", "Beta")


def test_an_index_that_takes_long_is_made_beside_the_questions(platform):
    keep(platform, listed(f"{BPBD}/a", "Alfa"))
    catalogue.search(platform, wanted=Wanted())
    platform.state[catalogue.KEY].took = 9.0
    keep(platform, listed(f"{BPBD}/a", "Alfa"), BETA)
    assert catalogue.search(platform, wanted=Wanted()).total == 1, "the former index answers meanwhile"
    for _ in range(200):
        if catalogue.search(platform, wanted=Wanted()).total == 2:
            break
        time.sleep(0.02)
    assert catalogue.search(platform, wanted=Wanted()).total == 2


def test_every_part_of_an_entry_comes_back_as_it_was_kept(platform):
    whole = listed(
        f"{BPBD}/a", "Alfa", summary="Kata", digest="d" * 64, node=BPBD, terms=deprecated(days=3, person_in="query:nik")
    )
    keep(platform, whole)
    with platform.database.reading() as unit:
        assert store.listed(unit.connection, [f"{BPBD}/a", f"{BPBD}/zz"]) == [whole]
