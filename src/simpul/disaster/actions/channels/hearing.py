"""What residents say in other programs is heard once, answered, and becomes reports.

A message is one transaction: what was heard, where the conversation stands, what is answered. The report that comes of
it is written in a transaction of its own within it, under the card's own id: when the process dies between the two, the
channel delivers the message again, and the same form is the same report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import structlog

from simpul.disaster.actions import subscribing
from simpul.disaster.actions.cards import submit
from simpul.disaster.actions.channels import looking_up, telling
from simpul.disaster.actions.following_up import followed_up
from simpul.disaster.model import Draft, Placed, Sender, Source
from simpul.disaster.model.cards import CardKind, FollowUp, Invitation, ReportCard
from simpul.disaster.model.channels import Heard, Incoming
from simpul.disaster.model.conversing import (
    AnswerFollowUp,
    Effect,
    OpenCard,
    SendReport,
    Stage,
    Subscribe,
    Talk,
    Turn,
    Unsubscribe,
)
from simpul.disaster.outside import sealing
from simpul.disaster.outside.sealing_addresses import message_mark, person_hash, sealed_address
from simpul.disaster.rules import invitations
from simpul.disaster.rules.conversing import machine, outcomes, patience, talks
from simpul.disaster.rules.conversing.context import Heard as Said
from simpul.disaster.rules.conversing.context import card_of
from simpul.disaster.rules.conversing.voice import Voice
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.store import cards
from simpul.disaster.store import channels as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import NotFound, Refusal, TooMany, Unavailable
from simpul.kernel.i18n import N_, RESIDENTS_LANGUAGES, Language
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform

CHAT = "address"
"""Under this name the sealed person of a card holds where they are answered: no program names one so (CONTRACT b.2)."""
LATE = N_("Your message reached us late and was not used. If it is so now, please write again.")
_log = structlog.get_logger("simpul.disaster.channels")


def hear(platform: Platform, heard: Sequence[Incoming]) -> int:
    """How many of these messages were heard now: each by its own transaction, its answers queued with it.

    A message that was heard before, or that is older than what the person said last, changes nothing and is answered
    nothing. One that cannot be heard keeps no other from it: what failed is raised once the rest was heard, and the same
    messages may then be given again. Unavailable when the database cannot be reached.
    """
    count, failed = 0, None
    for one in heard:
        try:
            count += _heard(platform, _storable(one))
        except Exception as failure:  # noqa: BLE001 (raised below, once the others were heard)
            failed = failed or failure
    if failed is not None:
        raise failed
    return count


def _storable(said: Incoming) -> Incoming:
    """The message without the one character that the database keeps in no text."""
    plain = {name: getattr(said, name).replace("\x00", "") for name in ("id", "person", "text", "media", "choice")}
    return replace(said, **plain)


def _heard(platform: Platform, said: Incoming) -> bool:
    person, mark = _names(platform, said)
    seal = sealed_address(platform.keys, said.channel.value, said.person)
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("a conversation decides nothing; the report that comes of it has its row")
        now = unit.clock.now()
        if not store.hear_first(unit.connection, mark, now):
            return False
        chat = store.claim(unit.connection, said.channel.value, person, seal, now)
        if not patience.in_order(said, chat.sequence, chat.said_at) or not _patient(unit, person):
            return False
        if said.kind is Heard.LEFT:
            _leave(platform, unit, chat, said)
        else:
            _answer(platform, unit, chat, said)
    return True


def _leave(platform: Platform, unit: Unit, chat: store.Chat, said: Incoming) -> None:
    """Who blocked us is forgotten, and told nothing more; news of it that comes too late may be over, and is let be."""
    if not patience.late(said, unit.clock.now()):
        store.forget_person(unit.connection, chat.channel, chat.person)
        subscribing.unsubscribe(platform, chat.channel, said.person)


def _names(platform: Platform, said: Incoming) -> tuple[str, str]:
    channel = said.channel.value
    return person_hash(platform.keys, channel, said.person), message_mark(platform.keys, channel, said.id)


def _patient(unit: Unit, person: str) -> bool:
    """Whether the person is still answered: nobody writes sixty messages in ten minutes."""
    try:
        spend(unit, f"disaster.channels:{person}", most=patience.PER_PERSON, per=patience.WINDOW)
    except TooMany:
        return False
    return True


def _answer(platform: Platform, unit: Unit, chat: store.Chat, said: Incoming) -> None:
    now, language = unit.clock.now(), _language(platform, chat, said)
    facts = looking_up.facts(platform, unit, chat, language)
    talk = talks.read(chat.state)
    if talk.stage is not Stage.IDLE and not patience.fresh(chat.seen_at, now, machine.FORGOTTEN):
        talk = Talk()
    if patience.late(said, now) and not patience.behind(said, chat.said_at, (chat.seen_at, now)):
        turn = Turn(talk, (Voice(language).say(LATE),))
    else:
        turn = machine.step(talk, said, now, facts)
    doing = _Doing(platform, unit, chat, Said(turn.talk, said, now, facts, turn.language or language))
    turn = doing.all_of(turn)
    kept = {"state": talks.kept(turn.talk), "sequence": max(said.sequence, chat.sequence), "said_at": min(said.at, now)}
    spoken = {"language": turn.language or language, "chosen": chat.chosen or turn.language is not None}
    store.change(unit.connection, chat.channel, chat.person, seen_at=now, **kept, **spoken, **doing.more)
    telling.queue(unit, platform.keys, (chat.channel, chat.person), turn.replies, key=doing.key)


def _language(platform: Platform, chat: store.Chat, said: Incoming) -> Language:
    wanted = chat.language or said.language or platform.settings.language
    return next((one for one in RESIDENTS_LANGUAGES if one == wanted), "id")


@dataclass(slots=True)
class _Doing:
    """Does what a turn asks for, and says what came of it. `more` are further columns of the chat, `key` the answer's."""

    platform: Platform
    unit: Unit
    chat: store.Chat
    said: Said
    key: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def all_of(self, turn: Turn) -> Turn:
        """The turn, with what its effects came to."""
        for effect in turn.effects:
            after = self._one(turn, effect)
            if after is not None:
                turn = replace(after, replies=(*turn.replies, *after.replies), language=after.language or turn.language)
        return turn

    def _one(self, turn: Turn, effect: Effect) -> Turn | None:
        match effect:
            case OpenCard(card):
                self._open(card)
                return None
            case SendReport():
                return self._send(turn.talk, effect)
            case AnswerFollowUp():
                return self._follow(effect)
            case Subscribe(region, name):
                return self._subscribe(region, name)
            case Unsubscribe():
                was = subscribing.unsubscribe(self.platform, self.chat.channel, self.said.said.person)
                return outcomes.left(self.said, was_there=was)

    def _open(self, card: UUID) -> None:
        now, channel = self.unit.clock.now(), self.chat.channel
        address = sealing.Person("", {CHAT: self.said.said.person})
        invited = Invitation(channel, self.said.language, chat=address.chat, kind=CardKind.CHANNEL)
        sealed = sealing.sealed(self.platform.keys, card, address)
        expires = invitations.expiry(invited, now)
        opened = ReportCard(card, channel, self.said.language, now, expires, person=sealed)
        cards.keep(self.unit.connection, [opened])
        self.more["card"] = card

    def _send(self, talk: Talk, effect: SendReport) -> Turn:
        card = talk.card
        assert card is not None
        draft = _draft(talk, effect, Source(self.chat.channel), self.chat.person)
        try:
            sent = submit(self.platform, Actor.ANONYMOUS, card, draft)
        except Unavailable as refusal:
            if not isinstance(refusal, TooMany):
                raise
            return outcomes.refused(self.said, talk, refusal)
        except Refusal as refusal:
            return outcomes.refused(self.said, talk, refusal)
        if talk.media:
            self._await_photo(card, talk.media)
        self.more["report"] = sent.report.number
        self.key = thanks_key(card)
        return outcomes.reported(self.said, sent.report.number)

    def _await_photo(self, card: UUID, media: str) -> None:
        now = self.unit.clock.now()
        sealed = sealing.sealed(self.platform.keys, card, sealing.Person(media))
        row = {"card": card, "channel": self.chat.channel, "person": self.chat.person, "media": sealed}
        store.await_photo(self.unit.connection, {**row, "at": now, "due_at": now})
        self.unit.ring(telling.TOPIC)

    def _follow(self, effect: AnswerFollowUp) -> Turn:
        secret = self.chat.follow
        try:
            if secret is None:
                raise NotFound()
            report = followed_up(self.platform, secret, effect.answer, card=effect.values)
        except Refusal as refusal:
            return outcomes.not_followed(self.said, refusal)
        if effect.answer is FollowUp.OVER:
            self.more["follow"] = None
        told = effect.values is not None
        return outcomes.followed(self.said, effect.answer, hazard_of(report.hazard), report.number, told=told)

    def _subscribe(self, region: str, name: str) -> Turn:
        language = self.said.language
        try:
            subscribing.subscribe_from_channel(self.platform, self.chat.channel, self.said.said.person, region, language)
        except Unavailable:
            raise
        except Refusal as refusal:
            return outcomes.not_subscribed(self.said, refusal)
        return outcomes.subscribed(self.said, name)


def thanks_key(card: UUID) -> str:
    """The key of the thanks for the report on a card: said once, whether it came from here or from the card's page."""
    return f"thanks:{card}"


def _draft(talk: Talk, effect: SendReport, source: Source, person: str) -> Draft:
    """The report as it was told; the card's own id names its form, and the person stands for the device."""
    assert talk.card is not None
    assert talk.point is not None
    return Draft(
        form_id=talk.card,
        hazard=talk.hazard,
        longitude=talk.point[0],
        latitude=talk.point[1],
        card=card_of(talk),
        placed=Placed(talk.placed),
        text=talk.text,
        client_at=effect.at,
        source=source,
        sender=Sender(device=person),
        anyway=effect.anyway,
        update_of=effect.update_of,
        card_id=talk.card,
    )
