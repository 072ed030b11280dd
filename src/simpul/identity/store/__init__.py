"""Identity's tables and SQL. What personal data they hold, why and for how long: `tables`."""

from simpul.identity.store.accounts import (
    account,
    account_by_login,
    accounts,
    add_account,
    count_accounts,
    give_role,
    note_sign_in,
    set_active,
    take_role,
)
from simpul.identity.store.agencies import add_agency, agencies, agency, count_agencies
from simpul.identity.store.passwords import credential, rehash, set_password
from simpul.identity.store.sessions import (
    Bearer,
    end_session,
    end_sessions,
    erase_sessions,
    keep_session,
    note_seen,
    sessions,
    whose_session,
)
from simpul.identity.store.tokens import (
    erase_tokens,
    keep_token,
    note_used,
    revoke_token,
    revoke_tokens,
    tokens,
    whose_token,
)

__all__ = [
    "Bearer",
    "account",
    "account_by_login",
    "accounts",
    "add_account",
    "add_agency",
    "agencies",
    "agency",
    "count_accounts",
    "count_agencies",
    "credential",
    "end_session",
    "end_sessions",
    "erase_sessions",
    "erase_tokens",
    "give_role",
    "keep_session",
    "keep_token",
    "note_seen",
    "note_sign_in",
    "note_used",
    "rehash",
    "revoke_token",
    "revoke_tokens",
    "sessions",
    "set_active",
    "set_password",
    "take_role",
    "tokens",
    "whose_session",
    "whose_token",
]
