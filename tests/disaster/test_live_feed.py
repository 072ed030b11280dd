"""GET /bencana/laporan.geojson: what is in it, how it is sent, when it changes."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from simpul.disaster import live
from simpul.kernel.errors import Unavailable
from tests.disaster.live import FEED, HISTORY, ask, change, numbers, put


def test_empty(platform):
    answered = ask(platform)
    assert answered.status == 200
    assert answered.json["features"] == []
    assert {"attribution", "generated_at", "licence"} <= answered.json.keys()
    assert answered.headers["content-type"] == "application/geo+json"


def test_verified_report_shows_its_text_and_photo(platform):
    report = put(platform)
    (feature,) = ask(platform).json["features"]
    properties = feature["properties"]
    assert feature["id"] == str(report)
    assert feature["geometry"] == {"type": "Point", "coordinates": [106.8, -6.2]}
    assert properties["text"] == "Air naik"
    assert properties["photo"] == "/bencana/foto/ab.jpg"
    assert properties["depth_cm"] == 60
    assert properties["regency"] == "Kota Administrasi Jakarta Selatan"
    assert properties["regency_code"] == "31.74"
    assert properties["reported_at"] == "2026-11-23T05:00:00Z"


def test_unverified_report_shows_neither_text_nor_photo(platform):
    put(platform, status="unverified")
    answered = ask(platform)
    properties = answered.json["features"][0]["properties"]
    assert properties["status"] == "unverified"
    assert properties["text"] is None
    assert properties["photo"] is None
    assert b"Air naik" not in answered.body
    assert b"ab.jpg" not in answered.body


def test_a_report_of_any_hazard_says_what_matters_in_both_languages(platform):
    put(platform, hazard="earthquake", card='{"report_type": "structure", "structureFailure": 2}')
    properties = ask(platform).json["features"][0]["properties"]
    assert properties["report_type"] == "structure"
    assert properties["depth_cm"] is None
    assert properties["summary_id"] != properties["summary_en"]
    assert {type(value) for value in properties.values()} <= {str, int, float, bool, type(None)}


def test_a_partner_is_named_only_where_its_key_signed(platform):
    put(platform, partner="bpbd")
    assert ask(platform).json["features"][0]["properties"]["partner"] is None
    put(platform, partner="bpbd", signed_by=UUID(int=5))
    assert {one["properties"]["partner"] for one in ask(platform).json["features"]} == {None, "bpbd"}


def test_votes_and_flags_show_though_the_version_stays(platform, clock):
    report = put(platform)
    first = ask(platform)
    clock.advance(timedelta(seconds=1))
    change(platform, report, version=1, points=3)
    again = ask(platform)
    assert again.json["features"][0]["properties"]["points"] == 3
    assert again.json["features"][0]["properties"]["version"] == 1
    assert again.headers["etag"] != first.headers["etag"]


def test_the_feed_of_some_hazards(platform):
    flood = put(platform)
    wind = put(platform, hazard="wind", card='{"report_type": "wind", "impact": 1}')
    put(platform, hazard="haze", card='{"report_type": "haze", "visibility": 0, "airQuality": 1}')
    assert numbers(ask(platform, query="hazard=flood")) == [flood]
    assert set(numbers(ask(platform, query="hazard=wind,flood"))) == {flood, wind}
    assert numbers(ask(platform, query="hazard=tsunami")) == []
    assert ask(platform, query="hazard=flood").json["total"] == 3
    assert live.live_of(platform).feed.count == 3


@pytest.mark.parametrize(
    "query", ["hazard=", "hazard=moon", "hazard=prep", "hazard=flood&arsip=2017", "hazard=flood&hazard=wind"]
)
def test_hazards_that_cannot_be_read(platform, query):
    assert ask(platform, query=query).status == 400


@pytest.mark.parametrize("values", [{"status": "hidden"}, {"training": True}], ids=["hidden", "training"])
def test_what_is_never_public(platform, values):
    put(platform, **values)
    assert ask(platform).json["features"] == []
    assert ask(platform, HISTORY).json["features"] == []


def test_expires_by_the_clock(platform, clock):
    put(platform)
    assert len(numbers(ask(platform))) == 1
    clock.advance(timedelta(hours=3))
    assert numbers(ask(platform)) == []
    assert len(ask(platform, HISTORY, "jam=72").json["features"]) == 1


def test_each_step_of_a_report_is_seen(platform, clock):
    report = put(platform, status="unverified")
    assert ask(platform).json["features"][0]["properties"]["text"] is None
    clock.advance(timedelta(seconds=1))
    change(platform, report, status="verified")
    assert ask(platform).json["features"][0]["properties"]["text"] == "Air naik"
    clock.advance(timedelta(seconds=1))
    change(platform, report, status="hidden")
    assert ask(platform).json["features"] == []
    clock.advance(timedelta(seconds=1))
    change(platform, report, status="verified")
    assert numbers(ask(platform)) == [report]


def test_a_transaction_that_commits_late_is_not_missed(platform, clock):
    early = clock.now()
    clock.advance(timedelta(seconds=8))
    first = put(platform)
    assert numbers(ask(platform)) == [first]
    late = put(platform, changed_at=early, reported_at=early)
    assert set(numbers(ask(platform))) == {first, late}


def test_a_row_far_in_the_past_comes_with_the_next_resync(platform, clock):
    put(platform)
    ask(platform)
    lost = put(platform, changed_at=clock.now() - timedelta(minutes=30))
    assert lost not in numbers(ask(platform))
    clock.advance(timedelta(seconds=60))
    assert lost in numbers(ask(platform))


def test_a_row_that_vanished_leaves_with_the_next_resync(platform, clock):
    report = put(platform)
    assert numbers(ask(platform)) == [report]
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(text("DELETE FROM disaster_report"))
    clock.advance(timedelta(seconds=60))
    assert numbers(ask(platform)) == []


def test_quiet_hours_do_not_change_the_feed(platform, clock):
    report = put(platform, live_until=clock.now() + timedelta(hours=20))
    hidden = put(platform, status="hidden")
    first = ask(platform)
    for _ in range(40):
        clock.advance(timedelta(minutes=1))
        answered = ask(platform)
        assert answered.headers["etag"] == first.headers["etag"]
    assert numbers(answered) == [report]
    assert hidden not in numbers(answered)


def test_a_failure_half_way_loses_nothing(platform, monkeypatch):
    feed = live.live_of(platform).feed
    names = feed._names
    put(platform)
    monkeypatch.setattr(feed, "_names", lambda code: 1 / 0)
    assert ask(platform).status == 500
    monkeypatch.setattr(feed, "_names", names)
    assert len(numbers(ask(platform))) == 1


def test_two_workers_give_the_same_tag(platform):
    put(platform)
    put(platform, status="unverified")
    first = ask(platform)
    platform.state.pop("disaster.live")
    assert ask(platform).headers["etag"] == first.headers["etag"]


def test_compressed_once_and_told_apart(platform):
    put(platform)
    plain, packed = ask(platform), ask(platform, accept_encoding="br, gzip;q=0.8")
    assert packed.json == plain.json
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "accept-encoding" in packed.headers["vary"]
    assert "content-encoding" not in ask(platform, accept_encoding="gzip;q=0, br").headers


@pytest.mark.parametrize("tag", ["{}", "W/{}", '"other", {}', "*"])
def test_known_feed_is_not_sent_again(platform, tag):
    put(platform)
    first = ask(platform, accept_encoding="gzip")
    again = ask(platform, accept_encoding="gzip", if_none_match=tag.format(first.headers["etag"]))
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert ask(platform, if_none_match='"other"').status == 200


def test_head_tells_the_length_and_sends_nothing(platform):
    put(platform)
    whole, head = ask(platform), ask(platform, method="HEAD")
    assert head.body == b""
    assert head.headers["content-length"] == str(len(whole.body))


def test_headers_let_caches_and_other_sites_in_and_nothing_else(platform):
    headers = ask(platform).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cache-control"].startswith("public, max-age=1")
    assert headers["x-content-type-options"] == "nosniff"
    assert "last-modified" in headers


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("POST", "", 405),
        ("DELETE", "", 405),
        ("OPTIONS", "", 204),
        ("GET", "arsip=2018", 400),
        ("GET", "x=1", 400),
        ("GET", "%%", 400),
    ],
)
def test_other_requests_are_answered_honestly(platform, method, query, status):
    answered = ask(platform, query=query, method=method)
    assert answered.status == status
    if status == 405:
        assert "GET" in answered.headers["allow"]
    if status >= 400:
        assert answered.headers["content-type"] == "application/problem+json"


def test_database_away_before_the_first_snapshot(platform, monkeypatch):
    def away():
        raise Unavailable(part="database")

    monkeypatch.setattr(live.live_of(platform).feed, "refresh", away)
    answered = ask(platform)
    assert answered.status == 503
    assert answered.headers["retry-after"]


@pytest.mark.parametrize("hours", ["0", "73", "x", "-1", "1.5", "9999999999999999999", "²"])
def test_history_refuses_hours_it_does_not_keep(platform, hours):
    assert ask(platform, HISTORY, f"jam={hours}".encode().decode("latin-1")).status == 400


def test_history_holds_the_hours_asked_for(platform, clock):
    old = put(platform, reported_at=clock.now() - timedelta(hours=30), live_until=clock.now() - timedelta(hours=27))
    new = put(platform)
    assert numbers(ask(platform, HISTORY, "jam=2")) == [new]
    assert numbers(ask(platform, HISTORY, "jam=72")) == [new, old]
    assert ask(platform, HISTORY).json["complete"] is True


def test_history_is_kept_for_ten_seconds(platform, clock):
    put(platform)
    assert len(numbers(ask(platform, HISTORY))) == 1
    put(platform)
    assert len(numbers(ask(platform, HISTORY))) == 1
    clock.advance(timedelta(seconds=10))
    assert len(numbers(ask(platform, HISTORY))) == 2


def test_served_by_the_application_before_every_middleware(platform, client):
    put(platform)
    answered = client.get(FEED)
    assert answered.status_code == 200
    assert len(answered.json()["features"]) == 1
    assert "x-request-id" not in answered.headers
    assert "content-security-policy" in answered.headers
