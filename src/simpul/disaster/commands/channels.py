"""`simpul disaster channels …`: which programs residents can write in, and telling Telegram where this node is."""

from typing import Annotated

import typer

from simpul.disaster.actions.channels.setting_up import AddressMissing, register_telegram, set_up
from simpul.kernel.context import opened_platform
from simpul.kernel.errors import Refusal

app = typer.Typer(help="Channels: programs in which residents report and are told.", no_args_is_help=True)


@app.command(name="list")
def list_() -> None:
    """Print each channel, whether it is set up, the address of its webhook, and how many messages wait or were given up."""
    with opened_platform() as platform:
        for one in set_up(platform):
            state = "set up" if one.ready else "not set up"
            print(f"{one.channel}\t{state}\t{one.webhook or '-'}\twaiting {one.waiting}\tgiven up {one.given_up}")


@app.command()
def register(
    channel: Annotated[str, typer.Argument(help="telegram; the others are registered in their own consoles.")] = "telegram",
) -> None:
    """Tell Telegram to bring messages to this node, and which commands its menu shows."""
    if channel != "telegram":
        typer.echo("Only Telegram can be told from here. See the guide on channels for the others.", err=True)
        raise typer.Exit(1)
    with opened_platform() as platform:
        try:
            print(f"Telegram brings its messages to {register_telegram(platform)}")
        except (AddressMissing, Refusal) as refusal:
            typer.echo(refusal.sentence, err=True)
            raise typer.Exit(1) from refusal
