"""CAP 1.2 as OASIS wrote it: what our documents hold, what is refused of others', and what a reader knows in the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model import Status
from simpul.disaster.model.cap import CapAlert, CapArea, CapBlock, CapReference
from simpul.disaster.model.warning_refusals import CapUnreadable
from simpul.disaster.rules.cap import certainty, document, of_warning
from simpul.disaster.rules.cap.following import followed
from simpul.disaster.rules.cap.reading import alerts_in, read
from tests.disaster.cap.checking import checked

pytestmark = pytest.mark.rules

WIB = timezone(timedelta(hours=7))
AT = datetime(2027, 1, 5, 3, 0, tzinfo=WIB)
RING = ((-6.1, 106.8), (-6.1, 106.9), (-6.2, 106.9), (-6.1, 106.8))
INFO = CapBlock(
    categories=("Met",),
    event="Banjir",
    urgency="Immediate",
    severity="Severe",
    certainty="Observed",
    language="id-ID",
    responses=("Evacuate",),
    codes=(("simpul:hazard", "flood"),),
    effective=AT,
    onset=AT,
    expires=AT + timedelta(hours=6),
    sender_name="BPBD",
    headline="Banjir di Jakarta",
    description="Air naik.",
    instruction="Pergi ke tempat tinggi.",
    web="https://bpbd.example/bencana/peringatan/1",
    contact="112",
    parameters=(("number", "1"),),
    areas=(CapArea("Jakarta", (RING,), ((-6.2, 106.85, 12.5),), (("kode_wilayah", "31.71"),)),),
)
ALERT = CapAlert("a.1", "bpbd.example", AT, "Actual", "Alert", infos=(INFO,))


def reference(one):
    return CapReference(one.sender, one.identifier, one.sent)


def later(one, number, kind="Update", *earlier, **changes):
    sent = AT + timedelta(minutes=number)
    references = tuple(reference(before) for before in earlier)
    return replace(one, identifier=f"a.{number}", sent=sent, type=kind, references=references, **changes)


UPDATE = later(ALERT, 2, "Update", ALERT)
CANCEL = later(ALERT, 3, "Cancel", ALERT, UPDATE)


def test_a_document_reads_as_what_was_written():
    for one in (ALERT, UPDATE, CANCEL):
        assert checked(document.document(one)) == one


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2027, 1, 5, 3, 0, 7, 999, tzinfo=WIB), "2027-01-05T03:00:07+07:00"),
        (datetime(2027, 1, 5, 3, tzinfo=timezone(timedelta(hours=9))), "2027-01-05T03:00:00+09:00"),
        (datetime(2027, 1, 5, 3, tzinfo=UTC), "2027-01-05T03:00:00-00:00"),
    ],
)
def test_a_time_has_its_offset_and_never_a_z(at, text):
    """CAP 1.2, 3.3.2: `Z` must not be used; UTC is written -00:00."""
    assert document.instant(at) == text


def test_a_polygon_is_written_latitude_first_and_closed():
    square = {"type": "Polygon", "coordinates": [[[106.8, -6.1], [106.9, -6.1], [106.9, -6.2], [106.8, -6.1]]]}
    assert of_warning.rings(square) == [RING]
    open_ring = {"type": "MultiPolygon", "coordinates": [[[[106.8, -6.1], [106.9, -6.1], [106.9, -6.2]]]]}
    assert of_warning.rings(open_ring) == [RING]
    assert of_warning.rings({"type": "Polygon", "coordinates": [[[106.8, -6.1], [106.9, -6.1]]]}) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_the_document_stays_whole(headline, description):
    info = replace(INFO, headline=f"x{headline}", description=f"x{description}")
    assert read(document.document(replace(ALERT, infos=(info,)))).infos[0].event == "Banjir"


def valid(**changes):
    text = document.document(ALERT).decode()
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<alert>",
        b"\xff\xfe\x00",
        b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>",
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><alert>&e;</alert>',
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><alert>&b;</alert>',
        b" " * 2_000_001,
        valid(time=("2027-01-05T03:00:00+07:00</sent>", "2027-01-05T03:00:00Z</sent>")),
        valid(time=("2027-01-05T03:00:00+07:00</sent>", "2027-13-05T03:00:00+07:00</sent>")),
        valid(kind=("<msgType>Alert", "<msgType>Alarm")),
        valid(status=("<status>Actual", "<status>Real")),
        valid(name=("<identifier>a.1", "<identifier>a,1")),
        valid(name=("<identifier>a.1</identifier>", "")),
        valid(ring=("-6.1,106.8 -6.1,106.9 -6.2,106.9 -6.1,106.8", "-6.1,106.8 -6.1,106.9 -6.2,106.9 -6.3,106.8")),
        valid(ring=("-6.1,106.8 -6.1,106.9 -6.2,106.9 -6.1,106.8", "106.8,-6.1 106.9,-6.1 106.9,-6.2 106.8,-6.1")),
        valid(disc=("-6.2,106.85 12.5", "-6.2,106.85 nan")),
        valid(disc=("-6.2,106.85 12.5", "-6.2,106.85")),
        valid(category=("<category>Met", "<category>Weather")),
        valid(scope=("<scope>Public</scope>", "<scope>Public</scope><references>only-one</references>")),
    ],
)
def test_nonsense_and_attacks_are_refused_with_a_reason(body):
    with pytest.raises(CapUnreadable) as caught:
        read(body)
    assert caught.value.facts["reason"]


def test_alerts_are_found_in_a_feed_that_holds_them():
    inner = document.document(ALERT).decode().split("?>", 1)[1]
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="text/xml">{inner}</content></entry></feed>'
    assert alerts_in(feed.encode()) == (ALERT,)


@pytest.mark.parametrize("doubled", [False, True])
@pytest.mark.parametrize("order", list(permutations((ALERT, UPDATE, CANCEL))), ids=lambda o: "-".join(x.type for x in o))
def test_a_reader_ends_with_the_right_state_in_any_order(order, doubled):
    messages = [*order, *order] if doubled else order
    assert followed(messages).current(AT) == ()
    assert followed(one for one in messages if one is not CANCEL).current(AT) == (UPDATE,)
    assert followed(one for one in messages if one.type == "Cancel").current(AT) == ()


def test_a_reader_who_missed_a_message_is_right_by_the_next():
    third = later(ALERT, 3, "Update", ALERT, UPDATE)
    assert followed([ALERT, third]).current(AT) == (third,)
    assert followed([third, UPDATE]).current(AT) == (third,)


def test_nobody_speaks_for_another_sender():
    stranger = replace(CANCEL, sender="elsewhere.example")
    assert followed([ALERT, stranger]).current(AT) == (ALERT,)
    pretended = replace(stranger, references=(replace(reference(ALERT), sender="elsewhere.example"),))
    assert followed([ALERT, pretended]).current(AT) == (ALERT,)


def test_a_message_never_changes_what_came_later_under_its_name_counts_for_nothing():
    other = replace(ALERT, infos=(replace(INFO, severity="Minor"),))
    assert followed([ALERT, other]).current(AT) == (ALERT,)


def test_an_exercise_ends_nothing_that_is_meant_and_is_not_current():
    exercise = replace(CANCEL, status="Exercise")
    assert followed([ALERT, exercise]).current(AT) == (ALERT,)
    assert followed([replace(ALERT, status="Test")]).current(AT) == ()


def test_what_expired_is_over_without_a_message():
    assert followed([ALERT]).current(INFO.expires - timedelta(seconds=1)) == (ALERT,)
    assert followed([ALERT]).current(INFO.expires) == ()


@pytest.mark.parametrize(
    ("status", "signed", "gathered", "sure"),
    [
        (Status.UNVERIFIED, False, False, "Possible"),
        (Status.UNVERIFIED, False, True, "Likely"),
        (Status.UNVERIFIED, True, False, "Likely"),
        (Status.UNVERIFIED, True, True, "Likely"),
        (Status.VERIFIED, False, False, "Observed"),
        (Status.VERIFIED, True, True, "Observed"),
    ],
)
def test_how_sure_a_report_is_follows_from_what_officers_did(status, signed, gathered, sure):
    found = certainty.sureness(status, signed=signed, gathered=gathered)
    assert found.certainty == sure
    assert found.reason


def test_a_hidden_report_is_sure_of_nothing():
    with pytest.raises(KeyError):
        certainty.sureness(Status.HIDDEN)
