"""Feeds of other agencies: what they are of, and whether anything comes from them. Law: UU 24/2007 art. 46."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from simpul.kernel.errors import Invalid, Unavailable
from simpul.kernel.i18n import N_


class FeedKind(StrEnum):
    """Which of other agencies' data a node takes in."""

    QUAKES = "quakes"
    NOWCAST = "nowcast"
    VOLCANO = "volcano"


class FeedState(StrEnum):
    """Whether a feed can be relied on: nothing new for long is silence, and silence is never calm."""

    FRESH = "fresh"
    SILENT = "silent"
    FAILING = "failing"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as this node knows it. `heard_at`: its last readable answer; `changed_at`: the last with something new."""

    kind: FeedKind
    tried_at: datetime | None = None
    heard_at: datetime | None = None
    changed_at: datetime | None = None
    failing_since: datetime | None = None
    reason: str = ""
    source: str = ""
    marks: Mapping[str, Any] = field(default_factory=dict)
    refused: int = 0
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """How a feed stands now, and since when it has said nothing (None: it never did)."""

    feed: Feed
    state: FeedState
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document: how many things were new or changed, how many were known, and why others were refused."""

    fresh: int = 0
    known: int = 0
    refused: tuple[str, ...] = ()


class FeedUnreadable(Invalid):
    """The document is not in any shape that this feed has."""

    code = "feed-unreadable"
    sentence = N_("The document cannot be read: {reason}.")


class FeedUnreached(Unavailable):
    """The feed's address gave no document."""

    code = "feed-unreached"
    sentence = N_("The feed did not answer: {reason}.")


class FeedUnknown(Invalid):
    """No feed has this name."""

    code = "feed-unknown"
    sentence = N_("Choose one of: quakes, nowcast, volcano.")


class InstantUnreadable(Invalid):
    """The time in an address is none."""

    code = "instant-unreadable"
    field = "pada"
    sentence = N_("Give the time as in 2026-11-23T05:00:00Z.")
