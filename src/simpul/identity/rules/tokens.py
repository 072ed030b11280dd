"""API tokens: what one may carry, how long it lives, and whether it still counts."""

import hashlib
from datetime import datetime, timedelta

from simpul.identity.model import ROLES, LifeNotFit, NewToken, ScopeNotHeld, Token

TOKEN_DAYS = 365
TOKEN_KEPT = timedelta(days=365)


def digest(secret: str) -> bytes:
    """SHA-256 of a random secret, which is all that is kept of it (256 random bits need no slow hash)."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def scopes_open_to(roles: frozenset[str]) -> frozenset[str]:
    """The roles among `roles` that a token may carry; never an administrator's."""
    return frozenset(role for role in roles if role in ROLES and ROLES[role].by_token)


def check_new_token(asked: NewToken, roles: frozenset[str]) -> None:
    """Nothing, when an account with `roles` may make this token; ScopeNotHeld or LifeNotFit otherwise."""
    if not asked.scopes <= scopes_open_to(roles):
        raise ScopeNotHeld()
    if not 1 <= asked.days <= TOKEN_DAYS:
        raise LifeNotFit(most=TOKEN_DAYS)


def expiry(now: datetime, days: int) -> datetime:
    """When a token made at `now` for `days` stops counting."""
    return now + timedelta(days=days)


def is_valid(token: Token, now: datetime) -> bool:
    """Whether the token counts at `now`: neither revoked nor expired."""
    return token.revoked_at is None and now < token.expires_at


def roles_by_token(scopes: frozenset[str], roles: frozenset[str]) -> frozenset[str]:
    """In which roles the bearer acts: those of the token that its account still holds and that a token may carry."""
    return scopes & scopes_open_to(roles)
