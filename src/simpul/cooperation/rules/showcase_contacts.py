"""What a visitor's contact request must have, how many are taken, how long one is kept."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from simpul.cooperation.model.contacts import (
    ContactAboutWrong,
    ContactAsked,
    ContactConsentMissing,
    ContactCountryWrong,
    ContactInstitutionWrong,
    ContactMailWrong,
    ContactMessageWrong,
    ContactNameWrong,
    Visitor,
)
from simpul.kernel.errors import Invalid

MESSAGE_MOST = 2000
MAIL_MOST = 254
HOUR = timedelta(hours=1)
PER_DEVICE, PER_ADDRESS, PER_NODE = 20, 60, 600
"""Requests taken in an hour: of one device (the pavilion's screen is one for all its visitors), one network, all."""
_MAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
_LINES: tuple[tuple[str, int, type[Invalid]], ...] = (
    ("name", 100, ContactNameWrong),
    ("institution", 200, ContactInstitutionWrong),
    ("country", 60, ContactCountryWrong),
)


def checked(asked: ContactAsked, abouts: Collection[str]) -> ContactAsked:
    """The request with its words on one line each; the first thing that is wrong is raised.

    `abouts`: what it can be about; empty stands for the cooperation as such.
    """
    fit = {name: one_line(getattr(asked.visitor, name)) for name, _, _ in _LINES}
    for name, most, wrong in _LINES:
        if not fit[name] or len(fit[name]) > most:
            raise wrong()
    mail = asked.visitor.mail.strip()
    if len(mail) > MAIL_MOST or not _MAIL.fullmatch(mail):
        raise ContactMailWrong()
    if asked.about and asked.about not in abouts:
        raise ContactAboutWrong()
    message = _seen(asked.visitor.message).strip()
    if not message or len(message) > MESSAGE_MOST:
        raise ContactMessageWrong(most=MESSAGE_MOST)
    if not asked.consent:
        raise ContactConsentMissing()
    return replace(asked, visitor=Visitor(**fit, mail=mail, message=message))


def one_line(text: str) -> str:
    """The text on one line, without signs that are not seen."""
    return " ".join(_seen(text).split())


def _seen(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def due(at: datetime, days: int) -> datetime:
    """When a request that came at `at` is erased."""
    return at + timedelta(days=days)
