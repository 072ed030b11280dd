"""What identity decides, without doing it: passwords, who may, how often, how long, where to go afterwards."""

from simpul.identity.rules.accounts import check_agency, check_name, fold_login
from simpul.identity.rules.devices import device_of
from simpul.identity.rules.passwords import (
    PASSWORD_LEAST,
    PASSWORD_MOST,
    check_password,
    folded,
    is_one_time_over,
    readable,
)
from simpul.identity.rules.paths import local_path
from simpul.identity.rules.permissions import (
    agencies_of,
    permit_add_agency,
    permit_administer,
    permit_disable,
    permit_give_role,
    permit_own_account,
)
from simpul.identity.rules.sessions import ABSOLUTE, ENDED_KEPT, IDLE, is_open, is_worth_noting
from simpul.identity.rules.throttle import BY_ACCOUNT, BY_ADDRESS, BY_BOTH, Step, minutes
from simpul.identity.rules.tokens import (
    TOKEN_DAYS,
    TOKEN_KEPT,
    check_new_token,
    digest,
    expiry,
    is_valid,
    roles_by_token,
    scopes_open_to,
)

__all__ = [
    "ABSOLUTE",
    "BY_ACCOUNT",
    "BY_ADDRESS",
    "BY_BOTH",
    "ENDED_KEPT",
    "IDLE",
    "PASSWORD_LEAST",
    "PASSWORD_MOST",
    "TOKEN_DAYS",
    "TOKEN_KEPT",
    "Step",
    "agencies_of",
    "check_agency",
    "check_name",
    "check_new_token",
    "check_password",
    "device_of",
    "digest",
    "expiry",
    "fold_login",
    "folded",
    "is_one_time_over",
    "is_open",
    "is_valid",
    "is_worth_noting",
    "local_path",
    "minutes",
    "permit_add_agency",
    "permit_administer",
    "permit_disable",
    "permit_give_role",
    "permit_own_account",
    "readable",
    "roles_by_token",
    "scopes_open_to",
]
