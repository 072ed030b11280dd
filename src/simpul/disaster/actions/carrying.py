"""A message on its way to one address, on whichever channel it is."""

import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from simpul.disaster.model.channels import AddressGone, Channel, Choice, Outgoing
from simpul.disaster.model.notices import Message
from simpul.disaster.outside import channels, push
from simpul.disaster.rules import noticing as rules
from simpul.disaster.rules import noticing_words as words
from simpul.kernel.errors import Unavailable
from simpul.kernel.mailer import MailRefused
from simpul.kernel.platform import Platform

_SMS_MOST = 150
SHARE = 0.8
"""Of what a program takes, so much is for notices: conversations go on beside them."""


def configured(platform: Platform) -> tuple[str, ...]:
    """The channels by which this node can tell people now."""
    return tuple(one.value for one in Channel if _there(platform, one.value))


def _there(platform: Platform, channel: str) -> bool:
    if channel == Channel.PUSH:
        return True
    if channel == Channel.EMAIL:
        return platform.mailer.there
    return channels.adapter(platform.settings, channel) is not None


def rate(platform: Platform, channel: str) -> float:
    """How many notices a second go out on a channel: so many as are known to be well, and fewer than its program takes."""
    found = channels.adapter(platform.settings, channel)
    known = rules.RATES.get(channel, 1.0)
    return min(known, found.per_second * SHARE) if found is not None else known


def carry(platform: Platform, channel: str, address: str, message: Message) -> None:
    """The message is handed on. Unavailable (ChannelBusy) to try again, AddressGone, NotTaken."""
    if not address:
        raise AddressGone()
    _WAYS.get(channel, _said)(platform, channel, address, message)


def _pushed(platform: Platform, _channel: str, address: str, message: Message) -> None:
    push.send(platform.settings, platform.keys, platform.clock, address, message)


def _mailed(platform: Platform, _channel: str, address: str, message: Message) -> None:
    t = words.words_of(message.language)
    parts = [message.title, message.text, message.link]
    if message.manage:
        parts.append("-- \n" + t.gettext("Change what you are told: {link}", link=message.manage))
        parts[-1] += "\n" + t.gettext("Stop, with one tap: {link}", link=message.leave)
    text = "\n\n".join(part for part in parts if part) + "\n"
    try:
        platform.mailer.send(to=address, subject=message.title, text=text, headers=_headers(message))
    except MailRefused:
        raise AddressGone() from None


def _headers(message: Message) -> Mapping[str, str]:
    """One tap in the mail program itself ends the messages (RFC 8058)."""
    if not message.leave:
        return {}
    name = hashlib.sha256(f"{message.key}|{message.leave}".encode()).hexdigest()[:32]
    host = urlsplit(message.leave).hostname or "localhost"
    priority = {"Importance": "high", "X-Priority": "1"} if message.urgent else {}
    unsubscribe = {"List-Unsubscribe": f"<{message.leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {"Message-ID": f"<{name}@{host}>"} | unsubscribe | priority


def _said(platform: Platform, channel: str, address: str, message: Message) -> None:
    adapter = channels.adapter(platform.settings, channel)
    if adapter is None:
        raise Unavailable(part=channel)
    adapter.send(platform.settings, address, outgoing(channel, message))


def outgoing(channel: str, message: Message) -> Outgoing:
    """The message for a chat, with a button that ends them all; for a telephone in few characters, with the word for it."""
    if channel == Channel.SMS:
        room = _SMS_MOST - len(message.link) - len(message.stop)
        title = message.title if len(message.title) <= room else f"{message.title[: max(0, room - 3)]}..."
        return Outgoing("\n".join(part for part in (title, message.stop) if part), link=message.link)
    text = "\n".join(part for part in (message.title, message.text) if part)
    stop = (Choice(words.STOP_CODE, words.stop_button(message.language)),) if message.stop else ()
    return Outgoing(text, choices=stop, link=message.link)


_WAYS: Mapping[str, Callable[[Platform, str, str, Message], None]] = {Channel.PUSH: _pushed, Channel.EMAIL: _mailed}
