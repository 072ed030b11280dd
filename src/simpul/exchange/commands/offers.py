"""`simpul exchange service|client|grant|local-group …`: what this node offers, who calls from it, who may call."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from simpul.exchange.actions import clients, grants, services
from simpul.exchange.commands.base import app, day_of, minute, print_table, say, terms_of, uuid_of
from simpul.exchange.model.names import BadName, ServiceId
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.services import (
    TIERS,
    Authentication,
    Lifecycle,
    LocalGroup,
    Service,
    ServiceKind,
    SubjectKind,
)
from simpul.exchange.rules.offers import path_of, read_endpoint
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform
from simpul.kernel.platform import Platform

service = typer.Typer(no_args_is_help=True, help="Services of this node.")
client = typer.Typer(no_args_is_help=True, help="Consumer subsystems of this node, and how they prove who they are.")
grant = typer.Typer(no_args_is_help=True, help="Access rights: who may call a service, why, until when, how often.")
local_group = typer.Typer(no_args_is_help=True, help="This node's own groups of subsystems, for its grants.")
for _name, _group in (("service", service), ("client", client), ("grant", grant), ("local-group", local_group)):
    app.add_typer(_group, name=_name)

Code = Annotated[str, typer.Argument(help="The service: its code, or its whole path (ID/GOV/6000/BPBD/reports).")]
TERMS = ("agreement", "endpoint", "tier", "until")
WITH = (
    f"A term as NAME=VALUE; may be repeated. tier: {', '.join(TIERS)}; until: the last day, as 2027-06-30; "
    "endpoint: only this, as 'GET /reports/*'; agreement: what it rests on."
)
Endpoints = Annotated[
    list[str] | None, typer.Option("--endpoint", help="A method and path such as 'GET /reports/*'; may be repeated.")
]
Description = Annotated[Path | None, typer.Option(help="An OpenAPI 3 document in JSON.")]


@service.command("publish")
def publish(
    code: Code,
    url: Annotated[str, typer.Argument(help="The back end: https://… or module:NAME.")],
    title: Annotated[str, typer.Option(help="The service's name, as people read it.")],
    endpoint: Endpoints = None,
    description: Description = None,
) -> None:
    """Offer a service. Nobody may call it until `simpul exchange grant give` lets them."""
    with opened_platform() as platform:
        new = NewService(
            *named_service(platform, code),
            title,
            url,
            ServiceKind.OPENAPI if description else ServiceKind.REST,
            tuple(read_endpoint(one) for one in endpoint or ()),
            _text(description),
        )
        made = services.publish(platform, Actor.SYSTEM, new=new)
    say(f"Published {path_of(made.subsystem, made.code)}. `simpul exchange service bounds` sets time-out and visibility.")


@service.command("change")
def change(
    code: Code,
    url: Annotated[str, typer.Option(help="Another back end.")] = "",
    title: Annotated[str, typer.Option(help="Another name.")] = "",
    endpoint: Endpoints = None,
    description: Description = None,
) -> None:
    """Change a service; what is left out stays as it is."""
    with opened_platform() as platform:
        now = as_offered(platform, code)
        told = tuple(read_endpoint(one) for one in endpoint or ())
        to = replace(
            now,
            title=title or now.title,
            url=url or now.url,
            kind=ServiceKind.OPENAPI if description else now.kind,
            endpoints=told or (() if description else now.endpoints),
            description=_text(description) or now.description,
        )
        services.change(platform, Actor.SYSTEM, to=to)
    say(f"Changed {path_of(to.subsystem, to.code)}.")


@service.command("bounds")
def bounds(
    code: Code,
    timeout: Annotated[int | None, typer.Option(help="Seconds the back end may take.")] = None,
    body_limit: Annotated[int | None, typer.Option(help="Bytes a body may have.")] = None,
    public: Annotated[bool | None, typer.Option("--public/--hidden", help="Whether public lists show it.")] = None,
) -> None:
    """Set a service's time-out, limit of bodies, and whether public lists show it; what is left out stays."""
    with opened_platform() as platform:
        now = as_offered(platform, code)
        to = replace(
            now,
            timeout=now.timeout if timeout is None else timedelta(seconds=timeout),
            body_limit=now.body_limit if body_limit is None else body_limit,
            public=now.public if public is None else public,
        )
        services.change(platform, Actor.SYSTEM, to=to)
    say(f"Changed {path_of(to.subsystem, to.code)}.")


@service.command("disable")
def disable(code: Code, notice: Annotated[str, typer.Option(help="What callers shall read.")]) -> None:
    """Disable a service, with a notice for its callers."""
    with opened_platform() as platform:
        name = named_service(platform, code)
        services.set_enabled(platform, Actor.SYSTEM, service=name, enabled=False, notice=notice)
    say(f"Disabled {path_of(*name)}. `simpul exchange service enable {code}` undoes it.")


@service.command("enable")
def enable(code: Code) -> None:
    """Enable a disabled service."""
    with opened_platform() as platform:
        name = named_service(platform, code)
        services.set_enabled(platform, Actor.SYSTEM, service=name, enabled=True)
    say(f"Enabled {path_of(*name)}.")


@service.command("remove")
def remove(code: Code) -> None:
    """Remove a service and revoke its grants."""
    with opened_platform() as platform:
        name = named_service(platform, code)
        services.remove(platform, Actor.SYSTEM, service=name)
    say(f"Removed {path_of(*name)}.")


@service.command("list")
def list_services() -> None:
    """List the services of this node."""
    with opened_platform() as platform:
        found = services.services(platform)
    rows = [(path_of(one.subsystem, one.code), one.title, one.kind.value, one.url, _state(one)) for one in found]
    empty = "This node offers no service yet: `simpul exchange service publish`."
    print_table(("Service", "Title", "Kind", "Back end", "State"), rows, empty=empty)


@client.command("add")
def add_client(
    subsystem: Annotated[str, typer.Argument(help="A subsystem of this node; its own if left out.")] = "",
    certificate: Annotated[Path | None, typer.Option(help="The client's certificate (PEM), for mutual TLS.")] = None,
    token: Annotated[bool, typer.Option("--token", help="A bearer token, printed once.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="No proof at all; in a demo only.")] = False,
) -> None:
    """Let a subsystem call from this node, proved by a certificate or a token."""
    if sum((certificate is not None, token, plain)) != 1:
        raise typer.BadParameter("choose one of --certificate FILE, --token and --plain")
    way = Authentication.TOKEN if token else Authentication.PLAIN if plain else Authentication.MTLS
    pem = certificate.read_bytes() if certificate else b""
    with opened_platform() as platform:
        made, secret = clients.add_client(
            platform, Actor.SYSTEM, subsystem=_own(platform, subsystem), authentication=way, certificate=pem
        )
    say(f"{made.subsystem} may call from this node ({way.value}).")
    if secret:
        say(f"Its token, shown this once: {secret}")


@client.command("rotate-token")
def rotate_token(subsystem: Annotated[str, typer.Argument(help="The client; the node's own if left out.")] = "") -> None:
    """Print a new token; the former no longer counts."""
    with opened_platform() as platform:
        secret = clients.rotate_token(platform, Actor.SYSTEM, subsystem=_own(platform, subsystem))
    say(f"Its token, shown this once: {secret}")


@client.command("deactivate")
def deactivate(subsystem: Annotated[str, typer.Argument(help="The client; the node's own if left out.")] = "") -> None:
    """Forbid a client to call."""
    _set_active(subsystem, active=False)


@client.command("activate")
def activate(subsystem: Annotated[str, typer.Argument(help="The client; the node's own if left out.")] = "") -> None:
    """Let a client call again."""
    _set_active(subsystem, active=True)


@client.command("list")
def list_clients() -> None:
    """List the consumer subsystems of this node."""
    with opened_platform() as platform:
        found = clients.clients(platform)
    rows = [(one.subsystem, one.authentication.value, "active" if one.active else "may not call") for one in found]
    empty = "No subsystem calls from this node yet: `simpul exchange client add`."
    print_table(("Subsystem", "Proved by", "State"), rows, empty=empty)


@grant.command("give")
def give(
    code: Code,
    to: Annotated[str, typer.Argument(help="A subsystem's path, or a group as global:CODE or local:CODE.")],
    purpose: Annotated[str, typer.Option(help="For which purpose the data are read.")],
    legal_basis: Annotated[str, typer.Option(help="On which legal basis, such as the article of a regulation.")],
    terms: Annotated[list[str] | None, typer.Option("--with", help=WITH)] = None,
) -> None:
    """Let a subsystem or group call a service."""
    kind, subject = _subject(to)
    told = terms_of(terms or (), TERMS)
    with opened_platform() as platform:
        new = NewGrant(
            *named_service(platform, code),
            kind,
            subject,
            purpose,
            legal_basis,
            read_endpoint(told["endpoint"]) if "endpoint" in told else None,
            told.get("agreement", ""),
            told.get("tier", "standard"),
            day_of(told.get("until", "")),
        )
        made = grants.give(platform, Actor.SYSTEM, new=new)
    say(f"{to} may call {path_of(made.subsystem, made.service)} ({made.tier}). Id {made.id}")


@grant.command("revoke")
def revoke(id: Annotated[str, typer.Argument(help="The access right's id.")]) -> None:
    """End an access right now."""
    with opened_platform() as platform:
        ended = grants.revoke(platform, Actor.SYSTEM, id=uuid_of(id))
    say(f"{ended.subject} may no longer call {path_of(ended.subsystem, ended.service)} by this right.")


@grant.command("list")
def list_grants(code: Annotated[str, typer.Argument(help="Only this service's.")] = "") -> None:
    """List the access rights that were not revoked."""
    with opened_platform() as platform:
        found = grants.grants(platform, service=code)
    rows = [
        (
            str(one.id),
            path_of(one.subsystem, one.service),
            one.subject if one.subject_kind is SubjectKind.SUBSYSTEM else f"{one.subject_kind.value}:{one.subject}",
            f"{one.endpoint.method} {one.endpoint.path}" if one.endpoint else "all of it",
            one.purpose,
            one.legal_basis,
            one.tier,
            minute(one.expires_at) if one.expires_at else "-",
        )
        for one in found
    ]
    head = ("Id", "Service", "Who", "What", "Purpose", "Legal basis", "Tier", "Until")
    print_table(head, rows, empty="Nobody may call anything yet: `simpul exchange grant give`.")


@local_group.command("set")
def set_local_group(
    code: Annotated[str, typer.Argument(help="The group's code.")],
    name: Annotated[str, typer.Argument(help="Its name.")],
    member: Annotated[list[str] | None, typer.Option(help="A subsystem in it; may be repeated.")] = None,
) -> None:
    """A group of this node holds exactly these subsystems."""
    with opened_platform() as platform:
        new = LocalGroup(code, name, frozenset(member or ()))
        services.set_local_group(platform, Actor.SYSTEM, group=new)
    say(f"The group {code} has {len(new.members)} subsystems.")


@local_group.command("remove")
def remove_local_group(code: Annotated[str, typer.Argument(help="The group's code.")]) -> None:
    """Remove a group of this node; grants to it speak to nobody."""
    with opened_platform() as platform:
        services.remove_local_group(platform, Actor.SYSTEM, code=code)
    say(f"Removed the group {code}.")


@local_group.command("list")
def list_local_groups() -> None:
    """List the groups of this node."""
    with opened_platform() as platform:
        found = services.local_groups(platform)
    rows = [(one.code, one.name, " ".join(sorted(one.members))) for one in found]
    print_table(("Code", "Name", "Subsystems"), rows, empty="This node has no group of its own.")


def _own(platform: Platform, subsystem: str) -> str:
    return subsystem or platform.settings.agency_code


def named_service(platform: Platform, code: str) -> tuple[str, str]:
    """Subsystem and code of the service: as its path says, or of the node's own subsystem."""
    if "/" not in code:
        return platform.settings.agency_code, code
    try:
        found = ServiceId.parse(code)
    except BadName:
        raise typer.BadParameter(f"{code} is no service; write it as ID/GOV/6000/BPBD/reports") from None
    return found.subsystem.path, found.service


def as_offered(platform: Platform, code: str) -> NewService:
    """The service as it is."""
    one = services.find(platform, service=named_service(platform, code))
    return NewService(
        one.subsystem,
        one.code,
        one.title,
        one.url,
        one.kind,
        one.endpoints,
        one.description,
        one.public,
        one.timeout,
        one.body_limit,
        one.contact,
        one.classification,
        one.promise,
        one.person_in,
    )


def _text(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8") if path else ""
    except UnicodeDecodeError:
        raise typer.BadParameter("the description is no text") from None


def _state(one: Service) -> str:
    if one.lifecycle is not Lifecycle.PUBLISHED:
        return f"{one.lifecycle.value}, last day {minute(one.sunset_at)}" if one.sunset_at else one.lifecycle.value
    return f"disabled: {one.notice}" if not one.enabled else "open" if one.public else "open, not in public lists"


def _subject(to: str) -> tuple[SubjectKind, str]:
    kind, sign, subject = to.partition(":")
    if sign and kind in (SubjectKind.GLOBAL_GROUP.value, SubjectKind.LOCAL_GROUP.value):
        return SubjectKind(kind), subject
    return SubjectKind.SUBSYSTEM, to


def _set_active(subsystem: str, *, active: bool) -> None:
    with opened_platform() as platform:
        one = clients.set_active(platform, Actor.SYSTEM, subsystem=_own(platform, subsystem), active=active)
    say(f"{one.subsystem} {'may call again' if active else 'may no longer call'}.")
