"""API tokens: made, listed, revoked."""

from dataclasses import replace
from uuid import UUID

from simpul.identity import rules, store
from simpul.identity.actions.accounts import own_account
from simpul.identity.actions.keeper import TOKEN_MARK
from simpul.identity.model import Account, NewToken, PasswordChangeNeeded, Token, TokenNotFound
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform


def make_token(platform: Platform, actor: Actor, *, asked: NewToken) -> tuple[Token, str]:
    """A token of the actor, and its secret, which is told here only. NameMissing, ScopeNotHeld, LifeNotFit."""
    return make_token_for(platform, actor, person=own_account(platform, actor), asked=asked)


def make_token_for(platform: Platform, actor: Actor, *, person: Account, asked: NewToken) -> tuple[Token, str]:
    """A token by which a program acts for `person`; for commands. PasswordChangeNeeded while theirs is a one-time one."""
    if person.must_change:
        raise PasswordChangeNeeded()
    fit = replace(asked, name=rules.check_name(asked.name))
    rules.check_new_token(fit, person.roles)
    secret, now = TOKEN_MARK + platform.ids.token(), platform.clock.now()
    token = Token(platform.ids.new(), person.id, fit.name, fit.scopes, now, rules.expiry(now, fit.days))
    with platform.database.writing(actor) as unit:
        store.keep_token(unit.connection, token, rules.digest(secret))
        after = {"account": person.id, "name": fit.name, "scopes": fit.scopes, "expires_at": token.expires_at}
        unit.audit("identity.token.make", subject=str(token.id), after=after)
    return token, secret


def tokens_of(platform: Platform, person: UUID) -> list[Token]:
    """The tokens of an account that were not revoked, expired ones too, the newest first."""
    with platform.database.reading() as unit:
        return store.tokens(unit.connection, person)


def revoke_token(platform: Platform, actor: Actor, *, id: UUID, person: UUID) -> None:
    """The token of `person` counts no longer; TokenNotFound if it is none of theirs."""
    with platform.database.writing(actor) as unit:
        name = store.revoke_token(unit.connection, id, person, unit.clock.now())
        if name is None:
            raise TokenNotFound()
        unit.audit("identity.token.revoke", subject=str(id), before={"name": name})
