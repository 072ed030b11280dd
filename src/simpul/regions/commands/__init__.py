"""`simpul regions …`: import an edition, look at what is in force, find a name, locate a point."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform
from simpul.kernel.platform import Platform
from simpul.regions import actions
from simpul.regions.commands import tables
from simpul.regions.lookup import facts
from simpul.regions.outside import folder as published

app = typer.Typer(no_args_is_help=True, help="Codes, names and boundaries of Indonesia's regions.")

STEPS = {
    "gazetteer": "Codes and names",
    "outlines": "Boundaries, made valid",
    "database": "Into the database",
    "index": "Index for points",
    "force": "In force",
}
DATA = Path(tables.__file__).parents[1] / "data"


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="A folder with gazetteer.csv.gz, population.csv and *.topojson.gz.")],
    law: Annotated[str, typer.Option(help="The decree in which the codes stand.")] = facts.LAW,
    valid_from: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="From when it holds.")] = datetime(
        facts.VALID_FROM.year, facts.VALID_FROM.month, facts.VALID_FROM.day, tzinfo=UTC
    ),
    basemap: Annotated[Path | None, typer.Option(help="A PMTiles file for the map; by default the folder's own.")] = None,
) -> None:
    """Import all regions with their boundaries. The edition before stays in force until the new one is complete."""
    source = actions.Source(folder, law, valid_from.date())
    with opened_platform() as platform:
        imported = _imported(platform, source)
        tiles = basemap or next(iter(sorted(folder.glob("*.pmtiles"))), None)
        if tiles is not None:
            actions.import_basemap(platform, Actor.SYSTEM, tiles=tiles)
    _tell(imported)


def _imported(platform: Platform, source: actions.Source) -> actions.Imported:
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TextColumn("{task.percentage:>4.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {name: bars.add_task(words, total=1.0, start=False) for name, words in STEPS.items()}

        def step(name: str, share: float) -> None:
            bars.start_task(tasks[name])
            bars.update(tasks[name], completed=share)

        return actions.import_folder(platform, Actor.SYSTEM, source=source, step=step)


def _tell(imported: actions.Imported) -> None:
    edition, found = imported.edition, imported.findings
    names = ("provinces", "regencies and cities", "districts", "villages")
    counted = ", ".join(f"{n:,} {name}" for n, name in zip(edition.counts, names, strict=True))
    print(f"{'Already in force' if imported.known else 'In force'}: {edition.law}, {counted} ({edition.digest[:12]}).")
    if imported.known:
        return
    print(f"Boundaries repaired: {len(found.repaired):,}. Villages without a boundary: {len(found.bare):,}.")
    print(f"Villages taken from finer files: {found.finer}. Refused: {len(found.refused):,}.")
    for code, why in found.refused[:50]:
        print(f"  refused {code}: {why}")


@app.command()
def status() -> None:
    """Say which edition is in force, and what was imported before."""
    with opened_platform() as platform:
        told = actions.status(platform)
    shown = Table("edition", "law", "valid from", "boundaries", "regions", "in force since")
    for edition, since in told.editions:
        boundaries = "exact" if edition.exact else "approximate"
        total = f"{sum(edition.counts):,}"
        when = since.isoformat(" ", "minutes") if since else "the beginning" if edition == told.in_force else "never"
        shown.add_row(edition.digest[:12], edition.law, edition.valid_from.isoformat(), boundaries, total, when)
    Console().print(shown)
    land = "built" if told.land else "missing, run `make assets`; points are judged by the nearest known place"
    print(f"Land outlines: {land}.")
    print(f"Map tiles: {'imported' if told.basemap else 'none; our own land is drawn'}.")


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A name or code; misspellings do little harm.")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 8,
) -> None:
    """Find regions by name."""
    with opened_platform() as platform:
        found = actions.find(platform, name, limit=limit)
    for each in found:
        print(f"{each.region.code:<14} {each.name} ({each.region.kind})")
    if not found:
        print("Nothing found.")
        raise typer.Exit(1)


@app.command(context_settings={"ignore_unknown_options": True})
def locate(longitude: float, latitude: float) -> None:
    """Tell the regions around a point, given in degrees: longitude first."""
    with opened_platform() as platform:
        place = actions.locate(platform, longitude, latitude)
    for region in place.regions:
        print(f"{region.code:<14} {region.name} ({region.kind})")
    print("Boundaries are approximate." if place.approximate else "Boundaries are exact.")


@app.command("build-facts")
def build_facts(
    folder: Annotated[Path, typer.Argument(help="A folder with gazetteer.csv.gz, population.csv and *.topojson.gz.")],
    to: Annotated[Path, typer.Option(help="Where to write the tables.")] = DATA,
) -> None:
    """Make the tables that the program itself carries; for developers, when a decree changes."""
    published.checked(folder)
    for table, rows in tables.build(folder, to).items():
        print(f"{table}: {rows:,} rows")
