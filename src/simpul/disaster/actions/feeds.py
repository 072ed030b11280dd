"""Feeds of other agencies: asked each minute where the operator named them, or given as files; and how they stand."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from simpul.disaster.actions import nowcasts, quakes, volcanoes
from simpul.disaster.model.feeds import (
    Feed,
    FeedKind,
    FeedStanding,
    FeedUnknown,
    FeedUnreadable,
    Taken,
)
from simpul.disaster.rules.feeds import bmkg_nowcast, bmkg_quakes, magma, standing
from simpul.disaster.rules.feeds.bmkg_nowcast import Links
from simpul.disaster.store import feeds as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

Taking = Callable[[Unit], Taken]


def kind_of(name: str) -> FeedKind:
    """The feed of this name; FeedUnknown."""
    try:
        return FeedKind(name)
    except ValueError:
        raise FeedUnknown() from None


def addresses(platform: Platform, kind: FeedKind) -> tuple[str, ...]:
    """The addresses that the operator's settings name for a feed; none by default."""
    settings = platform.settings
    named: Mapping[FeedKind, tuple[str, ...]] = {
        FeedKind.QUAKES: settings.disaster_feed_quakes,
        FeedKind.NOWCAST: settings.disaster_feed_nowcast,
        FeedKind.VOLCANO: settings.disaster_feed_volcano,
    }
    return named[kind]


def stands(platform: Platform, kind: FeedKind) -> FeedStanding:
    """How a feed stands now: a silent one is said to be silent, never calm."""
    with platform.database.reading() as unit:
        feed = store.feed(unit.connection, kind)
    return standing.standing(feed, platform.clock.now(), configured=bool(addresses(platform, kind)))


def take_in(
    platform: Platform,
    kind: FeedKind,
    content: bytes,
    *,
    issued_at: datetime | None = None,
    actor: Actor = Actor.SYSTEM,
) -> Taken:
    """What became of a document that somebody gave; FeedUnreadable, and then nothing is changed."""
    taking, refused = reader(platform, kind, content, issued_at=issued_at)
    with platform.database.writing(actor) as unit:
        taken = taking(unit)
        whole = replace(taken, refused=(*refused, *taken.refused))
        feed = store.feed(unit.connection, kind)
        store.keep(unit.connection, heard(feed, platform.clock.now(), whole, source="file"))
        unit.audit("disaster.feed.take_in", subject=kind.value, after=counts(whole))
        unit.ring("disaster")
    return whole


def reader(
    platform: Platform, kind: FeedKind, content: bytes, *, issued_at: datetime | None = None
) -> tuple[Taking, tuple[str, ...]]:
    """What takes the document in, and what of it cannot be read."""
    now = platform.clock.now()
    match kind:
        case FeedKind.QUAKES:
            told, refused = bmkg_quakes.read(content, now, issued_at)
            return lambda unit: quakes.take(platform, unit, told), tuple(refused)
        case FeedKind.VOLCANO:
            levels, eruptions, wrong = magma.read(content, now)
            return lambda unit: volcanoes.take(platform, unit, (levels, eruptions)), tuple(wrong)
        case FeedKind.NOWCAST:
            found = bmkg_nowcast.read(content)
            if isinstance(found, Links):
                raise FeedUnreadable(reason="it is a list of links; give the warnings themselves")
            warnings, unread = found
            return lambda unit: nowcasts.take(platform, unit, warnings), tuple(unread)


def heard(feed: Feed, now: datetime, taken: Taken, *, source: str) -> Feed:
    """The feed after a readable answer."""
    return replace(
        feed,
        tried_at=now,
        heard_at=now,
        changed_at=now if taken.fresh or feed.changed_at is None else feed.changed_at,
        failing_since=None,
        reason="; ".join(taken.refused[:3])[:300],
        source=source,
        refused=len(taken.refused),
        synthetic=False,
    )


def counts(taken: Taken) -> dict[str, int]:
    """What the audit trail says of a document."""
    return {"fresh": taken.fresh, "known": taken.known, "refused": len(taken.refused)}
