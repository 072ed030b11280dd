"""Who may look after whose account. The truth tables stand in tests/identity/test_permissions.py, one per permission.

An administrator acts within their own agency; one of the agency that runs the node (`home`) acts in every agency. The
program itself (`Actor.SYSTEM`: the command line, which whoever runs the machine uses) may do all.
"""

from simpul.identity.model import ADMIN, ROLES, AdministratorsOnly, NodeWideRole, NotYourAgency, OwnAccount, SessionNeeded
from simpul.identity.model import Account as Person
from simpul.kernel.actor import Actor


def _is_home(actor: Actor, home: str) -> bool:
    return bool(home) and actor.agency == home


def _permit_administrator(actor: Actor) -> None:
    if not (actor.has(ADMIN) or actor == Actor.SYSTEM):
        raise AdministratorsOnly()


def permit_administer(actor: Actor, agency: str, home: str) -> None:
    """Nothing, when the actor may see, add and change accounts of `agency`; NotAllowed otherwise."""
    _permit_administrator(actor)
    if actor != Actor.SYSTEM and actor.agency != agency and not _is_home(actor, home):
        raise NotYourAgency(agency=agency)


def agencies_of(actor: Actor, home: str, *, asked: str = "") -> str:
    """The agency whose accounts an administrator lists: the one asked for (empty: all), or else their own."""
    _permit_administrator(actor)
    return asked if actor == Actor.SYSTEM or _is_home(actor, home) else actor.agency or "-"


def permit_disable(actor: Actor, person: Person, home: str) -> None:
    """Nothing, when the actor may disable or enable `person` or reset the password; OwnAccount for oneself."""
    permit_administer(actor, person.agency.code, home)
    if actor.id == person.id:
        raise OwnAccount()


def permit_give_role(actor: Actor, person: Person, role: str, home: str) -> None:
    """Nothing, when the actor may give `role` to `person` or take it; nobody changes their own administrator's role."""
    permit_administer(actor, person.agency.code, home)
    if ROLES[role].node_wide and actor != Actor.SYSTEM and not _is_home(actor, home):
        raise NodeWideRole(role=role)
    if actor.id == person.id and role == ADMIN:
        raise OwnAccount()


def permit_add_agency(actor: Actor, home: str) -> None:
    """Nothing, when the actor may add agencies to the node: an administrator of the agency that runs it."""
    _permit_administrator(actor)
    if actor != Actor.SYSTEM and not _is_home(actor, home):
        raise NotYourAgency(agency=home or "–")


def permit_own_account(actor: Actor, by_session: bool) -> None:
    """Nothing, when a person who is signed in asks about their own account; SessionNeeded for a program's token."""
    if not (actor.signed_in and by_session):
        raise SessionNeeded()
