"""`simpul malaria simulate`: a made-up district, into a file or into a sandbox node."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from simpul.kernel.context import opened_platform
from simpul.kernel.platform import Platform
from simpul.malaria.model.simulation import SimulatedPlan, SimulatedSize

FILE_UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
"""Where a file's history ends unless told: a fixed day, so that the same command writes the same bytes on any day."""


def mount(app: typer.Typer) -> None:
    """`simulate` is one of the group's commands."""
    app.command("simulate")(simulate)


def simulate(
    seed: Annotated[int, typer.Option(help="The same seed makes the same district.")] = 2018,
    years: Annotated[float, typer.Option(min=0.01, max=20, help="How much history.")] = 5,
    size: Annotated[SimulatedSize, typer.Option(help="One village of 600, Teluk Bintuni, or Papua Barat.")] = (
        SimulatedSize.KABUPATEN
    ),
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day: 2026-01-01 for a file, today for the node.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write JSON lines here; otherwise fill this node.")] = None,
) -> None:
    """Make up a district: people, malaria, and what village workers record, all labelled synthetic."""
    from simpul.malaria.actions import district

    with opened_platform() as platform:
        if out is None:
            district.permit_synthetic(platform)
        begin, end = district.span(_end(platform, until, to_file=out is not None), years)
        wanted = district.plan(platform, size, seed=seed, begin=begin, until=end)
        _carry_out(platform, wanted, out)


def _end(platform: Platform, until: datetime | None, *, to_file: bool) -> datetime:
    if until is not None:
        return until.replace(tzinfo=UTC)
    now = platform.clock.now()
    return FILE_UNTIL if to_file else now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _carry_out(platform: Platform, wanted: SimulatedPlan, out: Path | None) -> None:
    from simpul.malaria.actions import demo_watch, district

    columns = (TextColumn("Synthetic district"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    people, total = sum(one.population for one in wanted.spots), 0
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(wanted.spots))

        def step(done: int, events: int) -> None:
            nonlocal total
            total += events
            bar.update(task, completed=done)

        if out is None:
            district.fill(platform, wanted, step)
            demo_watch.seed(platform)
        else:
            with out.open("wb") as file:
                for line in district.lines(wanted, step):
                    file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    where = f"written to {out}" if out else "in this node"
    print(f"Synthetic: {len(wanted.spots):,} villages, {people:,} people, {total:,} events {where}.")
