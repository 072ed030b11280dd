"""Who may decide who joins, publish services, give grants, look after the node's keys. Truth tables: tests/exchange.

The program itself (`Actor.SYSTEM`: the command line, which whoever runs the machine uses, and jobs) may do all.
"""

from simpul.exchange.model.refusals import ExchangeOperatorOnly, NodeAdministratorsOnly, StewardOnly
from simpul.kernel.actor import Actor

OPERATOR, STEWARD, ADMIN = "exchange.operator", "exchange.steward", "node.admin"


def permit_decide_joining(actor: Actor) -> None:
    """Nothing, when the actor may approve, refuse, revoke and remove in the register; ExchangeOperatorOnly."""
    if not (actor == Actor.SYSTEM or actor.has(OPERATOR)):
        raise ExchangeOperatorOnly()


def permit_offer(actor: Actor, home: str) -> None:
    """Nothing, when the actor may publish services and give grants of the agency that runs the node; StewardOnly."""
    if not (actor == Actor.SYSTEM or _at_home(actor, STEWARD, home)):
        raise StewardOnly()


def permit_run_node(actor: Actor, home: str) -> None:
    """Nothing, when the actor may found, join, change keys and say that the node is in maintenance."""
    if not (actor == Actor.SYSTEM or _at_home(actor, ADMIN, home)):
        raise NodeAdministratorsOnly()


def _at_home(actor: Actor, role: str, home: str) -> bool:
    return actor.has(role) and bool(home) and actor.agency == home
