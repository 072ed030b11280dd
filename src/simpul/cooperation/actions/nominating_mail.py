"""Mail to who was accepted or declined, in their language, with the link for their passport where one is asked for."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from simpul.cooperation.actions.document_links import made
from simpul.cooperation.model.activities import Activity, Nomination, NominationState
from simpul.cooperation.model.documents import DocumentsNotAsked
from simpul.cooperation.outside import sealing_people as sealing
from simpul.cooperation.store import activities
from simpul.cooperation.store import nominations as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Unavailable
from simpul.kernel.i18n import Language, Translator, in_language, translator
from simpul.kernel.mailer import MailRefused
from simpul.kernel.platform import Platform

_MOST = 50
"""So many mails one run sends; the next follows within a minute."""


def tell(platform: Platform) -> None:
    """Everybody whose mail is due has it, or the server refused it for good; where it does not answer, later."""
    if not platform.mailer.there:
        return
    done: frozenset[UUID] = frozenset()
    for _ in range(_MOST):
        one = _next(platform, done)
        if one is None:
            return
        done |= {one}


def _next(platform: Platform, done: frozenset[UUID]) -> UUID | None:
    """Whose mail went out or was refused; None where none is due, or the server does not answer."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        due = store.next_to_tell(unit.connection, done)
        if due is None:
            unit.unaudited("nothing is due")
            return None
        one, sealed = due
        target = activities.get(unit.connection, one.activity)
        assert target is not None
        secret = ""
        if one.state is NominationState.ACCEPTED and target.documents:
            try:
                secret = made(platform, unit, target, one)
            except DocumentsNotAsked:
                secret = ""
        unit.unaudited("what became of the mail is kept beside the nomination")
    told = _sent(platform, sealing.opened_email(platform.keys, one.id, sealed), _mail(platform, target, one, secret))
    with platform.database.writing(Actor.SYSTEM) as unit:
        store.set_told(unit.connection, one.id, told)
        unit.unaudited("what became of the mail is kept beside the nomination")
    return one.id if told != "due" else None


def _sent(platform: Platform, address: str, mail: tuple[str, str]) -> str:
    try:
        platform.mailer.send(to=address, subject=mail[0], text=mail[1])
    except MailRefused:
        return "refused"
    except Unavailable:
        return "due"
    return "sent"


def _mail(platform: Platform, activity: Activity, one: Nomination, secret: str) -> tuple[str, str]:
    """Subject and text in the person's language."""
    language: Language = "ko" if one.language == "ko" else "en" if one.language == "en" else "id"
    t = translator(language)
    title = in_language(activity.title, language)
    accepted = one.state is NominationState.ACCEPTED
    subject = (
        t.gettext("You are accepted: {title}", title=title) if accepted else t.gettext("Not accepted: {title}", title=title)
    )
    parts = [t.gettext("Dear {name},", name=one.name)]
    facts = {"title": title, "day": _day(t, activity.since), "place": activity.place or "–"}
    if accepted:
        parts.append(t.gettext("You are accepted to “{title}”, {day}, {place}.", **facts))
    else:
        parts.append(t.gettext("You are not accepted to “{title}”, {day}, {place}.", **facts))
    if one.reason:
        parts.append(t.gettext("Reason: {reason}", reason=one.reason))
    if secret:
        parts.append(_documents(platform, t, secret))
    parts.append(t.gettext("This mail was sent by {agency}. Do not answer it.", agency=platform.settings.agency))
    return subject, "\n\n".join(parts) + "\n"


def _documents(platform: Platform, t: Translator, secret: str) -> str:
    settings = platform.settings
    prefix = "" if t.language == settings.language else f"/{t.language}"
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    words = t.gettext("Enter your passport here. The link is yours alone, opens for 14 days, and replaces an earlier one:")
    return f"{words}\n{base}{prefix}/kerja-sama/dokumen/{secret}"


def _day(t: Translator, day: date) -> str:
    return t.date(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Jakarta")))
