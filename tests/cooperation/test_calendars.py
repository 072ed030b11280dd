"""Calendars: valid by RFC 5545, right in their zone, silent about days that are not known; a seat's own; invitations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from simpul.cooperation.actions import calendars, inviting
from simpul.cooperation.model.activities import Activity, ActivityState, Precision
from simpul.cooperation.model.calendars import FeedUnknown
from simpul.cooperation.model.programmes import PARTNER, NotYourProgramme
from simpul.cooperation.rules import calendars as rules
from simpul.cooperation.store import activities, programmes
from simpul.kernel.errors import Unavailable
from simpul.kernel.mailer import Attachment, MailRefused
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT, accepted, act, activity, also, there
from tests.cooperation.people import EGCC, EVERYBODY, KEEPER, KOREAN, holding

AT = (datetime(2026, 11, 26, 3, tzinfo=UTC), "https://contoh.id/kerja-sama/kegiatan/1")


def written(*changes: dict[str, Any]) -> bytes:
    """A calendar of the test's activity, changed so."""
    found = [rules.of_activity(activity(**each), "id", "uji", AT) for each in changes]
    return rules.calendar("Uji", [one for one in found if one is not None])


def only(content: bytes) -> Any:
    """The calendar's only entry, as another program reads it."""
    (entry,) = Calendar.from_ical(content).walk("VEVENT")
    return entry


def test_days_end_with_the_day_after_the_last() -> None:
    entry = only(written({"since": date(2027, 1, 20), "until": date(2027, 1, 24)}))
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2027, 1, 20), date(2027, 1, 25))
    assert b"DTSTART;VALUE=DATE:20270120\r\n" in written({})


@pytest.mark.parametrize(("zone", "name", "hour"), [("WIB", "Asia/Jakarta", "090000"), ("KST", "Asia/Seoul", "110000")])
def test_hours_are_told_in_the_zone_of_the_place(zone: str, name: str, hour: str) -> None:
    begins, ends = datetime(2027, 1, 20, 2, tzinfo=UTC), datetime(2027, 1, 20, 5, tzinfo=UTC)
    content = written({"zone": zone, "begins_at": begins, "ends_at": ends})
    assert f"DTSTART;TZID={name}:20270120T{hour}\r\n".encode() in content
    assert f"TZID:{name}\r\n".encode() in content  # the zone's rules go along
    assert only(content)["DTSTART"].dt.astimezone(UTC) == begins


@pytest.mark.parametrize("precision", [Precision.MONTH, Precision.YEAR])
def test_a_day_that_is_not_known_is_not_given(precision: Precision) -> None:
    assert rules.of_activity(activity(precision=precision), "id", "uji", AT) is None


def test_text_is_escaped_and_lines_are_folded() -> None:
    title = "Rapat; satu, dua\\tiga" + " 서울 전자정부" * 20
    content = written({"title": {"id": title}, "place": "Gedung A, lantai 2; ruang 3\nJakarta"})
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"SUMMARY:Rapat\\; satu\\, dua\\\\tiga" in content
    entry = only(content)
    assert (entry["SUMMARY"], entry["LOCATION"]) == (title, "Gedung A, lantai 2; ruang 3\nJakarta")


def test_a_calendar_has_what_it_must(client_for: Callable[..., TestClient], platform: Platform) -> None:
    there(platform, public=True)
    also(platform, id=UUID(int=77), title={"id": "Rahasia"}, public=False)
    for prefix, title in (("", "Kunjungan uji"), ("/en", "Test visit"), ("/ko", "시험 방문")):
        page = client_for().get(f"{prefix}/kerja-sama/kalender.ics")
        assert page.headers["content-type"] == "text/calendar; charset=utf-8"
        whole = Calendar.from_ical(page.content)
        assert (whole["VERSION"], whole["METHOD"]) == ("2.0", "PUBLISH")
        assert whole["PRODID"]
        entry = only(page.content)
        assert entry["SUMMARY"] == title
        assert entry["URL"].endswith(f"{prefix}/kerja-sama/kegiatan/{VISIT}")
        assert {"UID", "DTSTAMP", "SEQUENCE", "STATUS"} <= set(entry)


def test_a_cancelled_activity_says_so() -> None:
    assert only(written({"state": ActivityState.CANCELLED}))["STATUS"] == "CANCELLED"


def test_a_seat_has_an_address_of_its_own_that_can_be_revoked(platform: Platform) -> None:
    there(platform, state=ActivityState.DRAFT)
    holding(platform, {PARTNER: [KOREAN]})
    secret = calendars.make(platform, KOREAN, EGCC)
    assert only(calendars.of_seat(platform, secret, "https://contoh.id", "ko"))["SUMMARY"] == "시험 방문"
    newer = calendars.make(platform, KOREAN, EGCC)
    with pytest.raises(FeedUnknown):
        calendars.of_seat(platform, secret, "https://contoh.id", "ko")
    calendars.revoke(platform, KOREAN, EGCC)
    for dead in (newer, "", "salah"):
        with pytest.raises(FeedUnknown):
            calendars.of_seat(platform, dead, "https://contoh.id", "ko")
    with pytest.raises(FeedUnknown):
        calendars.revoke(platform, KOREAN, EGCC)


def test_an_address_lives_no_longer_than_its_seat(platform: Platform) -> None:
    there(platform)
    holding(platform, {PARTNER: [KOREAN]})
    secret = calendars.make(platform, KOREAN, EGCC)
    assert KOREAN.id is not None
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        programmes.end_seat(unit.connection, EGCC, KOREAN.id, date(2026, 1, 1), platform.clock.now())
    with pytest.raises(FeedUnknown):
        calendars.of_seat(platform, secret, "https://contoh.id", "id")


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_have_a_calendar(platform: Platform, name: str) -> None:
    there(platform)
    seated = {"keeper", "reader", "korean", "korean reader", "seated centre", "roleless"}
    try:
        calendars.make(platform, EVERYBODY[name], EGCC)
        may = True
    except NotYourProgramme:
        may = False
    assert may is (name in seated - {"roleless"})


class Post:
    """Keeps what goes along with each mail; refuses for now or for good where it is told to."""

    there = True

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any]] = []
        self.refusal: Exception | None = None

    def send_with(self, *, to: str, subject: str, text: str, attachment: Attachment) -> None:
        if self.refusal:
            raise self.refusal
        assert text
        method = attachment.media.split("method=")[1].split(";")[0]
        whole = Calendar.from_ical(attachment.content)
        assert whole["METHOD"] == method
        self.sent.append((to, subject, only(attachment.content)))


@pytest.fixture
def box(platform: Platform) -> tuple[Platform, Post]:
    """The node with a post that keeps what it sends, and one accepted person with an address."""
    there(platform)
    kept = Post()
    return replace(platform, mailer=kept), kept  # type: ignore[arg-type] (what is sent otherwise is not of this test)


def changed(platform: Platform, **changes: Any) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        known: Activity | None = activities.get(unit.connection, VISIT)
        assert known is not None
        activities.keep(unit.connection, replace(known, **changes), platform.clock.now())


def test_who_is_accepted_is_invited_once_again_on_change_and_called_off(box: tuple[Platform, Post]) -> None:
    platform, kept = box
    one = accepted(platform, email="siti@contoh.go.id", language="en")
    assert [inviting.tell(platform), inviting.tell(platform)] == [1, 0]
    changed(platform, place="Sejong")
    inviting.tell(platform)
    act(platform, KEEPER, one, "withdraw")
    inviting.tell(platform)
    assert inviting.tell(platform) == 0
    assert [to for to, _, _ in kept.sent] == ["siti@contoh.go.id"] * 3
    assert [subject for _, subject, _ in kept.sent][::2] == ["Invitation: Test visit", "Called off: Test visit"]
    entries = [entry for _, _, entry in kept.sent]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert [int(entry["SEQUENCE"]) for entry in entries] == [0, 1, 2]
    assert [str(entry["STATUS"]) for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert str(entries[0]["ATTENDEE"]) == "mailto:siti@contoh.go.id"


def test_a_cancelled_activity_calls_its_guests_off(box: tuple[Platform, Post]) -> None:
    platform, kept = box
    accepted(platform, email="siti@contoh.go.id")
    inviting.tell(platform)
    changed(platform, state=ActivityState.CANCELLED)
    inviting.tell(platform)
    assert [str(entry["STATUS"]) for _, _, entry in kept.sent] == ["CONFIRMED", "CANCELLED"]


def test_what_could_not_be_sent_is_sent_later_and_what_is_refused_is_not(box: tuple[Platform, Post]) -> None:
    platform, kept = box
    accepted(platform, email="siti@contoh.go.id")
    kept.refusal = Unavailable(part="mail")
    assert inviting.tell(platform) == 0
    kept.refusal = MailRefused()
    assert inviting.tell(platform) == 1
    kept.refusal = None
    assert inviting.tell(platform) == 0


def test_nobody_is_invited_to_what_is_past_or_has_no_known_day(box: tuple[Platform, Post]) -> None:
    platform, _ = box
    accepted(platform, email="siti@contoh.go.id")
    changed(platform, precision=Precision.MONTH)
    assert inviting.tell(platform) == 0
    changed(platform, precision=Precision.DAY, since=date(2026, 1, 1), until=date(2026, 1, 2))
    assert inviting.tell(platform) == 0
