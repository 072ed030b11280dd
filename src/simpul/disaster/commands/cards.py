"""`simpul disaster cards …`: links for channels that have no program yet, and who is to be asked whether it is still so."""

from typing import Annotated

import typer

from simpul.disaster.actions import cards as actions
from simpul.disaster.actions.following_up import ask_due
from simpul.disaster.model.cards import CardKind, Invitation
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform

app = typer.Typer(help="Report cards: links that take one report each.", no_args_is_help=True)
MOST = 1_000


@app.command(name="open")
def open_(
    count: Annotated[int, typer.Option(help="How many.", min=1, max=MOST)] = 1,
    network: Annotated[str, typer.Option(help="The channel that hands them out: telegram, whatsapp, radio, …")] = "posko",
    lang: Annotated[str, typer.Option(help="The page's language: id or en.")] = "id",
    training: Annotated[bool, typer.Option("--training", help="Their reports are exercises.")] = False,
) -> None:
    """Open cards and print their links; each takes one report within 24 hours."""
    invitation = Invitation(network, lang, kind=CardKind.CHANNEL, training=training)
    with opened_platform() as platform:
        base = platform.settings.public_url.rstrip("/")
        asked = [actions.Opening(invitation, Actor.SYSTEM, {})] * count
        for card in actions.open_cards(platform, asked):
            if isinstance(card, actions.ReportCard):
                print(base + actions.LINK.format(card=card.id))


@app.command()
def due() -> None:
    """Print who is to be asked whether it is still so, from now on: report, channel, and the link to send."""
    with opened_platform() as platform:
        base = platform.settings.public_url.rstrip("/")
        asked = ask_due(platform)
        for one in asked:
            print(f"{one.report}\t{one.hazard}\t{one.network}\t{one.live_until:%Y-%m-%dT%H:%MZ}\t{base}{one.path}")
    if not asked:
        print("Nobody: no report with a card leaves the live map within half an hour.")
