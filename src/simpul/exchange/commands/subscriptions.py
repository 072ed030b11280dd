"""`simpul exchange event …`: this node's subscriptions to others' events, and what nobody took of its own."""

from typing import Annotated

import typer

from simpul.exchange.actions import delivering, subscribing
from simpul.exchange.actions.subscribing import Wish
from simpul.exchange.commands.base import Yes, app, minute, print_table, say, uuid_of
from simpul.exchange.model.deliveries import DeadLetter, Settled
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform

event = typer.Typer(no_args_is_help=True, help="Events: subscribe to others' event types, look after undelivered ones.")
app.add_typer(event, name="event")

Owner = Annotated[str, typer.Argument(help="The subsystem whose events they are (ID/GOV/6000/BPBD).")]
Type = Annotated[str, typer.Argument(help="The event type, as `simpul exchange event-type list` names it there.")]
LetterNumber = Annotated[str, typer.Argument(help="As the list's first column shows it; `all` for all that wait.")]


@event.command("subscribe")
def subscribe(
    owner: Owner,
    type: Type,
    pull: Annotated[bool, typer.Option("--pull", help="Fetch events yourself instead of having them pushed.")] = False,
    to: Annotated[
        str, typer.Option(help="Push to a service of your own or an https address; to this node if left out.")
    ] = "",
    ttl: Annotated[int, typer.Option(help="Seconds after which an event is wanted no more; 0: the type's days.")] = 0,
) -> None:
    """Subscribe to an event type of any node, by a signed call. The node's data path must be running."""
    with opened_platform() as platform:
        wish = Wish(pull, webhook=to, ttl=ttl) if "://" in to else Wish(pull, service=to, ttl=ttl)
        made = subscribing.subscribe(platform, Actor.SYSTEM, owner=owner, type=type, wish=wish)
    say(f"Subscribed to {made.type} of {made.owner}: {made.delivery}{f', {made.target}' if made.target else ''}.")


@event.command("unsubscribe")
def unsubscribe(owner: Owner, type: Type) -> None:
    """End a subscription; what it has not got yet is not sent."""
    with opened_platform() as platform:
        subscribing.unsubscribe(platform, Actor.SYSTEM, owner=owner, type=type)
    say(f"Unsubscribed from {type} of {owner}.")


@event.command("subscriptions")
def subscriptions() -> None:
    """List who gets this node's events, and where this node subscribed itself."""
    with opened_platform() as platform:
        subscribing.refresh(platform)
        here = delivering.subscriptions(platform, Actor.SYSTEM)
        elsewhere = subscribing.subscribed(platform, Actor.SYSTEM)
    rows = [
        (str(one.id), one.type, one.subscriber, one.delivery, one.state, str(one.behind), str(one.dead), one.last_error)
        for one in here
    ]
    head = ("Subscription", "Type", "Subscriber", "Delivery", "State", "Waiting", "Undelivered", "Last error")
    print_table(head, rows, empty="Nobody subscribes to this node's events yet.")
    own = [(one.owner, one.type, one.delivery, one.state, one.target, one.error) for one in elsewhere]
    empty = "This node subscribes to nothing: `simpul exchange event subscribe`."
    print_table(("Owner", "Type", "Delivery", "State", "Target", "Error"), own, empty=empty)


@event.command("pause")
def pause(subscription: Annotated[str, typer.Argument(help="As `subscriptions` shows it.")]) -> None:
    """Push nothing to a subscription until it is resumed."""
    with opened_platform() as platform:
        delivering.pause(platform, Actor.SYSTEM, id=uuid_of(subscription))
    say("Paused. `simpul exchange event resume` undoes it.")


@event.command("resume")
def resume(subscription: Annotated[str, typer.Argument(help="As `subscriptions` shows it.")]) -> None:
    """Push to a paused subscription again; one that waits for its next try is tried at once."""
    with opened_platform() as platform:
        delivering.resume(platform, Actor.SYSTEM, id=uuid_of(subscription))
    say("Resumed.")


@event.command("dead-letters")
def dead_letters(everything: Annotated[bool, typer.Option("--all", help="Those that were settled, too.")] = False) -> None:
    """List events that a subscriber refused five times, or whose time passed."""
    with opened_platform() as platform:
        settled = None if everything else Settled.WAITING
        found = delivering.all_dead_letters(platform, Actor.SYSTEM, q="", settled=settled)
    head = ("Event", "Type", "Subscriber", "At", "Reason", "Tries", "State")
    print_table(head, [_row(one) for one in found], empty="No event is undelivered.")


@event.command("retry")
def retry(letter: LetterNumber) -> None:
    """Send an undelivered event again."""
    with opened_platform() as platform:
        if letter == "all":
            say(f"{delivering.retry_all(platform, Actor.SYSTEM)} events are sent again.")
            return
        delivering.retry(platform, Actor.SYSTEM, letter=_letter(letter))
    say("It is sent again.")


@event.command("drop")
def drop(letter: LetterNumber, yes: Yes = False) -> None:
    """Give an undelivered event up; it is not sent to that subscriber any more."""
    which = _letter(letter)
    if not yes:
        typer.confirm("Give this event up for good?", abort=True)
    with opened_platform() as platform:
        delivering.drop(platform, Actor.SYSTEM, letter=which)
    say("Dropped.")


def _letter(text: str) -> delivering.Letter:
    subscription, _, seq = text.partition("/")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19):
        raise typer.BadParameter(f"{text} is no undelivered event; lists show them in their first column")
    return uuid_of(subscription), int(seq)


def _row(one: DeadLetter) -> tuple[str, ...]:
    reason = f"refused ({one.status})" if one.reason == "refused" else one.reason
    state = one.settled.value or "waiting"
    return f"{one.subscription}/{one.seq}", one.type, one.subscriber, minute(one.at), reason, str(one.attempts), state
