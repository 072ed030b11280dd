"""`simpul disaster …`: the replay of the archive, the import of its texts and outlines, and the making of our own facts."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from simpul.disaster.actions import replay as actions
from simpul.disaster.commands import cards, channels, feeds, imports
from simpul.disaster.commands.areas import app_areas, app_gauges, app_infrastructure
from simpul.disaster.commands.opendata import export
from simpul.disaster.commands.simulate import simulate
from simpul.kernel.context import opened_platform
from simpul.kernel.errors import Refusal

app = typer.Typer(
    help="Disasters: report cards, areas, gauges, the archive of 2017 and its replay, a simulated night.",
    no_args_is_help=True,
)
_WIB = timezone(timedelta(hours=7))
app.command()(simulate)
app.command()(export)
app.command(name="import-reports")(imports.import_reports)
app.add_typer(cards.app, name="cards")
app.add_typer(channels.app, name="channels")
app.add_typer(app_areas, name="areas")
app.add_typer(app_gauges, name="gauges")
app.add_typer(app_infrastructure, name="infrastructure")
feeds.mount(app)
_SHOWN = 20


@app.command()
def replay(
    speed: Annotated[float, typer.Option(help="How many times faster than it happened (1 to 7,200).")] = 600.0,
    from_: Annotated[str, typer.Option("--from", help="Where to begin, in WIB: 2017-02-21T03:00.")] = "",
    until: Annotated[str, typer.Option(help="Where to begin again, in WIB.")] = "",
    stop: Annotated[bool, typer.Option("--stop", help="End the replay.")] = False,
) -> None:
    """Replay the Jakarta flood of February 2017 on the map, marked as archive, over and over until it is stopped."""
    with opened_platform() as platform:
        if stop:
            print("The replay has ended." if actions.stop(platform) else "No replay was running.")
            return
        running = _or_exit(lambda: actions.start(platform, speed=speed, from_at=_instant(from_), until_at=_instant(until)))
        begin, end = (f"{at.astimezone(_WIB):%d %b %Y %H:%M} WIB" for at in (running.from_at, running.until_at))
        print(f"Replaying {begin} to {end} at {speed:g}×, arsip 2017 · PetaBencana.id")


@app.command(name="import")
def import_(
    folder: Annotated[Path, typer.Argument(help="Folder of the public archive: reports.geojson and the outlines.")],
) -> None:
    """Add residents' texts and the outlines of the areas to the archive, from a copy of the public archive."""
    with opened_platform() as platform, _bar() as bar:
        task = bar.add_task("Reports and outlines", total=1_506)
        result = _or_exit(lambda: actions.take_in(platform, folder, progress=lambda done: bar.advance(task, done)))
        bar.update(task, total=result.texts + result.outlines)
    print(f"{result.texts} texts and {result.outlines} outlines imported; {len(result.refused)} rows refused.")
    for line in result.refused[:_SHOWN]:
        print(f"  {line}")


@app.command(name="build-facts")
def build_facts(
    source: Annotated[Path, typer.Argument(help="Folder of the public archive.")],
    target: Annotated[Path, typer.Argument(help="Where the tables go.")] = actions.FACTS,
) -> None:
    """Write our own tables of facts (times, points, depths, states; no texts, no outlines) from the public archive."""
    from simpul.disaster.commands.facts import write_facts

    for name, rows in _or_exit(lambda: write_facts(source, target)).items():
        print(f"{name}: {rows} rows")


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True))


def _instant(given: str) -> datetime | None:
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise typer.BadParameter(f"{given} is not a time such as 2017-02-21T03:00") from error
    return at if at.tzinfo else at.replace(tzinfo=_WIB)


def _or_exit(do: Any) -> Any:
    """What `do` gives; a refusal is told in one line and ends the command with 1."""
    try:
        return do()
    except Refusal as refusal:
        typer.echo(refusal.sentence, err=True)
        raise typer.Exit(1) from refusal
