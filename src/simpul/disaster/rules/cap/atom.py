"""An Atom feed (RFC 4287) of CAP messages: each entry leads to its document, and to the page that people read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

CAP_TYPE = "application/cap+xml"


@dataclass(frozen=True, slots=True)
class Channel:
    """What the feed is: its own address, the page beside it, its title, who runs it; `lang` is its words' language."""

    address: str
    page: str
    title: str
    author: str
    updated: datetime
    note: str = ""
    lang: str = "id"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: its name, where its document and page are, when it was sent."""

    identifier: str
    title: str
    summary: str
    document: str
    page: str
    published: datetime
    updated: datetime
    terms: tuple[tuple[str, str], ...] = ()


def feed(channel: Channel, entries: Iterable[Entry]) -> bytes:
    """The feed as UTF-8."""
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(channel.lang)}>\n',
        _element("id", channel.address),
        _element("title", channel.title),
        _element("subtitle", channel.note) if channel.note else "",
        _element("updated", _instant(channel.updated)),
        f'<link rel="self" type="application/atom+xml" href={quoteattr(channel.address)}/>\n',
        f'<link rel="alternate" type="text/html" href={quoteattr(channel.page)}/>\n',
        f"<author>{_element('name', channel.author)}</author>\n",
    ]
    return "".join([*head, *(_entry(one) for one in entries), "</feed>\n"]).encode()


def _entry(one: Entry) -> str:
    parts = [
        "<entry>\n",
        _element("id", f"urn:x-cap:{one.identifier}"),
        _element("title", one.title),
        _element("summary", one.summary),
        _element("published", _instant(one.published)),
        _element("updated", _instant(one.updated)),
        *(f"<category scheme={quoteattr(scheme)} term={quoteattr(term)}/>\n" for scheme, term in one.terms),
        f'<link rel="enclosure" type="{CAP_TYPE}" href={quoteattr(one.document)}/>\n',
        f'<link rel="alternate" type="{CAP_TYPE}" href={quoteattr(one.document)}/>\n',
        f'<link rel="related" type="text/html" href={quoteattr(one.page)}/>\n',
        "</entry>\n",
    ]
    return "".join(parts)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>\n"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
