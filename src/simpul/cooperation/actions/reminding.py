"""Reminds people of their actions by mail: seven days before, on the day, then every week; once each, one mail a person."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from urllib.parse import urljoin
from uuid import UUID

from simpul.cooperation.actions import reminding_mail as mail
from simpul.cooperation.actions.following import seats_today
from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.actions.standing import JAKARTA
from simpul.cooperation.model.governance import Addressed, FollowUp, FollowUpState, Reminder
from simpul.cooperation.model.programmes import Duty, Seat
from simpul.cooperation.rules import governance as rules
from simpul.cooperation.store import follow_ups, programmes
from simpul.cooperation.store import mail_addresses as store
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import N_, Translator, translator
from simpul.kernel.platform import Platform

TOPIC = "follow-up"
_FROM = 7
"""The hour, at the centre, before which nobody is reminded."""
_SUBJECT = N_("{n} actions of the cooperation that wait for you")
_ONE = N_("An action of the cooperation waits for you")
_LATE = N_("{days} days late (due on {day})")
_TODAY = N_("due today ({day})")
_SOON = N_("to be done by {day}")
_LOST = N_("No mail reaches {name}, who answers for it. Please see to it.")


def work(platform: Platform) -> None:
    """The job: as `remind`."""
    remind(platform)


def remind(platform: Platform) -> int:
    """How many mails went out in this call: what is to be told today, and what waited; none before seven in the morning."""
    if not platform.mailer.there or platform.clock.now().astimezone(JAKARTA).hour < _FROM:
        return 0
    prepare(platform)
    gone = mail.send_waiting(platform, TOPIC, compose)
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("each mail is audited; this is what the action's page shows of it")
        for one in gone:
            follow_ups.reminded(unit.connection, one.subjects, unit.clock.now())
    return len(gone)


def prepare(platform: Platform) -> int:
    """How many mails wait from now on: one a person, with every occasion of today that no mail tells yet."""
    reached, staff = mail.reached(platform), mail.staff(platform)
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("sending is audited, mail by mail")
        now = unit.clock.now()
        acts = follow_ups.open_ones(unit.connection)
        codes = {one.programme for one in acts}
        seats = {code: seats_today(unit.connection, code, today_of(now)) for code in codes}
        people = [one for one in staff if one in reached]
        wanted = _wanted(acts, seats, (reached, people), today_of(now))
        mails = [(Reminder(unit.ids.new(), TOPIC, account, now), told) for account, told in sorted(wanted.items())]
        return sum(1 for one, told in mails if store.prepare(unit.connection, one, told))


def _wanted(
    acts: Sequence[FollowUp],
    seats: Mapping[str, Sequence[Seat]],
    people: tuple[Mapping[UUID, Addressed], Sequence[UUID]],
    today: date,
) -> dict[UUID, dict[str, UUID]]:
    """What each account is to be told today: the occasion's key, and the action."""
    reached, staff = people
    wanted: dict[UUID, dict[str, UUID]] = {}
    for one in acts:
        seated = [each.account for each in seats[one.programme] if each.account in reached]
        keepers = [
            each.account
            for each in seats[one.programme]
            if each.account in seated and each.side is one.side and each.duty is Duty.KEEPER
        ]
        for account in rules.told_to(one, [*seated, *staff], keepers, staff):
            if (key := rules.key(one, account, today)) is not None:
                wanted.setdefault(account, {})[key] = one.id
    return wanted


def compose(platform: Platform, one: Reminder, to: Addressed) -> tuple[str, str] | None:
    """Subject and text in the reader's language: what, of which programme, since when.

    Nothing of what is closed by now, or is no longer theirs to read.
    """
    with platform.database.reading() as unit:
        today = today_of(unit.clock.now())
        acts = [follow_ups.get(unit.connection, subject) for subject in one.subjects]
        left = rules.in_order(act for act in acts if act is not None and act.state is FollowUpState.OPEN)
        codes = {act.programme for act in left}
        names = {code: found.name for code in codes if (found := programmes.get(unit.connection, code))}
    reads = mail.read(platform, to.account, codes)
    left, names = [act for act in left if act.programme in reads], {code: names[code] for code in reads if code in names}
    if not left:
        return None
    t = translator(to.language)
    items = [_item(t, act, today, to) for act in left]
    subject = t.gettext(_ONE) if len(left) == 1 else t.gettext(_SUBJECT, n=t.number(len(left)))
    hello = t.gettext(N_("Dear {name},"), name=to.name)
    why = t.gettext(N_("These actions of {programmes} are open:"), programmes=", ".join(sorted(names)))
    return subject, "\n\n".join([hello, why, *items, *_links(platform, t, to.language)]) + "\n"


def _item(t: Translator, one: FollowUp, today: date, to: Addressed) -> str:
    day = t.date(datetime(one.due.year, one.due.month, one.due.day, 12, tzinfo=UTC))
    late = rules.days_late(one, today)
    when = (
        t.gettext(_LATE, days=t.number(late), day=day)
        if late
        else t.gettext(_TODAY if one.due == today else _SOON, day=day)
    )
    lines = [f"- {one.what}", f"  {one.programme} · {when}"]
    if one.owner != to.account:
        lines.append("  " + t.gettext(_LOST, name=one.owner_name))
    return "\n".join(lines)


def _links(platform: Platform, t: Translator, language: str) -> list[str]:
    """Where to say how far it is, and where to end the mails; nothing where the node knows no address of its own."""
    base = platform.settings.public_url
    if not base:
        return []
    prefix = "" if language == platform.settings.language else f"/{language}"
    place = urljoin(base, f"{prefix}/kerja-sama")
    return [
        t.gettext(N_("Say how far it is, or that it is done: {link}"), link=f"{place}/tindak-lanjut"),
        t.gettext(N_("Change where these mails go, or end them: {link}"), link=f"{place}/surel"),
    ]
