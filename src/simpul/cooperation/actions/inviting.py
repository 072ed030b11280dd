"""Invitations for calendars, by mail: to who is accepted to an activity to come; again when it changes; taken back."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from simpul.cooperation.model.activities import Activity, ActivityState, Nomination, NominationState, Precision
from simpul.cooperation.model.calendars import CalendarEntry, Invitation
from simpul.cooperation.outside import sealing_people as sealing
from simpul.cooperation.rules import attendance
from simpul.cooperation.rules import calendars as rules
from simpul.cooperation.store import activities, nominations
from simpul.cooperation.store import calendars as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Unavailable
from simpul.kernel.i18n import N_, Language, translator
from simpul.kernel.mailer import Attachment, MailRefused
from simpul.kernel.platform import Platform

_MOST = 50
"""So many mails one run sends; the next follows within minutes."""
_LANGUAGES: dict[str, Language] = {"id": "id", "en": "en", "ko": "ko"}


def tell(platform: Platform) -> int:
    """How many were told in this run; where the server does not answer, the rest is told later."""
    if not platform.mailer.there:
        return 0
    sent = 0
    for activity, person in _upcoming(platform):
        if sent == _MOST:
            break
        try:
            sent += _told(platform, activity, person)
        except Unavailable:
            break
    return sent


def _upcoming(platform: Platform) -> Iterator[tuple[UUID, UUID]]:
    """Activities to come whose days are known, and everybody who was ever named to them."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        found = [one for one in activities.all_(unit.connection) if _to_come(one, now)]
        people = {one.id: nominations.of_activity(unit.connection, one.id) for one in found}
    for activity, theirs in people.items():
        for one in theirs:
            yield activity, one.id


def _to_come(one: Activity, now: datetime) -> bool:
    drafted = one.state is ActivityState.DRAFT
    return not drafted and one.precision is Precision.DAY and one.until >= attendance.day_of(one, now)


def _told(platform: Platform, activity: UUID, person: UUID) -> bool:
    """Whether this person was told something now. What is sent is kept before others may send it too."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("the invitation is kept beside the nomination")
        one = nominations.get(unit.connection, person, to_change=True)
        found = activities.get(unit.connection, activity)
        address = _address(platform, unit, one) if one else ""
        if one is None or found is None or not address:
            return False
        before = store.invitation(unit.connection, person)
        next_ = _next(platform, found, one, before)
        if next_ is None:
            return False
        made, entry = next_
        _send(platform, one, address, made, entry)
        store.keep_invitation(unit.connection, made)
    return True


def _address(platform: Platform, unit: Unit, one: Nomination) -> str:
    seal = nominations.sealed_emails(unit.connection, one.activity).get(one.id)
    return sealing.opened_email(platform.keys, one.id, seal) if seal else ""


def _next(
    platform: Platform, found: Activity, one: Nomination, before: Invitation | None
) -> tuple[Invitation, CalendarEntry] | None:
    """What is to be sent; None where the newest invitation says it already, or nobody was invited."""
    wanted = one.state is NominationState.ACCEPTED and found.state is not ActivityState.CANCELLED
    if not wanted and (before is None or before.method == "CANCEL"):
        return None
    method, now = "REQUEST" if wanted else "CANCEL", platform.clock.now()
    settings = platform.settings
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    page = f"{base}/kerja-sama/kegiatan/{found.id}" if found.public else ""
    change = (before.sequence + 1 if before else 0, wanted)
    entry = rules.invited(found, one, settings.node, (now, page), change)
    if entry is None:
        return None
    said = hashlib.sha256(f"{method}{rules.said(entry)}".encode()).hexdigest()
    if before is not None and before.said == said:
        return None
    return Invitation(one.id, entry.sequence, said, method, now), entry


def _send(platform: Platform, one: Nomination, address: str, made: Invitation, entry: CalendarEntry) -> None:
    """The mail is handed on; an address that is refused for good counts as told. Unavailable to try again."""
    t = translator(_LANGUAGES.get(one.language, "id"))
    settings = platform.settings
    organiser = (settings.agency, parseaddr(settings.mail_from)[1] or "noreply@localhost")
    content = rules.invitation(made.method, entry, organiser, (one.name, address))
    media = f"text/calendar; method={made.method}; charset=utf-8"
    if made.method == "CANCEL":
        subject = t.gettext("Called off: {title}", title=entry.summary)
        words = N_("You are no longer expected at “{title}”. The attachment takes it out of your calendar.")
    else:
        subject = t.gettext("Invitation: {title}", title=entry.summary)
        words = N_("You are expected at “{title}”. The attachment puts it into your calendar.")
    closing = t.gettext("This mail was sent by {agency}. Do not answer it.", agency=settings.agency)
    text = t.gettext(words, title=entry.summary)
    greeting = t.gettext("Dear {name},", name=one.name)
    try:
        platform.mailer.send_with(
            to=address,
            subject=subject,
            text=f"{greeting}\n\n{text}\n\n{closing}\n",
            attachment=Attachment("undangan.ics", media, content),
        )
    except MailRefused:
        return
