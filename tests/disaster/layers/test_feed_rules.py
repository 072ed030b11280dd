"""What documents of BMKG and PVMBG say, and which of two says the newer thing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from simpul.disaster.model.feeds import Feed, FeedKind, FeedState, FeedUnreadable
from simpul.disaster.model.nowcasts import NowcastKind
from simpul.disaster.model.quakes import Quake, QuakeRevision, QuakeSaid
from simpul.disaster.model.volcanoes import VolcanoLevel
from simpul.disaster.rules import quakes as rules
from simpul.disaster.rules.feeds import bmkg_nowcast, bmkg_quakes, magma, standing, values
from simpul.disaster.rules.feeds.bmkg_nowcast import Links
from simpul.disaster.rules.quakes import Verdict
from tests.disaster.layers import payloads
from tests.disaster.layers.payloads import NOW

pytestmark = pytest.mark.rules
AT = datetime(2026, 11, 23, 3, 12, 31, tzinfo=UTC)
A_QUAKE = QuakeSaid(AT, 106.44, -7.52, 5.8, 10.0, "61 km barat daya", tsunami=False)


def the_quake(said: QuakeSaid = A_QUAKE) -> Quake:
    return Quake(1, said, 1, AT, AT)


def test_each_shape_of_bmkg_tells_the_same_earthquake() -> None:
    (one,), _ = bmkg_quakes.read(payloads.autogempa(), NOW)
    assert (one.at, one.longitude, one.latitude, one.magnitude, one.depth_km) == (AT, 106.44, -7.52, 5.8, 10.0)
    assert (one.felt, one.tsunami, one.shakemap) == ("III Contoh A, II Contoh B", False, "20261123101231.mmi.jpg")
    (two,), _ = bmkg_quakes.read(payloads.gempaterkini(payloads.quake(DateTime="", Coordinates="")), NOW)
    assert (two.at, two.longitude, two.latitude) == (AT, 106.44, -7.52)
    said = {"date": "2026-11-23T03:12:31Z", "magnitude": "5.8", "depth": "10 km", "zone": "CONTOH", "feltarea": "III A"}
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [106.44, -7.52]}, "properties": said}
    enveloped = {"statusCode": 200, "result": {"type": "FeatureCollection", "features": [feature]}}
    (three,), _ = bmkg_quakes.read(orjson.dumps(enveloped), NOW)
    assert (three.at, three.magnitude, three.depth_km, three.felt) == (AT, 5.8, 10.0, "III A")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Tidak berpotensi tsunami", False),
        ("Tidak berpotensi TSUNAMI", False),
        ("Gempa ini berpotensi TSUNAMI", True),
        ("Berpotensi tsunami untuk diteruskan pada masyarakat", True),
        ("Peringatan dini tsunami telah berakhir", False),
        ("Gempa ini dirasakan untuk diteruskan pada masyarakat", None),
        ("", None),
    ],
)
def test_a_tsunami_is_possible_only_where_bmkg_says_so(words: str, said: bool | None) -> None:
    assert bmkg_quakes.tsunami(words) is said


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Magnitude": "58"}, "magnitude"),
        ({"Magnitude": "besar"}, "no number"),
        ({"Coordinates": "-7.52,406.44"}, "nowhere"),
        ({"Coordinates": "0,0"}, "nowhere"),
        ({"Kedalaman": "9000 km"}, "deep"),
        ({"DateTime": "2026-11-24T03:12:31+00:00"}, "future"),
        ({"DateTime": "kemarin"}, "no time"),
        ({"Coordinates": "NaN,NaN", "Lintang": "", "Bujur": ""}, "no number"),
    ],
)
def test_nonsense_is_refused_alone_and_told_why(changes: dict[str, str], why: str) -> None:
    found, refused = bmkg_quakes.read(payloads.gempaterkini(payloads.quake(**changes), payloads.quake()), NOW)
    assert [one.magnitude for one in found] == [5.8]
    assert len(refused) == 1
    assert why in refused[0]


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"{}", b'{"Infogempa": 3}', b"x" * (values.BYTES_MOST + 1)])
def test_what_is_no_document_of_bmkg_is_refused_whole(content: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        bmkg_quakes.read(content, NOW)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Verdict.KNOWN),
        ({"latitude": -7.525, "at": AT + timedelta(seconds=1)}, Verdict.KNOWN),
        ({"felt": "III A"}, Verdict.FILLS),
        ({"magnitude": 5.6}, Verdict.NEWER),
        ({"longitude": 106.6}, Verdict.NEWER),
        ({"depth_km": 25.0}, Verdict.NEWER),
        ({"tsunami": True}, Verdict.NEWER),
        ({"magnitude": 6.1, "issued_at": AT + timedelta(minutes=2)}, Verdict.LATE),
        ({"magnitude": 6.1, "issued_at": AT + timedelta(minutes=9)}, Verdict.NEWER),
    ],
)
def test_a_word_is_known_fills_in_is_newer_or_came_late(change: dict[str, Any], verdict: Verdict) -> None:
    stands = replace(A_QUAKE, issued_at=AT + timedelta(minutes=5))
    past = [QuakeRevision(1, stands, AT)]
    assert rules.judged(the_quake(stands), past, replace(A_QUAKE, **change)) is verdict


def test_what_was_superseded_does_not_come_back_from_a_slower_copy() -> None:
    """BMKG's documents are copied by different servers: one may still tell the first magnitude for a while."""
    first, second = A_QUAKE, replace(A_QUAKE, magnitude=5.6, felt="III A")
    past = [QuakeRevision(1, first, AT), QuakeRevision(2, second, AT)]
    stands = replace(the_quake(second), revision=2)
    assert rules.judged(stands, past, first) is Verdict.KNOWN
    assert rules.judged(stands, past, replace(first, issued_at=AT + timedelta(hours=1))) is Verdict.KNOWN
    own = replace(stands, said=replace(second, event="x", issued_at=AT))
    back = replace(first, event="x", issued_at=AT + timedelta(hours=1))
    assert rules.judged(own, past, back) is Verdict.NEWER


@pytest.mark.parametrize(
    ("seconds", "east", "one"),
    [(0, 0.0, True), (30, 0.0, True), (31, 0.0, False), (0, 0.45, True), (0, 0.46, False)],
)
def test_thirty_seconds_and_fifty_kilometres_make_one_earthquake(seconds: int, east: float, one: bool) -> None:
    said = replace(A_QUAKE, at=AT + timedelta(seconds=seconds), longitude=106.44 + east)
    assert (rules.same([the_quake()], said) is not None) is one


def test_two_ids_of_one_issuer_are_two_earthquakes_however_close() -> None:
    known = the_quake(replace(A_QUAKE, event="a"))
    assert rules.same([known], replace(A_QUAKE, event="b")) is None
    assert rules.same([known], replace(A_QUAKE, event="a", longitude=108.0)) is known
    assert rules.same([known], A_QUAKE) is known


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ("Level IV (Awas)", 4),
        ("level III (Siaga)", 3),
        ("Level II (Waspada)", 2),
        ("Level I (Normal)", 1),
        ("Siaga", 3),
        (2, 2),
        ("IV", 4),
    ],
)
def test_levels_are_read_as_pvmbg_writes_them(given: object, level: int) -> None:
    assert magma.level_of(given) == level


@pytest.mark.parametrize("given", ["Level V", "Tinggi", 0, 5, "", "Normal atau Awas"])
def test_what_is_none_of_the_four_levels_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match="four levels"):
        magma.level_of(given)


def test_magma_tells_levels_and_eruptions() -> None:
    (one,), _, refused = magma.read(payloads.magma(), NOW)
    assert (one.code, one.name, one.level, one.elevation_m) == ("CTH", "Contoh", VolcanoLevel.SIAGA, 2968)
    assert one.reported_at == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert not refused
    _, (erupted,), _ = magma.read(payloads.ven(), NOW)
    assert (erupted.volcano, erupted.at, erupted.plume_m) == ("CTH", datetime(2026, 11, 23, 1, 15, tzinfo=UTC), 800)
    said = {"volcano_name": "Contoh Dua", "activity_level": 4}
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [110.4, -7.5]}, "properties": said}
    (two,), _, _ = magma.read(orjson.dumps({"statusCode": 200, "result": {"features": [feature]}}), NOW)
    assert (two.code, two.level, two.longitude) == ("CONTOH-DUA", VolcanoLevel.AWAS, 110.4)


@pytest.mark.parametrize("content", [b"<html></html>", b"3", orjson.dumps([{"a": 1}])])
def test_what_is_no_document_of_pvmbg_is_refused(content: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        magma.read(content, NOW)


def test_a_warning_of_bmkg_is_read_with_its_polygon_in_both_languages() -> None:
    found = bmkg_nowcast.read(payloads.cap())
    assert not isinstance(found, Links)
    (one,), refused = found
    assert (one.kind, one.severity, one.event) == (NowcastKind.ALERT, "moderate", "Hujan Lebat dan Petir")
    assert one.headline == {"id": "Hujan lebat disertai petir di Contoh", "en": "Heavy rain with thunder in Contoh"}
    assert one.geometry is not None
    assert one.geometry["coordinates"][0][0][0] == [106.75, -6.30]
    assert one.expires == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert not refused


def test_a_list_leads_to_its_own_host_alone() -> None:
    """A list that was tampered with must not make a node call what its operator never named."""
    given = payloads.rss(
        "https://bmkg.example/alerts/a.xml", "b.xml", "https://elsewhere.example/c.xml", "http://127.0.0.1/"
    )
    found = bmkg_nowcast.read(given, "https://bmkg.example/alerts/rss.xml")
    assert isinstance(found, Links)
    assert found.addresses == ("https://bmkg.example/alerts/a.xml", "https://bmkg.example/alerts/b.xml")


def test_exercises_and_entities_never_become_warnings() -> None:
    found = bmkg_nowcast.read(payloads.cap(status="Exercise"))
    assert not isinstance(found, Links)
    assert found[0] == []
    assert "Exercise" in found[1][0]
    bomb = b'<!DOCTYPE a [<!ENTITY b "cccc">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&b;</alert>'
    with pytest.raises(FeedUnreadable):
        bmkg_nowcast.read(bomb)


@pytest.mark.parametrize(
    ("heard", "changed", "failing", "state"),
    [
        (1, 1, None, FeedState.FRESH),
        (14, 14, None, FeedState.FRESH),
        (16, 16, None, FeedState.SILENT),
        (16, 16, 10, FeedState.FAILING),
        (1, 5000, None, FeedState.SILENT),
        (None, None, None, FeedState.SILENT),
        (None, None, 3, FeedState.FAILING),
    ],
)
def test_a_feed_that_says_nothing_is_silent_not_calm(
    heard: int | None, changed: int | None, failing: int | None, state: FeedState
) -> None:
    def ago(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOW - timedelta(minutes=minutes)

    feed = Feed(FeedKind.QUAKES, heard_at=ago(heard), changed_at=ago(changed), failing_since=ago(failing))
    found = standing.standing(feed, NOW)
    assert found.state is state
    if state is FeedState.SILENT:
        assert found.last_at == ago(changed if changed and changed > 5 else heard)


def test_a_feed_that_nobody_named_is_off() -> None:
    assert standing.standing(Feed(FeedKind.VOLCANO), NOW, configured=False).state is FeedState.OFF
