"""Calendars: the public one, and one for each seat by an address that is a secret and can be revoked."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.activities import Activity, ActivityState
from simpul.cooperation.model.calendars import CalendarEntry, Feed, FeedUnknown
from simpul.cooperation.model.programmes import CENTRE, PARTNER, NotYourProgramme, ProgrammeUnknown, Standing
from simpul.cooperation.rules import calendars as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import activities, follow_ups, meetings, programmes
from simpul.cooperation.store import calendars as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.holders import Holders
from simpul.kernel.i18n import in_language, translator
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class SeatCalendar:
    """A seat's calendar: of which programme, and since when it has an address; None while it has none."""

    programme: str
    since: datetime | None


def public(platform: Platform, base: str, lang: str) -> bytes:
    """The public activities whose days are known, as a calendar; `base`: the address of the pages."""
    with platform.database.reading() as unit:
        found = [one for one in activities.all_(unit.connection) if one.public and one.state is not ActivityState.DRAFT]
        now = unit.clock.now()
    name = _name(platform, lang)
    return rules.calendar(name, _activities(platform, found, lang, (now, base)))


def _name(platform: Platform, lang: str) -> str:
    language = "ko" if lang == "ko" else "en" if lang == "en" else "id"
    return translator(language).gettext("Cooperation activities: {agency}", agency=platform.settings.agency)


def _activities(platform: Platform, found: list[Activity], lang: str, at: tuple[datetime, str]) -> list[CalendarEntry]:
    entries = (rules.of_activity(one, lang, platform.settings.node, (at[0], f"{at[1]}/kegiatan/{one.id}")) for one in found)
    return [one for one in entries if one is not None]


def own(platform: Platform, actor: Actor) -> list[SeatCalendar]:
    """The calendars of the seats that somebody has now."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        if who.account is None:
            return []
        there = store.feeds_of(unit.connection, who.account)
    return [SeatCalendar(code, there.get(code)) for code in _seats(who)]


def _seats(who: Standing) -> list[str]:
    """The programmes where somebody has a seat, and a role to use it."""
    found = []
    for code in sorted(who.seats):
        try:
            permits.permit_read(who, code)
        except ProgrammeUnknown:
            continue
        found.append(code)
    return found


def make(platform: Platform, actor: Actor, programme: str) -> str:
    """The secret of the seat's calendar, told this once; NotYourProgramme for who has no seat there."""
    secret = platform.ids.token()
    with platform.database.writing(actor) as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        if who.account is None or programme not in _seats(who):
            raise NotYourProgramme()
        store.set_feed(unit.connection, Feed(programme, who.account, unit.clock.now()), _hashed(platform.keys, secret))
        unit.audit("cooperation.calendar.make", subject=str(who.account), after={"programme": programme})
    return secret


def revoke(platform: Platform, actor: Actor, programme: str) -> None:
    """The address opens nothing any more; FeedUnknown where there is none."""
    with platform.database.writing(actor) as unit:
        if actor.id is None or not store.drop_feed(unit.connection, programme, actor.id):
            raise FeedUnknown()
        unit.audit("cooperation.calendar.revoke", subject=str(actor.id), after={"programme": programme})


def of_seat(platform: Platform, secret: str, base: str, lang: str) -> bytes:
    """The programme's activities, meetings and what is due, while its seat lasts; FeedUnknown."""
    with platform.database.reading() as unit:
        feed = store.feed_of(unit.connection, _hashed(platform.keys, secret))
        if feed is None:
            raise FeedUnknown()
        now = unit.clock.now()
        if feed.account not in _active(platform) or feed.programme not in _seats_of(unit, feed.account, now):
            raise FeedUnknown()
        programme = programmes.get(unit.connection, feed.programme)
        found = activities.of_programme(unit.connection, feed.programme)
        met = meetings.of_programme(unit.connection, feed.programme)
        due = follow_ups.of_programme(unit.connection, feed.programme)
    entries = _activities(platform, found, lang, (now, base))
    node = platform.settings.node
    entries += [rules.of_meeting(one, lang, node, (now, f"{base}/komite/{one.id}")) for one in met]
    entries += [
        each for one in due if (each := rules.of_follow_up(one, node, (now, f"{base}/tindak-lanjut/{one.id}"))) is not None
    ]
    return rules.calendar(in_language(programme.name, lang) if programme else feed.programme, entries)


def _active(platform: Platform) -> set[UUID]:
    """Who may use a seat now: active accounts with a role that reads programmes. An address outlives neither."""
    port = platform.port(Holders)
    return {one.id for role in (PARTNER, CENTRE) for one in port.holders(platform, role)}


def _seats_of(unit: Unit, account: UUID, now: datetime) -> Collection[str]:
    return programmes.seats_of_account(unit.connection, account, now.astimezone(JAKARTA).date())


def _hashed(keys: Keys, secret: str) -> bytes:
    return hmac.new(keys.derive("cooperation.calendar"), secret.encode(), hashlib.sha256).digest()
