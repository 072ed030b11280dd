"""Real answers of the original, made again from the same input: byte for byte, save what docs/compat names."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from simpul.disaster.model.areas import Area, AreaKind, AreaOver, AreaRow, Standing
from simpul.disaster.model.gauges import Gauge, GaugeReading, Observation
from simpul.disaster.rules.compat import answers, asking, cards, feeds, floods, layers, opinions, reports
from simpul.disaster.rules.compat.reports import Around
from tests.conftest import SHARED

SAMPLES = SHARED / "disaster" / "samples"
pytestmark = [
    pytest.mark.rules,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the original's real answers are not at {SAMPLES}"),
]
CARD = "51bb6edb-112f-4342-9f12-0971e3e806a2"
AROUND = Around("https://images.petabencana.id", lambda _: None, {"bpbd": "https://example.invalid/bpbd.png"})
WITHHELD = "<parameter><valueName>personLocation</valueName><value>-6.201, 106.83</value></parameter>"
"""Where the reporter of a forest fire stood: the one thing that is left out of the original's answers."""


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8").strip()


def rows() -> list[dict[str, Any]]:
    """The reports behind the samples, as our table would hold them."""
    return [row_of(one) for one in json.loads(sample("reports.geojson"))["result"]["features"]]


def row_of(feature: dict[str, Any]) -> dict[str, Any]:
    told = feature["properties"]
    longitude, latitude = feature["geometry"]["coordinates"]
    return {
        "number": int(told["pkey"]),
        "reported_at": datetime.fromisoformat(told["created_at"]),
        "source": "web",
        "id": UUID(int=1),
        "card_id": UUID(told["url"]),
        "photo": "ab.jpg" if told["image_url"] else None,
        "hazard": told["disaster_type"],
        "training": told.get("is_training", False),
        "card": told["report_data"],
        "title": told["title"],
        "text": told["text"],
        "partner": told.get("partner_code"),
        "points": 0,
        "flags": 0,
        "longitude": longitude,
        "latitude": latitude,
        "province": "31",
        "regency": None,
        "district": None,
        "village": None,
    }


def known(feature: dict[str, Any], *, training: bool = True) -> dict[str, Any]:
    """A feature without what is ours or theirs alone: tags' own numbers, `is_training`, where a reporter stood."""
    told = dict(feature["properties"])
    told["tags"] = told["tags"]["instance_region_code"]
    told["report_data"] = {name: one for name, one in told["report_data"].items() if name != "personLocation"}
    if training:
        told.pop("is_training", None)
    return {**feature, "properties": told}


NOON = datetime.fromisoformat("2026-11-24T02:47:06+07:00")


def test_the_alerts_of_reports_are_the_original_s_byte_for_byte():
    assert reports.document(rows(), "cap", AROUND, NOON).decode() == sample("reports.cap.xml").replace(WITHHELD, "")


def test_reports_in_geojson_are_the_original_s_key_by_key():
    ours = json.loads(reports.document(rows(), "geojson", AROUND, NOON))
    theirs = json.loads(sample("reports.geojson"))
    assert list(ours) == list(theirs)
    found, wanted = ours["result"]["features"], theirs["result"]["features"]
    assert [json.dumps(known(one)) for one in found] == [json.dumps(known(one)) for one in wanted]


def test_reports_in_topojson_are_the_original_s_key_by_key():
    ours = json.loads(reports.document(rows(), "topojson", AROUND, NOON))["result"]
    theirs = json.loads(sample("reports.topojson"))["result"]
    assert list(ours) == list(theirs)
    assert (ours["bbox"], ours["arcs"]) == (theirs["bbox"], theirs["arcs"])
    found, wanted = ours["objects"]["output"]["geometries"], theirs["objects"]["output"]["geometries"]
    assert [json.dumps(known(one)) for one in found] == [json.dumps(known(one)) for one in wanted]


def test_one_report_says_nothing_of_partners():
    ours = json.loads(reports.single(rows()[0], "geojson", AROUND))
    [found], [wanted] = ours["result"]["features"], json.loads(sample("report1.json"))["result"]["features"]
    assert json.dumps(known(found)) == json.dumps(known(wanted))


def area() -> tuple[AreaRow, dict[str, Any]]:
    [one] = json.loads(sample("floods.geojson"))["result"]["features"]
    told = one["properties"]
    known_area = Area(
        9,
        AreaKind.IMPORTED,
        told["geom_id"],
        told["area_name"],
        told["parent_name"],
        told["city_name"],
        "31.72.05",
        ("31.72.05",),
        106.89,
        -6.1,
        told["attributes"],
    )
    at = datetime.fromisoformat(told["last_updated"])
    return AreaRow(known_area, Standing(state=told["state"], since=at, changed_at=at, version=1)), one["geometry"]


@pytest.mark.parametrize(
    ("geoformat", "name"), [("geojson", "floods.geojson"), ("topojson", "floods.topojson"), ("cap", "floods.cap.xml")]
)
def test_a_flooded_area_is_the_original_s_byte_for_byte(geoformat, name):
    asked_at = datetime.fromisoformat("2026-11-24T02:47:07+07:00")
    assert floods.document([area()], geoformat, asked_at).decode() == sample(name)


def test_states_and_the_archive_of_areas_are_the_original_s():
    assert floods.states([area()[0]]).decode() == sample("floods_states.json")
    over = [
        AreaOver(5, 2, datetime.fromisoformat("2026-11-23T19:46:08.592+00:00")),
        AreaOver(9, 3, datetime.fromisoformat("2026-11-23T19:47:06.975999+00:00")),
    ]
    assert floods.archive(over).decode() == sample("floods_archive.json")


def test_time_series_are_the_original_s():
    hours = [
        (datetime.fromisoformat(f"2026-11-23T{hour}:00:00+00:00"), n) for hour, n in ((17, 0), (18, 0), (19, 7), (20, 0))
    ]
    assert floods.series(hours).decode() == sample("reports_ts.json")
    assert floods.series([(hours[3][0], 1)]).decode() == sample("floods_ts.json")


def test_gauges_are_the_original_s():
    theirs = sample("floodgauges.topojson")  # cut off in the middle of an observation
    found = re.findall(r'\{"f1":"([^"]+)","f2":(\d+),"f3":(\d),"f4":"([^"]+) "\}', theirs)
    seen = [Observation(datetime.fromisoformat(at), int(depth), int(level), name) for at, depth, level, name in found]
    reading = GaugeReading(Gauge("TMA00002", "Pos 2", 106.8, -6.2), tuple(seen))
    ours = layers.document([layers.gauge(reading)], "topojson").decode()
    whole = theirs[: theirs.rindex("},{") + 1]
    assert len(seen) > 5
    assert ours.startswith(whole)
    assert ours.endswith(']},"coordinates":[106.8,-6.2]}]}},"arcs":[],"bbox":[106.8,-6.2,106.8,-6.2]}}')
    assert layers.document([], "topojson").decode() == sample("gauges_empty.json")


def body(found: object) -> str:
    assert isinstance(found, answers.Problem), found
    return found.body.decode()


def test_every_refusal_of_the_samples_is_said_in_the_same_words():
    window = b"start=2017-02-21T04:00:00%2B0700"
    assert body(reports.asked(b"timeperiod=-1")) == sample("reports_bad_period.json")
    assert body(reports.asked(b"admin=ID-XX")) == sample("reports_bad_admin.json")
    assert body(reports.one_asked("x", b"")) == sample("report_400.json")
    assert body(answers.NOT_FOUND) == sample("report_404.json")
    assert body(answers.nowhere("/moon")) == sample("notfound.json")
    assert body(asking.read_window(window)) == sample("archive_missing.json")
    assert body(asking.read_window(window + b"&end=2018-02-21T04:00:00Z")) == sample("archive_big.json")
    assert body(floods.asked(b"geoformat=cap")) == sample("floods_cap_bad.json")
    assert body(layers.kind_asked("x", b"")) == sample("infra_bad.json")
    assert body(opinions.read_points("5", {"points": 7})) == sample("patch_points_bad.json")
    fed = {"post_id": 91, "created_at": "2026-11-23T20:05:00.000Z"}
    assert body(feeds.read_qlue(fed)) == sample("feeds_qlue.json")


def test_every_answer_about_cards_is_said_in_the_same_words():
    person = {"username": "web_guest", "network": "website", "language": "id"}
    assert cards.created(CARD).decode() == sample("cards_post.json")
    assert cards.taken(CARD).decode() == sample("cards_put.json")
    assert cards.updated(CARD).decode() == sample("cards_patch.json")
    assert body(cards.received_already(CARD)) == sample("cards_put_409.json")
    assert body(cards.no_image()) == sample("cards_patch_403.json")
    assert cards.found(CARD, **person, report=None).decode() == sample("cards_get_new.json")
    told = {
        "hazard": "flood",
        "text": "bench ingest",
        "card": {"flood_depth": 60, "report_type": "flood"},
        "reported_at": datetime.fromisoformat("2026-11-23T20:05:00+00:00"),
    }
    assert cards.found(CARD, **person, report=cards.report_of(told)).decode() == sample("cards_get_received.json")
    assert cards.expiring([]).decode() == sample("expired.json")
    images = json.loads(sample("cards_images.json"))
    assert json.loads(cards.images(images["signedRequest"], images["url"])) == images


def test_votes_and_flags_are_answered_in_the_same_words():
    assert opinions.voted(5, 1).decode() == sample("patch_points.json")
    assert opinions.flagged(5, on=True).decode() == sample("patch_flag.json")


def test_the_bounds_of_a_city_are_answered_in_the_same_words():
    assert layers.bounds("ID-JK", None).decode() == sample("bounds.json")


def samples_of_2024() -> list[Path]:
    return sorted((SHARED / "disaster" / "reports_2024_sample").glob("reports-*.json"))


@pytest.mark.parametrize("path", samples_of_2024(), ids=lambda path: path.stem.rpartition("-")[2])
def test_an_answer_of_2024_is_made_again_from_the_same_reports(path):
    theirs = json.loads(path.read_text("utf-8"))
    again = [row_of(one) for one in theirs["result"]["features"]]
    for row, one in zip(again, theirs["result"]["features"], strict=True):
        row["province"] = next((code for code, iso in provinces().items() if iso == told(one)), None)
        row["regency"] = dotted(one["properties"]["tags"]["region_code"])
    cities = {
        dotted(t["region_code"]): t["city"] for t in (one["properties"]["tags"] for one in theirs["result"]["features"])
    }
    around = Around("https://images.petabencana.id", lambda code: f"Kabupaten {cities[code]}")
    ours = json.loads(reports.document(again, "geojson", around, NOON))
    for one in theirs["result"]["features"]:
        one["properties"]["tags"]["local_area_id"] = None  # a number of their own
    assert json.dumps(ours) == json.dumps(theirs)


def provinces() -> dict[str, str]:
    from simpul.disaster.rules.compat.places import REGION_OF

    return dict(REGION_OF)


def told(one: dict[str, Any]) -> str | None:
    code: str | None = one["properties"]["tags"]["instance_region_code"]
    return code


def dotted(code: str | None) -> str | None:
    return f"{code[:2]}.{code[2:]}" if code else None
