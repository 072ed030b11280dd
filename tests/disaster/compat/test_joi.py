"""Refusals in the words of Joi 10. The expected texts are what Joi 10.6 itself answered to the same schema and value."""

import json

import pytest

from simpul.disaster.rules.compat import asking, cards, opinions, reports
from simpul.disaster.rules.compat.answers import Problem
from simpul.disaster.rules.compat.places import REGION_CODES

pytestmark = pytest.mark.rules
CARD = "51bb6edb-112f-4342-9f12-0971e3e806a2"
POINT = {"lat": -6.2, "lng": 106.83}
FLOOD = {
    "disaster_type": "flood",
    "sub_submission": False,
    "card_data": {"report_type": "flood", "flood_depth": 60},
    "text": "",
    "created_at": "2026-11-23T20:05:00.000Z",
    "location": POINT,
}
OTHERS = {
    "structure": ("earthquake", {"report_type": "structure", "structureFailure": 1}),
    "road": ("earthquake", {"report_type": "road", "accessabilityFailure": 2, "condition": 1}),
    "wind": ("wind", {"report_type": "wind", "impact": 5}),
    "haze": ("haze", {"report_type": "haze", "visibility": 1, "airQuality": 7}),
    "fire": (
        "fire",
        {
            "report_type": "fire",
            "fireDistance": 120.5,
            "fireRadius": {"lat": -6.2, "lng": 106.831},
            "fireLocation": {"lat": -6.3, "lng": 106.9},
            "personLocation": {"lat": -6.201, "lng": 106.83},
        },
    ),
    "volcano": (
        "volcano",
        {"report_type": "volcano", "volcanicSigns": [0, 3], "evacuationNumber": 1, "evacuationArea": True},
    ),
    "drain": ("prep", {"report_type": "drain"}),
    "assessment": (
        "assessment",
        {
            "report_type": "assessment",
            "damages": [{"component": "roof", "severity": 3}, {"component": "walls", "severity": 1}],
        },
    ),
}


def said(found: object) -> tuple[str, list[str]]:
    assert isinstance(found, Problem), found
    body = json.loads(found.body)
    assert list(body) == ["statusCode", "error", "message", "validation"]
    assert (found.status, body["statusCode"], body["error"]) == (400, 400, "Bad Request")
    return body["message"], body["validation"]["keys"]


def changed(**more: object) -> dict[str, object]:
    return {**FLOOD, **more}


def data(**more: object) -> dict[str, object]:
    return changed(card_data={"report_type": "flood", **more})


def inside(key: str, message: str) -> str:
    return f'child "{key}" fails because [{message}]'


LISTED = "flood, earthquake, prep, assessment, fire, haze, volcano, wind"
KINDS = "drain, damage, power, treeclearing, flood, assessment, earthquake, road, structure, fire, wind, volcano, haze"
REFUSED = [
    ({}, 'child "disaster_type" fails because ["disaster_type" is required]', ["disaster_type"]),
    (changed(disaster_type=""), 'child "disaster_type" fails because ["disaster_type" is not allowed to be empty]', None),
    (changed(disaster_type=5), 'child "disaster_type" fails because ["disaster_type" must be a string]', None),
    (
        changed(disaster_type="tsunami"),
        f'child "disaster_type" fails because ["disaster_type" must be one of [{LISTED}]]',
        None,
    ),
    (changed(sub_submission="ya"), 'child "sub_submission" fails because ["sub_submission" must be a boolean]', None),
    (changed(card_data=[]), 'child "card_data" fails because ["card_data" must be an object]', None),
    (
        changed(card_data={"report_type": "tides"}),
        f'child "card_data" fails because [child "report_type" fails because ["report_type" must be one of [{KINDS}]]]',
        ["card_data.report_type"],
    ),
    (
        data(),
        'child "card_data" fails because [child "flood_depth" fails because ["flood_depth" is required]]',
        ["card_data.flood_depth"],
    ),
    (
        data(flood_depth=60.5),
        'child "card_data" fails because [child "flood_depth" fails because ["flood_depth" must be an integer]]',
        None,
    ),
    (
        data(flood_depth=-1),
        inside("card_data", inside("flood_depth", '"flood_depth" must be larger than or equal to 0')),
        None,
    ),
    (
        data(flood_depth=201),
        inside("card_data", inside("flood_depth", '"flood_depth" must be less than or equal to 200')),
        None,
    ),
    (
        data(flood_depth=None),
        'child "card_data" fails because [child "flood_depth" fails because ["flood_depth" must be a number]]',
        None,
    ),
    (
        data(flood_depth=60, foo=1, bar=2),
        'child "card_data" fails because ["foo" is not allowed, "bar" is not allowed]',
        ["card_data.foo", "card_data.bar"],
    ),
    (changed(text=None), 'child "text" fails because ["text" must be a string]', ["text"]),
    (changed(created_at="kemarin"), 'child "created_at" fails because ["created_at" must be a valid ISO 8601 date]', None),
    (changed(location=None), 'child "location" fails because ["location" must be an object]', None),
    (
        changed(location={"lat": 91, "lng": 0}),
        'child "location" fails because [child "lat" fails because ["lat" must be less than or equal to 90]]',
        ["location.lat"],
    ),
    (changed(foo=1), '"foo" is not allowed', ["foo"]),
    (changed(**{"a<b>": 1, "10": 1, "2": 1}), '"2" is not allowed. "10" is not allowed. "a&lt;b&gt;" is not allowed', None),
]


@pytest.mark.parametrize(("body", "message", "paths"), REFUSED)
def test_a_report_that_does_not_fit_is_refused_in_joi_s_words(body, message, paths):
    told, found = said(cards.read_report(CARD, body))
    assert told == message
    assert paths is None or found == paths


def test_the_first_fault_of_a_report_is_told_and_unknown_keys_come_last():
    body = {**FLOOD, "foo": 1, "location": {"lat": "x", "lng": "y"}, "created_at": "x"}
    assert said(cards.read_report(CARD, body))[1] == ["created_at"]


def test_the_id_of_a_card_is_judged_before_the_body():
    assert said(cards.read_report("short", {})) == (
        'child "cardId" fails because ["cardId" length must be 36 characters long]',
        ["cardId"],
    )


@pytest.mark.parametrize("kind", OTHERS)
def test_every_kind_of_report_is_read_with_all_its_answers(kind):
    hazard, answers = OTHERS[kind]
    found = cards.read_report(CARD, {**FLOOD, "disaster_type": hazard, "card_data": answers})
    assert isinstance(found, cards.CardReport), found
    assert (found.hazard, found.card) == (hazard, answers)


@pytest.mark.parametrize("kind", OTHERS)
def test_no_answer_of_any_kind_may_be_left_out(kind):
    hazard, answers = OTHERS[kind]
    for name in answers:
        fewer = {key: value for key, value in answers.items() if key != name}
        message, paths = said(cards.read_report(CARD, {**FLOOD, "disaster_type": hazard, "card_data": fewer}))
        assert message == f'child "card_data" fails because [child "{name}" fails because ["{name}" is required]]'
        assert paths == [f"card_data.{name}"]


def test_a_report_type_of_another_hazard_is_refused():
    body = changed(card_data={"report_type": "wind", "impact": 1})
    assert said(cards.read_report(CARD, body)) == (
        'child "card_data" fails because [child "report_type" fails because ["report_type" must be one of [flood]]]',
        ["card_data.report_type"],
    )


def test_a_sign_is_counted_once_and_its_place_in_the_list_is_named():
    hazard, answers = OTHERS["volcano"]
    found = cards.read_report(
        CARD, {**FLOOD, "disaster_type": hazard, "card_data": {**answers, "volcanicSigns": [3, 3, 1]}}
    )
    assert isinstance(found, cards.CardReport)
    assert found.card["volcanicSigns"] == [3, 1]
    wrong = cards.read_report(CARD, {**FLOOD, "disaster_type": hazard, "card_data": {**answers, "volcanicSigns": [0, 8]}})
    inner = '"volcanicSigns" at position 1 fails because ["1" must be less than or equal to 7]'
    assert said(wrong) == (
        f'child "card_data" fails because [child "volcanicSigns" fails because [{inner}]]',
        ["card_data.volcanicSigns.1"],
    )


def test_texts_count_as_numbers_and_truth_values_as_they_do_in_forms():
    body = changed(
        sub_submission="TRUE", card_data={"report_type": "flood", "flood_depth": " 6e1 "}, location='{"lat":"1","lng":2}'
    )
    found = cards.read_report(CARD, body)
    assert isinstance(found, cards.CardReport)
    assert (found.sub, found.card["flood_depth"], found.point) == (True, 60, (2.0, 1.0))


def test_a_forest_fire_lies_where_the_fire_is():
    hazard, answers = OTHERS["fire"]
    found = cards.read_report(CARD, {**FLOOD, "disaster_type": hazard, "card_data": answers})
    assert isinstance(found, cards.CardReport)
    assert found.point == (106.9, -6.3)


NEW = {"username": "web_guest", "network": "website", "language": "id"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, 'child "username" fails because ["username" is required]'),
        ({**NEW, "network": ""}, 'child "network" fails because ["network" is not allowed to be empty]'),
        ({**NEW, "language": 1}, 'child "language" fails because ["language" must be a string]'),
        ({**NEW, "is_training": True}, '"is_training" is not allowed'),
        (
            {**NEW, "network_data": {"phone": "1"}},
            'child "network_data" fails because ["phone" is not allowed]',
        ),
        ([], '"value" must be an object'),
    ],
)
def test_a_card_is_asked_for_with_three_texts(body, message):
    assert said(cards.read_new(body))[0] == message


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (b"timeperiod=0", 'child "timeperiod" fails because ["timeperiod" must be a positive number]'),
        (b"timeperiod=-1", 'child "timeperiod" fails because ["timeperiod" must be a positive number]'),
        (b"timeperiod=1.5", 'child "timeperiod" fails because ["timeperiod" must be an integer]'),
        (b"timeperiod=", 'child "timeperiod" fails because ["timeperiod" must be a number]'),
        (b"timeperiod=1&timeperiod=2", 'child "timeperiod" fails because ["timeperiod" must be a number]'),
        (
            b"timeperiod=18748801",
            'child "timeperiod" fails because ["timeperiod" must be less than or equal to 18748800]',
        ),
        (b"admin=jbd", f'child "admin" fails because ["admin" must be one of [{", ".join(REGION_CODES)}]]'),
        (b"disaster=tsunami", f'child "disaster" fails because ["disaster" must be one of [{LISTED}]]'),
        (b"geoformat=xml", 'child "geoformat" fails because ["geoformat" must be one of [topojson, geojson, cap]]'),
        (b"training=yes", 'child "training" fails because ["training" must be a boolean]'),
        (b"format=json", '"format" is not allowed'),
        (b"foo=1&timeperiod=x", 'child "timeperiod" fails because ["timeperiod" must be a number]'),
        (b"b=1&a=2&10=3&9=4", '"9" is not allowed. "10" is not allowed. "b" is not allowed. "a" is not allowed'),
    ],
)
def test_a_question_to_reports_that_does_not_fit_is_refused(query, message):
    assert said(reports.asked(query))[0] == message


STARTS = "Mon Feb 20 2017 21:00:00 GMT+0000 (Coordinated Universal Time)"
WINDOW = b"start=2017-02-21T04:00:00%2B0700&end="


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (b"", 'child "start" fails because ["start" is required]'),
        (b"start=2017-02-21T04:00:00%2B0700", 'child "end" fails because ["end" is required]'),
        (
            b"start=2017-02-21T04:00:00+0700",
            inside("start", '"start" must be a string with one of the following formats [YYYY-MM-DDTHH:mm:ssZ]'),
        ),
        (
            WINDOW + b"2017-02-21T05:00:00.000Z",
            'child "end" fails because ["end" must be a string with one of the following formats [YYYY-MM-DDTHH:mm:ssZ]]',
        ),
        (
            WINDOW + b"2017-02-20T20:59:59Z",
            inside("end", f'"end" must be larger than or equal to "{STARTS}"'),
        ),
        (
            WINDOW + b"2018-02-21T04:00:00Z",
            "child 'end' fails because [end is more than 18748800 seconds greater than 'start']",
        ),
    ],
)
def test_a_window_has_two_ends_in_order_and_no_more_than_217_days_apart(query, message):
    assert said(asking.read_window(query))[0] == message


@pytest.mark.parametrize("text", ["2017-02-21T04:00:00+07:00", "2017-02-21T04:00:00+07", "2017-02-20T21:00:00Z"])
def test_an_instant_may_be_given_with_any_offset(text):
    made = asking.read_window(f"start={text.replace('+', '%2B')}&end={text.replace('+', '%2B')}".encode())
    assert not isinstance(made, Problem)
    assert made["start"].isoformat() == "2017-02-20T21:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"points": 2}, 'child "points" fails because ["points" must be one of [-1, 1]]'),
        ({"points": "x"}, 'child "points" fails because ["points" must be a number]'),
        ({}, 'child "points" fails because ["points" is required]'),
        ({"points": 1, "flag": True}, '"flag" is not allowed'),
    ],
)
def test_a_vote_is_one_up_or_one_down(body, message):
    assert said(opinions.read_points("5", body))[0] == message


@pytest.mark.parametrize("id", ["x", "1.5", "9007199254740993"])
def test_a_report_s_number_is_judged_before_the_vote(id):
    assert said(opinions.read_points(id, {}))[1] == ["id"]
