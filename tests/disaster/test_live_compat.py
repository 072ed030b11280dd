"""GET /compat/petabencana/reports, /floods, /floods/states: what is in them, how they are sent, when they change."""

import json
from datetime import timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import text

from simpul.disaster import live
from simpul.disaster.live import compat_feed
from simpul.kernel.errors import Unavailable
from tests.disaster.live import ask, change, put

REPORTS, FLOODS, STATES = compat_feed.REPORTS, compat_feed.FLOODS, compat_feed.STATES
WIND = {"hazard": "wind", "card": '{"report_type": "wind", "impact": 1}'}
VARIANTS = [
    "",
    "geoformat=geojson",
    "geoformat=cap",
    "timeperiod=3600",
    "disaster=flood&geoformat=geojson",
    "timeperiod=86400",
]
POLYGON = 100_000_000_007
SQUARE = {"type": "Polygon", "coordinates": [[[106.8, -6.2], [106.9, -6.2], [106.9, -6.1], [106.8, -6.2]]]}


def found(platform, query=""):
    """The geometries of the TopoJSON answer, or the features of the GeoJSON one."""
    result = ask(platform, REPORTS, query).json["result"]
    return result["features"] if "features" in result else result["objects"]["output"]["geometries"]


def keys(platform, query=""):
    return [int(one["properties"]["pkey"]) for one in found(platform, query)]


def number(platform, report):
    with platform.database.reading() as unit:
        return unit.connection.scalar(text("SELECT number FROM disaster_report WHERE id = :id"), {"id": report})


def area(platform, id=POLYGON, state=3, version=1):
    """An area of Jakarta in this state."""
    now = platform.clock.now()
    row = {"id": id, "now": now, "state": state, "version": version, "outline": json.dumps(SQUARE)}
    with platform.database.writing() as unit:
        unit.unaudited("a test's row")
        unit.connection.execute(
            text(
                "INSERT INTO disaster_area (id, kind, geom_id, name, parent, city, region, regions, longitude, latitude,"
                " attributes, outline, source, added_at) VALUES (:id, 'imported', CAST(:id AS text), 'RW 09', 'ANCOL',"
                " 'Jakarta', '31.72', '{31.72}', 106.85, -6.15, '{}', CAST(:outline AS jsonb), 'test', :now)"
                " ON CONFLICT (id) DO NOTHING"
            ),
            row,
        )
        unit.connection.execute(
            text(
                "INSERT INTO disaster_area_state (area, hazard, state, since, changed_at, version)"
                " VALUES (:id, 'flood', :state, :now, :now, :version) ON CONFLICT (area, hazard)"
                " DO UPDATE SET state = :state, changed_at = :now, version = :version"
            ),
            row,
        )


def test_nothing_is_live(platform):
    answered = ask(platform, REPORTS)
    assert answered.body == (
        b'{"statusCode":200,"result":{"type":"Topology","objects":{"output":{"type":"GeometryCollection","geometries":[]}},'
        b'"arcs":[],"bbox":[null,null,null,null]}}'
    )
    assert answered.headers["content-type"] == "application/json; charset=utf-8"
    assert found(platform, "geoformat=geojson") == []


def test_both_formats_hold_the_same_reports_the_newest_first(platform, clock):
    first = put(platform, longitude=106.5, latitude=-6.5)
    clock.advance(timedelta(seconds=1))
    second = put(platform, **WIND, longitude=107.5, latitude=-6)
    expected = [number(platform, second), number(platform, first)]
    assert keys(platform) == keys(platform, "geoformat=geojson") == expected
    topology = ask(platform, REPORTS).json["result"]
    assert topology["bbox"] == [106.5, -6.5, 107.5, -6]
    assert list(topology) == ["type", "objects", "arcs", "bbox"]
    geometry = topology["objects"]["output"]["geometries"][1]
    assert list(geometry) == ["type", "properties", "coordinates"]
    assert geometry["properties"]["report_data"] == {"flood_depth": 60}
    assert geometry["properties"]["status"] == "confirmed"


@pytest.mark.parametrize(
    "values",
    [{"status": "unverified"}, {"status": "hidden"}, {"training": True}, {"hazard": "landslide"}],
    ids=["unverified", "hidden", "training", "unknown to clients"],
)
@pytest.mark.parametrize("query", VARIANTS)
def test_what_is_not_shown(platform, values, query):
    put(platform, **values)
    assert b"pkey" not in ask(platform, REPORTS, query).body
    assert b"Air naik" not in ask(platform, REPORTS, query).body


def test_exercises_are_shown_to_those_who_ask_for_them_and_nothing_else_is(platform):
    real, exercise = put(platform), put(platform, training=True)
    assert keys(platform) == keys(platform, "training=false") == [number(platform, real)]
    assert keys(platform, "training=true") == [number(platform, exercise)]


def test_what_is_written_of_a_report_does_not_depend_on_where_it_was_read(platform, clock):
    """The same report out of memory and out of the database; a column that one of them lacks shows here."""
    put(
        platform,
        province="31",
        title="Judul",
        points=2,
        partner="bpbd",
        source="qlue",
        card_id=UUID(int=9),
        photo=None,
        image="abc",
    )
    lived, past = (found(platform, query) for query in ("", "timeperiod=86400"))
    assert lived == past
    assert lived[0]["properties"]["image_url"] is not None


def test_each_question_has_its_own_answer(platform, clock):
    put(platform, **WIND, province="31", reported_at=clock.now() - timedelta(minutes=30))
    put(platform, province="32", regency="32.73")
    assert len(keys(platform, "disaster=wind")) == 1
    assert len(keys(platform, "admin=ID-JB")) == 1
    assert keys(platform, "admin=ID-JB&disaster=wind") == []
    assert keys(platform, "admin=PH-00") == []
    assert len(keys(platform, "timeperiod=1799")) == 1
    assert len(keys(platform, "timeperiod=1800")) == 2


def test_a_period_longer_than_a_window_is_read_from_the_database(platform, clock):
    over = put(platform, reported_at=clock.now() - timedelta(hours=5), live_until=clock.now() - timedelta(hours=2))
    new = put(platform)
    assert keys(platform) == [number(platform, new)]
    assert keys(platform, "timeperiod=18000&disaster=flood") == [number(platform, new), number(platform, over)]
    assert keys(platform, "timeperiod=17999&disaster=flood") == [number(platform, new)]


def test_alerts_expire_six_hours_from_the_question(platform, clock):
    put(platform)
    for _ in range(2):
        clock.advance(timedelta(minutes=1))
        answered = ask(platform, REPORTS, "geoformat=cap")
        assert answered.headers["content-type"] == "text/xml"
        feed = ET.fromstring(answered.body)
        (expires,) = [one.text for one in feed.iter("{urn:oasis:names:tc:emergency:cap:1.2}expires")]
        assert expires == (clock.now() + timedelta(hours=13)).strftime("%Y-%m-%dT%H:%M:%S+07:00")
        assert b"\0" not in answered.body


def test_votes_flags_and_icons_show(platform, clock):
    report = put(platform, partner="bpbd")
    assert found(platform)[0]["properties"]["partner_icon"] is None
    clock.advance(timedelta(seconds=1))
    change(platform, report, version=1, points=-1, flags=1)
    assert found(platform)[0]["properties"]["report_data"] == {"flood_depth": 60, "points": -1, "flag": True}
    with platform.database.writing() as unit:
        unit.unaudited("a test's row")
        unit.connection.execute(
            text(
                "INSERT INTO disaster_partner (code, name, icon, active, created_at)"
                " VALUES ('bpbd', 'B', 'i.png', true, :at)"
            ),
            {"at": clock.now()},
        )
    clock.advance(timedelta(minutes=2))
    assert found(platform)[0]["properties"]["partner_icon"] == "i.png"


@pytest.mark.parametrize("query", VARIANTS)
def test_a_hidden_report_is_in_no_answer_a_moment_later(platform, clock, query):
    report = put(platform)
    assert b"Air%20naik" in ask(platform, REPORTS, query).body or b"Air naik" in ask(platform, REPORTS, query).body
    clock.advance(timedelta(milliseconds=100))
    change(platform, report, status="hidden")
    body = ask(platform, REPORTS, query).body
    assert b"Air naik" not in body
    assert b"Air%20naik" not in body


@pytest.mark.parametrize("query", VARIANTS[:-1])
def test_known_answers_are_not_sent_again(platform, query):
    put(platform)
    first = ask(platform, REPORTS, query, accept_encoding="gzip")
    again = ask(platform, REPORTS, query, accept_encoding="gzip", if_none_match=f"W/{first.headers['etag']}")
    assert (again.status, again.body) == (304, b"")
    assert first.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in ask(platform, REPORTS, query).headers
    assert first.headers["cache-control"] == "public, max-age=1"


def test_head_and_every_site(platform):
    put(platform)
    whole, head = ask(platform, REPORTS), ask(platform, REPORTS, method="HEAD")
    assert head.body == b""
    assert head.headers["content-length"] == str(len(whole.body))
    assert whole.headers["access-control-allow-origin"] == "*"
    assert ask(platform, REPORTS, method="OPTIONS").status == 204


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("timeperiod=0", 'child "timeperiod" fails because ["timeperiod" must be a positive number]'),
        ("foo=1", '"foo" is not allowed'),
        ("geoformat=xml", 'child "geoformat" fails because ["geoformat" must be one of [topojson, geojson, cap]]'),
    ],
)
def test_what_is_wrong_is_told_in_the_originals_words(platform, query, message):
    answered = ask(platform, REPORTS, query)
    assert answered.status == 400
    assert answered.json["message"] == message
    assert answered.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [REPORTS, FLOODS, STATES])
def test_nothing_is_written_here(platform, path):
    answered = ask(platform, path, "a=1", method="POST")
    assert answered.status == 404
    assert answered.json == {"message": "URL not found", "url": path.removeprefix("/compat/petabencana") + "?a=1"}


def test_database_away(platform, monkeypatch):
    def away():
        raise Unavailable(part="database")

    monkeypatch.setattr(live.live_of(platform).feed, "refresh", away)
    answered = ask(platform, REPORTS)
    assert answered.status == 503
    assert answered.json["statusCode"] == 503


def test_a_defect_is_told_without_its_reasons(platform, monkeypatch):
    monkeypatch.setattr(live.live_of(platform).feed, "refresh", lambda: 1 / 0)
    answered = ask(platform, REPORTS)
    assert answered.status == 500
    assert b"division" not in answered.body


def test_areas_and_their_states(platform, clock):
    assert ask(platform, STATES).json == {"statusCode": 200, "result": []}
    area(platform)
    area(platform, id=POLYGON + 1, state=None)
    assert [one["area_id"] for one in ask(platform, STATES).json["result"]] == [str(POLYGON)]
    features = ask(platform, FLOODS, "geoformat=geojson").json["result"]["features"]
    assert [(one["properties"]["area_id"], one["properties"]["state"]) for one in features] == [
        (str(POLYGON), 3),
        (str(POLYGON + 1), None),
    ]
    assert features[0]["geometry"] == SQUARE
    assert len(ask(platform, FLOODS).json["result"]["arcs"]) == 2
    assert ask(platform, FLOODS, "minimum_state=4&geoformat=geojson").json["result"]["features"] == []
    clock.advance(timedelta(seconds=1))
    area(platform, state=4, version=2)
    assert ask(platform, STATES).json["result"][0]["state"] == 4
    assert len(ask(platform, FLOODS, "minimum_state=4&geoformat=geojson").json["result"]["features"]) == 1


def test_areas_as_alerts(platform):
    area(platform)
    assert ask(platform, FLOODS, "geoformat=cap").status == 400
    answered = ask(platform, FLOODS, "geoformat=cap&format=xml")
    assert answered.headers["content-type"] == "text/xml"
    assert b"<severity>Moderate</severity>" in answered.body
