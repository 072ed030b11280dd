"""Tells before an agreement ends: on pages, and once for each alarm by mail to who keeps the programme."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from urllib.parse import urljoin
from uuid import UUID

from simpul.cooperation.actions import reminding_mail as mail
from simpul.cooperation.actions.following import seats_today
from simpul.cooperation.actions.meetings import readable, today_of
from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.agreements import Alarm
from simpul.cooperation.model.governance import Addressed, Reminder
from simpul.cooperation.model.programmes import Duty
from simpul.cooperation.rules import agreements as rules
from simpul.cooperation.store import agreements as store
from simpul.cooperation.store import mail_addresses
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import N_, Translator, in_language, translator
from simpul.kernel.platform import Platform

TOPIC = "agreement"
_FROM = 7
"""The hour, at the centre, before which nobody is mailed."""
_ONE, _SUBJECT = N_("An agreement of the cooperation ends soon"), N_("{n} agreements of the cooperation end soon")


def due(platform: Platform, actor: Actor) -> tuple[Alarm, ...]:
    """What ends soon and nothing extends, of the programmes that this reader reads, the nearest first."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        codes = readable(unit.connection, standing(unit.connection, actor, now))
        found = store.listed(unit.connection, codes)
    return rules.alarms(found, _marks(platform), today_of(now))


def _marks(platform: Platform) -> tuple[int, ...]:
    return rules.marks(platform.settings.cooperation_alarm_days)


def work(platform: Platform) -> None:
    """The job: as `tell`."""
    tell(platform)


def tell(platform: Platform) -> int:
    """How many mails went out now: alarms that no mail tells yet, and what waited; none before seven in the morning."""
    if not platform.mailer.there or platform.clock.now().astimezone(JAKARTA).hour < _FROM:
        return 0
    prepare(platform)
    return len(mail.send_waiting(platform, TOPIC, compose))


def prepare(platform: Platform) -> int:
    """How many mails wait from now on: one a person, with every alarm that no mail tells them yet."""
    reached, staff = mail.reached(platform), mail.staff(platform)
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("sending is audited, mail by mail")
        now = unit.clock.now()
        wanted: dict[UUID, dict[str, UUID]] = {}
        for alarm in rules.alarms(store.all_(unit.connection), _marks(platform), today_of(now)):
            seats = seats_today(unit.connection, alarm.agreement.programme, today_of(now))
            keepers = [one.account for one in seats if one.duty is Duty.KEEPER and one.account in reached]
            # an alarm that reaches no keeper is heard by the centre
            for account in keepers or [one for one in staff if one in reached]:
                wanted.setdefault(account, {})[rules.key(alarm, account)] = alarm.agreement.id
        mails = [(Reminder(unit.ids.new(), TOPIC, account, now), told) for account, told in sorted(wanted.items())]
        return sum(1 for one, told in mails if mail_addresses.prepare(unit.connection, one, told))


def compose(platform: Platform, one: Reminder, to: Addressed) -> tuple[str, str] | None:
    """Subject and text in the reader's language; nothing extended or ended, or no longer theirs to read."""
    with platform.database.reading() as unit:
        today = today_of(unit.clock.now())
        alarms = rules.alarms(store.all_(unit.connection), _marks(platform), today)
    left = [alarm for alarm in alarms if alarm.agreement.id in one.subjects]
    reads = mail.read(platform, to.account, {alarm.agreement.programme for alarm in left})
    left = [alarm for alarm in left if alarm.agreement.programme in reads]
    if not left:
        return None
    t = translator(to.language)
    subject = t.gettext(_ONE) if len(left) == 1 else t.gettext(_SUBJECT, n=t.number(len(left)))
    hello = t.gettext(N_("Dear {name},"), name=to.name)
    why = t.gettext(N_("These agreements end soon, and nothing on record extends them:"))
    return subject, "\n\n".join([hello, why, *_items(t, left, to.language), *_links(platform, t, to.language)]) + "\n"


def _items(t: Translator, left: Sequence[Alarm], language: str) -> list[str]:
    return [
        f"- {in_language(one.agreement.title, language)}\n  {one.agreement.programme} · "
        + t.ngettext("ends on {day}, in {n} day", "ends on {day}, in {n} days", one.left, day=_day(t, one.until))
        for one in left
    ]


def _day(t: Translator, day: date) -> str:
    return t.date(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def _links(platform: Platform, t: Translator, language: str) -> list[str]:
    """Where the extension is written down; nothing where the node knows no address of its own."""
    base = platform.settings.public_url
    if not base:
        return []
    place = urljoin(base, f"{'' if language == platform.settings.language else f'/{language}'}/kerja-sama")
    return [
        t.gettext(N_("Write down the extension, or that it ended: {link}"), link=f"{place}/perjanjian?keadaan=ending"),
        t.gettext(N_("Change where these mails go, or end them: {link}"), link=f"{place}/surel"),
    ]
