"""Looking after accounts: add, disable, enable, roles, passwords."""

from dataclasses import replace
from uuid import UUID

from simpul.identity import rules, store
from simpul.identity.actions.agencies import known_agency
from simpul.identity.actions.secrets import hashed, matches
from simpul.identity.model import (
    ROLES,
    Account,
    AccountNotFound,
    Credential,
    CurrentPasswordWrong,
    LoginTaken,
    NewAccount,
    PasswordUnchanged,
    RoleUnknown,
    Search,
)
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PER_PAGE = 25


def find_account(platform: Platform, actor: Actor, *, id: UUID) -> Account:
    """The account as this administrator may see it; AccountNotFound if there is none, NotAllowed if it is not theirs."""
    with platform.database.reading() as unit:
        person = _person(unit, id)
    rules.permit_administer(actor, person.agency.code, platform.settings.agency_code)
    return person


def own_account(platform: Platform, actor: Actor) -> Account:
    """The actor's own account; AccountNotFound for nobody's."""
    with platform.database.reading() as unit:
        return _person(unit, actor.id or UUID(int=0))


def by_login(platform: Platform, login: str) -> Account:
    """The account with this login; AccountNotFound if there is none. For commands."""
    with platform.database.reading() as unit:
        person = store.account_by_login(unit.connection, rules.fold_login(login))
    if person is None:
        raise AccountNotFound()
    return person


def search_accounts(platform: Platform, actor: Actor, *, search: Search, most: int = PER_PAGE) -> tuple[list[Account], int]:
    """The page of accounts the search finds among those the actor looks after, and how many there are in all."""
    own = replace(search, agency=rules.agencies_of(actor, platform.settings.agency_code, asked=search.agency))
    with platform.database.reading() as unit:
        return store.accounts(unit.connection, own, most=most), store.count_accounts(unit.connection, own)


def add_account(platform: Platform, actor: Actor, *, new: NewAccount, password: str | None = None) -> tuple[Account, str]:
    """The new account and its one-time password; with `password` given, that one, which need not be changed.

    LoginNotFit, LoginTaken, NameMissing, AgencyNotFound, RoleUnknown, NotAllowed or a refusal of the password.
    """
    home = platform.settings.agency_code
    person, secret, credential = _new(platform, new, password)
    for role in new.roles:
        rules.permit_give_role(actor, person, role, home)
    rules.permit_administer(actor, person.agency.code, home)
    with platform.database.writing(actor) as unit:
        if not store.add_account(unit.connection, person):
            raise LoginTaken()
        store.set_password(unit.connection, person.id, credential)
        for role in sorted(new.roles):
            store.give_role(unit.connection, person.id, role, at=person.created_at, by=actor.id)
        unit.audit("identity.account.add", subject=str(person.id), after=_told(person))
    return person, secret


def set_active(platform: Platform, actor: Actor, *, id: UUID, active: bool) -> Account:
    """The account is enabled; or disabled, with all its sessions ended and its tokens resting until it is enabled."""
    person = find_account(platform, actor, id=id)
    rules.permit_disable(actor, person, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        store.set_active(unit.connection, id, active=active)
        if not active:
            store.end_sessions(unit.connection, id, unit.clock.now())
        action = "identity.account.enable" if active else "identity.account.disable"
        unit.audit(action, subject=str(id), before={"active": person.active}, after={"active": active})
    return replace(person, active=active)


def set_roles(platform: Platform, actor: Actor, *, id: UUID, roles: frozenset[str]) -> Account:
    """The account holds exactly `roles`; each role given or taken is permitted and written down by itself."""
    person = find_account(platform, actor, id=id)
    _check_roles(roles)
    changed = sorted(roles ^ person.roles)
    for role in changed:
        rules.permit_give_role(actor, person, role, platform.settings.agency_code)
    if changed:
        with platform.database.writing(actor) as unit:
            for role in changed:
                _change_role(unit, person, role, given=role in roles)
    return replace(person, roles=roles)


def reset_password(platform: Platform, actor: Actor, *, id: UUID) -> str:
    """A one-time password for the account; its sessions are ended and its tokens revoked."""
    person = find_account(platform, actor, id=id)
    rules.permit_disable(actor, person, platform.settings.agency_code)
    secret = rules.readable(platform.ids.token())
    credential = Credential(hashed(secret), must_change=True, set_at=platform.clock.now())
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        store.set_password(unit.connection, id, credential)
        store.end_sessions(unit.connection, id, now)
        store.revoke_tokens(unit.connection, id, now)
        unit.audit("identity.password.reset", subject=str(id))
    return secret


def change_password(platform: Platform, actor: Actor, *, current: str, new: str, session: UUID) -> None:
    """The actor's password is `new`; every other session of theirs is ended. CurrentPasswordWrong or a refusal of `new`."""
    person = own_account(platform, actor)
    with platform.database.reading() as unit:
        known = store.credential(unit.connection, person.id)
    if known is None or not matches(known.hash, current):
        raise CurrentPasswordWrong()
    if rules.folded(current) == rules.folded(new):
        raise PasswordUnchanged()
    rules.check_password(new, about=(person.login, person.name, person.agency.name))
    credential = Credential(hashed(new), must_change=False, set_at=platform.clock.now())
    with platform.database.writing(actor) as unit:
        store.set_password(unit.connection, person.id, credential)
        store.end_sessions(unit.connection, person.id, unit.clock.now(), but=session)
        unit.audit("identity.password.change", subject=str(person.id))


def _person(unit: Unit, id: UUID) -> Account:
    person = store.account(unit.connection, id)
    if person is None:
        raise AccountNotFound()
    return person


def _new(platform: Platform, new: NewAccount, password: str | None) -> tuple[Account, str, Credential]:
    _check_roles(new.roles)
    login, name = rules.fold_login(new.login), rules.check_name(new.name)
    agency = known_agency(platform, code=new.agency)
    if password is not None:
        rules.check_password(password, about=(login, name, agency.name))
    secret = password or rules.readable(platform.ids.token())
    now, is_once = platform.clock.now(), password is None
    person = Account(platform.ids.new(), login, name, agency, new.roles, active=True, must_change=is_once, created_at=now)
    return person, secret, Credential(hashed(secret), must_change=is_once, set_at=now)


def _check_roles(roles: frozenset[str]) -> None:
    for role in sorted(roles - ROLES.keys()):
        raise RoleUnknown(role=role[:40])


def _change_role(unit: Unit, person: Account, role: str, *, given: bool) -> None:
    if given:
        store.give_role(unit.connection, person.id, role, at=unit.clock.now(), by=unit.actor.id)
        unit.audit("identity.role.give", subject=str(person.id), after={"role": role})
    else:
        store.take_role(unit.connection, person.id, role)
        unit.audit("identity.role.take", subject=str(person.id), before={"role": role})


def _told(person: Account) -> dict[str, object]:
    return {"login": person.login, "name": person.name, "agency": person.agency.code, "roles": person.roles}
