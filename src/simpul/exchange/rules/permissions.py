"""Who may decide who joins, publish services, give grants, look after the node's keys. Truth tables: tests/exchange.

The program itself (`Actor.SYSTEM`: the command line, which whoever runs the machine uses, and jobs) may do all.
"""

from uuid import UUID

from simpul.exchange.model.access_refusals import (
    AccessReadersOnly,
    AskedByYourself,
    IntegratorOnly,
    OwnRequestsReadersOnly,
)
from simpul.exchange.model.delivery_refusals import EventReadersOnly
from simpul.exchange.model.explorer_refusals import RecordReadersOnly
from simpul.exchange.model.persons import AuditorOnly, OneTimePassword, OwnCheck, PersonOnly, PersonsNotSeen, RegistrarOnly
from simpul.exchange.model.refusals import ExchangeOperatorOnly, NodeAdministratorsOnly, StewardOnly
from simpul.exchange.model.trying_refusals import TryingIntegratorsOnly
from simpul.exchange.model.usage import WatchersOnly
from simpul.kernel.actor import Actor

OPERATOR, STEWARD, ADMIN = "exchange.operator", "exchange.steward", "node.admin"
INTEGRATOR, AUDITOR = "exchange.integrator", "node.auditor"
REGISTRAR = "exchange.registrar"


def permit_decide_joining(actor: Actor) -> None:
    """Nothing, when the actor may approve, refuse, revoke and remove in the register; ExchangeOperatorOnly."""
    if not (actor == Actor.SYSTEM or actor.has(OPERATOR)):
        raise ExchangeOperatorOnly()


def permit_offer(actor: Actor, home: str) -> None:
    """Nothing, when the actor may publish services and give grants of the agency that runs the node; StewardOnly."""
    if not (actor == Actor.SYSTEM or _at_home(actor, STEWARD, home)):
        raise StewardOnly()


def permit_ask_access(actor: Actor, home: str) -> None:
    """Nothing, when the actor may ask other agencies for access in the name of the node's own; IntegratorOnly."""
    if not (actor == Actor.SYSTEM or _at_home(actor, INTEGRATOR, home)):
        raise IntegratorOnly()


def permit_decide_access(actor: Actor, home: str, asked_by: UUID | None = None) -> None:
    """Nothing, when the actor may decide a request for access; StewardOnly, or AskedByYourself for the one who made it."""
    permit_offer(actor, home)
    if asked_by is not None and asked_by == actor.id:
        raise AskedByYourself()


def permit_see_access(actor: Actor, home: str) -> None:
    """Nothing, when the actor may see who asks this node for access and who holds rights here; AccessReadersOnly."""
    if not (actor == Actor.SYSTEM or any(_at_home(actor, role, home) for role in (STEWARD, AUDITOR))):
        raise AccessReadersOnly()


def permit_see_own_requests(actor: Actor, home: str) -> None:
    """Nothing, when the actor may see what this node's agency asked others for; OwnRequestsReadersOnly."""
    if not (actor == Actor.SYSTEM or any(_at_home(actor, role, home) for role in (INTEGRATOR, STEWARD, AUDITOR))):
        raise OwnRequestsReadersOnly()


def permit_read_records(actor: Actor, home: str) -> None:
    """Nothing, when the actor may see who called what at the node, and fetch the proofs; RecordReadersOnly."""
    if not (actor == Actor.SYSTEM or any(_at_home(actor, role, home) for role in (STEWARD, INTEGRATOR, AUDITOR))):
        raise RecordReadersOnly()


def permit_see_events(actor: Actor, home: str) -> None:
    """Nothing, when the actor may see what this node pushed and received; EventReadersOnly."""
    if not (actor == Actor.SYSTEM or any(_at_home(actor, role, home) for role in (STEWARD, INTEGRATOR, AUDITOR))):
        raise EventReadersOnly()


def permit_watch(actor: Actor, home: str) -> None:
    """Nothing, when the actor may see how much, by whom and how well the exchange is used here; WatchersOnly."""
    if not (actor == Actor.SYSTEM or any(_at_home(actor, role, home) for role in (STEWARD, INTEGRATOR, AUDITOR))):
        raise WatchersOnly()


def permit_check_person(actor: Actor, home: str, account: UUID | None = None) -> None:
    """Nothing, when the actor may say whose identifier it is, of others than themself; RegistrarOnly, OwnCheck.

    Not even the program itself may: somebody must have been there.
    """
    if actor.id is None or not _at_home(actor, REGISTRAR, home):
        raise RegistrarOnly()
    if account == actor.id:
        raise OwnCheck()


def permit_see_persons(actor: Actor, home: str) -> None:
    """Nothing, when the actor may see which accounts were checked, and by whom; PersonsNotSeen."""
    if not any(_at_home(actor, role, home) for role in (REGISTRAR, AUDITOR)):
        raise PersonsNotSeen()


def permit_look(actor: Actor, home: str) -> None:
    """Nothing, when the actor may look at another person's list, which that person will see; AuditorOnly."""
    if actor.id is None or not _at_home(actor, AUDITOR, home):
        raise AuditorOnly()


def permit_own_readers(actor: Actor, *, by_session: bool, one_time: bool) -> None:
    """Nothing, when the actor may see who read their own data; PersonOnly for a program or nobody, OneTimePassword."""
    if not (actor.signed_in and by_session):
        raise PersonOnly()
    if one_time:
        raise OneTimePassword()


def permit_try(actor: Actor, home: str) -> None:
    """Nothing, when the actor may call services as the node's own subsystems, from the console; TryingIntegratorsOnly."""
    if not _at_home(actor, INTEGRATOR, home):
        raise TryingIntegratorsOnly()


def permit_run_node(actor: Actor, home: str) -> None:
    """Nothing, when the actor may found, join, change keys and say that the node is in maintenance."""
    if not (actor == Actor.SYSTEM or _at_home(actor, ADMIN, home)):
        raise NodeAdministratorsOnly()


def _at_home(actor: Actor, role: str, home: str) -> bool:
    return actor.has(role) and bool(home) and actor.agency == home
