"""Identity: the nouns. Law: Perpres 95/2018 art. 40 (security of SPBE), UU 27/2022 (personal data)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul.identity.model.roles import ADMIN as ADMIN
from simpul.identity.model.roles import ROLES as ROLES
from simpul.identity.model.roles import Role as Role
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class Agency:
    """Agency (instansi pusat or pemerintah daerah). Perpres 95/2018 art. 1.

    `code` is its name in the exchange, such as `ID/GOV/6000/BPBD`; `region` the code of the region it answers for, empty
    for the whole country.
    """

    code: str
    name: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in. The password's hash is no part of it, so that it cannot slip into a log or the audit trail."""

    id: UUID
    login: str
    name: str
    agency: Agency
    roles: frozenset[str]
    active: bool
    must_change: bool
    created_at: datetime
    signed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is asked to add an account; `agency` is the agency's code."""

    login: str
    name: str
    agency: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Credential:
    """What a password is checked against. `must_change`: it is a one-time password."""

    hash: str
    must_change: bool
    set_at: datetime

    def __repr__(self) -> str:
        return "Credential(…)"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session of an account on one device; `device` names browser and system, nothing finer."""

    id: UUID
    account: UUID
    device: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """An API token: lets a program act for an account, in the roles of `scopes`, until it expires."""

    id: UUID
    account: UUID
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewToken:
    """What is asked to make a token; `days` is how long it shall live."""

    name: str
    scopes: frozenset[str]
    days: int


@dataclass(frozen=True, slots=True)
class Search:
    """Which accounts a list shows. `status`: `active`, `disabled` or empty for both; `agency`: a code or empty."""

    q: str = ""
    status: str = ""
    role: str = ""
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; its token is known here only and is kept nowhere."""

    account: Account
    token: str

    def __repr__(self) -> str:
        return "SignedIn(…)"


class AccountNotFound(NotFound):
    """There is no such account, or it is another agency's."""

    code = "account-not-found"
    sentence = N_("There is no such account.")


class AgencyNotFound(NotFound):
    """No agency of this node has the code."""

    code = "agency-not-found"
    sentence = N_("There is no agency {code} on this node. Add the agency first.")
    field = "agency"


class SessionNotFound(NotFound):
    """The session is not one of this account's, or it has ended."""

    code = "session-not-found"
    sentence = N_("This device is signed out already.")


class TokenNotFound(NotFound):
    """The token is not one of this account's."""

    code = "token-not-found"
    sentence = N_("There is no such token.")


class WrongPassword(Invalid):
    """Login and password do not belong together; which of the two is wrong is not told."""

    code = "wrong-password"
    sentence = N_("The login or the password is not right. Check both and try again.")
    field = "login"


class CurrentPasswordWrong(Invalid):
    """The present password, asked for before changing it, was not right."""

    code = "current-password-wrong"
    sentence = N_("This is not your present password.")
    field = "current"


class AccountDisabled(NotAllowed):
    """The password was right, but an administrator disabled the account."""

    code = "account-disabled"
    sentence = N_("This account is disabled. Ask the administrator of your agency.")


class OneTimePasswordExpired(NotAllowed):
    """The one-time password was right, but it is older than it may be."""

    code = "one-time-password-expired"
    sentence = N_("This one-time password has expired. Ask the administrator of your agency for a new one.")


class TooManyAttempts(TooMany):
    """More attempts to sign in than the schedule allows."""

    code = "too-many-attempts"
    sentence = N_("Too many attempts to sign in. Wait {minutes} min, then try again.")


class PasswordTooShort(Invalid):
    """The new password is shorter than the least length."""

    code = "password-too-short"
    sentence = N_("Use at least {least} characters. Several words that only you would put together work well.")
    field = "password"


class PasswordTooLong(Invalid):
    """The new password is longer than what is hashed."""

    code = "password-too-long"
    sentence = N_("Use at most {most} characters.")
    field = "password"


class PasswordTooCommon(Invalid):
    """The new password is among the first that an attacker tries."""

    code = "password-too-common"
    sentence = N_("This password is among the first that others would try. Choose another.")
    field = "password"


class PasswordUnchanged(Invalid):
    """The new password is the present one."""

    code = "password-unchanged"
    sentence = N_("This is the password you have now. Choose a new one.")
    field = "password"


class PasswordsDiffer(Invalid):
    """The new password was not written twice in the same way."""

    code = "passwords-differ"
    sentence = N_("The two passwords are not the same. Write the new one again.")
    field = "again"


class LoginNotFit(Invalid):
    """The login has characters that logins do not have, or too few or too many."""

    code = "login-not-fit"
    sentence = N_("Use 3 to 100 letters, digits or . _ - + @, beginning with a letter or digit; an e-mail address will do.")
    field = "login"


class LoginTaken(Conflict):
    """Another account has this login."""

    code = "login-taken"
    sentence = N_("Another account has this login. Choose another.")
    field = "login"


class NameMissing(Invalid):
    """There is no name, or more of it than a line."""

    code = "name-missing"
    sentence = N_("Write a name of at most 100 characters.")
    field = "name"


class CodeNotFit(Invalid):
    """The agency's code is none of the exchange's form."""

    code = "agency-code-not-fit"
    sentence = N_(
        "Write the code as the exchange has it: capitals, digits and hyphens between slashes, as ID/GOV/6000/BPBD."
    )
    field = "code"


class RegionNotFit(Invalid):
    """The region's code is none of the official form."""

    code = "region-code-not-fit"
    sentence = N_("Write the official code of a region, as 31 or 31.71; leave it empty for the whole country.")
    field = "region"


class AgencyTaken(Conflict):
    """Another agency has this code."""

    code = "agency-taken"
    sentence = N_("An agency with this code is here already.")
    field = "code"


class RoleUnknown(Invalid):
    """This node has no such role."""

    code = "role-unknown"
    sentence = N_("There is no role {role} on this node.")
    field = "roles"


class NotYourAgency(NotAllowed):
    """Administrators act within their own agency; those of the agency that runs the node act everywhere."""

    code = "not-your-agency"
    sentence = N_("Administrators of {agency} look after this. Yours is another agency.")


class AdministratorsOnly(NotAllowed):
    """The account is no administrator's."""

    code = "administrators-only"
    sentence = N_("Administrators do this. Ask the one of your agency.")


class NodeWideRole(NotAllowed):
    """The role reaches beyond one agency; only the agency that runs the node gives it."""

    code = "node-wide-role"
    sentence = N_("Only administrators of the agency that runs this node give or take the role {role}.")


class OwnAccount(NotAllowed):
    """An administrator cannot lock themselves out."""

    code = "own-account"
    sentence = N_("You cannot do this to your own account. Ask another administrator.")


class SessionNeeded(NotAllowed):
    """People look after their account in the browser; a program's token does not reach it."""

    code = "session-needed"
    sentence = N_("Accounts are looked after by people who are signed in; an API token does not reach them.")


class PasswordChangeNeeded(NotAllowed):
    """The account still has its one-time password."""

    code = "password-change-needed"
    sentence = N_("Choose your own password first; you signed in with a one-time password.")


class ScopeNotHeld(Invalid):
    """A token can carry only roles that its account holds and that programs may act in."""

    code = "scope-not-held"
    sentence = N_("A token carries only roles that you hold yourself and that programs may act in.")
    field = "scopes"


class LifeNotFit(Invalid):
    """The token's life is not between a day and the most that is allowed."""

    code = "token-life-not-fit"
    sentence = N_("A token lives between 1 and {most} days.")
    field = "days"


class NotADemo(Conflict):
    """Demo accounts exist only in a data directory that `simpul demo` made."""

    code = "not-a-demo"
    sentence = N_("Demo accounts are made by `simpul demo` only.")
