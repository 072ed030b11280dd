"""What people ask for beside a report: another language, how it is, to be told of warnings, what has become of theirs."""

from dataclasses import replace

from simpul.disaster.model import FieldKind
from simpul.disaster.model.cards import FollowUp
from simpul.disaster.model.conversing import AnswerFollowUp, Candidate, Stage, Subscribe, Talk, Turn, Unsubscribe
from simpul.disaster.rules.conversing import words
from simpul.disaster.rules.conversing.context import Heard, ask
from simpul.disaster.rules.conversing.voice import deck_of
from simpul.kernel.i18n import N_, RESIDENTS_LANGUAGES

OF_WHICH = N_("Warnings for which place? Share the place, or write the name of a city or district.")
NO_PLACE = N_("No place of this name was found. Write the name of a village, district or city.")
CANNOT_READ = N_("This cannot be read here. Write it, share a place or send a photo.")
NEED = N_("Ask here for food, water, medicine or other help. Life in danger? Call 112.")
GIVE = N_("See here what people near you need, and what you can give.")
SHOWN = 5
"""Places that are offered to choose from."""


def greet(heard: Heard, *, understood: bool = True) -> Turn:
    """Who speaks here; after what could not be understood, said so."""
    hello = heard.voice.greeting()
    if understood:
        return heard.idle(hello)
    sorry = heard.voice.say(N_("That was not understood here.")).text
    return heard.idle(replace(hello, text=f"{sorry} {hello.text}"))


def speak(heard: Heard, language: str) -> Turn:
    """From now on this language is spoken: the open question is asked again in it."""
    chosen = next((one for one in RESIDENTS_LANGUAGES if one == language), None)
    if chosen is None:
        return heard.turn(heard.talk, heard.voice.languages())
    now = replace(heard, language=chosen)
    turn = ask(now, heard.talk) if heard.talk.reporting else now.idle(now.voice.greeting())
    return replace(turn, language=chosen)


def tell(heard: Heard, place: str) -> Turn:
    """How it is in a place, or with the person's own last report."""
    found = heard.facts.find(place) if place else ()
    code = found[0].code if found else ""
    told = [heard.facts.status(code)]
    if place and not found:
        told = [heard.voice.say(NO_PLACE)]
    if heard.talk.reporting:
        turn = ask(heard, heard.talk)
        return replace(turn, replies=(*told, *turn.replies))
    return heard.idle(*told)


def subscribe(heard: Heard, place: str) -> Turn:
    """The person is told of a place from now on; is asked which one where it is not clear."""
    asking = replace(Talk(), stage=Stage.SUBSCRIBE)
    if not place:
        label = heard.voice.say(N_("Share my place")).text
        said = heard.voice.say(OF_WHICH)
        return heard.turn(asking, replace(said, ask_place=True, place_label=label))
    found = heard.facts.find(place)
    if not found:
        return heard.turn(asking, heard.voice.say(NO_PLACE))
    if len(found) == 1:
        return subscribed(heard, found[0])
    return heard.turn(asking, heard.voice.places(found[:SHOWN], "s"))


def subscribed(heard: Heard, found: Candidate) -> Turn:
    """The person is told of this place."""
    return heard.idle(effects=(Subscribe(found.code, found.name),))


def leave(heard: Heard) -> Turn:
    """The person is told nothing more, and what they were telling is forgotten."""
    return heard.idle(effects=(Unsubscribe(),))


def need(heard: Heard) -> Turn:
    """Where help is asked for; a report that is being told stays where it is."""
    return _shown(heard, NEED, "/bencana/kebutuhan/baru")


def give(heard: Heard) -> Turn:
    """Where it is seen what others need."""
    return _shown(heard, GIVE, "/bencana/kebutuhan")


def _shown(heard: Heard, message: str, path: str) -> Turn:
    told = replace(heard.voice.say(message), link=heard.facts.page(path))
    if heard.talk.reporting:
        turn = ask(heard, heard.talk)
        return replace(turn, replies=(told, *turn.replies))
    return heard.idle(told)


def cancel(heard: Heard) -> Turn:
    """What was being told is forgotten."""
    if heard.talk.stage is Stage.IDLE:
        return greet(heard)
    return heard.idle(heard.voice.say(N_("Cancelled; nothing was kept. To report, write what happens.")))


def how_is_it(heard: Heard, answer: FollowUp) -> Turn:
    """The person answered whether it is still so; how high the water stands now is asked where it may be told."""
    followed = heard.facts.followed
    if followed is None:
        return greet(heard, understood=False)
    return heard.turn(Talk(), effects=(AnswerFollowUp(answer),))


def ask_now(heard: Heard, answer: FollowUp) -> Turn | None:
    """The question that the severity is judged by, after things got worse or better; None where there is none to ask."""
    followed = heard.facts.followed
    if followed is None or followed.values is None or answer not in (FollowUp.WORSE, FollowUp.BETTER):
        return None
    deck = deck_of(followed.hazard, str(followed.values.get("report_type", "")))
    asked = deck.field(deck.severity_of) if deck else None
    if asked is None or asked.kind is FieldKind.CHOICES:
        return None
    talk = Talk(stage=Stage.NOW, field=asked.name, follow=answer.value)
    return heard.turn(talk, heard.voice.question(asked))


def understood_follow(heard: Heard) -> FollowUp | None:
    """How it is now, where the person was asked and the message says that."""
    return words.follow_up(heard.said.text) if heard.facts.followed else None
