"""Who asks: the kernel's port `Sessions`, filled. One query a request; a use is written down at most once a minute."""

from contextlib import suppress

from simpul.identity import rules, store
from simpul.identity.model import Account
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform
from simpul.kernel.web.request import Session

TOKEN_MARK = "simpul_"  # noqa: S105 (how our tokens begin, so that scanners of published code find them)


def actor_of(account: Account) -> Actor:
    """The actor an account acts as; without its roles until a one-time password was changed."""
    roles = frozenset[str]() if account.must_change else account.roles
    return Actor(account.id, account.name, account.agency.code, account.agency.region or None, roles)


class SessionKeeper:
    """Finds sessions and API tokens in the database; keeps nothing itself, so that any worker knows them."""

    def find(self, platform: Platform, token: str) -> Session | None:
        """The session of a cookie's token; None when there is none or it has ended."""
        now = platform.clock.now()
        with platform.database.reading() as unit:
            found = store.whose_session(unit.connection, rules.digest(token))
        if found is None:
            return None
        session = found.session
        if not rules.is_open(created_at=session.created_at, seen_at=session.seen_at, now=now):
            return None
        if rules.is_worth_noting(session.seen_at, now):
            with suppress(Unavailable), platform.database.writing(Actor.SYSTEM) as unit:
                unit.unaudited("when a session was last used is no act of its own")
                store.note_seen(unit.connection, session.id, now)
        return Session(session.id, actor_of(found.account), token)

    def bearer(self, platform: Platform, token: str) -> Actor | None:
        """Whom an API token stands for; None when it is unknown, expired or revoked."""
        if not token.startswith(TOKEN_MARK):
            return None
        now = platform.clock.now()
        with platform.database.reading() as unit:
            found = store.whose_token(unit.connection, rules.digest(token))
        if found is None or not rules.is_valid(found[0], now):
            return None
        known, account = found
        if rules.is_worth_noting(known.used_at, now):
            with suppress(Unavailable), platform.database.writing(Actor.SYSTEM) as unit:
                unit.unaudited("when a token was last used is no act of its own")
                store.note_used(unit.connection, known.id, now)
        actor = actor_of(account)
        return Actor(actor.id, actor.name, actor.agency, actor.region, rules.roles_by_token(known.scopes, actor.roles))
