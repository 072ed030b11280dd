"""`simpul exchange access …`: ask others for access, see what is asked of this node, approve or refuse."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from simpul.exchange.actions import access, asking, grants
from simpul.exchange.commands.base import Reason, app, day_of, minute, print_table, say, terms_of, uuid_of
from simpul.exchange.commands.offers import grant
from simpul.exchange.model.access import AccessApproval, AccessRequest, AccessState, AccessWish, OwnRequest
from simpul.exchange.model.access_refusals import ExpiryMissing
from simpul.exchange.model.services import TIERS, Endpoint
from simpul.exchange.rules.offers import path_of, read_endpoint
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform

group = typer.Typer(no_args_is_help=True, help="Requests for access: asked of other agencies, and asked of this node.")
app.add_typer(group, name="access")

TERMS = ("agreement", "client", "contact", "note", "tier")
WITH = (
    "A term as NAME=VALUE; may be repeated. endpoint: a part of the service, as 'GET /reports/*'; contact: the unit that "
    f"can be asked; tier: {', '.join(TIERS)}; agreement: what it rests on; client: which of this node's subsystems will "
    "call, its own if left out; note: anything else."
)
Id = Annotated[str, typer.Argument(help="The request's id.")]
Parts = Annotated[list[str] | None, typer.Option("--endpoint", help="Only this, as 'GET /reports/*'; may be repeated.")]
Until = Annotated[str, typer.Option("--until", help="The last day, as 2027-06-30.")]


@group.command("ask")
def ask(
    service: Annotated[str, typer.Argument(help="The service's path; an event type as OWNER/pull with '* /v1/TYPE'.")],
    purpose: Annotated[str, typer.Option(help="For which purpose the data will be read.")],
    legal_basis: Annotated[str, typer.Option(help="On which legal basis, such as the article of a regulation.")],
    until: Until,
    terms: Annotated[list[str] | None, typer.Option("--with", help=WITH)] = None,
) -> None:
    """Ask the owner of a service for access: to the parts that are named, or to all of it."""
    plain, parts = _parts(terms or ())
    told = terms_of(plain, TERMS)
    with opened_platform() as platform:
        wish = AccessWish(
            service=service,
            purpose=purpose,
            legal_basis=legal_basis,
            until=_day(until),
            contact=told.get("contact", platform.settings.contact),
            endpoints=parts,
            agreement=told.get("agreement", ""),
            tier=told.get("tier", "standard"),
            note=told.get("note", ""),
        )
        client = told.get("client", platform.settings.agency_code)
        made = asking.ask(platform, Actor.SYSTEM, client=client, wish=wish)
    if made.state is AccessState.UNSENT:
        say(f"Kept as {made.id}. The owner's node does not answer; it is sent as soon as it does.")
    else:
        say(f"Asked as {made.id}. `simpul exchange access own` tells what became of it.")


@group.command("own")
def own() -> None:
    """List what this node asked of others, and what became of it."""
    with opened_platform() as platform:
        asking.follow(platform)
        found = asking.all_requests(platform, Actor.SYSTEM)
    rows = [(str(one.id), one.wish.service, minute(one.at), one.state.value, _outcome(one)) for one in found]
    head = ("Id", "Service", "Asked", "State", "Outcome")
    print_table(head, rows, empty="This node has not asked for access yet: `simpul exchange access ask`.")


@group.command("withdraw")
def withdraw(id: Id) -> None:
    """Withdraw what this node asked, for as long as the owner has not decided."""
    with opened_platform() as platform:
        gone = asking.withdraw(platform, Actor.SYSTEM, id=uuid_of(id))
    say(f"Withdrew the request for {gone.wish.service}.")


@group.command("list")
def list_requests(
    everything: Annotated[bool, typer.Option("--all", help="Those that were decided, too.")] = False,
) -> None:
    """List what others ask of this node."""
    state = None if everything else AccessState.WAITING
    with opened_platform() as platform:
        found = access.all_requests(platform, Actor.SYSTEM, state=state)
    rows = [_row(one) for one in found]
    head = ("Id", "Who", "Service", "What", "Purpose", "Legal basis", "Tier", "Until", "State")
    print_table(head, rows, empty="No request for access waits here.")


@group.command("approve")
def approve(
    id: Id,
    until: Annotated[str, typer.Option("--until", help="An earlier last day than was asked, as 2027-06-30.")] = "",
    tier: Annotated[str, typer.Option(help="A lower tier than was asked.")] = "",
    endpoint: Parts = None,
    agreement: Annotated[str, typer.Option(help="What it rests on; as asked if left out.")] = "",
) -> None:
    """Approve a request as it was asked, or less of it."""
    with opened_platform() as platform:
        wish = access.look(platform, Actor.SYSTEM, id=uuid_of(id)).request.wish
        given = AccessApproval(
            tier or wish.tier,
            _day(until) if until else wish.until,
            tuple(read_endpoint(one) for one in endpoint or ()) or wish.endpoints,
            agreement or wish.agreement,
        )
        decided = access.approve(platform, Actor.SYSTEM, id=uuid_of(id), given=given)
    say(f"{decided.client} may call {decided.wish.service} until {minute(given.until)} ({given.tier}).")


@group.command("refuse")
def refuse(id: Id, reason: Reason) -> None:
    """Refuse a request; the asker reads the reason."""
    with opened_platform() as platform:
        decided = access.refuse(platform, Actor.SYSTEM, id=uuid_of(id), reason=reason)
    say(f"Refused {decided.client} access to {decided.wish.service}.")


@grant.command("extend")
def extend(id: Annotated[str, typer.Argument(help="The access right's id.")], until: Until) -> None:
    """Let an access right end on another day, sooner or later."""
    with opened_platform() as platform:
        held = grants.extend(platform, Actor.SYSTEM, id=uuid_of(id), until=_day(until))
    say(f"{held.grant.subject} may call {path_of(held.grant.subsystem, held.grant.service)} until {until}.")


def _parts(given: Sequence[str]) -> tuple[list[str], tuple[Endpoint, ...]]:
    """The terms that are none of `endpoint=…`, and the endpoints."""
    parts = [one.partition("=")[2] for one in given if one.partition("=")[0].strip() == "endpoint"]
    plain = [one for one in given if one.partition("=")[0].strip() != "endpoint"]
    return plain, tuple(read_endpoint(one) for one in parts)


def _day(text: str) -> datetime:
    found = day_of(text)
    if found is None:
        raise ExpiryMissing()
    return found


def _what(endpoints: Sequence[Endpoint]) -> str:
    return "; ".join(f"{one.method} {one.path}" for one in endpoints) or "all of it"


def _row(one: AccessRequest) -> tuple[str, ...]:
    wish = one.wish
    about = (wish.purpose, wish.legal_basis, wish.tier, minute(wish.until), one.state.value)
    return (str(one.id), one.client, wish.service, _what(wish.endpoints), *about)


def _outcome(one: OwnRequest) -> str:
    given = one.granted
    if given is None:
        return one.reason or one.trouble
    ended = f"revoked {minute(given.revoked_at)}" if given.revoked_at else ""
    until = f"until {minute(given.expires_at)}" if given.expires_at else "without an end"
    return ended or f"{_what(given.endpoints)}, {given.tier}, {until}"
