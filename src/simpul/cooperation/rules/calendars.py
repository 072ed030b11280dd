"""Calendars as files (RFC 5545) and invitations by mail (RFC 5546). Pure.

A day that is known only by its month or year has no entry: a calendar has no way to say "about".
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from simpul.cooperation.model.activities import Activity, ActivityState, Nomination, Precision
from simpul.cooperation.model.calendars import CalendarEntry
from simpul.cooperation.model.governance import FollowUp, FollowUpState, Meeting
from simpul.cooperation.rules.plain_words import plain, visible
from simpul.kernel.i18n import ZONES, in_language

_PRODUCT = "-//Simpul//cooperation//ID"


def of_activity(one: Activity, lang: str, node: str, at: tuple[datetime, str]) -> CalendarEntry | None:
    """The activity's entry; None where its days are not known to the day. `at`: now, and the address of its page."""
    if one.precision is not Precision.DAY:
        return None
    hours = one.begins_at is not None and one.ends_at is not None
    return CalendarEntry(
        uid=f"{one.id}@{node}.simpul",
        summary=in_language(one.title, lang),
        since=one.begins_at if hours and one.begins_at else one.since,
        until=one.ends_at if hours and one.ends_at else one.until,
        stamp=at[0],
        zone=one.zone,
        place=one.place,
        text=in_language(one.note, lang) if one.note else "",
        url=at[1],
        sequence=one.version - 1,
        cancelled=one.state is ActivityState.CANCELLED,
    )


def of_meeting(one: Meeting, lang: str, node: str, at: tuple[datetime, str]) -> CalendarEntry:
    """The meeting's entry: a whole day."""
    return CalendarEntry(
        uid=f"{one.id}@{node}.simpul",
        summary=in_language(one.title, lang),
        since=one.on,
        until=one.on,
        stamp=at[0],
        place=one.place,
        url=at[1],
        sequence=one.version - 1,
    )


def of_follow_up(one: FollowUp, node: str, at: tuple[datetime, str]) -> CalendarEntry | None:
    """The entry of what is due on a day; None for what is done or was dropped."""
    if one.state is not FollowUpState.OPEN:
        return None
    uid = f"{one.id}@{node}.simpul"
    return CalendarEntry(uid, one.what, one.due, one.due, at[0], url=at[1], sequence=one.version - 1, deadline=True)


def invited(
    one: Activity, guest: Nomination, node: str, at: tuple[datetime, str], change: tuple[int, bool]
) -> CalendarEntry | None:
    """The entry of one guest, in their language. `change`: how many went before it, and whether they are still expected."""
    known = of_activity(one, guest.language, node, at)
    if known is None:
        return None
    number, expected = change
    uid = f"{one.id}.{guest.id}@{node}.simpul"
    return replace(known, uid=uid, sequence=number, cancelled=not expected)


def said(entry: CalendarEntry) -> str:
    """What a guest would notice of a change; the number and the moment of sending are not."""
    told = (entry.uid, entry.summary, entry.since, entry.until, entry.zone, entry.place, entry.text, entry.url)
    return repr(told)


def calendar(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """The calendar as a file that programs ask for again and again."""
    whole = _calendar("PUBLISH")
    whole.add("x-wr-calname", plain(name))
    for one in entries:
        whole.add_component(_event(one))
    whole.add_missing_timezones()
    return bytes(whole.to_ical())


def invitation(method: str, entry: CalendarEntry, organiser: tuple[str, str], guest: tuple[str, str]) -> bytes:
    """A REQUEST or a CANCEL to one guest; organiser and guest as (name, address)."""
    event = _event(entry)
    event.add("organizer", _address(*organiser))
    attendee = _address(*guest)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee)
    whole = _calendar(method)
    whole.add_component(event)
    whole.add_missing_timezones()
    return bytes(whole.to_ical())


def _calendar(method: str) -> Calendar:
    whole = Calendar()
    whole.add("prodid", _PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method)
    return whole


def _address(name: str, mail: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{mail}")
    found.params["CN"] = vText(plain(name.replace('"', "'")))
    return found


def _event(one: CalendarEntry) -> Event:
    """Days end with the day after the last (RFC 5545 3.6.1); moments are told in the zone of the place."""
    made = Event()
    made.add("uid", one.uid)
    made.add("dtstamp", one.stamp.astimezone(UTC))
    made.add("dtstart", _moment(one.since, one.zone))
    made.add("dtend", _moment(one.until, one.zone) if isinstance(one.until, datetime) else one.until + timedelta(days=1))
    made.add("summary", plain(one.summary))
    made.add("sequence", one.sequence)
    made.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if one.deadline else "OPAQUE")
    for name, value in (("location", visible(one.place)), ("description", visible(one.text)), ("url", one.url)):
        if value:
            made.add(name, value)
    return made


def _moment(at: date | datetime, zone: str) -> date | datetime:
    return at.astimezone(ZONES[zone]) if isinstance(at, datetime) else at
