"""Answers to a card's questions, pressed or written."""

from dataclasses import replace

from simpul.disaster.model import AnswerUnreadable, Deck, Field, FieldKind, Option
from simpul.disaster.model.cards import FollowUp
from simpul.disaster.model.conversing import AnswerFollowUp, Stage, Talk, Turn
from simpul.disaster.rules import cards
from simpul.disaster.rules.conversing import words
from simpul.disaster.rules.conversing.context import Heard, ask
from simpul.disaster.rules.conversing.voice import deck_of
from simpul.kernel.errors import Refusal

ALL = "done"


def pressed(heard: Heard, talk: Talk, name: str, value: str) -> Turn | None:
    """What an answer's button does; None where the report has no such question."""
    deck = _deck(heard, talk)
    asked = deck.field(name) if deck else None
    if deck is None or asked is None:
        return None
    if asked.kind is FieldKind.CHOICES:
        return _picked(heard, talk, asked, value)
    given: object = value == "1" if asked.kind is FieldKind.YES_NO else int(value) if value.isdecimal() else value
    return _take(heard, talk, deck, asked, given)


def written(heard: Heard, talk: Talk) -> Turn:
    """What a written answer to the question that was asked does."""
    deck = _deck(heard, talk)
    asked = deck.field(talk.field) if deck else None
    if deck is None or asked is None:
        return ask(heard, talk)
    text = heard.said.text
    meant = words.wish(text)
    if asked.kind is FieldKind.CHOICES and meant and meant.wish in (words.Wish.DONE, words.Wish.SEND) and talk.answers:
        return _picked(heard, talk, asked, ALL)
    given = read(asked, text)
    if given is None:
        return heard.refused(AnswerUnreadable(name=asked.name), talk)
    return _take(heard, talk, deck, asked, given)


def _deck(heard: Heard, talk: Talk) -> Deck | None:
    if talk.stage is Stage.NOW and heard.facts.followed and heard.facts.followed.values:
        followed = heard.facts.followed
        return deck_of(followed.hazard, str((followed.values or {}).get("report_type", "")))
    return deck_of(talk.hazard, talk.report_type) if talk.hazard else None


def _take(heard: Heard, talk: Talk, deck: Deck, asked: Field, given: object) -> Turn:
    try:
        kept = cards.answer(deck, asked.name, given)
    except Refusal as refusal:
        if talk.stage is Stage.NOW:
            return heard.turn(talk, heard.voice.question(asked))
        return heard.refused(refusal, talk)
    if talk.stage is Stage.NOW:
        return _told_now(heard, talk, asked, kept)
    return ask(heard, replace(talk, stage=Stage.IDLE, answers={**talk.answers, asked.name: kept}))


def _told_now(heard: Heard, talk: Talk, asked: Field, kept: object) -> Turn:
    values = {**((heard.facts.followed and heard.facts.followed.values) or {}), asked.name: kept}
    return heard.turn(Talk(), effects=(AnswerFollowUp(FollowUp(talk.follow), values),))


def _picked(heard: Heard, talk: Talk, asked: Field, value: str) -> Turn:
    """One more of several answers; or all of them, and the next question."""
    before = talk.answers.get(asked.name)
    picked = tuple(before) if isinstance(before, list | tuple) else ()
    if value == ALL:
        return ask(heard, replace(talk, stage=Stage.IDLE)) if picked else ask(heard, talk)
    known = {str(one.value): one.value for one in asked.options}
    if value in known and known[value] not in picked:
        picked = (*picked, known[value])
    kept = replace(talk, stage=Stage.QUESTION, field=asked.name, answers={**talk.answers, asked.name: list(picked)})
    if len(picked) == len(asked.options):
        return ask(heard, replace(kept, stage=Stage.IDLE))
    return heard.turn(kept, heard.voice.question(asked, picked))


def read(asked: Field, text: str) -> object | None:
    """The answer that was written; None for what is none."""
    match asked.kind:
        case FieldKind.YES_NO:
            return _yes_or_no(text)
        case FieldKind.CHOICES:
            found = [asked.options[n - 1].value for n in words.numbers(text) if 0 < n <= len(asked.options)]
            named = named_option(asked, text)
            return sorted(set(found)) or ([named.value] if named else None)
        case FieldKind.CHOICE:
            return _option(asked, text)
        case FieldKind.NUMBER:
            return _number(asked, text)
        case _:
            return None


def _yes_or_no(text: str) -> bool | None:
    said = words.plain(text)
    if said in words.YES or said == "1":
        return True
    return False if said in words.NO or said == "2" else None


def _option(asked: Field, text: str) -> int | None:
    found = words.numbers(text)
    if len(found) == 1 and 0 < found[0] <= len(asked.options):
        return asked.options[found[0] - 1].value
    named = named_option(asked, text)
    return named.value if named else None


def _number(asked: Field, text: str) -> float | int | None:
    """A measure with its unit is that; a small bare number is the number of a picture; a larger one is a measure."""
    found = words.measured(text, asked.unit)
    if found is None:
        named = named_option(asked, text)
        return named.value if named else None
    value, with_unit = found
    if not with_unit and value == int(value) and 0 < value <= len(asked.options):
        return asked.options[int(value) - 1].value
    return int(value) if value == int(value) else round(value) if asked.whole else value


def named_option(asked: Field, text: str) -> Option | None:
    """The option whose words the message holds, in any language."""
    said = f" {words.plain(text)} "
    labels = [(words.plain(label), one) for one in asked.options for label in one.label.values()]
    fit = [(label, one) for label, one in labels if label and f" {label} " in said]
    return max(fit, key=lambda pair: len(pair[0]))[1] if fit else None
