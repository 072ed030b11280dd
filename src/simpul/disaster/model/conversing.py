"""A conversation by which somebody reports: what it knows so far, what a message changes in it, what is to be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as of
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from simpul.disaster.model.cards import FollowUp
from simpul.disaster.model.channels import Outgoing
from simpul.kernel.i18n import Language

Point = tuple[float, float]


class Stage(StrEnum):
    """What the person was asked last."""

    IDLE = "idle"
    HAZARD = "hazard"
    TYPE = "type"
    PLACE = "place"
    QUESTION = "question"
    SEEN = "seen"
    CHECK = "check"
    SIMILAR = "similar"
    NOW = "now"
    SUBSCRIBE = "subscribe"


@dataclass(frozen=True, slots=True)
class Talk:
    """What a conversation knows: the report that is being told, and the codes of the answers that were offered, in order.

    `field` is the question asked at QUESTION and NOW; `answers` are those given, by question; `point` is (longitude,
    latitude) and `placed` how it was said (`Placed`); `media` stands for a photograph that the channel keeps. `card` is the
    report's card, `similar` the number of the person's own report that this one
    resembles; `follow` how the person says at NOW that it is.
    """

    stage: Stage = Stage.IDLE
    hazard: str = ""
    report_type: str = ""
    field: str = ""
    answers: Mapping[str, Any] = of(default_factory=dict)
    point: Point | None = None
    placed: str = ""
    place: str = ""
    text: str = ""
    media: str = ""
    card: UUID | None = None
    offered: tuple[str, ...] = ()
    similar: int = 0
    follow: str = ""

    @property
    def reporting(self) -> bool:
        """Whether a report is being told."""
        return self.card is not None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region that words may mean: its code, how people say it, its middle, its level (1 a province, 4 a village)."""

    code: str
    name: str
    point: Point
    level: int


@dataclass(frozen=True, slots=True)
class Followed:
    """The report whose sender was asked whether it is still so; `values` its card, where new answers may change it."""

    number: int
    hazard: str
    values: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step may look up: it changes nothing by it.

    `find` tells the regions that words mean, best first; `around` the smallest region around a point, or refuses; `status`
    says in words what is known of a region (its code; "" for the person's own last report); `page` makes a whole address of
    a path of this node, "" where its address is not set. `card` is an id that no card has yet. `followed` is the report
    that the person was asked about.
    """

    language: Language
    chosen: bool
    find: Callable[[str], tuple[Candidate, ...]]
    around: Callable[[Point], Candidate]
    status: Callable[[str], Outgoing]
    page: Callable[[str], str]
    card: UUID
    followed: Followed | None = None


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A card is there for the report that was begun, with a link that does the same on a page."""

    card: UUID


@dataclass(frozen=True, slots=True)
class SendReport:
    """The report that was told is sent. `update_of` renews the person's own report of this number; `anyway` is another."""

    talk: Talk
    at: datetime
    update_of: int | None = None
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class AnswerFollowUp:
    """The person says how it is now; `values` are the new answers of their report's card."""

    answer: FollowUp
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The person wants to be told of this region."""

    region: str
    name: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The person wants to be told nothing more."""


Effect = OpenCard | SendReport | AnswerFollowUp | Subscribe | Unsubscribe


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message leads to: the conversation and language from now on, what is said, what is to be done."""

    talk: Talk
    replies: tuple[Outgoing, ...] = ()
    effects: tuple[Effect, ...] = ()
    language: Language | None = None
