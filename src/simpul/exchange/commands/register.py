"""`simpul exchange init|join|fetch|status|…`: this node's place in the register, and the operator's decisions."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from simpul.exchange.actions import deciding, founding, joining, members, trust
from simpul.exchange.commands.base import Reason, Yes, app, lasting, minute, print_table, say, uuid_of
from simpul.exchange.model.joining import CandidateState, Introduction
from simpul.exchange.model.register import Group
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform
from simpul.kernel.platform import Platform

Address = Annotated[str, typer.Option(help="Where other nodes reach this node's listener: https://name:port.")]
MemberName = Annotated[str, typer.Option(help="The agency's name; as in the list of agency codes if left out.")]
NodeName = Annotated[str, typer.Option(help="The node's name; SIMPUL_AGENCY if left out.")]
Subsystems = Annotated[
    list[str] | None,
    typer.Option("--subsystem", help="A subsystem as PATH=NAME; may be repeated. One named as the node if left out."),
]
group = typer.Typer(no_args_is_help=True, help="Global groups of subsystems; the operator keeps them.")
app.add_typer(group, name="group")


@app.command("init")
def init(
    address: Address = "", member_name: MemberName = "", node_name: NodeName = "", subsystem: Subsystems = None
) -> None:
    """At the operator: found the register with this node as its first; prints the key that every node sets."""
    with opened_platform() as platform:
        said = _introduction(platform, address, (member_name, node_name), subsystem)
        key = founding.found(platform, Actor.SYSTEM, introduction=said)
    say("The register is founded. Give every node that shall join these two settings:\n")
    say(f"  SIMPUL_EXCHANGE_OPERATOR={said.address}\n  SIMPUL_EXCHANGE_REGISTER_KEY={key}")


@app.command("join")
def join(
    address: Address = "",
    member_name: MemberName = "",
    node_name: NodeName = "",
    subsystem: Subsystems = None,
    to: Annotated[Path | None, typer.Option(help="Write the request into this file instead of sending it.")] = None,
) -> None:
    """Make this node's keys and a request to join, and send it to the operator. Again, to change name or address."""
    with opened_platform() as platform:
        said = _introduction(platform, address, (member_name, node_name), subsystem)
        request = joining.request_to_join(platform, Actor.SYSTEM, introduction=said)
        mark = deciding.fingerprint(joining.keyid(platform))
        if to is not None:
            to.write_bytes(orjson.dumps(request, option=orjson.OPT_INDENT_2))
            say(f"The request is in {to}. The operator takes it by `simpul exchange receive {to.name}`.")
        else:
            joining.send(platform, request)
            say("The operator has the request. Once it is approved, `simpul exchange fetch` brings the trust list.")
    say(f"Read this fingerprint of your key to the operator by telephone:\n\n  {mark}")


@app.command("receive")
def receive(source: Annotated[Path, typer.Argument(help="A file that `simpul exchange join --to` wrote.")]) -> None:
    """At the operator: take a request that came as a file."""
    with opened_platform() as platform:
        raw = source.read_bytes()
        candidate = joining.receive(platform, orjson.dumps(_loaded(raw)))
    say(f"{candidate.node}: {candidate.state}. `simpul exchange approve {candidate.id}` approves it.")


@app.command("requests")
def requests(every: Annotated[bool, typer.Option("--all", help="Decided ones too.")] = False) -> None:
    """At the operator: list the requests that wait, with the fingerprints of their keys."""
    with opened_platform() as platform:
        state = None if every else CandidateState.WAITING
        found = deciding.all_requests(platform, Actor.SYSTEM, state=state)
        looked = [deciding.look(platform, Actor.SYSTEM, id=one.id) for one in found[:200]]
    rows = [
        (
            str(seen.candidate.id),
            seen.candidate.node,
            " ".join(deciding.words_of(seen.candidate.request)) or str(seen.candidate.request.get("type", "")),
            deciding.fingerprint(seen.facts.key.thumbprint) if seen.facts else "",
            _notes(seen),
            seen.candidate.state.value,
        )
        for seen in looked
    ]
    print_table(("Id", "Node", "Names", "Fingerprint of its key", "Mind", "State"), rows, empty="No request waits.")


@app.command("approve")
def approve(id: Annotated[str, typer.Argument(help="The request's id.")], yes: Yes = False) -> None:
    """At the operator: let the node take part. Compare the fingerprint with its people by telephone first."""
    with opened_platform() as platform:
        seen = deciding.look(platform, Actor.SYSTEM, id=uuid_of(id))
        if seen.facts is not None and not yes:
            say(f"{seen.candidate.node} at {seen.facts.node.address}\n{deciding.fingerprint(seen.facts.key.thumbprint)}")
            typer.confirm(f"{_notes(seen)} Is this the fingerprint its people read to you?".strip(), abort=True)
        candidate = deciding.approve(platform, Actor.SYSTEM, id=seen.candidate.id)
    say(f"{candidate.node} takes part. Every node hears of it within a minute.")


@app.command("refuse")
def refuse(id: Annotated[str, typer.Argument(help="The request's id.")], reason: Reason) -> None:
    """At the operator: refuse a request, with the reason."""
    with opened_platform() as platform:
        candidate = deciding.refuse(platform, Actor.SYSTEM, id=uuid_of(id), reason=reason)
    say(f"The request of {candidate.node} is refused.")


@app.command("fetch")
def fetch() -> None:
    """Fetch the trust list from the operator now; it is fetched every minute by itself while the node runs."""
    with opened_platform() as platform:
        trust.fetch(platform)
        if trust.use_new_key(platform):
            say("This node signs with its new key from now on.")
        _say_state(platform)


@app.command("status")
def status() -> None:
    """Say whether this node takes part, how old its trust list is, and for how long it may go on by it."""
    with opened_platform() as platform:
        settings = platform.settings
        say(f"Node        {settings.agency_code or 'SIMPUL_AGENCY_CODE is not set'}")
        here = trust.is_operator(platform)
        say(f"Operator    {'this node' if here else settings.exchange_operator or 'SIMPUL_EXCHANGE_OPERATOR is not set'}")
        _say_state(platform)


@app.command("members")
def list_members(q: Annotated[str, typer.Argument(help="Part of a path or name.")] = "") -> None:
    """List who takes part: members, their subsystems, and the nodes at which these are reached."""
    with opened_platform() as platform:
        rows = members.listed(platform, q=q)
    cells = [(r.member, r.member_name, r.subsystem, r.name, r.node, r.maintenance) for r in rows]
    print_table(("Member", "Agency", "Subsystem", "Name", "Node", "In maintenance"), cells, empty="Nobody fits.")


@app.command("keys")
def list_keys(node: Annotated[str, typer.Argument(help="A node, such as ID/GOV/6000/BPBD.")]) -> None:
    """List a node's keys, the newest first."""
    with opened_platform() as platform:
        found = members.keys_of(platform, node=node)
    rows = [(key.thumbprint, minute(key.since), minute(key.revoked_at) if key.revoked_at else "-") for key in found]
    print_table(("Key", "Since", "No longer from"), rows, empty=f"The trust list has no key of {node}.")


@app.command("rotate-key")
def rotate_key() -> None:
    """Make a new signing key and have it follow the present one, which goes on signing for a day."""
    with opened_platform() as platform:
        joining.send(platform, joining.request_new_key(platform, Actor.SYSTEM))
        if trust.is_operator(platform):
            _say_state(platform)
    say("The operator has the new key. This node signs with it three minutes after its trust list says so.")


@app.command("maintenance")
def maintenance(
    message: Annotated[str, typer.Argument(help="What callers shall read; leave it out to end the maintenance.")] = "",
) -> None:
    """Say that this node is in maintenance, or no longer."""
    with opened_platform() as platform:
        joining.send(platform, joining.request_maintenance(platform, Actor.SYSTEM, message=message))
    say("Callers read your message within a minute." if message else "The maintenance is over.")


@app.command("revoke", context_settings={"ignore_unknown_options": True})  # a key may begin with a hyphen
def revoke(
    key: Annotated[str, typer.Argument(help="The key, as `simpul exchange keys` shows it.")], reason: Reason
) -> None:
    """At the operator: a key no longer signs, from now on and for ever."""
    with opened_platform() as platform:
        members.revoke(platform, Actor.SYSTEM, key=key, reason=reason)
    say("The key is revoked. Every node hears of it within a minute.")


@app.command("remove")
def remove(
    kind: Annotated[str, typer.Argument(help="member, node or subsystem.")],
    name: Annotated[str, typer.Argument(help="Its path, such as ID/GOV/6000/BPBD.")],
    reason: Reason,
) -> None:
    """At the operator: take a member, node or subsystem out, with all that belongs to it."""
    with opened_platform() as platform:
        members.remove(platform, Actor.SYSTEM, kind=kind, name=name, reason=reason)
    say(f"{name} no longer takes part.")


@group.command("set")
def set_group(
    code: Annotated[str, typer.Argument(help="The group's code.")],
    name: Annotated[str, typer.Argument(help="Its name.")],
    member: Annotated[list[str] | None, typer.Option(help="A subsystem in it; may be repeated.")] = None,
) -> None:
    """At the operator: a global group holds exactly these subsystems."""
    with opened_platform() as platform:
        new = Group(code, name, frozenset(member or ()))
        members.set_group(platform, Actor.SYSTEM, group=new)
    say(f"The group {code} has {len(new.members)} subsystems.")


@group.command("list")
def list_groups() -> None:
    """List the global groups."""
    with opened_platform() as platform:
        found = members.groups(platform)
    rows = [(one.code, one.name, " ".join(sorted(one.members))) for one in found]
    print_table(("Code", "Name", "Subsystems"), rows, empty="There is no global group yet.")


def _introduction(platform: Platform, address: str, names: tuple[str, str], subsystems: list[str] | None) -> Introduction:
    said = founding.introduction_of(platform.settings, address=address)
    pairs = [one.partition("=") for one in subsystems or ()]
    own = tuple((path.strip(), name.strip() or path.strip()) for path, _, name in pairs) or said.subsystems
    return Introduction(said.node, names[0] or said.member_name, names[1] or said.node_name, said.address, own)


def _loaded(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise typer.BadParameter("the file holds no request") from None


def _notes(seen: deciding.Looked) -> str:
    """What the operator must mind before approving."""
    notes = ["The node is known." if seen.known else ""]
    notes += [f"Approval revokes its key {deciding.fingerprint(key)}." for key in seen.other_keys]
    notes += [f"{path} moves here from another node." for path in seen.moved]
    return " ".join(note for note in notes if note)


def _say_state(platform: Platform) -> None:
    state, now = trust.trust_state(platform), platform.clock.now()
    if state is None:
        say("Trust list  none yet: `simpul exchange join`, then `simpul exchange fetch`")
        return
    known = trust.trust(platform)
    joined = platform.settings.agency_code in known.nodes
    say(f"Takes part  {'yes' if joined else 'no: the trust list does not have this node'}")
    people = f"{len(known.members)} members, {len(known.nodes)} nodes, {len(known.subsystems)} subsystems"
    say(f"Trust list  {state.size} statements: {people}")
    say(f"Issued      {minute(state.issued_at)}; fetched {lasting(now - state.fetched_at)} ago")
    if state.expired:
        say(f"EXPIRED     {minute(state.expires_at)}: this node exchanges nothing until the list is renewed")
    else:
        words = f"without the operator this node may go on for {lasting(state.remaining)}"
        say(f"Good until  {minute(state.expires_at)}: {words}")
