"""People ask to be told, prove that the address is theirs, change their mind, and leave. No account is needed for it.

An address that somebody writes gets a code, and nothing else until it came back: nobody can subscribe somebody else.
Whoever asks learns nothing about whether an address was subscribed before.
"""

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from simpul import regions as register
from simpul.disaster.actions import carrying
from simpul.disaster.actions.sending_notices import PATH, address_of, token_of
from simpul.disaster.model.channels import AddressGone, Channel, NotTaken
from simpul.disaster.model.notices import Message
from simpul.disaster.model.subscription_refusals import (
    CannotTell,
    ChannelUnknown,
    CodeSpent,
    CodeWrong,
    PlaceUnclear,
    SubscriptionMissing,
)
from simpul.disaster.model.subscriptions import Around, Subscribed, Subscriber, Told, Wish
from simpul.disaster.outside import push
from simpul.disaster.outside.sealing_addresses import person_hash, sealed_address
from simpul.disaster.rules import noticing_words as words
from simpul.disaster.rules import subscribing as rules
from simpul.disaster.store import notices
from simpul.disaster.store import subscribers as store
from simpul.kernel import limits
from simpul.kernel.database import Unit
from simpul.kernel.errors import Unavailable
from simpul.kernel.i18n import zone_of
from simpul.kernel.platform import Platform
from simpul.regions import RegionUnknown

TABLE = "disaster_subscriber"
_CODE = "disaster.subscriptions.code"
_HOUR = timedelta(hours=1)
_TOLD_MOST, _CLOSE = 50, 5.0


@dataclass(frozen=True, slots=True)
class BrowserAddress:
    """What a browser gave of its push subscription."""

    endpoint: str
    p256dh: str
    auth: str


def ask(platform: Platform, wish: Wish, channel: str, given: str, *, by: str) -> str:
    """The secret of the wish, which stands as soon as the code comes back that was sent to this address.

    `by` is the keyed hash of who asks. ChannelUnknown, AddressUnreadable, TooMany, CannotTell; PlaceNotChosen and the like.
    """
    if channel not in rules.BY_ADDRESS or channel not in carrying.configured(platform):
        raise ChannelUnknown()
    rules.check(wish)
    address, secret = rules.address(channel, given), platform.ids.token()
    who = _asking(platform, channel, address)
    with platform.database.writing() as unit:
        unit.unaudited("nobody is subscribed by asking for a code")
        limits.spend(unit, f"disaster.code.by:{by}", most=rules.CODES_PER_ADDRESS, per=_HOUR)
        limits.spend(unit, f"disaster.code.to:{who.person}", most=rules.CODES_PER_PERSON, per=_HOUR)
        limits.spend(unit, f"disaster.code.day:{who.person}", most=rules.CODES_PER_DAY, per=24 * _HOUR)
        expires = unit.clock.now() + rules.WISH_LASTS
        store.wait(unit.connection, _hashed(secret), store.Waiting(who, rules.written(wish), 0, expires))
    _send_code(platform, channel, address, (secret, wish.language))
    return secret


def _asking(platform: Platform, channel: str, address: str) -> store.Asking:
    keys = platform.keys
    return store.Asking(channel, person_hash(keys, channel, address), sealed_address(keys, channel, address))


def _send_code(platform: Platform, channel: str, address: str, of: tuple[str, str]) -> None:
    secret, language = of
    said = words.of_code(code_of(platform, secret), platform.settings.agency, language)
    try:
        carrying.carry(platform, channel, address, Message("code", secret, said.title, said.text, "", language=language))
    except (Unavailable, AddressGone, NotTaken):
        raise CannotTell() from None


def code_of(platform: Platform, secret: str) -> str:
    """The code that was sent for the wish of this secret."""
    return rules.code(platform.keys.derive(_CODE), secret)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def awaited(platform: Platform, secret: str) -> str:
    """The channel on which the code of this wish was sent; CodeSpent."""
    with platform.database.reading() as unit:
        found = store.waiting(unit.connection, _hashed(secret))
    if found is None or found.expires_at <= platform.clock.now():
        raise CodeSpent()
    return found.who.channel


def confirm(platform: Platform, secret: str, code: str) -> Subscribed:
    """The subscription that was wished for. CodeWrong; CodeSpent after five tries, or half an hour."""
    right = hmac.compare_digest(code_of(platform, secret).encode(), "".join(code.split()).encode())
    with platform.database.writing() as unit:
        found = store.waiting(unit.connection, _hashed(secret), locked=True)
        if found is None or found.expires_at <= unit.clock.now() or found.tries >= rules.CODE_TRIES:
            raise CodeSpent()
        if right:
            store.granted(unit.connection, _hashed(secret))
            made = _kept(platform, unit, found.who, rules.read(found.asked))
        else:
            unit.unaudited("a wrong code changes nothing but how often it may still be tried")
            store.tried(unit.connection, _hashed(secret))
    if not right:
        raise CodeWrong()
    return made


def subscribe_browser(platform: Platform, wish: Wish, given: BrowserAddress, *, by: str) -> Subscribed:
    """The subscription of a browser, which proves itself: it is told at once that it is. AddressUnreadable, CannotTell."""
    rules.check(wish)
    address = push.address(platform.settings, given.endpoint, given.p256dh, given.auth)
    with platform.database.writing() as unit:
        limits.spend(unit, f"disaster.push.by:{by}", most=rules.PUSHES_PER_ADDRESS, per=_HOUR)
        made = _kept(platform, unit, _asking(platform, Channel.PUSH.value, address), wish)
    _greet(platform, address, made, wish.language)
    return made


def browser_key(platform: Platform) -> str:
    """The node's public key, which a browser wants to know before it lets itself be pushed to."""
    return push.public_key(platform.keys)


def _greet(platform: Platform, address: str, made: Subscribed, language: str) -> None:
    t = words.words_of(language)
    path = f"{PATH}/{made.token}"
    hello = Message(
        about="hello",
        key=made.token,
        title=t.gettext("Warnings will appear here"),
        text=t.gettext("For: {places}", places="; ".join(made.places)),
        link=address_of(platform, path, language),
        leave=address_of(platform, f"{path}/berhenti", language),
        language=language,
    )
    try:
        carrying.carry(platform, Channel.PUSH.value, address, hello)
    except (AddressGone, NotTaken):
        unsubscribe(platform, Channel.PUSH.value, address, forever=True)
        raise CannotTell() from None
    except Unavailable:
        pass  # the push service is busy; the next message finds the browser


def _kept(platform: Platform, unit: Unit, who: store.Asking, wish: Wish) -> Subscribed:
    """The subscription stands; who had one keeps its secret address."""
    near = near_codes(platform, wish.around)
    kept = store.keep(unit.connection, who, wish, near, unit.clock.now())
    found = store.get(unit.connection, kept)
    assert found is not None
    told = {"channel": who.channel, "language": wish.language}
    unit.audit("disaster.subscription.add", subject=TABLE, after=told)
    return Subscribed(place_names(platform, wish), token_of(platform, found))


def place_names(platform: Platform, wish: Wish) -> tuple[str, ...]:
    """The places of a wish as people say them."""
    t = words.words_of(wish.language)
    named = tuple(register.name_or_code(platform, code) or t.gettext("All of Indonesia") for code in wish.regions)
    point = wish.around
    if point is None:
        return named
    return (*named, t.gettext("{n} km around your place", n=point.radius_km))


def near_codes(platform: Platform, around: Around | None) -> list[str]:
    """The deepest regions at the point and at 48 others within its radius: whose warnings it gets that have no shape."""
    if around is None:
        return []
    turn = np.arange(16) * (math.tau / 16)
    rings = [0.0, *(around.radius_km / 111.2 * share for share in (1 / 3, 2 / 3, 1.0))]
    xs = np.concatenate([around.longitude + ring * np.cos(turn) for ring in rings])
    ys = np.concatenate([around.latitude + ring * np.sin(turn) for ring in rings])
    return sorted({code for code in register.locate_many(platform, xs, ys) if code})


def zone_for(platform: Platform, wish: Wish) -> str:
    """The time zone in which quiet hours are meant: that of the point, else of the first place."""
    if wish.around is not None:
        [code] = register.locate_many(platform, np.array([wish.around.longitude]), np.array([wish.around.latitude]))
        if code:
            return zone_of(code)
    return zone_of(wish.regions[0] if wish.regions else "")


def subscribe_from_channel(platform: Platform, channel: str, address: str, text_region: str, language: str) -> Subscribed:
    """Somebody who writes to us on a channel is told there of this place too, a region's code or its name.

    They proved the address by writing from it. PlaceUnclear, PlacesTooMany.
    """
    code = _region(platform, text_region)
    who = _asking(platform, channel, address)
    with platform.database.writing() as unit:
        before = store.of_person(unit.connection, channel, who.person)
        wish = before.wish if before and before.left_at is None else Wish(zone=zone_of(code))
        more = replace(wish, regions=tuple(dict.fromkeys((*wish.regions, code))), language=language)
        rules.check(more)
        return _kept(platform, unit, who, more)


def _region(platform: Platform, given: str) -> str:
    try:
        return register.current_code(platform, given.strip())
    except RegionUnknown:
        found = register.search(platform, given, limit=6)
    likely = [one for one in found if one.score >= found[0].score - _CLOSE]
    if len(likely) != 1:
        raise PlaceUnclear(tuple((one.region.code, one.name) for one in found))
    return likely[0].region.code


def unsubscribe(platform: Platform, channel: str, address: str, *, forever: bool = False) -> bool:
    """Whether somebody was told at this address, who is told no more; it can be undone for a day unless `forever`."""
    who = _asking(platform, channel, address)
    with platform.database.writing() as unit:
        found = store.of_person(unit.connection, channel, who.person)
        done = found is not None and (forever or store.leave(unit.connection, found.id, unit.clock.now()))
        if forever and found is not None:
            store.forget(unit.connection, [found.id])
        _trail(unit, "disaster.subscription.leave", channel, done=done)
    return done


def _trail(unit: Unit, action: str, channel: str, *, done: bool) -> None:
    if done:
        unit.audit(action, subject=TABLE, after={"channel": channel})
    else:
        unit.unaudited("nothing has changed")


def seen(platform: Platform, token: str) -> Subscriber:
    """The subscription of this secret, ended or not; SubscriptionMissing."""
    with platform.database.reading() as unit:
        return _found(platform, unit, token)


def _found(platform: Platform, unit: Unit, token: str, *, locked: bool = False) -> Subscriber:
    claimed = rules.id_in(token)
    found = store.get(unit.connection, claimed, locked=locked) if claimed is not None else None
    if found is None or not hmac.compare_digest(token_of(platform, found).encode(), token.encode()):
        raise SubscriptionMissing()
    return found


def change(platform: Platform, token: str, wish: Wish) -> None:
    """The subscription is as wished from now on."""
    rules.check(wish)
    near = near_codes(platform, wish.around)
    with platform.database.writing() as unit:
        found = _found(platform, unit, token, locked=True)
        store.change(unit.connection, found.id, wish, near, unit.clock.now())
        _trail(unit, "disaster.subscription.change", found.channel, done=wish != found.wish)


def pause(platform: Platform, token: str, until: datetime | None) -> None:
    """Nothing is told until then; None ends a pause."""
    with platform.database.writing() as unit:
        found = _found(platform, unit, token, locked=True)
        store.pause(unit.connection, found.id, until)
        _trail(unit, "disaster.subscription.pause", found.channel, done=until != found.paused_until)


def leave(platform: Platform, token: str) -> Subscriber:
    """The subscriber, who is told no more; for a day it can be undone, then nothing is known of them."""
    with platform.database.writing() as unit:
        found = _found(platform, unit, token, locked=True)
        done = store.leave(unit.connection, found.id, unit.clock.now())
        _trail(unit, "disaster.subscription.leave", found.channel, done=done)
    return found


def come_back(platform: Platform, token: str) -> None:
    """Who left is told again."""
    with platform.database.writing() as unit:
        found = _found(platform, unit, token, locked=True)
        done = store.leave(unit.connection, found.id, None)
        _trail(unit, "disaster.subscription.return", found.channel, done=done)


def forget_now(platform: Platform, token: str) -> None:
    """Nothing is known of the subscriber any more, at once and for good."""
    with platform.database.writing() as unit:
        found = _found(platform, unit, token, locked=True)
        store.forget(unit.connection, [found.id])
        _trail(unit, "disaster.subscription.forget", found.channel, done=True)


def told(platform: Platform, token: str) -> Sequence[Told]:
    """What this subscriber was sent, the newest first, and what waits for their quiet hours to end."""
    with platform.database.reading() as unit:
        return notices.told(unit.connection, _found(platform, unit, token).id, _TOLD_MOST)


def erase_due_subscribers(platform: Platform) -> None:
    """Who left a day ago, and notices of a month ago are gone."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        store.forget_due(unit.connection, now=now, left=rules.UNDONE_WITHIN, told=rules.NOTICES_KEPT)


def forget_wishes(platform: Platform) -> None:
    """Addresses that nobody proved to be theirs within half an hour are gone."""
    with platform.database.writing() as unit:
        unit.unaudited("nobody was subscribed")
        store.forget_wishes(unit.connection, unit.clock.now())
