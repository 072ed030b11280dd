"""`simpul disaster feed …`, `… feeds`, `… layer-samples`: other agencies' documents by hand, and how their feeds stand."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from simpul.disaster.actions import demo_layers, feeds
from simpul.disaster.commands.areas import File, _bytes, _or_exit
from simpul.disaster.model.feeds import FeedKind
from simpul.kernel.context import opened_platform

_SHOWN = 20


def feed(
    kind: Annotated[str, typer.Argument(help="quakes, nowcast or volcano.")],
    file: File,
    issued: Annotated[str, typer.Option(help="When its issuer made it (2026-11-23T05:00:00Z), where that is known.")] = "",
) -> None:
    """Take in a document of BMKG or PVMBG: earthquakes (JSON), warnings (CAP), volcano levels and eruptions (JSON)."""
    at = _instant(issued)
    with opened_platform() as platform:
        wanted = _or_exit(lambda: feeds.kind_of(kind))
        content = _or_exit(lambda: _bytes(Path(file)))
        taken = _or_exit(lambda: feeds.take_in(platform, wanted, content, issued_at=at))
    print(f"{taken.fresh} new or changed, {taken.known} known; {len(taken.refused)} refused.")
    for line in taken.refused[:_SHOWN]:
        print(f"  {line}")


def feeds_state() -> None:
    """How the feeds stand: fresh, silent since when, failing and why, or off."""
    with opened_platform() as platform:
        stands = [feeds.stands(platform, kind) for kind in FeedKind]
    for one in stands:
        since = f"{one.last_at:%Y-%m-%d %H:%M} UTC" if one.last_at else "never"
        print(f"{one.feed.kind.value}: {one.state.value}, last {since}{f' ({one.feed.reason})' if one.feed.reason else ''}")


def layers_samples() -> None:
    """Make up earthquakes, volcanoes, a forecast and shelters for trying out; all are labelled synthetic."""
    with opened_platform() as platform:
        made = _or_exit(lambda: demo_layers.seed(platform))
    print(f"{made} synthetic things.")


def _instant(given: str) -> datetime | None:
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise typer.BadParameter(f"{given} is not a time such as 2026-11-23T05:00:00Z") from error
    if at.tzinfo is None:
        raise typer.BadParameter(f"{given} has no zone; write 2026-11-23T05:00:00Z or +07:00")
    return at


def mount(app: typer.Typer) -> None:
    """The commands stand below `simpul disaster`."""
    app.command()(feed)
    app.command(name="feeds")(feeds_state)
    app.command(name="layer-samples")(layers_samples)
