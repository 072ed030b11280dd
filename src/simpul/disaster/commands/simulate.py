"""`simpul disaster simulate`: a made-up night of flood against a running sandbox node, and how the node bore it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from simpul.disaster.actions.replay import facts_areas
from simpul.disaster.model.simulation import Night, PlannedRead, PlannedReport
from simpul.disaster.rules import simulation as rules
from simpul.kernel.clock import SystemClock
from simpul.kernel.ids import seeded

if TYPE_CHECKING:
    from simpul.disaster.outside.night import Outcome


def simulate(
    base: Annotated[str, typer.Argument(help="Address of the node, which must run with SIMPUL_SANDBOX=true.")],
    seed: Annotated[int, typer.Option(help="The same seed makes the same night.")] = 2020,
    scale: Annotated[float, typer.Option(help="1 is Jakarta's night of New Year 2020.")] = 0.001,
    minutes: Annotated[float, typer.Option(help="How long the six hours take here.")] = 2.0,
    report: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
) -> None:
    """Let a made-up night of flood come over a node: 50,000 reports, 10 million readers and bots in six hours, scaled."""
    night = Night(seed=seed, scale=scale)
    figures = run(base, night, seconds=minutes * 60)
    for name, value in figures.items():
        print(f"{name:<28} {value}")
    if report:
        report.write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2))
    raise typer.Exit(0 if figures["reports lost"] == 0 else 1)


def run(base: str, night: Night, *, seconds: float) -> dict[str, object]:
    """The night's figures after it went by in `seconds`; typer's Exit where the node is no sandbox."""
    from simpul.disaster.outside import night as outside

    asyncio.run(_only_in_a_sandbox(base))
    plans = planned(night)
    total = sum(round(n * night.scale) for n in (night.reports, night.readers / rules.MISSED))
    with Progress(
        TextColumn("Simulated night"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True)
    ) as bar:
        task = bar.add_task("", total=total)
        visitors = outside.Visitors(
            base, pace=seconds / night.seconds, now=SystemClock().now, told=lambda: bar.advance(task)
        )
        return told(asyncio.run(visitors.live(plans)))


def planned(night: Night) -> tuple[Iterator[PlannedReport], Iterator[PlannedRead]]:
    """Who reports and who looks, from the night's seed alone."""
    spots = [(area.longitude, area.latitude) for area in facts_areas()]
    return rules.reports(night, spots, seeded(night.seed)), rules.reads(night, spots, seeded(night.seed + 1))


def told(outcome: "Outcome") -> dict[str, object]:
    """The figures of an outcome, in words."""
    reports, reads, behind = outcome.report_seconds, outcome.read_seconds, outcome.behind_seconds
    return {
        "reports sent": outcome.planned,
        "reports acknowledged": len(outcome.taken) + len(outcome.cards),
        "reports refused": dict(sorted(outcome.refused.items())),
        "reports without an answer": outcome.unanswered,
        "reports lost": len(outcome.lost),
        "report p50 (s)": round(rules.quantile(reports, 0.5), 3),
        "report p99 (s)": round(rules.quantile(reports, 0.99), 3),
        "reads": sum(outcome.reads.values()),
        "reads failed": outcome.failed_reads,
        "read p50 (s)": round(rules.quantile(reads, 0.5), 3),
        "read p99 (s)": round(rules.quantile(reads, 0.99), 3),
        "map behind, worst (s)": round(max(behind, default=0.0), 3),
    }


async def _only_in_a_sandbox(base: str) -> None:
    """Nothing, where the node says that its data are made up; a made-up report on a real map could cost a life."""
    import aiohttp

    async with aiohttp.ClientSession() as session, session.get(f"{base.rstrip('/')}/api/v1/disaster/figures") as answer:
        said = await answer.json() if answer.status == 200 else {}
    if not said.get("sandbox"):
        typer.echo("This node is no sandbox. Start one with SIMPUL_SANDBOX=true and an empty database.", err=True)
        raise typer.Exit(2)
