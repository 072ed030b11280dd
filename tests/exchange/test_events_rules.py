"""Rules of event types, schemas and ids, case by case. PROTOCOL §1 end; CloudEvents 1.0; RFC 9562."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.world import BPBD, PORTAL

from simpul.exchange.model.event_refusals import (
    EventDaysNotFit,
    EventSchemaNotFit,
    EventTextNotFit,
    EventTypeNameNotFit,
)
from simpul.exchange.model.events import Delivery, KeptEvent, NewEventType, Subscription
from simpul.exchange.rules import cloud_events, schemas
from simpul.exchange.rules import events as rules
from simpul.exchange.rules.cloud_events import About
from simpul.exchange.rules.schemas import Unfit

pytestmark = pytest.mark.rules
AT = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)
NEW = NewEventType(BPBD, "flood.measured")
ABOUT = About(BPBD, "flood.measured", BPBD, AT, "ID-1")


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        *(("ab", True), ("disaster.report.verified", True), ("A-1_b.C", True), ("9x", True), ("a" * 100, True)),
        *(("a", False), ("", False), (".a", False), ("-a", False), ("_a", False), ("a" * 101, False), ("a b", False)),
        *(("a/b", False), ("a%b", False), ("é9", False), ("ab\n", False), ("a\x00b", False), ("..", False), ("a*", False)),
    ],
)
def test_names_of_event_types(name, fits):
    assert rules.fit_name(name) is fits
    if not fits:
        with pytest.raises(EventTypeNameNotFit):
            rules.event_type(NewEventType(BPBD, name), AT)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"days": 0}, EventDaysNotFit),
        ({"days": 3651}, EventDaysNotFit),
        ({"title": "x" * 201}, EventTextNotFit),
        ({"title": "two\nlines"}, EventTextNotFit),
        ({"description": "x" * 2001}, EventTextNotFit),
        ({"description": "a\0b"}, EventTextNotFit),
        ({"schema": []}, EventSchemaNotFit),
        ({"schema": {"type": 7}}, EventSchemaNotFit),
        ({"schema": {"a": float("nan"), "b": {1}}}, EventSchemaNotFit),
        ({"schema": {"title": "a\0b"}}, EventSchemaNotFit),
    ],
    ids=str,
)
def test_what_does_not_fit(change, refusal):
    fields = {"owner": BPBD, "name": "flood.measured"} | change
    with pytest.raises(refusal):
        rules.event_type(NewEventType(**fields), AT)


def test_an_event_type_is_kept_with_its_schema_as_text():
    made = rules.event_type(NewEventType(BPBD, "ab", {"type": "object"}, " Judul ", " Dua\nbaris "), AT)
    assert (made.schema, made.title, made.description, made.days) == ('{"type":"object"}', "Judul", "Dua\nbaris", 30)


def deep(levels):
    found = {"type": "object"}
    for _ in range(levels - 1):
        found = {"not": found}
    return found


def test_a_schema_has_at_most_64_levels():
    assert schemas.kept(deep(64))
    for levels in (65, 100, 5000):
        with pytest.raises(EventSchemaNotFit):
            schemas.kept(deep(levels))


def doubled(steps):
    defs = {f"s{n}": {"anyOf": [{"$ref": f"#/$defs/s{n + 1}"}] * 2} for n in range(steps)}
    return {"$ref": "#/$defs/s0", "$defs": {**defs, f"s{steps}": {}}}


def test_a_schema_is_judged_by_what_one_value_costs():
    """Doubled ten times is a thousand steps, twenty times a million; circles and dead pointers are the compiler's."""
    assert schemas.kept(doubled(10))
    with pytest.raises(EventSchemaNotFit):
        schemas.kept(doubled(20))
    assert schemas.kept({"properties": {"child": {"$ref": "#"}}})
    assert schemas.kept(
        {"allOf": [{"$ref": "#/allOf/1"}, {"type": "object"}], "if": {}, "then": {}, "not": {"type": "null"}}
    )
    for reference in ("#/allOf/9", "#/x/y", "#/type/0", "#/allOf/x"):
        with pytest.raises(EventSchemaNotFit):
            schemas.kept({"type": "object", "allOf": [{"$ref": reference}]})


@pytest.mark.parametrize(
    ("value", "place"),
    [({}, "/"), ({"depth": "x"}, "/depth"), ({"depth": 1, "a/b~": {"c": [1]}}, "/a~1b~0/c/0"), ([], "/")],
)
def test_a_schema_says_where_and_how_but_not_what(value, place):
    text = schemas.kept(
        {
            "type": "object",
            "required": ["depth"],
            "properties": {
                "depth": {"type": "integer"},
                "a/b~": {"properties": {"c": {"items": {"type": "string"}}}},
            },
        }
    )
    with pytest.raises(Unfit) as unfit:
        schemas.check(text, value)
    assert unfit.value.place == place
    assert "x" not in unfit.value.reason.replace("the value", "").split()
    schemas.check(text, {"depth": 1})


def test_the_number_of_an_event_is_its_own_where_nobody_else_could_choose_it():
    own = str(uuid4())
    space = UUID("5ba30bb0-39ef-5af1-9f83-0f3a4f9c1c7e")
    assert rules.item_of(BPBD, f"/{BPBD}", own) == UUID(own)
    for source, number in ((f"/{BPBD}", own.upper()), (f"/{BPBD}", own.replace("-", "")), (f"/{PORTAL}", own), ("/x", "1")):
        assert rules.item_of(BPBD, source, number) == uuid5(space, f"{source}\n{number}")


@settings(deadline=None)
@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_different_events_have_different_numbers(one, other):
    """No source holds a line feed (it is a URI), so that source and id cannot run into one another."""
    one, other = [(source.replace("\n", ""), number) for source, number in (one, other)]
    try:
        numbers = rules.item_of(BPBD, *one), rules.item_of(BPBD, *other)
    except UnicodeEncodeError:
        return
    assert (numbers[0] == numbers[1]) is (one == other)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON)
def test_data_come_back_as_they_were(data):
    sent = {"specversion": "1.0", "id": "1", "source": "/s", "type": "flood.measured", "data": data}
    try:
        body = orjson.dumps(sent)
    except orjson.JSONEncodeError:
        return
    read = cloud_events.read([(b"Content-Type", cloud_events.ONE.encode())], body, "flood.measured", "x")
    event, told = cloud_events.event(read.events[0], ABOUT)
    kept = KeptEvent(7, event.item, event.type, event.id, event.source, BPBD, "", AT, event.content)
    got = orjson.loads(rules.delivered(kept))
    assert got["data"] == told == orjson.loads(body)["data"]
    assert (got["simpulsequence"], got["simpulitem"]) == ("7", str(event.item))
    assert rules.event_item(kept)["event"] == told


@settings(deadline=None)
@given(
    st.dictionaries(st.text(max_size=12) | st.sampled_from(["id", "source", "type", "specversion", "time", "data"]), JSON)
)
def test_anything_else_is_refused_in_our_words(sent):
    """Whatever JSON object comes: an event, or Unfit with a place; never another exception."""
    try:
        kind, place = cloud_events.event(sent, ABOUT)[0].type, "/"
    except Unfit as unfit:
        kind, place = ABOUT.type, unfit.place
    assert kind == ABOUT.type
    assert place.startswith("/")


@settings(deadline=None, max_examples=300)
@given(
    st.binary(max_size=60), st.sampled_from([cloud_events.ONE, cloud_events.BATCH, "application/json", "text/plain", ""])
)
def test_any_bytes_are_read_or_refused(body, kind):
    place = "/"
    try:
        cloud_events.read([(b"content-type", kind.encode())], body, "flood.measured", "x")
    except Unfit as unfit:
        place = unfit.place
    assert place.startswith("/")


@pytest.mark.parametrize(
    ("time", "fits"),
    [
        *(("2027-02-01T08:30:00Z", True), ("2027-02-01t08:30:00z", True), ("2027-02-01T08:30:00.123456789+07:00", True)),
        *(
            ("2016-12-31T23:59:60Z", True),
            ("2027-02-01T08:30:00", False),
            ("2027-02-01", False),
            ("2027-13-01T00:00:00Z", False),
        ),
        *(("2027-02-01T25:00:00Z", False), ("2027-02-01T08:30:00+07", False), ("2027-02-01 08:30:00Z", False), ("", False)),
    ],
)
def test_times_are_those_of_rfc_3339(time, fits):
    sent = {"specversion": "1.0", "id": "1", "source": "/s", "type": ABOUT.type, "time": time}
    if fits:
        assert orjson.loads(cloud_events.event(sent, ABOUT)[0].content)["time"] == time
    else:
        with pytest.raises(Unfit, match="RFC 3339"):
            cloud_events.event(sent, ABOUT)


@pytest.mark.parametrize(
    ("ttl", "days", "since"),
    [
        (None, 30, timedelta(days=30)),
        (60, 30, timedelta(seconds=60)),
        (10 * 86_400, 1, timedelta(days=1)),
    ],
)
def test_an_event_is_wanted_until_subscriber_or_type_let_go(ttl, days, since):
    one = Subscription(uuid4(), BPBD, "ab", PORTAL, Delivery.PULL, ttl=ttl)
    assert rules.wanted_since(one, days, AT) == AT - since


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        *(("https://portal.go.id/hook?x=1", True), ("https://portal.go.id:8443/", True), ("https://[2001:db8::1]/", True)),
        *(
            ("http://portal.go.id/", False),
            ("https://u@portal.go.id/", False),
            ("https:///x", False),
            ("https://a:0/", False),
        ),
        *(
            ("https://a:x/", False),
            ("https://a/#b", False),
            ("https://a/ b", False),
            ("https://é.id/", False),
            ("ftp://a", False),
        ),
        *(("https://" + "a" * 1000, False), ("https://a\\b/", False), ("", False), ("https://[x/", False)),
    ],
)
def test_which_addresses_may_be_a_webhook(url, fits):
    assert rules.is_webhook(url) is fits


@pytest.mark.parametrize(
    ("service", "client", "fits"),
    [
        (f"{PORTAL}/events", PORTAL, True),
        ("ID/GOV/2060/OTHER/in", PORTAL, True),
        ("ID/GOV/2060/OTHER/in", "ID/GOV/2060", True),
        (f"{BPBD}/events", PORTAL, False),
        ("ID/GOV/20601/X/in", PORTAL, False),
        (PORTAL, PORTAL, False),
        ("ID/GOV/2060/PORTAL/%65vents", PORTAL, False),
        ("ID/GOV/2060/PORTAL/%ZZ", PORTAL, False),
        ("", PORTAL, False),
    ],
)
def test_events_are_pushed_to_the_subscribers_own_agency_alone(service, client, fits):
    assert rules.is_of_member(service, client) is fits


def test_a_member_is_a_party_without_an_application():
    assert rules.party("ID/GOV/2060") == {"instanceId": "ID", "memberClass": "GOV", "memberCode": "2060"}
    assert rules.party("ID/GOV/2060/A%20B")["applicationCode"] == "A B"


def test_a_schema_in_a_text_is_json():
    assert rules.parsed('{"type":"object"}') == {"type": "object"}
    with pytest.raises(EventSchemaNotFit):
        rules.parsed("{")
