"""Signing in and out."""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from simpul.identity import rules, store
from simpul.identity.actions.keeper import actor_of
from simpul.identity.actions.secrets import NOBODY, hashed, is_outdated, matches
from simpul.identity.model import (
    Account,
    AccountDisabled,
    Credential,
    LoginNotFit,
    OneTimePasswordExpired,
    OpenSession,
    SessionNotFound,
    SignedIn,
    TooManyAttempts,
    WrongPassword,
)
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.errors import TooMany
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody signs in: keyed hash of the address, and the session that this device had before."""

    address: str
    user_agent: str = ""
    former: str | None = None


def sign_in(platform: Platform, login: str, password: str, *, visitor: Visitor) -> SignedIn:
    """A fresh session. WrongPassword, AccountDisabled, OneTimePasswordExpired or TooManyAttempts otherwise.

    An unknown login costs the same work and gets the same answer as a wrong password. The device's former session, if
    any, has ended: no session outlives a sign-in, so none can be planted before it.
    """
    account, known = _asked(platform, login)
    _count(platform, login, account, visitor.address)
    right = matches(known.hash if known else NOBODY, password)
    if account is None or known is None or not right:
        _note_failure(platform, account)
        raise WrongPassword()
    _permit_entry(platform, account, known)
    return _begin(platform, account, visitor, known, _renewed(known, password))


def sign_out(platform: Platform, actor: Actor, *, session: UUID) -> None:
    """This session of the actor has ended; SessionNotFound if it is none of theirs."""
    with platform.database.writing(actor) as unit:
        if actor.id is None or not store.end_session(unit.connection, session, actor.id, unit.clock.now()):
            raise SessionNotFound()
        unit.audit("identity.session.end", subject=str(session))


def sign_out_everywhere(platform: Platform, actor: Actor, *, but: UUID | None = None) -> int:
    """How many sessions of the actor were ended: all, but for `but`."""
    assert actor.id is not None
    with platform.database.writing(actor) as unit:
        ended = store.end_sessions(unit.connection, actor.id, unit.clock.now(), but=but)
        unit.audit("identity.session.end-all", subject=str(actor.id), after={"ended": ended})
    return ended


def sessions_of(platform: Platform, person: UUID) -> list[OpenSession]:
    """The open sessions of an account, the last used first."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        return store.sessions(unit.connection, person, created_after=now - rules.ABSOLUTE, seen_after=now - rules.IDLE)


def _asked(platform: Platform, login: str) -> tuple[Account | None, Credential | None]:
    try:
        plain = rules.fold_login(login)
    except LoginNotFit:
        return None, None
    with platform.database.reading() as unit:
        account = store.account_by_login(unit.connection, plain)
        return account, store.credential(unit.connection, account.id if account else UUID(int=0))


def _count(platform: Platform, login: str, account: Account | None, address: str) -> None:
    """The attempt is counted; TooManyAttempts when the schedule says so. Counts begin anew after each success."""
    since = account.signed_in_at.isoformat() if account and account.signed_in_at else "never"
    key = platform.keys.derive("identity.throttle")
    who = hmac.new(key, f"{login.strip().casefold()} {since}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
    with platform.database.writing() as unit:
        unit.unaudited("counters hold keyed hashes and end by themselves")
        _spend(unit, f"identity.address:{address}", rules.BY_ADDRESS)
        _spend(unit, f"identity.both:{who}:{address}", rules.BY_BOTH)
        _spend(unit, f"identity.account:{who}", rules.BY_ACCOUNT)


def _spend(unit: Unit, key: str, steps: tuple[rules.Step, ...]) -> None:
    for step in steps:
        try:
            spend(unit, f"{key}:{int(step.per.total_seconds())}", most=step.most, per=step.per)
        except TooMany as refusal:
            seconds = int(str(refusal.facts["seconds"]))
            raise TooManyAttempts(seconds=seconds, minutes=rules.minutes(seconds)) from None


def _note_failure(platform: Platform, account: Account | None) -> None:
    """The trail holds that somebody failed to enter; for an unknown login too, which takes as long then."""
    with platform.database.writing() as unit:
        unit.audit("identity.sign-in.fail", subject=str(account.id) if account else "unknown")


def _permit_entry(platform: Platform, account: Account, known: Credential) -> None:
    if not account.active:
        raise AccountDisabled()
    if known.must_change and rules.is_one_time_over(known.set_at, platform.clock.now()):
        raise OneTimePasswordExpired()


def _renewed(known: Credential, password: str) -> str:
    """The password's hash by today's parameters."""
    return hashed(password) if is_outdated(known.hash) else known.hash


def _begin(platform: Platform, account: Account, visitor: Visitor, known: Credential, renewed: str) -> SignedIn:
    token = platform.ids.token()
    now = platform.clock.now()
    session = OpenSession(platform.ids.new(), account.id, rules.device_of(visitor.user_agent), now, now)
    with platform.database.writing(actor_of(account)) as unit:
        if not store.rehash(unit.connection, account.id, old=known.hash, new=renewed):
            raise WrongPassword()  # it was changed, or the account disabled, while we were hashing
        if visitor.former:
            _end_former(unit, visitor.former)
        store.keep_session(unit.connection, session, rules.digest(token))
        store.note_sign_in(unit.connection, account.id, now)
        unit.audit("identity.sign-in", subject=str(account.id), after={"session": session.id, "device": session.device})
    return SignedIn(account, token)


def _end_former(unit: Unit, token: str) -> None:
    former = store.whose_session(unit.connection, rules.digest(token))
    if former:
        store.end_session(unit.connection, former.session.id, former.account.id, unit.clock.now())
