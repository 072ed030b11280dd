"""What people do about accounts: sign in and out, look after agencies, accounts, roles, passwords and tokens."""

from simpul.identity.actions.accounts import (
    add_account,
    by_login,
    change_password,
    find_account,
    own_account,
    reset_password,
    search_accounts,
    set_active,
    set_roles,
)
from simpul.identity.actions.agencies import add_agency, known_agency, search_agencies
from simpul.identity.actions.demo import seed_demo
from simpul.identity.actions.erasing import erase_due
from simpul.identity.actions.keeper import SessionKeeper
from simpul.identity.actions.seen import accounts_found, accounts_of, holders
from simpul.identity.actions.signing import Visitor, sessions_of, sign_in, sign_out, sign_out_everywhere
from simpul.identity.actions.tokens import make_token, make_token_for, revoke_token, tokens_of

__all__ = [
    "SessionKeeper",
    "Visitor",
    "accounts_found",
    "accounts_of",
    "add_account",
    "add_agency",
    "by_login",
    "change_password",
    "erase_due",
    "find_account",
    "holders",
    "known_agency",
    "make_token",
    "make_token_for",
    "own_account",
    "reset_password",
    "revoke_token",
    "search_accounts",
    "search_agencies",
    "seed_demo",
    "sessions_of",
    "set_active",
    "set_roles",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "tokens_of",
]
