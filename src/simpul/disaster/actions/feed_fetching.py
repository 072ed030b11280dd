"""Other agencies' feeds, asked each minute at the addresses that the operator named."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from simpul.disaster.actions import nowcasts
from simpul.disaster.actions.feeds import Taking, addresses, counts, heard, reader
from simpul.disaster.model.feeds import FeedKind, FeedUnreached, FeedUnreadable, Taken
from simpul.disaster.outside import feeds as outside
from simpul.disaster.rules.feeds import bmkg_nowcast
from simpul.disaster.rules.feeds.bmkg_nowcast import Links
from simpul.disaster.store import feeds as store
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform

LINKS_A_TIME = 40
_log = structlog.get_logger("simpul.disaster.feeds")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said: what takes it in, what of it cannot be read, and what to remember for the next question."""

    take: Taking
    marks: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def fetch_due(platform: Platform) -> None:
    """Every feed that the operator named was asked once."""
    for kind in FeedKind:
        for url in addresses(platform, kind):
            fetch(platform, kind, url)


def fetch(platform: Platform, kind: FeedKind, url: str) -> Taken | None:
    """What became of the answer of one address; None where it did not answer, or answered what nobody can read."""
    with platform.database.reading() as unit:
        marks = store.feed(unit.connection, kind).marks.get(_mark(url), {})
    try:
        answer = _asked(platform, kind, url, marks)
        return _keep(platform, kind, url, answer)
    except (FeedUnreached, FeedUnreadable) as refusal:
        _failed(platform, kind, str(refusal.facts.get("reason", "")))
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 (what nobody foresaw in one document must keep no other feed from being asked)
        _log.exception("feeds.failed", kind=kind.value)
        _failed(platform, kind, "this program could not take it in")
    return None


def _asked(platform: Platform, kind: FeedKind, url: str, marks: Mapping[str, Any]) -> Answer:
    """What the address says now; a list of which some warnings are missing is read again, even if it is the same."""
    fetched = outside.fetch(platform.settings, url, {} if marks.get("more") else marks)
    content = fetched.content
    if content is None or (_digest(content) == marks.get("digest") and not marks.get("more")):
        return Answer(lambda _unit: Taken(), marks)
    fresh = {**fetched.marks, "digest": _digest(content)}
    found = bmkg_nowcast.read(content, url) if kind is FeedKind.NOWCAST else None
    if isinstance(found, Links):
        return _listed(platform, found, marks, fresh)
    taking, refused = reader(platform, kind, content, issued_at=fetched.modified_at)
    return Answer(taking, fresh, refused)


def _listed(platform: Platform, links: Links, marks: Mapping[str, Any], fresh: Mapping[str, Any]) -> Answer:
    """The warnings of a list that were not fetched yet, some at a time."""
    seen = [one for one in marks.get("seen", []) if one in links.addresses]
    new = [one for one in links.addresses if one not in seen]
    told: list[Any] = []
    refused: list[str] = []
    for one in new[:LINKS_A_TIME]:
        said, wrong, final = _linked(platform, one)
        told += said
        refused += wrong
        seen += [one] if final else []
    remembered = {**fresh, "seen": seen, "more": len(seen) < len(links.addresses)}
    return Answer(lambda unit: nowcasts.take(platform, unit, told), remembered, tuple(refused))


def _linked(platform: Platform, url: str) -> tuple[list[Any], list[str], bool]:
    """The warnings behind a link, why others were refused, and whether asking again would be useless."""
    name = url.rsplit("/", 1)[-1]
    try:
        found = bmkg_nowcast.read(outside.fetch(platform.settings, url).content or b"")
    except FeedUnreached as refusal:
        return [], [f"{name}: {refusal.facts.get('reason', '')}"], False
    except FeedUnreadable as refusal:
        return [], [f"{name}: {refusal.facts.get('reason', '')}"], True
    return ([], [f"{name}: a list within a list"], True) if isinstance(found, Links) else (*found, True)


def _keep(platform: Platform, kind: FeedKind, url: str, answer: Answer) -> Taken:
    with platform.database.writing() as unit:
        taken = answer.take(unit)
        whole = replace(taken, refused=(*answer.refused, *taken.refused))
        feed = store.feed(unit.connection, kind)
        after = heard(feed, platform.clock.now(), whole, source=url.split("?", 1)[0])
        store.keep(unit.connection, replace(after, marks={**feed.marks, _mark(url): dict(answer.marks)}))
        if whole.fresh:
            unit.audit("disaster.feed.take_in", subject=kind.value, after=counts(whole))
            unit.ring("disaster")
        else:
            unit.unaudited("a feed said nothing new")
    return whole


def _failed(platform: Platform, kind: FeedKind, reason: str) -> None:
    """The feed is marked as failing, since the first time that it did."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        feed = store.feed(unit.connection, kind)
        since = feed.failing_since or now
        store.keep(unit.connection, replace(feed, tried_at=now, failing_since=since, reason=reason[:300]))
        unit.unaudited("a feed did not answer")


def _mark(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
