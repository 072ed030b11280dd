"""One message in its place in a conversation, and the question that comes next in a report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from simpul.disaster.model import Deck, Field, FieldKind
from simpul.disaster.model.channels import Incoming, Outgoing
from simpul.disaster.model.conversing import Effect, Facts, OpenCard, Stage, Talk, Turn
from simpul.disaster.rules import questions
from simpul.disaster.rules.conversing.voice import Voice, deck_of
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, Language

_ASKED = (FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, what the conversation knew before it, and what may be looked up. `language` is the one to answer in."""

    talk: Talk
    said: Incoming
    now: datetime
    facts: Facts
    language: Language

    @property
    def voice(self) -> Voice:
        """What is said, in the person's language."""
        return Voice(self.language)

    def turn(self, talk: Talk, *replies: Outgoing, effects: Sequence[Effect] = ()) -> Turn:
        """The turn; the answers that its last message offers are those that a number means from now on."""
        offered = next((tuple(c.code for c in one.choices) for one in reversed(replies) if one.choices), ())
        kept = self.language if self.language != self.facts.language else None
        return Turn(replace(talk, offered=offered), replies, tuple(effects), kept)

    def idle(self, *replies: Outgoing, effects: Sequence[Effect] = ()) -> Turn:
        """The turn after which nothing is being told."""
        return self.turn(Talk(), *replies, effects=effects)

    def refused(self, refusal: Refusal, talk: Talk) -> Turn:
        """What a rule objects to, said before the question that is still open."""
        turn = ask(self, talk)
        return replace(turn, replies=(sentence(self.voice, refusal), *turn.replies))


def sentence(voice: Voice, refusal: Refusal) -> Outgoing:
    """What a refusal says, in the person's language."""
    try:
        return voice.say(refusal.sentence, **refusal.facts)
    except (KeyError, ValueError, IndexError):
        return voice.say(refusal.sentence)


def begin(heard: Heard, talk: Talk, *before: Outgoing) -> Turn:
    """A report is begun with what is known already; its first question tells of the page that does the same."""
    card = heard.facts.card
    turn = ask(heard, replace(talk, card=card))
    first, link = turn.replies[0], heard.facts.page(f"/k/{card}")
    if link:
        first = replace(first, text=f"{first.text}\n{heard.voice.say(OR_PAGE).text}", link=link)
    return replace(turn, replies=(*before, first, *turn.replies[1:]), effects=(OpenCard(card),))


OR_PAGE = N_("Or fill in this page:")


def ask(heard: Heard, talk: Talk) -> Turn:
    """The next open question of the report; a look back when none is open."""
    voice = heard.voice
    if not talk.hazard:
        return heard.turn(replace(talk, stage=Stage.HAZARD), voice.hazards())
    hazard, deck = HAZARDS[talk.hazard], deck_of(talk.hazard, talk.report_type)
    if deck is None:
        return heard.turn(replace(talk, stage=Stage.TYPE), voice.types(hazard))
    talk = replace(talk, report_type=deck.report_type)
    if talk.point is None:
        return heard.turn(replace(talk, stage=Stage.PLACE), voice.place(hazard))
    open_still = first_open(deck, talk)
    if open_still is not None:
        return heard.turn(replace(talk, stage=Stage.QUESTION, field=open_still.name), voice.question(open_still))
    if not (talk.text or talk.media):
        return heard.turn(replace(talk, stage=Stage.SEEN), voice.seen())
    return heard.turn(replace(talk, stage=Stage.CHECK), voice.check(hazard, talk))


def first_open(deck: Deck, talk: Talk) -> Field | None:
    """The first question of the card that must be answered and was not; None when all are."""
    needed = (one for one in deck.fields if one.required and one.kind in _ASKED)
    return next((one for one in needed if not _answered(one, talk)), None)


def _answered(asked: Field, talk: Talk) -> bool:
    if asked.kind is FieldKind.CHOICES and talk.stage is Stage.QUESTION and talk.field == asked.name:
        return False  # more may be picked until the person says that this is all
    return asked.name in talk.answers


def card_of(talk: Talk) -> dict[str, object]:
    """The card's answers as a report takes them, with the report's own point where a question repeats it."""
    deck = deck_of(talk.hazard, talk.report_type)
    assert deck is not None
    assert talk.point is not None
    given: dict[str, object] = {"report_type": deck.report_type, **talk.answers}
    if repeats := questions.report_place(deck):
        given[repeats.name] = {"lat": talk.point[1], "lng": talk.point[0]}
    return given
