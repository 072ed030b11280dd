"""Who left an e-mail address is told by mail: the link to their ticket, and that they moved up from the waiting list."""

from datetime import timedelta
from typing import cast

from simpul.cooperation.actions.registering import code_of
from simpul.cooperation.model.events import LargeEvent
from simpul.cooperation.model.registrations import Admission, Holder, Registration, Telling
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.store import events as event_store
from simpul.cooperation.store import registrations as store
from simpul.kernel.errors import Unavailable
from simpul.kernel.i18n import N_, Language, in_language, translator
from simpul.kernel.mailer import MailRefused
from simpul.kernel.platform import Platform

AT_ONCE = 100
"""Mails in one run of the job; the next run goes on."""
_SUBJECTS = {
    Telling.REGISTERED: N_("Your registration: {event}"),
    Telling.MOVED_UP: N_("A place became free for you: {event}"),
}
_WHAT = {
    Admission.HALL: N_("You have a place in the hall."),
    Admission.REMOTE: N_("You follow remotely."),
    Admission.WAITING: N_("You are on the waiting list. We write again when a place becomes free for you."),
    Admission.CANCELLED: N_("You gave your place back."),
}


def tell(platform: Platform) -> None:
    """The next who are to be told have their mail; the rest waits for the next run. Twice at most, if a worker dies."""
    if not platform.mailer.there:
        return
    with platform.database.reading() as unit:
        due = store.to_tell(unit.connection, AT_ONCE)
        events = {one.event: event_store.get(unit.connection, one.event) for one in due}
    for one in due:
        event = events[one.event]
        try:
            if event is not None:
                _send(platform, one, event)
        except MailRefused:
            pass  # nobody lives there: nothing more to be done
        except Unavailable:
            return
        with platform.database.writing() as unit:
            unit.unaudited("that a mail went out is no act of anybody's")
            store.told(unit.connection, one.id, one.version)


def _send(platform: Platform, one: Registration, event: LargeEvent) -> None:
    holder = sealing.opened(platform.keys, one)
    if holder.mail and one.tell is not None:
        subject, text = letter(platform, one, event, holder)
        platform.mailer.send(to=holder.mail, subject=subject, text=text)


def letter(platform: Platform, one: Registration, event: LargeEvent, holder: Holder) -> tuple[str, str]:
    """Subject and text in the language the holder registered in."""
    t, settings = translator(cast("Language", holder.lang)), platform.settings
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    prefix = "" if holder.lang == settings.language else f"/{holder.lang}"
    title, place = in_language(event.title, holder.lang), in_language(event.place, holder.lang)
    lines = [
        t.gettext("Dear {name},", name=holder.name),
        t.gettext(_WHAT[one.admission]),
        f"{title}\n{t.datetime(event.starts_at, event.zone)}\n{place}",
        t.gettext("Your ticket, and how to give your place back:"),
        f"{base}{prefix}/acara/tiket/{code_of(platform.keys, one.id)}",
        t.gettext("Whoever has this link has your ticket. Do not pass it on."),
    ]
    return t.gettext(_SUBJECTS[one.tell or Telling.REGISTERED], event=title), "\n\n".join(lines) + "\n"


def erase(platform: Platform) -> None:
    """Names, addresses and hashes of staff numbers are erased so many days after an event; the counts stay."""
    kept = timedelta(days=platform.settings.cooperation_event_days)
    with platform.database.writing() as unit:
        events, people = store.erase(unit.connection, unit.clock.now() - kept, unit.clock.now())
        if events:
            unit.audit("cooperation.registration.erase", subject="events", after={"events": events, "people": people})
        else:
            unit.unaudited("nothing was due")
