"""Others' documents, broken or hostile: what can be read is kept, what cannot is told, and nothing stands still for it."""

import gzip
from itertools import permutations
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import feed_fetching, feeds, nowcasts, quakes, volcanoes
from simpul.disaster.model.feeds import FeedKind, FeedState, FeedUnreadable
from simpul.kernel.platform import Platform
from tests.disaster.layers import payloads
from tests.disaster.layers.test_feed_fetching import Agency, agency, named  # noqa: F401 (a fixture)

QUAKES, NOWCAST, VOLCANO = FeedKind.QUAKES, FeedKind.NOWCAST, FeedKind.VOLCANO
BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""
PAGES = (
    "/bencana/gempa",
    "/bencana/gempa.geojson",
    "/bencana/prakiraan",
    "/bencana/prakiraan.geojson",
    "/bencana/gunung-api",
)


def well(client: TestClient) -> None:
    """Every page and layer is still answered."""
    for path in (*PAGES, "/bencana/gunung.geojson", "/ogc/collections/earthquakes/items?f=json"):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3], ids=str)
def test_three_revisions_in_any_order_each_twice_end_with_the_last(platform: Platform, order: tuple[int, ...]) -> None:
    told = [payloads.fdsn("x1", f"2026-11-23T03:{20 + n}:00Z", mag=5.5 + n / 10) for n in range(4)]
    for place in order:
        feeds.take_in(platform, QUAKES, told[place])
        feeds.take_in(platform, QUAKES, told[place])
    (one,) = quakes.recent(platform)
    assert one.said.magnitude == pytest.approx(5.8)
    _, revisions = quakes.one(platform, one.number)
    assert sorted(round(each.said.magnitude, 1) for each in revisions) == [5.5, 5.6, 5.7, 5.8]


@pytest.mark.parametrize(
    "content", [BOMB, OUTSIDE, b"<a>" * 50_000, b"\x00", b"<?xml version='1.0' encoding='utf-7'?><a/>", b""]
)
@pytest.mark.parametrize("kind", list(FeedKind))
def test_bombs_are_no_documents(platform: Platform, kind: FeedKind, content: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        feeds.take_in(platform, kind, content)


@pytest.mark.parametrize(
    "changes",
    [
        {"DateTime": "0001-01-01T00:00:00+00:00"},
        {"DateTime": "0001-01-01T00:00:00+14:00"},
        {"DateTime": "9999-12-31T23:59:59-14:00"},
        {"DateTime": "\x00"},
        {"Magnitude": "NaN"},
        {"Magnitude": "9" * 5000},
        {"Magnitude": "1e308"},
        {"Coordinates": "NaN,NaN"},
        {"Coordinates": "91,181"},
        {"Kedalaman": "-5 km"},
        {"DateTime": "", "Jam": "25:61:00 WIB"},
    ],
    ids=str,
)
def test_an_earthquake_that_cannot_be_is_refused_and_the_others_kept(
    platform: Platform, client: TestClient, changes: dict[str, str]
) -> None:
    other = payloads.quake(DateTime="2026-11-23T04:00:00+00:00", Coordinates="-3,120")
    taken = feeds.take_in(platform, QUAKES, payloads.gempaterkini(payloads.quake(**changes), other))
    assert (taken.fresh, len(taken.refused)) == (1, 1)
    well(client)


@pytest.mark.parametrize("updated", ["2199-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", 4e12])
def test_a_clock_that_is_ahead_freezes_no_earthquake(platform: Platform, client: TestClient, updated: Any) -> None:
    feeds.take_in(platform, QUAKES, payloads.fdsn("x1", updated, mag=5.6))
    feeds.take_in(platform, QUAKES, payloads.fdsn("x1", "2026-11-23T03:30:00Z", mag=6.9))
    assert quakes.recent(platform)[0].said.magnitude == pytest.approx(6.9)
    well(client)


def test_a_header_that_is_ahead_freezes_no_earthquake(platform: Platform, agency: Agency) -> None:  # noqa: F811
    ahead = {"Last_Modified": "Fri, 31 Dec 2199 23:59:59 GMT"}
    url = agency.says("/autogempa.json", payloads.autogempa(), **ahead)
    named(platform, QUAKES, url)
    feed_fetching.fetch_due(platform)
    agency.says("/autogempa.json", payloads.autogempa(Magnitude="6.9"), Last_Modified="Mon, 23 Nov 2026 04:59:00 GMT")
    feed_fetching.fetch_due(platform)
    assert quakes.recent(platform)[0].said.magnitude == pytest.approx(6.9)


@pytest.mark.parametrize(
    ("sent", "expires"),
    [
        ("9999-12-31T23:59:59-14:00", "2026-11-23T14:00:00+07:00"),
        ("2026-11-23T11:25:00+07:00", "9999-12-31T23:59:59-14:00"),
        ("0001-01-01T00:00:00+14:00", "2026-11-23T14:00:00+07:00"),
        ("2026-11-23T11:25:00+07:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_weather_warning_of_another_age_is_refused(
    platform: Platform, client: TestClient, sent: str, expires: str
) -> None:
    told = payloads.cap("A", sent=sent).replace(b"2026-11-23T14:00:00+07:00", expires.encode())
    taken = feeds.take_in(platform, NOWCAST, told)
    assert (taken.fresh, len(taken.refused)) == (0, 1)
    feeds.take_in(platform, NOWCAST, payloads.cap("B"))
    assert len(nowcasts.in_force(platform)) == 1
    well(client)


def test_words_of_others_are_shown_as_words(platform: Platform, client: TestClient) -> None:
    script = b"<![CDATA[<script>alert(1)</script>]]>"
    feeds.take_in(platform, NOWCAST, payloads.cap("A").replace(b"Hujan lebat disertai petir di Contoh", script))
    feeds.take_in(platform, QUAKES, payloads.autogempa(Wilayah="<script>alert(1)</script>"))
    for path in ("/bencana/prakiraan", "/bencana/gempa"):
        assert "<script>alert" not in client.get(path).text


def test_a_volcano_without_a_place_spoils_no_other(platform: Platform, client: TestClient) -> None:
    good = {"type": "Point", "coordinates": [110.446, -7.54]}
    said = {"volcanoname": "Contoh", "activity_level": 3}
    listed = [
        {"type": "Feature", "geometry": None, "properties": said | {"volcanoname": "Lain"}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": ["x", None]}, "properties": said},
        {"type": "Feature", "geometry": good, "properties": said | {"ga_code": "CTH", "ga_nama_gapi": "Contoh"}},
    ]
    taken = feeds.take_in(platform, VOLCANO, orjson.dumps({"type": "FeatureCollection", "features": listed}))
    assert [one.name for one in volcanoes.known(platform)] == ["Contoh"]
    assert len(taken.refused) == 2
    well(client)


def test_a_gzip_bomb_is_no_answer(platform: Platform, agency: Agency) -> None:  # noqa: F811
    bomb = gzip.compress(b" " * 200_000_000, 9)
    named(platform, QUAKES, agency.says("/autogempa.json", bomb, Content_Encoding="gzip"))
    feed_fetching.fetch_due(platform)
    assert feeds.stands(platform, QUAKES).state is FeedState.FAILING


def test_one_feed_that_breaks_in_a_way_nobody_foresaw_keeps_no_other_from_being_asked(
    platform: Platform,
    agency: Agency,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    named(platform, QUAKES, agency.says("/autogempa.json", payloads.autogempa()))
    named(platform, VOLCANO, agency.says("/gunung.json", payloads.magma()))
    monkeypatch.setattr(quakes, "take", broken)
    feed_fetching.fetch_due(platform)
    assert feeds.stands(platform, QUAKES).state is FeedState.FAILING
    assert len(volcanoes.known(platform)) == 1
