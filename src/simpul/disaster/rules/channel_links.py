"""The links by which residents reach the node in other programs, told by what they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_NAMES = {"t.me": "Telegram", "telegram.me": "Telegram", "wa.me": "WhatsApp", "m.me": "Messenger"}


@dataclass(frozen=True, slots=True)
class ChannelLink:
    """A link to a program in which residents report: the program's name, and the account or number as people say it."""

    program: str
    account: str
    href: str


def links(given: Sequence[str]) -> tuple[ChannelLink, ...]:
    """The links that lead to a program we know, in their order; others are left out."""
    return tuple(one for one in map(_link, given) if one is not None)


def _link(href: str) -> ChannelLink | None:
    parts = urlsplit(href)
    account = parts.path.strip("/")
    if parts.scheme == "sms" and account.lstrip("+").isdigit():
        return ChannelLink("SMS", account, f"sms:{account}")
    program = _NAMES.get(parts.hostname or "")
    if parts.scheme != "https" or program is None or not account:
        return None
    return ChannelLink(program, f"+{account}" if account.isdigit() else f"@{account}", href)
