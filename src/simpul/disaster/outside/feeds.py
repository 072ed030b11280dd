"""Documents of other agencies, fetched from the addresses that the operator's settings name, and from no others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from simpul.disaster.model.feeds import FeedUnreached
from simpul.disaster.outside import http
from simpul.disaster.outside.http import AddressRefused, Call
from simpul.kernel.errors import Unavailable
from simpul.kernel.settings import Settings

BYTES_MOST = 8 * 1024 * 1024
SECONDS = 20.0
_HEADERS = {"User-Agent": "Simpul (SPBE node)", "Accept": "application/json, application/xml;q=0.9, */*;q=0.5"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; None as content where nothing changed. `marks` make the next question cheap."""

    content: bytes | None
    marks: Mapping[str, str] = field(default_factory=dict)
    modified_at: datetime | None = None


def fetch(settings: Settings, url: str, marks: Mapping[str, str] | None = None) -> Fetched:
    """What the address answers now; FeedUnreached where it does not, redirects, or sends more than 8 MB."""
    given = marks or {}
    known = {"If-None-Match": given.get("etag", ""), "If-Modified-Since": given.get("modified", "")}
    headers = _HEADERS | {name: value for name, value in known.items() if value}
    try:
        answer = http.call(settings, Call("GET", url, headers=headers, timeout=SECONDS, most=BYTES_MOST))
    except AddressRefused:
        raise FeedUnreached(reason="the address is none that this node may call") from None
    except Unavailable:
        raise FeedUnreached(reason=f"nothing that can be read came within {SECONDS:g} seconds") from None
    if answer.status == 304:
        return Fetched(None, given)
    if answer.status != 200:
        raise FeedUnreached(reason=f"it answered with status {answer.status}")
    modified = answer.headers.get("last-modified", "")
    fresh = {"etag": answer.headers.get("etag", ""), "modified": modified}
    return Fetched(answer.body, {name: value for name, value in fresh.items() if value}, _instant(modified))


def _instant(given: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(given)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
