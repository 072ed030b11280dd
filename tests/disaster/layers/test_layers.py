"""Earthquakes, volcanoes and forecasts taken in, and what the map's layers say of them."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import demo_layers, feeds, nowcasts, quakes, volcanoes
from simpul.disaster.model.feeds import FeedKind, FeedState, FeedUnreadable
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.layers import payloads

QUAKES, NOWCAST, VOLCANO = FeedKind.QUAKES, FeedKind.NOWCAST, FeedKind.VOLCANO


def layer(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_earthquake_revised_three_times_is_one_marker_with_all_its_revisions(
    platform: Platform, client: TestClient, clock: FixedClock
) -> None:
    for magnitude, depth, felt in (("5.8", "10", ""), ("5.6", "10", ""), ("5.6", "24", ""), ("5.6", "24", "III Contoh A")):
        told = payloads.gempaterkini(payloads.quake(Magnitude=magnitude, Kedalaman=f"{depth} km", Dirasakan=felt))
        feeds.take_in(platform, QUAKES, told)
        clock.advance(timedelta(minutes=3))
    feeds.take_in(
        platform, QUAKES, payloads.gempaterkini(payloads.quake(Coordinates="-7.60,106.50", Dirasakan="IV Contoh A"))
    )
    (one,) = layer(client, "/bencana/gempa.geojson")["features"]
    assert one["properties"]["revision"] == 4
    assert (one["properties"]["magnitude"], one["geometry"]["coordinates"]) == (5.8, [106.5, -7.6])
    page = client.get(one["properties"]["href"]).text
    assert "4 revisi" in page
    assert "4 (berlaku)" in page
    assert "5,6" in page


def test_an_older_revision_that_arrives_later_changes_nothing(platform: Platform, client: TestClient) -> None:
    feeds.take_in(platform, QUAKES, payloads.fdsn("x1", "2026-11-23T03:30:00Z", mag=5.6))
    before = layer(client, "/bencana/gempa.geojson")["features"]
    late = feeds.take_in(platform, QUAKES, payloads.fdsn("x1", "2026-11-23T03:15:00Z", mag=6.3))
    again = feeds.take_in(platform, QUAKES, payloads.fdsn("x1", "2026-11-23T03:15:00Z", mag=6.3))
    assert layer(client, "/bencana/gempa.geojson")["features"] == before
    assert (late.fresh, again.fresh) == (1, 0)
    page = client.get(before[0]["properties"]["href"]).text
    assert "datang terlambat, tidak mengubah apa pun" in page
    assert "6,3" in page


def test_the_same_document_twice_and_three_documents_of_one_earthquake_make_one(platform: Platform) -> None:
    for told in (
        payloads.autogempa(),
        payloads.autogempa(),
        payloads.gempaterkini(payloads.quake(Dirasakan="", Wilayah="")),
    ):
        feeds.take_in(platform, QUAKES, told)
    (one,) = quakes.recent(platform)
    assert one.revision == 1
    assert one.said.felt == "III Contoh A, II Contoh B"


def test_a_tsunami_that_becomes_possible_is_a_revision_and_stands_on_map_and_page(
    platform: Platform, client: TestClient
) -> None:
    feeds.take_in(platform, QUAKES, payloads.gempaterkini(payloads.quake()))
    feeds.take_in(platform, QUAKES, payloads.gempaterkini(payloads.quake(Potensi="Berpotensi tsunami", Magnitude="7.2")))
    (one,) = layer(client, "/bencana/gempa.geojson")["features"]
    assert one["properties"]["tsunami"] is True
    assert "Berpotensi tsunami" in one["properties"]["label_id"]
    assert "Berpotensi tsunami" in client.get("/bencana/gempa").text
    assert "pergilah ke tempat tinggi" in client.get(one["properties"]["href"]).text


def test_the_layer_of_the_past_knows_only_what_was_known_then(
    platform: Platform, client: TestClient, clock: FixedClock
) -> None:
    feeds.take_in(platform, QUAKES, payloads.gempaterkini(payloads.quake()))
    clock.advance(timedelta(minutes=30))
    feeds.take_in(platform, QUAKES, payloads.gempaterkini(payloads.quake(Magnitude="5.2")))
    then = layer(client, "/bencana/gempa.geojson?pada=2026-11-23T05:10:00Z")
    assert then["at"] == "2026-11-23T05:10:00Z"
    assert [one["properties"]["magnitude"] for one in then["features"]] == [5.8]
    assert layer(client, "/bencana/gempa.geojson?pada=2026-11-23T04:10:00Z")["features"] == []
    assert client.get("/bencana/gempa.geojson?pada=kemarin").status_code == 422


@pytest.mark.parametrize(
    ("kind", "path", "page", "told"),
    [
        (QUAKES, "/bencana/gempa.geojson", "/bencana/gempa", payloads.autogempa()),
        (NOWCAST, "/bencana/prakiraan.geojson", "/bencana/prakiraan", payloads.cap()),
        (VOLCANO, "/bencana/gunung.geojson", "/bencana/gunung-api", payloads.magma()),
    ],
)
def test_a_silent_feed_is_shown_as_silent(
    platform: Platform, client: TestClient, clock: FixedClock, kind: FeedKind, path: str, page: str, told: bytes
) -> None:
    assert layer(client, path)["feed"]["state"] == "off"
    assert "tidak mengambil data" in client.get(page).text
    feeds.take_in(platform, kind, told)
    assert layer(client, path)["feed"]["state"] == "fresh"
    assert "Kabar terakhir dari" in client.get(page).text
    clock.advance(timedelta(hours=7))
    silent = layer(client, path)
    assert (silent["feed"]["state"], silent["feed"]["last_at"]) == ("silent", "2026-11-23T05:00:00Z")
    assert {one["properties"]["state"] for one in silent["features"]} <= {"silent"}
    shown = client.get(page).text
    assert "Tidak ada data dari" in shown
    assert "sejak 23 Nov 2026, 12.00 WIB" in shown


def test_a_level_is_raised_by_the_newer_report_alone(platform: Platform, client: TestClient) -> None:
    feeds.take_in(platform, VOLCANO, payloads.magma("Level II (Waspada)", var_data_date="2026-11-22 06:00:00"))
    feeds.take_in(platform, VOLCANO, payloads.magma())
    feeds.take_in(platform, VOLCANO, payloads.magma("Level I (Normal)", var_data_date="2026-11-21 06:00:00"))
    (one,) = volcanoes.known(platform)
    assert one.level == 3
    assert one.since == one.reported_at
    (feature,) = layer(client, "/bencana/gunung.geojson")["features"]
    assert (feature["properties"]["level"], feature["properties"]["label_id"]) == (3, "Contoh: Level III (Siaga)")
    assert layer(client, "/bencana/gunung.geojson?pada=2026-11-22T12:00:00Z")["features"][0]["properties"]["level"] == 2
    page = client.get("/bencana/gunung-api/CTH").text
    assert "radius 5 km" in page
    assert "Level II (Waspada)" in page


def test_a_volcano_whose_place_nobody_knows_is_refused_and_told(platform: Platform) -> None:
    taken = feeds.take_in(platform, VOLCANO, payloads.magma(ga_lat_gapi="", ga_lon_gapi=""))
    assert (taken.fresh, len(taken.refused)) == (0, 1)
    assert volcanoes.known(platform) == []


def test_eruptions_are_told_once(platform: Platform, client: TestClient) -> None:
    feeds.take_in(platform, VOLCANO, payloads.magma())
    assert [feeds.take_in(platform, VOLCANO, payloads.ven()).fresh for _ in range(2)] == [1, 0]
    assert "800 m" in client.get("/bencana/gunung-api/CTH").text


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_alert_update_and_cancel_end_alike_in_whatever_order_they_come(platform: Platform, order: tuple[int, ...]) -> None:
    sender, first, second = "contoh@bmkg.example", "2026-11-23T11:25:00+07:00", "2026-11-23T11:40:00+07:00"
    told = (
        payloads.cap("A"),
        payloads.cap("B", "Update", second, f"{sender},A,{first}"),
        payloads.cap("C", "Cancel", "2026-11-23T11:55:00+07:00", f"{sender},A,{first} {sender},B,{second}"),
    )
    for place in order:
        feeds.take_in(platform, NOWCAST, told[place])
        feeds.take_in(platform, NOWCAST, told[place])
    assert nowcasts.in_force(platform) == []


def test_an_update_alone_stands_and_a_stranger_cannot_end_it(platform: Platform, client: TestClient) -> None:
    feeds.take_in(platform, NOWCAST, payloads.cap("A"))
    stranger = payloads.cap("X", "Cancel", references="contoh@bmkg.example,A,2026-11-23T11:25:00+07:00")
    feeds.take_in(platform, NOWCAST, stranger.replace(b"<sender>contoh@bmkg", b"<sender>lain@bmkg"))
    (one,) = layer(client, "/bencana/prakiraan.geojson?dalam=31")["features"]
    assert one["geometry"]["type"] == "MultiPolygon"
    assert one["properties"]["headline_en"] == "Heavy rain with thunder in Contoh"
    assert layer(client, "/bencana/prakiraan.geojson?dalam=12")["features"] == []
    assert "Hujan lebat disertai petir di Contoh" in client.get("/bencana/prakiraan?q=jakarta").text
    assert client.get(one["properties"]["href"]).status_code == 200


def test_nothing_of_an_unreadable_document_is_kept(platform: Platform) -> None:
    with pytest.raises(FeedUnreadable):
        feeds.take_in(platform, QUAKES, b"<html>503</html>")
    assert feeds.stands(platform, QUAKES).state is FeedState.OFF


def test_a_layer_that_did_not_change_is_not_sent_again(platform: Platform, client: TestClient, clock: FixedClock) -> None:
    feeds.take_in(platform, QUAKES, payloads.autogempa())
    first = client.get("/bencana/gempa.geojson")
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cache-control"] == "public, max-age=15"
    clock.advance(timedelta(seconds=30))
    again = client.get("/bencana/gempa.geojson", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_the_samples_say_that_they_are_made_up_and_go_when_they_come_again(platform: Platform, client: TestClient) -> None:
    made = demo_layers.seed(platform)
    assert demo_layers.seed(platform) == made
    for path in ("gempa", "gunung", "prakiraan", "pengungsian"):
        told = layer(client, f"/bencana/{path}.geojson")
        assert told["features"], path
        assert all(one["properties"]["synthetic"] for one in told["features"])
    for path in ("gempa", "gunung-api", "prakiraan", "pengungsian"):
        assert "Data sintetis" in client.get(f"/bencana/{path}").text
