"""Whatever a stranger writes into an address or a body, the answer is one of the interface's; never a defect of ours."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simpul.disaster.rules.compat import asking, cards, feeds, floods, layers, opinions, reports
from simpul.disaster.rules.compat.answers import Problem
from tests.disaster.compat.conftest import Site

KEYS = [
    "admin",
    "disaster",
    "timeperiod",
    "geoformat",
    "training",
    "format",
    "minimum_state",
    "parent",
    "start",
    "end",
    "foo",
    "a[b]",
]
VALUES = [
    "",
    "1",
    "-1",
    "1e400",
    "0x1",
    "ID-JK",
    "topojson",
    "cap",
    "xml",
    "true",
    "2026-11-23T20:05:00Z",
    "9" * 30,
    "\x00",
    "%",
    "☔",
]
WORDS = st.text(st.characters(max_codepoint=0x2FF), max_size=8)
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS) | WORDS, st.sampled_from(VALUES) | WORDS), max_size=6)
QUERIES = PAIRS.map(lambda pairs: "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs).encode()) | st.binary(
    max_size=60
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
REPORT = {
    "disaster_type": "volcano",
    "sub_submission": False,
    "card_data": {"report_type": "volcano", "volcanicSigns": [0], "evacuationNumber": 1, "evacuationArea": True},
    "text": "",
    "created_at": "2026-11-23T20:05:00.000Z",
    "location": {"lat": -6.2, "lng": 106.8},
}
PATHS = ["/reports", "/reports/archive", "/reports/timeseries", "/reports/5", "/floods", "/floods/states", "/floods/places"]
PATHS += [
    "/floods/archive",
    "/floods/timeseries",
    "/floodgauges",
    "/infrastructure/pumps",
    "/cities/bounds",
    "/earthquakes",
]
PATHS += ["/stats/reportsSummary", "/stats/floodedRWsSummary", "/needs", "/images/x.jpg"]


CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The machine may be busy with other tests."""


def well(found: object) -> None:
    """A refusal is JSON, of a status below 500."""
    if isinstance(found, Problem):
        assert 400 <= found.status < 500
        json.loads(found.body)


@pytest.mark.rules
@CALM
@given(QUERIES)
def test_any_query_is_answered_or_refused(query: bytes):
    for ask in (
        reports.asked,
        reports.archive_asked,
        reports.series_asked,
        floods.asked,
        floods.states_asked,
        layers.asked,
    ):
        well(ask(query))
    well(layers.bounds_asked(query))
    asking.query_of(query)


@pytest.mark.rules
@CALM
@given(JSON, st.text(max_size=40))
def test_any_body_is_read_or_refused(body: Any, id: str):
    for read in (cards.read_new, feeds.read_qlue, feeds.read_detik):
        well(read(body))
    for one in (cards.read_report, cards.read_image, opinions.read_points, opinions.read_flag):
        well(one(id, body))


@pytest.mark.rules
@CALM
@given(st.sampled_from([*REPORT, "card_data.volcanicSigns", "location.lat"]), JSON)
def test_any_value_in_a_report_is_read_or_refused(name: str, value: Any):
    body = json.loads(json.dumps(REPORT))
    place = body
    *above, last = name.split(".")
    for one in above:
        place = place[one]
    place[last] = value
    well(cards.read_report("x" * 36, body))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from(PATHS), PAIRS)
def test_no_query_makes_a_route_fail(own_site: Site, path: str, pairs: list[tuple[str, str]]):
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    answer = own_site.get(f"{path}?{query}")
    assert answer.status_code < 500, answer.text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=20), st.sampled_from(["GET", "PUT", "PATCH", "DELETE", "POST"]))
def test_no_path_makes_the_application_fail(own_site: Site, path: str, method: str):
    for above in ("/", "/reports/", "/floods/", "/floods/geomid/", "/infrastructure/", "/images/"):
        answer = own_site.ask(method, above + quote(path, safe=""), key=own_site.key)
        assert answer.status_code < 500, answer.text
