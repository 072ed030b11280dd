"""The trust list at this node: fetched, believed only by the pinned key, never shorter than before; and how old it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from simpul.exchange.actions import notes
from simpul.exchange.model.joining import KeptTrust, TrustState
from simpul.exchange.model.refusals import (
    NoTrustList,
    OperatorUnknown,
    TrustListEarly,
    TrustListForged,
    TrustListShrunk,
    TrustListStale,
)
from simpul.exchange.model.register import Checkpoint, TrustList
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.outside.register_feed import RegisterFeed
from simpul.exchange.rules import register as rules
from simpul.exchange.rules.requests import register_name
from simpul.exchange.store import register as store
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

EARLY = timedelta(minutes=5)
"""How far ahead of this node's clock a list may be dated."""
SPREAD = timedelta(minutes=3)
"""How long a new key of this node waits before it signs, so that the other nodes have fetched it."""
PER_PAGE = 1000
_CACHE = "exchange.trust"


def is_operator(platform: Platform) -> bool:
    """Whether the register is kept at this node."""
    return not platform.settings.exchange_operator and keyring_of(platform.settings).register is not None


def pinned_key(platform: Platform) -> str:
    """The verifier key by which the trust list is believed: the operator's own, or as set; OperatorUnknown."""
    key = keyring_of(platform.settings).register
    if key is not None and not platform.settings.exchange_operator:
        return notes.vkey(register_name(platform.settings.agency_code.split("/", 1)[0]), key)
    if not platform.settings.exchange_register_key:
        raise OperatorUnknown()
    return platform.settings.exchange_register_key


def trust(platform: Platform) -> TrustList:
    """What the trust list says, up to its checkpoint; NoTrustList where there is none. Remembered until it grows."""
    with platform.database.reading() as unit:
        kept = store.kept(unit.connection)
        if kept is None:
            raise NoTrustList()
        known: Any = platform.state.get(_CACHE)
        if known is None or known[0] != kept.size:
            known = (kept.size, rules.fold(store.statements(unit.connection, most=kept.size)))
            platform.state[_CACHE] = known
    found: TrustList = known[1]
    return found


def trust_state(platform: Platform) -> TrustState | None:
    """How old the list is and for how long the node may go on by it; None where there is none yet."""
    with platform.database.reading() as unit:
        kept = store.kept(unit.connection)
    return None if kept is None else rules.state_of(kept, platform.clock.now())


def checkpoint_note(platform: Platform) -> str:
    """The newest checkpoint as a signed note, for other nodes; NoTrustList."""
    with platform.database.reading() as unit:
        kept = store.kept(unit.connection)
    if kept is None:
        raise NoTrustList()
    return kept.note


def statements_from(platform: Platform, *, first: int) -> list[bytes]:
    """At most 1,000 statements of the register from number `first` on, for other nodes."""
    with platform.database.reading() as unit:
        return store.statements(unit.connection, first=max(0, first), most=PER_PAGE)


def fetch(platform: Platform) -> TrustState | None:
    """The trust list is as new as the operator's; how old that is. At the operator, or where none is set, nothing happens.

    OperatorUnreachable when it cannot be asked: the list that the node has stays, and its age tells. TrustListForged,
    TrustListShrunk, TrustListStale, TrustListEarly or StatementMalformed when what came is not to be believed.
    """
    settings = platform.settings
    if not settings.exchange_operator:
        return trust_state(platform)
    key = pinned_key(platform)
    feed = feed_of(platform)
    note = feed.checkpoint()
    size = _claimed(note, key).size
    with platform.database.reading() as unit:
        have = store.size(unit.connection)
    return take(platform, note=note, fresh=feed.statements(first=have, to=size) if size > have else [], key=key)


def take(platform: Platform, *, note: str, fresh: Sequence[bytes], key: str) -> TrustState:
    """The list with these further statements and this checkpoint is the node's, believed by `key`; else it refuses."""
    now = platform.clock.now()
    claimed = _claimed(note, key)
    with platform.database.writing() as unit:
        unit.unaudited("the register is its own account: a log that every node checks")
        store.lock(unit.connection)
        kept = store.kept(unit.connection)
        if kept is not None and kept.note == note:
            store.note_fetched(unit.connection, now)
            return rules.state_of(KeptTrust(kept.size, note, kept.issued_at, kept.expires_at, now), now)
        check_succession(claimed, kept, now)
        _grow(unit, claimed, fresh)
        newest = KeptTrust(claimed.size, note, claimed.issued_at, claimed.expires_at, now)
        store.keep(unit.connection, newest)
        unit.ring("exchange")
    return rules.state_of(newest, now)


def check_succession(claimed: Checkpoint, kept: KeptTrust | None, now: datetime) -> None:
    """Nothing when the checkpoint may follow the kept one now; else the refusal of the rule that is broken."""
    if kept is not None and claimed.size < kept.size:
        raise TrustListShrunk(size=claimed.size, kept=kept.size)
    if claimed.expires_at <= now or (kept is not None and claimed.issued_at < kept.issued_at):
        raise TrustListStale()
    if claimed.issued_at > now + EARLY:
        raise TrustListEarly()


def use_new_key(platform: Platform) -> bool:
    """Whether a key of this node that was registered a few minutes ago signs from now on in place of the former one."""
    keyring, now = keyring_of(platform.settings), platform.clock.now()
    try:
        newest = rules.current_key(trust(platform), platform.settings.agency_code, now)
    except NoTrustList:
        return False
    if newest is None or now < newest.since + SPREAD or not keyring.use(newest.thumbprint):
        return False
    with platform.database.writing() as unit:
        unit.audit("exchange.key.use", subject=platform.settings.agency_code, after={"key": newest.thumbprint})
        unit.ring("exchange")
    return True


def _claimed(note: str, key: str) -> Checkpoint:
    return notes.opened(note, key)


def _grow(unit: Unit, claimed: Checkpoint, fresh: Sequence[bytes]) -> None:
    """The statements follow those that are there, and all of them together are what was signed."""
    before = store.statements(unit.connection)
    every = [*before, *fresh[: max(0, claimed.size - len(before))]]
    if len(every) != claimed.size:
        raise TrustListForged(why="statements are missing")
    if notes.root(every) != claimed.root:
        raise TrustListForged(why="its statements are not those that were signed")
    rules.fold(every)
    store.append(unit.connection, every[len(before) :], unit.clock.now())


def feed_of(platform: Platform) -> RegisterFeed:
    """The operator that is set, asked with this node's certificate where it listens by https."""
    settings = platform.settings
    identity = None
    if settings.exchange_operator.startswith("https:"):
        certificate, key = keyring_of(settings).tls(settings.agency_code, settings.exchange_host, platform.clock.now())
        identity = (str(certificate), str(key))
    return RegisterFeed(settings.exchange_operator, identity)
