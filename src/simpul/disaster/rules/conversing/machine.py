"""One step of a conversation: what a message means where it comes, and what follows. It changes nothing.

The same in every channel. A pressed button says by its code what it answers, so that an old one still does what it says;
a number means the answer of that place in the last list; a word is understood in every language that is spoken here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.model import Placed
from simpul.disaster.model.cards import FollowUp
from simpul.disaster.model.channels import Heard as Kind
from simpul.disaster.model.channels import Incoming, Outgoing
from simpul.disaster.model.conversing import Candidate, Facts, Point, SendReport, Stage, Talk, Turn
from simpul.disaster.rules.conversing import answering, asides, words
from simpul.disaster.rules.conversing.context import Heard, ask, begin
from simpul.disaster.rules.conversing.words import Wish
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_

FORGOTTEN = timedelta(minutes=30)
"""What was being told is forgotten after so long a silence."""
TEXT_MOST = 2_000
UNKNOWN = N_("Choose one of these, or write it: flood, earthquake, fire.")
NARROWER = N_("That is a large area. Write the name of the village (kelurahan, desa) or district (kecamatan).")
NOT_THERE = N_("No such place was found. Write the village or district, with the city: Pluit, Jakarta Utara.")
GENERAL = 2
"""Levels of regions (province, regency) whose middle says too little of where a report is."""


def step(talk: Talk, said: Incoming, now: datetime, facts: Facts) -> Turn:
    """What one message leads to."""
    heard = Heard(talk, said, now, facts, facts.language)
    match said.kind:
        case Kind.CHOICE:
            return _chosen(heard, said.choice)
        case Kind.POINT if said.point is not None:
            return _shared(heard, said.point)
        case Kind.PHOTO:
            return _photo(heard)
        case Kind.TEXT:
            return _written(_adopted(heard))
        case _:
            return _unreadable(heard)


def _adopted(heard: Heard) -> Heard:
    """In the language of their words, while the person has chosen none."""
    if heard.facts.chosen or heard.talk.stage is not Stage.IDLE:
        return heard
    wish, hazard = words.wish(heard.said.text), words.hazard(heard.said.text)
    language = wish.language if wish else hazard[1] if hazard else None
    return replace(heard, language=language) if language else heard


def _unreadable(heard: Heard) -> Turn:
    told = heard.voice.say(asides.CANNOT_READ)
    turn = ask(heard, heard.talk) if heard.talk.reporting else asides.greet(heard)
    return replace(turn, replies=(told, *turn.replies))


def _chosen(heard: Heard, code: str) -> Turn:
    """What a button's code does; the open question is asked again where it does nothing any more."""
    kind, _, value = code.partition(":")
    if (simple := _SIMPLE.get(code)) is not None:
        return simple(heard)
    known = _CODED.get(kind)
    return (known(heard, value) if known else None) or _stale(heard)


def _of_listed(heard: Heard, slug: str) -> Turn | None:
    return _of_hazard(heard, slug) if slug in HAZARDS and HAZARDS[slug].listed else None


def _of_type(heard: Heard, value: str) -> Turn | None:
    talk = heard.talk
    if not (talk.reporting and talk.hazard and value in {deck.report_type for deck in HAZARDS[talk.hazard].decks}):
        return None
    return ask(heard, replace(talk, report_type=value, answers={}))


def _answer(heard: Heard, value: str) -> Turn | None:
    name, _, answer = value.partition(":")
    return answering.pressed(heard, heard.talk, name, answer)


def _told_of(heard: Heard, code: str) -> Turn:
    found = _region(heard, code)
    return asides.subscribed(heard, found) if found else asides.subscribe(heard, "")


def _follows(heard: Heard, value: str) -> Turn | None:
    return asides.how_is_it(heard, FollowUp(value)) if value in set(FollowUp) else None


def _stale(heard: Heard) -> Turn:
    """A button of a question that is over: the open one is asked again, or what can be done."""
    return ask(heard, heard.talk) if heard.talk.reporting else asides.greet(heard)


def _of_hazard(heard: Heard, slug: str) -> Turn:
    """This hazard is reported; in a report that is being told, in place of another."""
    talk = heard.talk
    if not talk.reporting:
        return begin(heard, Talk(hazard=slug))
    return ask(heard, replace(talk, hazard=slug, report_type="", answers={}) if talk.hazard != slug else talk)


def _report(heard: Heard) -> Turn:
    return ask(heard, heard.talk) if heard.talk.reporting else begin(heard, Talk())


def _again(heard: Heard) -> Turn:
    """From the beginning, on the card that was opened already."""
    return ask(heard, Talk(card=heard.talk.card)) if heard.talk.reporting else _report(heard)


def _elsewhere(heard: Heard) -> Turn:
    """The place is asked anew; all else stays as it was told."""
    return ask(heard, replace(heard.talk, point=None, place="")) if heard.talk.reporting else _report(heard)


def _send(heard: Heard) -> Turn:
    """The report is on its way, once nothing is open."""
    turn = _stale(heard)
    if turn.talk.stage is not Stage.CHECK:
        return turn
    return Turn(turn.talk, effects=(SendReport(turn.talk, heard.said.at),))


def _renew(heard: Heard, *, anyway: bool) -> Turn:
    talk = heard.talk
    if talk.stage is not Stage.SIMILAR:
        return _stale(heard)
    number = None if anyway else talk.similar
    return Turn(talk, effects=(SendReport(talk, heard.said.at, update_of=number, anyway=anyway),))


_SIMPLE: Mapping[str, Callable[[Heard], Turn]] = {
    "report": _report,
    "status": lambda heard: asides.tell(heard, ""),
    "subscribe": lambda heard: asides.subscribe(heard, ""),
    "language": lambda heard: asides.speak(heard, ""),
    "send": _send,
    "again": _again,
    "place": _elsewhere,
    "cancel": asides.cancel,
    "stop": asides.leave,
    "need": asides.need,
    "give": asides.give,
    "renew": lambda heard: _renew(heard, anyway=False),
    "another": lambda heard: _renew(heard, anyway=True),
}


_CODED: Mapping[str, Callable[[Heard, str], Turn | None]] = {
    "h": _of_listed,
    "t": _of_type,
    "p": lambda heard, code: _at_region(heard, code) if heard.talk.reporting else None,
    "a": _answer,
    "s": _told_of,
    "f": _follows,
    "l": asides.speak,
}


def _shared(heard: Heard, point: Point) -> Turn:
    """A place was shared: the report's, or the one to be told of."""
    talk = heard.talk
    try:
        found = heard.facts.around(point)
    except Refusal as refusal:
        if talk.stage is Stage.SUBSCRIBE:
            return heard.turn(talk, heard.voice.say(refusal.sentence))
        return heard.refused(refusal, talk) if talk.reporting else begin(heard, Talk(), heard.voice.say(refusal.sentence))
    if talk.stage is Stage.SUBSCRIBE:
        return asides.subscribed(heard, found)
    placed: dict[str, Any] = {"point": point, "placed": Placed.GPS.value, "place": found.name}
    return ask(heard, replace(talk, **placed)) if talk.reporting else begin(heard, Talk(**placed))


def _region(heard: Heard, code: str) -> Candidate | None:
    return next((one for one in heard.facts.find(code) if one.code == code), None)


def _at_region(heard: Heard, code: str) -> Turn:
    found = _region(heard, code)
    if found is None:
        return ask(heard, heard.talk)
    placed: dict[str, Any] = {"point": found.point, "placed": Placed.NAME.value, "place": found.name}
    return ask(heard, replace(heard.talk, **placed))


def _photo(heard: Heard) -> Turn:
    """A photograph is the report's; one that comes out of the blue begins a report."""
    talk, words_of = heard.talk, heard.said.text.strip()[:TEXT_MOST]
    text = words_of or talk.text
    if talk.reporting:
        return ask(heard, replace(talk, media=heard.said.media, text=text))
    named = words.hazard(words_of)
    return begin(heard, Talk(hazard=named[0] if named else "", media=heard.said.media, text=text))


def _written(heard: Heard) -> Turn:
    talk, text = heard.talk, heard.said.text
    if (turn := _by_number(heard)) is not None:
        return turn
    meant = words.wish(text)
    if talk.stage is Stage.QUESTION and not (meant and meant.wish in _ALWAYS):
        return answering.written(heard, talk)
    if talk.stage in (Stage.IDLE, Stage.NOW) and (follow := asides.understood_follow(heard)):
        return asides.how_is_it(heard, follow)
    if meant is not None and (turn := _wished(heard, meant)) is not None:
        return turn
    return _in_stage(heard)


def _by_number(heard: Heard) -> Turn | None:
    """A single number is the answer of that place in the last list; but where a measure is asked, the question decides."""
    found = words.numbers(heard.said.text)
    if heard.talk.stage in (Stage.QUESTION, Stage.NOW) or len(found) != 1 or not 0 < found[0] <= len(heard.talk.offered):
        return None
    return _chosen(heard, heard.talk.offered[found[0] - 1])


_ALWAYS = frozenset({Wish.CANCEL, Wish.UNSUBSCRIBE, Wish.LANGUAGE, Wish.AGAIN, Wish.REPORT, Wish.START, Wish.STATUS})
"""What is understood even where a question waits for an answer."""


def _wished(heard: Heard, meant: words.Meant) -> Turn | None:
    """What a wish leads to; None where its words are an answer here."""
    talk = heard.talk
    if meant.wish in (Wish.SEND, Wish.SKIP, Wish.DONE):
        if talk.stage is not Stage.CHECK:
            return None
        return _send(heard) if meant.wish is Wish.SEND else ask(heard, talk)
    if meant.rest and _is_more(heard, meant):
        return _in_stage(heard)
    return _WISHED[meant.wish](heard, meant.rest)


def _is_more(heard: Heard, meant: words.Meant) -> bool:
    """Whether the words that follow say what it is about: a report with its hazard, a need within a description."""
    if meant.wish is Wish.NEED:
        return heard.talk.reporting or words.hazard(meant.rest) is not None
    return meant.wish is Wish.REPORT and not heard.talk.reporting


_WISHED: Mapping[Wish, Callable[[Heard, str], Turn]] = {
    Wish.START: lambda heard, _: _stale(heard),
    Wish.REPORT: lambda heard, _: _report(heard),
    Wish.LANGUAGE: lambda heard, _: asides.speak(heard, words.language_of(heard.said.text) or ""),
    Wish.STATUS: asides.tell,
    Wish.SUBSCRIBE: asides.subscribe,
    Wish.UNSUBSCRIBE: lambda heard, _: asides.leave(heard),
    Wish.NEED: lambda heard, _: asides.need(heard),
    Wish.GIVE: lambda heard, _: asides.give(heard),
    Wish.CANCEL: lambda heard, _: asides.cancel(heard),
    Wish.AGAIN: lambda heard, _: _again(heard),
}


def _in_stage(heard: Heard) -> Turn:
    """Words that are no wish: the answer to what was asked last, or the beginning of a report."""
    return _STAGES.get(heard.talk.stage, _told)(heard)


def _described(heard: Heard) -> Turn:
    text = f"{heard.talk.text}\n{heard.said.text}".strip()[:TEXT_MOST]
    return ask(heard, replace(heard.talk, text=text))


def _named(heard: Heard) -> Turn:
    if words.hazard(heard.said.text):
        return _told(heard)
    turn = ask(heard, heard.talk)
    return replace(turn, replies=(heard.voice.say(UNKNOWN), *turn.replies))


def _typed(heard: Heard) -> Turn:
    """The type of report in words; asked again where the words are none."""
    talk, said = heard.talk, words.plain(heard.said.text)
    if talk.stage is Stage.TYPE:
        for deck in HAZARDS[talk.hazard].decks:
            if said in {words.plain(label) for label in deck.label.values()}:
                return ask(heard, replace(talk, report_type=deck.report_type, answers={}))
        return ask(heard, talk)
    return heard.turn(talk, heard.voice.similar(talk.similar))


def _told(heard: Heard) -> Turn:
    """Words out of the blue: a report where they name a hazard, with the place and the words where there are more."""
    named = words.hazard(heard.said.text)
    if named is None:
        return asides.greet(heard, understood=False)
    long = len(words.plain(heard.said.text).split()) > 3
    talk = Talk(hazard=named[0], text=heard.said.text.strip()[:TEXT_MOST] if long else "")
    turn = _of_hazard(heard, named[0]) if heard.talk.reporting else begin(heard, talk)
    place = words.named_place(heard.said.text)
    if turn.talk.stage is not Stage.PLACE or not place:
        return turn
    found = tuple(one for one in heard.facts.find(place) if one.level > GENERAL)[: asides.SHOWN]
    if not found:
        return turn
    offered = heard.turn(turn.talk, *turn.replies, heard.voice.places(found))
    return replace(offered, effects=turn.effects)


def _placed(heard: Heard) -> Turn:
    """A place in words: by its coordinates, or by the name of a village or district."""
    point = words.coordinates(heard.said.text)
    if point is not None:
        turn = _shared(heard, point)
        return replace(turn, talk=replace(turn.talk, placed=Placed.GIVEN.value if turn.talk.point else ""))
    place = words.place_name(heard.said.text)
    found = heard.facts.find(place) if place else ()
    near = tuple(one for one in found if one.level > GENERAL)[: asides.SHOWN]
    if not near:
        return heard.turn(heard.talk, _asked_for_place(heard, NARROWER if found else NOT_THERE))
    if len(near) == 1:
        return _at_region(heard, near[0].code)
    return heard.turn(heard.talk, heard.voice.places(near))


def _asked_for_place(heard: Heard, message: str) -> Outgoing:
    return replace(heard.voice.place(HAZARDS[heard.talk.hazard]), text=heard.voice.say(message).text)


_STAGES: Mapping[Stage, Callable[[Heard], Turn]] = {
    Stage.HAZARD: _named,
    Stage.TYPE: _typed,
    Stage.SIMILAR: _typed,
    Stage.PLACE: _placed,
    Stage.SEEN: _described,
    Stage.CHECK: _described,
    Stage.SUBSCRIBE: lambda heard: asides.subscribe(heard, heard.said.text),
    Stage.NOW: lambda heard: answering.written(heard, heard.talk),
}
"""What words answer, by what was asked last; out of the blue they may begin a report."""
