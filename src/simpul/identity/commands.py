"""`simpul user …` and `simpul agency …`: whoever runs the machine looks after accounts here, the first one included."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from simpul.identity import actions
from simpul.identity.model import ROLES, Account, Agency, NewAccount, NewToken, Search
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform

user = typer.Typer(no_args_is_help=True, help="Accounts: add, list, disable, roles, passwords, API tokens.")
agency = typer.Typer(no_args_is_help=True, help="Agencies of this node.")
GROUPS = {"user": user, "agency": agency}

Login = Annotated[str, typer.Argument(help="The account's login.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help=f"A role; may be repeated. {', '.join(ROLES)}")]
Code = Annotated[str, typer.Option("--agency", help="The agency's code; the node's own (SIMPUL_AGENCY_CODE) if left out.")]


@user.command("add")
def add_user(
    login: Login,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    agency: Code = "",
    role: Roles = None,
) -> None:
    """Add an account; prints its one-time password, which is changed at the first sign-in."""
    with opened_platform() as platform:
        code = agency or platform.settings.agency_code
        new = NewAccount(login, name or login, code, frozenset(role or ()))
        person, secret = actions.add_account(platform, Actor.SYSTEM, new=new)
    _say(f"Added {person.login} of {person.agency.name}. One-time password, valid for 7 days: {secret}")


@user.command("list")
def list_users(
    q: Annotated[str, typer.Argument(help="Part of a name or login.")] = "",
    agency: Annotated[str, typer.Option("--agency", help="Only this agency's.")] = "",
) -> None:
    """List the accounts."""
    with opened_platform() as platform:
        search = Search(q=q, agency=agency)
        people, _ = actions.search_accounts(platform, Actor.SYSTEM, search=search, most=10_000)
    _print_table(("Login", "Name", "Agency", "Roles", "State", "Signed in"), [_row(person) for person in people])


@user.command("disable")
def disable(login: Login) -> None:
    """Disable an account; its sessions end at once."""
    _set_active(login, active=False)
    _say(f"Disabled {login}. `simpul user enable {login}` undoes it.")


@user.command("enable")
def enable(login: Login) -> None:
    """Enable a disabled account."""
    _set_active(login, active=True)
    _say(f"Enabled {login}.")


@user.command("reset-password")
def reset_password(login: Login) -> None:
    """Print a new one-time password; ends the account's sessions and revokes its tokens."""
    with opened_platform() as platform:
        person = actions.by_login(platform, login)
        secret = actions.reset_password(platform, Actor.SYSTEM, id=person.id)
    _say(f"One-time password of {login}, valid for 7 days: {secret}")


@user.command("roles")
def roles(
    login: Login,
    give: Annotated[list[str] | None, typer.Option(help="A role to give; may be repeated.")] = None,
    take: Annotated[list[str] | None, typer.Option(help="A role to take; may be repeated.")] = None,
) -> None:
    """Give and take roles; prints those the account holds."""
    with opened_platform() as platform:
        person = actions.by_login(platform, login)
        wanted = (person.roles | frozenset(give or ())) - frozenset(take or ())
        person = actions.set_roles(platform, Actor.SYSTEM, id=person.id, roles=wanted)
    _say(f"{login}: {', '.join(sorted(person.roles)) or 'no roles'}")


@user.command("token")
def token(
    login: Login,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="A role the token carries; may be repeated.")] = None,
    days: Annotated[int, typer.Option(help="How long it lives.")] = 90,
) -> None:
    """Make an API token of an account; its secret is printed once and kept nowhere."""
    with opened_platform() as platform:
        person = actions.by_login(platform, login)
        asked = NewToken(name, frozenset(scope or ()), days)
        made, secret = actions.make_token_for(platform, Actor.SYSTEM, person=person, asked=asked)
    _say(f"{made.name}, until {made.expires_at:%Y-%m-%d}: {secret}")


@agency.command("add")
def add_agency(
    code: Annotated[str, typer.Argument(help="Its code in the exchange, such as ID/GOV/6000/BPBD.")],
    name: Annotated[str, typer.Argument(help="Its name.")],
    region: Annotated[str, typer.Option(help="Code of the region it answers for; empty for the whole country.")] = "",
) -> None:
    """Add an agency."""
    with opened_platform() as platform:
        new = actions.add_agency(platform, Actor.SYSTEM, new=Agency(code, name, region))
    _say(f"Added {new.name} ({new.code}).")


@agency.command("list")
def list_agencies(q: Annotated[str, typer.Argument(help="Part of a code or name.")] = "") -> None:
    """List the agencies."""
    with opened_platform() as platform:
        found, _ = actions.search_agencies(platform, q=q, most=10_000)
    rows = [(one.code, one.name, one.region or "-", str(people)) for one, people in found]
    _print_table(("Code", "Name", "Region", "Active accounts"), rows)


def _set_active(login: str, *, active: bool) -> None:
    with opened_platform() as platform:
        person = actions.by_login(platform, login)
        actions.set_active(platform, Actor.SYSTEM, id=person.id, active=active)


def _row(person: Account) -> tuple[str, ...]:
    last = f"{person.signed_in_at:%Y-%m-%d %H:%M} UTC" if person.signed_in_at else "never"
    state = "active" if person.active else "disabled"
    return person.login, person.name, person.agency.code, ", ".join(sorted(person.roles)) or "-", state, last


def _say(text: str) -> None:
    typer.echo(text)


def _print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(*head)
    for row in rows:
        table.add_row(*row)
    Console().print(table if rows else "Nothing found.")
