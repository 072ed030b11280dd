"""CAP 1.2 alerts in an Atom feed, element for element as PetaBencana's readers know them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from simpul.disaster.rules.compat.instants import jakarta

EXPIRES = timedelta(seconds=21_600)
"""From the request on: an alert never expires while somebody asks for it. A fault of the original, and kept."""
HOST = "https://data.petabencana.id"
"""Identifiers name the original's host: readers know entries by them, so they are not addresses of this node."""
TAIL = b"</feed>"
_UNESCAPED = ";,/?:@&=+$-_.!~*'()#"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry without the one thing that depends on who asks when: `expires` stands between the two."""

    before: bytes
    after: bytes


def encode_uri(text: str) -> str:
    """The text as JavaScript's `encodeURI` writes it."""
    return quote(text, safe=_UNESCAPED)


def element(name: str, text: str) -> str:
    """An element with text; without any it closes itself."""
    return f"<{name}>{escape(text)}</{name}>" if text else f"<{name}/>"


def elements(values: Mapping[str, str]) -> str:
    """Elements in their order."""
    return "".join(element(name, text) for name, text in values.items())


def head(kind: str, title: str, now: datetime) -> bytes:
    """What begins the feed of `reports` or `floods`, updated now."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">'
        + elements({"id": f"{HOST}/{kind}", "title": title, "updated": jakarta(now)})
        + "<author><name>petabencana.id</name><uri>https://petabencana.id/</uri></author>"
    ).encode()


def feed(begin: bytes, entries: Iterable[Entry], now: datetime) -> bytes:
    """The whole feed as somebody who asks now gets it."""
    expires = jakarta(now + EXPIRES).encode()
    return b"".join([begin, *(part for one in entries for part in (one.before, expires, one.after)), TAIL])


@dataclass(frozen=True, slots=True)
class Alert:
    """What an entry says: `entry` are Atom's elements, the others CAP's; `info` is split where `expires` stands."""

    entry: Mapping[str, str]
    identifier: str
    sender: str
    sent: str
    info: Mapping[str, str]
    told: Mapping[str, str]
    parameters: Sequence[tuple[str, Any]]
    area: Sequence[tuple[str, str]]


def entry(alert: Alert) -> Entry:
    """The alert as an entry."""
    top = {"identifier": alert.identifier, "sender": alert.sender, "sent": alert.sent}
    fixed = {"status": "Actual", "msgType": "Alert", "scope": "Public"}
    before = (
        f"<entry>{elements(alert.entry)}"
        '<content type="text/xml"><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        f"{elements({**top, **fixed})}<info>{elements(alert.info)}<expires>"
    )
    parameters = "".join(
        f"<parameter>{elements({'valueName': name, 'value': value})}</parameter>" for name, value in alert.parameters
    )
    area = "".join(element(name, text) for name, text in alert.area)
    after = f"</expires>{elements(alert.told)}{parameters}<area>{area}</area></info></alert></content></entry>"
    return Entry(before.encode("utf-8", "replace"), after.encode("utf-8", "replace"))
