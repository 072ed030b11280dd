"""What a person is told once something was done, or was refused, that their message led to."""

from dataclasses import replace

from simpul.disaster.model import Hazard, SimilarReport
from simpul.disaster.model.cards import CardExpired, CardMissing, CardUsed, FollowUp, NothingToFollow
from simpul.disaster.model.conversing import Stage, Talk, Turn
from simpul.disaster.rules.conversing import asides
from simpul.disaster.rules.conversing.context import Heard, ask, sentence
from simpul.kernel.errors import NotFound, Refusal, TooMany, Unavailable
from simpul.kernel.i18n import N_

MAP = "/bencana?laporan={number}"
_THANKS = {
    FollowUp.STILL: N_("Thank you. Report {number} stays on the map for {hours} more hours."),
    FollowUp.WORSE: N_("Thank you. Report {number} stays on the map for {hours} more hours. Stay safe."),
    FollowUp.BETTER: N_("Thank you, good to hear. Report {number} stays on the map for {hours} more hours."),
    FollowUp.OVER: N_("Thank you. Report {number} is off the live map now."),
}
SUBSCRIBED = N_("You will be told of warnings for {place}. To stop, write STOP.")
NO_MORE = N_("You will be told nothing more. To be told again, write SUBSCRIBE and a place.")
NOTHING_SENT = N_("You were not being told of warnings; nothing more is sent.")


def reported(heard: Heard, number: int) -> Turn:
    """The report is on the map: thanks, with its link."""
    return heard.idle(heard.voice.thanks(number, heard.facts.page(MAP.format(number=number))))


def refused(heard: Heard, talk: Talk, refusal: Refusal) -> Turn:
    """The report was not taken: why, and what is asked because of it."""
    match refusal:
        case SimilarReport():
            number = int(str(refusal.facts.get("number", 0)))
            return heard.turn(replace(talk, stage=Stage.SIMILAR, similar=number), heard.voice.similar(number))
        case CardUsed() | CardExpired() | CardMissing():
            return heard.idle(sentence(heard.voice, refusal))
        case TooMany():
            return heard.turn(talk, sentence(heard.voice, refusal), *ask(heard, talk).replies)
        case _ if refusal.field in ("place", "location") or type(refusal).__name__.startswith("Place"):
            return _said_before(heard, refusal, replace(talk, point=None, place=""))
        case _:
            return _said_before(heard, refusal, talk)


def _said_before(heard: Heard, refusal: Refusal, talk: Talk) -> Turn:
    turn = ask(heard, talk)
    return replace(turn, replies=(sentence(heard.voice, refusal), *turn.replies))


def followed(heard: Heard, answer: FollowUp, hazard: Hazard, number: int, *, told: bool) -> Turn:
    """How it is now was noted: thanks; and how high it stands, unless the person has `told` it."""
    hours = max(1, round(hazard.live_for.total_seconds() / 3600))
    said = heard.voice.say(_THANKS[answer], number=number, hours=heard.voice.t.number(hours))
    thanks = replace(said, link=heard.facts.page(MAP.format(number=number)))
    more = None if told else asides.ask_now(heard, answer)
    return heard.idle(thanks) if more is None else replace(more, replies=(thanks, *more.replies))


def not_followed(heard: Heard, refusal: Refusal) -> Turn:
    """Nobody asked, or it is too late; a new report can be sent."""
    if isinstance(refusal, NothingToFollow | NotFound):
        return heard.idle(sentence(heard.voice, refusal))
    if isinstance(refusal, Unavailable):
        raise refusal
    return heard.idle(sentence(heard.voice, refusal), heard.voice.greeting())


def subscribed(heard: Heard, place: str) -> Turn:
    """The person is told of this place from now on."""
    return heard.idle(heard.voice.say(SUBSCRIBED, place=place))


def not_subscribed(heard: Heard, refusal: Refusal) -> Turn:
    """The person cannot be told of this place."""
    return heard.idle(sentence(heard.voice, refusal))


def left(heard: Heard, *, was_there: bool) -> Turn:
    """The person is told nothing more."""
    return heard.idle(heard.voice.say(NO_MORE if was_there else NOTHING_SENT))
