"""What this node's events come to: who gets them, what was sent, what nobody took. Law: Perpres 95/2018 art. 33."""

from datetime import timedelta
from uuid import UUID

from simpul.exchange.model.deliveries import DeadLetter, EventDelivery, Settled, SubscriptionState
from simpul.exchange.model.delivery_refusals import DeadLetterSettled, DeadLetterUnknown, SubscriptionUnknown
from simpul.exchange.model.events import Standing
from simpul.exchange.rules.permissions import permit_offer, permit_see_events
from simpul.exchange.store import deliveries as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

KEPT, LETTERS_KEPT = timedelta(days=90), timedelta(days=365)
PER_PAGE, EXPORT_MOST = 25, 100_000
Letter = tuple[UUID, int]
"""A dead letter: its subscription, and its event's place in the owner's log."""


def subscriptions(platform: Platform, actor: Actor, *, q: str = "") -> list[SubscriptionState]:
    """The subscriptions to this node's event types; EventReadersOnly."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.subscriptions(unit.connection, q)


def find(platform: Platform, actor: Actor, *, id: UUID) -> SubscriptionState:
    """The subscription; EventReadersOnly, SubscriptionUnknown."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = store.find(unit.connection, id)
    if found is None:
        raise SubscriptionUnknown()
    return found


def pause(platform: Platform, actor: Actor, *, id: UUID) -> None:
    """Nothing is pushed to the subscription until it is resumed; StewardOnly, SubscriptionUnknown."""
    _set(platform, actor, id, Standing.PAUSED)


def resume(platform: Platform, actor: Actor, *, id: UUID) -> None:
    """The subscription is active and is tried at once; StewardOnly, SubscriptionUnknown."""
    _set(platform, actor, id, Standing.ACTIVE)


def deliveries(
    platform: Platform, actor: Actor, *, q: str, wish: tuple[UUID | None, bool], page: int
) -> tuple[list[EventDelivery], int]:
    """A page of the deliveries that fit, and how many there are; `wish` is (one subscription's, failed ones alone)."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.deliveries(unit.connection, q, wish, ((page - 1) * PER_PAGE, PER_PAGE))


def all_deliveries(platform: Platform, actor: Actor, *, q: str, wish: tuple[UUID | None, bool]) -> list[EventDelivery]:
    """Every delivery that fits, at most a hundred thousand; EventReadersOnly."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.deliveries(unit.connection, q, wish, (0, EXPORT_MOST))[0]


def dead_letters(
    platform: Platform, actor: Actor, *, q: str, settled: Settled | None, page: int
) -> tuple[list[DeadLetter], int]:
    """A page of the dead letters that fit, and how many there are; EventReadersOnly."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.dead_letters(unit.connection, q, settled, ((page - 1) * PER_PAGE, PER_PAGE))


def all_dead_letters(platform: Platform, actor: Actor, *, q: str, settled: Settled | None) -> list[DeadLetter]:
    """Every dead letter that fits, at most a hundred thousand; EventReadersOnly."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.dead_letters(unit.connection, q, settled, (0, EXPORT_MOST))[0]


def dead_letter(platform: Platform, actor: Actor, *, letter: Letter) -> DeadLetter:
    """The dead letter; EventReadersOnly, DeadLetterUnknown."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        found = store.dead_letter_of(unit.connection, *letter)
    if found is None:
        raise DeadLetterUnknown()
    return found


def retry(platform: Platform, actor: Actor, *, letter: Letter) -> None:
    """The event is sent again at once, before any that waits; StewardOnly, DeadLetterUnknown, DeadLetterSettled."""
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        _settle(unit, letter, Settled.RETRYING)
        store.try_at_once(unit.connection, [letter[0]])
        unit.ring("exchange")


def drop(platform: Platform, actor: Actor, *, letter: Letter) -> None:
    """The event is not sent to this subscriber any more; StewardOnly, DeadLetterUnknown, DeadLetterSettled."""
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        _settle(unit, letter, Settled.DROPPED)


def retry_all(platform: Platform, actor: Actor, *, id: UUID | None = None) -> int:
    """How many dead letters that waited are sent again, of one subscription or of all; StewardOnly."""
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        letters = store.waiting_letters(unit.connection, id)
        for letter in letters:
            store.settle(unit.connection, letter, Settled.RETRYING, None)
        store.try_at_once(unit.connection, sorted({letter[0] for letter in letters}))
        unit.audit("exchange.dead_letter.retry_all", subject=str(id or ""), after={"count": len(letters)})
        unit.ring("exchange")
    return len(letters)


def troubles(platform: Platform) -> tuple[int, int]:
    """How many undelivered events wait for a decision, and how many active subscriptions cannot be served just now."""
    with platform.database.reading() as unit:
        dead = len(store.waiting_letters(unit.connection, None))
        stuck = sum(1 for one in store.subscriptions(unit.connection) if one.attempts and one.state == Standing.ACTIVE)
    return dead, stuck


def erase(platform: Platform) -> None:
    """Deliveries and settled dead letters of more than 90 days ago are gone, and every dead letter after a year."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        now = unit.clock.now()
        store.erase(unit.connection, now - KEPT, now - LETTERS_KEPT)


def _set(platform: Platform, actor: Actor, id: UUID, state: Standing) -> None:
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        if not store.set_state(unit.connection, id, state.value):
            raise SubscriptionUnknown()
        unit.audit("exchange.subscription.state", subject=str(id), after={"state": state.value})
        unit.ring("exchange")


def _settle(unit: Unit, letter: Letter, to: Settled) -> None:
    found = store.dead_letter_of(unit.connection, *letter)
    if found is None:
        raise DeadLetterUnknown()
    if not store.settle(unit.connection, letter, to, unit.clock.now() if to is Settled.DROPPED else None):
        raise DeadLetterSettled()
    unit.audit(f"exchange.dead_letter.{to.value}", subject=f"{letter[0]}/{letter[1]}", before={"reason": found.reason})
