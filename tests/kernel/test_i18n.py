"""Words, numbers and times as the reader writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from simpul.kernel.i18n import Places, Translator, Words, in_language, translator, zone_of

pytestmark = pytest.mark.rules
FLOOD = datetime(2017, 2, 21, 0, 31, tzinfo=UTC)
ID, EN = translator("id"), translator("en")


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (0, "0", "0"),
        (1204, "1.204", "1,204"),
        (-3, "-3", "-3"),
        (1.5, "1,5", "1.5"),
        (1234567.9, "1.234.567,9", "1,234,567.9"),
    ],
)
def test_numbers(value, indonesian, english):
    assert (ID.number(value), EN.number(value)) == (indonesian, english)


@pytest.mark.parametrize(
    ("zone", "indonesian", "english"),
    [
        ("WIB", "21 Feb 2017, 07.31 WIB", "21 Feb 2017, 07:31 WIB"),
        ("WITA", "21 Feb 2017, 08.31 WITA", "21 Feb 2017, 08:31 WITA"),
        ("WIT", "21 Feb 2017, 09.31 WIT", "21 Feb 2017, 09:31 WIT"),
    ],
)
def test_times_name_their_zone(zone, indonesian, english):
    assert (ID.datetime(FLOOD, zone), EN.datetime(FLOOD, zone)) == (indonesian, english)
    assert (ID.time(FLOOD, zone), EN.time(FLOOD, zone)) == (indonesian.split(", ")[1], english.split(", ")[1])


def test_days_are_the_zones_own():
    late = datetime(2017, 2, 20, 16, 30, tzinfo=UTC)  # half past eleven in Jakarta, half past one in Jayapura
    assert (ID.date(late), ID.date(late, "WIT")) == ("20 Februari 2017", "21 Februari 2017")
    assert EN.date(late) == "February 20, 2017"


@pytest.mark.parametrize(
    ("ago", "indonesian", "english"),
    [
        (timedelta(minutes=5), "5 menit yang lalu", "5 minutes ago"),
        (timedelta(hours=3), "3 jam yang lalu", "3 hours ago"),
        (timedelta(minutes=-2), "dalam 2 menit", "in 2 minutes"),
    ],
)
def test_relative_times(ago, indonesian, english):
    assert (ID.relative(FLOOD, FLOOD + ago), EN.relative(FLOOD, FLOOD + ago)) == (indonesian, english)


@pytest.mark.parametrize(("n", "words"), [(0, "0 reports"), (1, "1 report"), (2, "2 reports"), (1204, "1,204 reports")])
def test_english_has_two_forms(n, words):
    assert EN.ngettext("{n} report", "{n} reports", n) == words


@pytest.mark.parametrize(("n", "words"), [(0, "0 laporan"), (1, "1 laporan"), (1204, "1.204 laporan")])
def test_indonesian_has_one(n, words):
    assert Translator("id", {"{n} report": ("{n} laporan",)}).ngettext("{n} report", "{n} reports", n) == words


def test_a_message_without_translation_is_itself_and_facts_are_filled_in():
    assert ID.gettext("Xyzzy {n}", n=3) == "Xyzzy 3"
    assert ID.gettext("{not filled}") == "{not filled}"


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("31", "WIB"),
        ("3171", "WIB"),
        ("6471", "WITA"),
        ("51", "WITA"),
        ("9206", "WIT"),
        ("96", "WIT"),
        ("", "WIB"),
        ("99", "WIB"),
    ],
)
def test_the_zone_of_a_region(region, zone):
    """Keppres 41/1987."""
    assert zone_of(region) == zone


def test_what_javanese_lacks_is_said_in_indonesian():
    words = Words(id="Banjir", en="Flood")
    assert (words["jv"], words["en"]) == ("Banjir", "Flood")
    assert in_language({"id": "ya", "jv": "nggih"}, "jv") == "nggih"
    assert in_language({"id": "ya", "en": "yes"}, "jv") == "ya"
    lacking = translator("jv").gettext("Sign in first; you come back here afterwards.")
    assert lacking == ID.gettext("Sign in first; you come back here afterwards.")


def test_times_in_javanese_are_written_with_a_dot():
    jv = translator("jv")
    assert (jv.time(FLOOD), jv.datetime(FLOOD)) == ("07.31 WIB", "21 Feb 2017, 07.31 WIB")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", True),
        ("/bencana", True),
        ("/bencana/lapor", True),
        ("/bencana/mejabundar", True),
        ("/bencana/meja", False),
        ("/bencana/meja/3", False),
        ("/bencanakah", False),
        ("/malaria", False),
    ],
)
def test_residents_pages_are_told_from_officers(path, told):
    assert Places(("/", "/bencana"), ("/bencana/meja",)).has(path) is told
