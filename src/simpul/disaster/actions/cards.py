"""Report cards: opened by channels and programs, used by whoever holds their link, gone when their time is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping

from simpul.disaster import store
from simpul.disaster.actions.card_photos import add_photo
from simpul.disaster.actions.intake import Offered, take
from simpul.disaster.model import Draft, Report, Sent
from simpul.disaster.model.cards import CardExpired, CardMissing, Invitation, ReportCard
from simpul.disaster.outside import sealing
from simpul.disaster.rules import drafts, invitations
from simpul.disaster.store import cards as card_store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed, Refusal, TooMany
from simpul.kernel.platform import Platform

__all__ = [
    "FOLLOW_UP_LINK",
    "LINK",
    "Opening",
    "ReportCard",
    "SeenCard",
    "add_photo",
    "expiring",
    "forget",
    "get",
    "open_card",
    "open_cards",
    "person_hash",
    "person_of",
    "seen",
    "submit",
    "submit_bound",
]
LINK, FOLLOW_UP_LINK = "/k/{card}", "/k/{secret}/masih"


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody who asks for a card; `limits` are the counters they are held to: how far each may come in ten minutes."""

    invitation: Invitation
    actor: Actor
    limits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A card with its report, if it has one; `username` is empty where this actor may not know it."""

    card: ReportCard
    report: Report | None
    username: str


def open_cards(platform: Platform, asked: Sequence[Opening]) -> list[ReportCard | Refusal]:
    """For each who asks their card, durable, or TooMany; all of them in one transaction."""
    now = platform.clock.now()
    counted: dict[str, int] = {}
    for one in asked:
        for key in one.limits:
            counted[key] = counted.get(key, 0) + 1
    window = drafts.window(now)
    with platform.database.writing() as unit:
        unit.unaudited("a card decides nothing; the report that comes on it has its row")
        spent = store.count(unit.connection, counted, window)
        free = {key: most - spent[key] + counted[key] for one in asked for key, most in one.limits.items()}
        answers = [_opened(platform, one, free, now) for one in asked]
        opened = [one for one in answers if isinstance(one, ReportCard)]
        if opened:
            card_store.keep(unit.connection, opened)
        store.give_back(unit.connection, _refused(asked, answers), window)
    return answers


def _opened(platform: Platform, asked: Opening, free: dict[str, int], now: datetime) -> ReportCard | Refusal:
    if any(free[key] < 1 for key in asked.limits):
        return TooMany(seconds=int((drafts.window(now) + drafts.WINDOW - now).total_seconds()))
    for key in asked.limits:
        free[key] -= 1
    invitation, card = asked.invitation, UUID(platform.ids.random())
    guest = invitations.is_guest(invitation)
    return ReportCard(
        id=card,
        network=invitation.network,
        language=invitation.language,
        opened_at=now,
        expires_at=invitations.expiry(invitation, now),
        guest=guest,
        person=None if guest else sealing.sealed(platform.keys, card, sealing.Person(invitation.username, invitation.chat)),
        bound_to=invitation.bound_to,
        opened_by=asked.actor.id,
        training=invitation.training,
    )


def _refused(asked: Sequence[Opening], answers: Sequence[ReportCard | Refusal]) -> dict[str, int]:
    """How much less than counted each counter has to stand for."""
    less: dict[str, int] = {}
    for one, answer in zip(asked, answers, strict=True):
        if isinstance(answer, Refusal):
            for key in one.limits:
                less[key] = less.get(key, 0) + 1
    return less


def open_card(platform: Platform, actor: Actor, invitation: Invitation) -> ReportCard:
    """The card that this invitation asks for, durable. Whoever asks in a person's name says how often they may."""
    [card] = open_cards(platform, [Opening(invitation, actor, {})])
    if isinstance(card, Refusal):
        raise card
    return card


def get(platform: Platform, id: UUID) -> ReportCard:
    """The card of this id, used or not; CardMissing, and CardExpired for one that nobody used in its time."""
    with platform.database.reading() as unit:
        card = card_store.get(unit.connection, id)
    if card is None:
        raise CardMissing()
    if invitations.expired(card, platform.clock.now()):
        raise CardExpired()
    return card


def seen(platform: Platform, actor: Actor, id: UUID) -> SeenCard:
    """The card with its report, as this actor may see it; CardMissing, CardExpired."""
    card = get(platform, id)
    with platform.database.reading() as unit:
        report = store.get(unit.connection, card.report) if card.report is not None else None
    try:
        invitations.permit_name(card, report, actor)
    except NotAllowed:
        return SeenCard(card, report, "")
    return SeenCard(card, report, person_of(platform, card).username)


def person_of(platform: Platform, card: ReportCard) -> sealing.Person:
    """What the channel that opened the card calls the person; a guest's card says so; nothing once 30 days are over."""
    if card.guest:
        return sealing.Person(invitations.GUEST)
    return sealing.opened(platform.keys, card.id, card.person)


def submit(platform: Platform, actor: Actor, id: UUID, draft: Draft, *, sub: bool = False) -> Sent:
    """The report that came on the card, durable; the card is used by it.

    Refusals are those of `actions.report`, and CardMissing, CardUsed, CardExpired. A draft of the same form again is the
    same report and no refusal. `sub`: a second report after an earthquake, which gets a hidden card of its own.
    """
    [answer] = take(platform, [Offered(draft, actor, card=id, sub=sub)])
    if isinstance(answer, Refusal):
        raise answer
    return answer


def submit_bound(platform: Platform, actor: Actor, id: UUID, draft: Draft, *, person: str) -> Sent:
    """As `submit`, on a card that may be bound to a person: `person` is what `person_hash` makes of them; CardOfAnother."""
    [answer] = take(platform, [Offered(draft, actor, card=id, person=person)])
    if isinstance(answer, Refusal):
        raise answer
    return answer


def person_hash(platform: Platform, network: str, person: str) -> str:
    """The keyed hash to which a card is bound that only this user of a channel may use."""
    return invitations.person_hash(platform.keys.derive("disaster.cards.bound"), network, person)


def expiring(platform: Platform, actor: Actor, within: timedelta) -> list[dict[str, object]]:
    """The cards this actor opened whose reports leave the live map within `within`, or left it so long ago if negative.

    As CogniCity's `/cards/expiredcards` and `/cards/stalecards` tell them: `card_id, username, network, language,
    network_data, report_id, disaster_type`, and `follow_up`, the path at which the person can answer, once there is one.
    """
    now = platform.clock.now()
    after, until = (now + within, now) if within < timedelta(0) else (now, now + within)
    with platform.database.reading() as unit:
        found = card_store.leaving(unit.connection, after=after, until=until, opened_by=actor.id)
    return [_expiring(platform, row) for row in found]


def _expiring(platform: Platform, row: RowMapping) -> dict[str, object]:
    card, sealed, secret = row["id"], row["person"], row["follow_up"]
    kept = None if sealed is None else bytes(sealed)
    person = sealing.Person(invitations.GUEST) if row["guest"] else sealing.opened(platform.keys, card, kept)
    return {
        "card_id": str(card),
        "username": person.username,
        "network": row["network"],
        "language": row["language"],
        "network_data": dict(person.chat) or None,
        "report_id": str(row["number"]),
        "disaster_type": row["hazard"],
        "follow_up": FOLLOW_UP_LINK.format(secret=secret) if secret else None,
    }


def forget(platform: Platform) -> int:
    """How many cards opened 30 days ago lost what they knew of a person, or are gone since nobody used them."""
    with platform.database.writing() as unit:
        erased, files = card_store.forget(unit.connection, platform.clock.now() - invitations.KEPT)
        unit.audit("disaster.erase", subject="disaster_card", after={"cards": erased, "files": len(files)})
    for name in files:
        platform.files.remove(name)
    return erased
