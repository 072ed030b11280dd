"""`simpul exchange event-type …`: which events this node's subsystems publish."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from simpul.exchange.actions import events
from simpul.exchange.commands.base import Yes, app, minute, print_table, say, terms_of
from simpul.exchange.model.events import DAYS, EventType, NewEventType
from simpul.exchange.model.services import Classification
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform

event_type = typer.Typer(no_args_is_help=True, help="Event types: what this node's subsystems publish.")
app.add_typer(event_type, name="event-type")
Name = Annotated[str, typer.Argument(help="The event type, such as disaster.report.verified.")]
Owner = Annotated[str, typer.Option(help="The subsystem, as ID/GOV/6000/BPBD; this node's own where nothing is said.")]
TERMS = "A term as NAME=VALUE; may be repeated: title, description, classification (open, restricted, closed), days."


@event_type.command("add")
def add(
    name: Name,
    schema: Annotated[Path, typer.Option(help="A file with the JSON Schema of what an event says.")],
    owner: Owner = "",
    hidden: Annotated[bool, typer.Option("--hidden", help="Tell only those who may have it.")] = False,
    terms: Annotated[list[str] | None, typer.Option("--with", help=TERMS)] = None,
) -> None:
    """Add an event type, which its subsystem publishes from now on."""
    told = _terms(terms or [])
    with opened_platform() as platform:
        new = NewEventType(
            owner=owner or platform.settings.agency_code,
            name=name,
            schema=_schema(schema),
            title=told.get("title", ""),
            description=told.get("description", ""),
            classification=Classification(told.get("classification", Classification.OPEN.value)),
            public=not hidden,
            days=int(told.get("days", str(DAYS))),
        )
        made = events.add_type(platform, Actor.SYSTEM, new=new)
    say(f"Added {made.owner}/{made.name}; its events are kept for {made.days} days.")


@event_type.command("list")
def show() -> None:
    """List this node's event types."""
    with opened_platform() as platform:
        found = events.types(platform, Actor.SYSTEM)
        rows = [_row(one, events.subscribers(platform, owner=one.owner, name=one.name)) for one in found]
    head = ("Owner", "Type", "Title", "Classification", "Told to", "Days", "Since", "Subscriptions")
    print_table(head, rows, empty="No event types yet. `simpul exchange event-type add` adds one.")


@event_type.command("remove")
def remove(name: Name, owner: Owner = "", yes: Yes = False) -> None:
    """Remove an event type; what was published is still delivered until it is due."""
    with opened_platform() as platform:
        whose = owner or platform.settings.agency_code
        if not yes:
            typer.confirm(f"Publish no more events of {whose}/{name}?", abort=True)
        events.retire_type(platform, Actor.SYSTEM, owner=whose, name=name)
    say(f"Removed {whose}/{name}.")


def _terms(given: list[str]) -> dict[str, str]:
    """The terms somebody wrote; a usage error when one has another name or value than there are."""
    told = terms_of(given, ("title", "description", "classification", "days"))
    if not told.get("days", "1").isdecimal():
        raise typer.BadParameter(f"{told['days']} is no number of days")
    if told.get("classification", "open") not in set(Classification):
        raise typer.BadParameter(f"{told['classification']} is no classification; there are {', '.join(Classification)}")
    return told


def _schema(path: Path) -> Any:
    """The JSON in a file; a usage error when it cannot be read."""
    try:
        return orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as wrong:
        raise typer.BadParameter(f"{path.name} cannot be read as JSON: {wrong}") from None


def _row(one: EventType, subscriptions: int) -> tuple[str, ...]:
    told = "everybody" if one.public else "those who may have it"
    secrecy, since = one.classification.value, minute(one.added_at)
    return one.owner, one.name, one.title, secrecy, told, str(one.days), since, str(subscriptions)
