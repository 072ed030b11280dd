"""`simpul disaster import-reports FILE`: a file of reports taken in at once, with what was left out and why."""

import csv
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Annotated
from uuid import UUID

import typer

from simpul.disaster.actions import import_work, importing
from simpul.disaster.actions.importing import Asked, Seen
from simpul.disaster.model.import_refusals import WHYS, ImportTooLarge
from simpul.disaster.model.imports import FILE_MOST, ROWS_MOST, WORKED, ImportState
from simpul.kernel.actor import Actor
from simpul.kernel.context import opened_platform
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

_SHOWN, _AGAIN = 20, 0.2


class As(StrEnum):
    """What the reports of a file are."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    TRAINING = "training"


def import_reports(
    file: Annotated[Path, typer.Argument(help="The file: CSV with a heading line, or GeoJSON; up to 10 MB.")],
    source: Annotated[str, typer.Option(help="Where the reports come from; their numbers are this source's.")],
    hazard: Annotated[str, typer.Option(help="What rows report that name no hazard.")] = "flood",
    as_: Annotated[As, typer.Option("--as", help="unverified, verified by us, or training.")] = As.UNVERIFIED,
    refused: Annotated[Path | None, typer.Option(help="File for the rows that are left out, as CSV.")] = None,
) -> None:
    """Take in a file of reports; the same file again changes nothing. What is left out is listed with line and reason."""
    asked = Asked(source, hazard, checked=as_ is As.VERIFIED, training=as_ is As.TRAINING)
    with opened_platform() as platform:
        try:
            seen = taken(platform, _bytes(file), file.name, asked)
        except Refusal as refusal:
            typer.echo(refusal.sentence.format(**refusal.facts), err=True)
            raise typer.Exit(1) from refusal
    _tell(seen)
    if refused:
        _write(refused, seen)
    counts = seen.one.counts
    done = seen.one.state is ImportState.TAKEN and (counts.get("fresh") or counts.get("known"))
    raise typer.Exit(0 if done else 1)


def taken(platform: Platform, content: bytes, name: str, asked: Asked) -> Seen:
    """The import after everything sound in it was taken in, as the operator's; what is wrong with the file otherwise."""
    actor = importing.operator(platform, "")
    found = importing.send(platform, actor, content, name=name, asked=asked)
    _worked(platform, actor, found)
    importing.take(platform, actor, found)
    return _worked(platform, actor, found)


def _worked(platform: Platform, actor: Actor, found: UUID) -> Seen:
    """The import once nobody has anything to do on it: a running node may have been faster than this command."""
    while True:
        import_work.work(platform)
        seen = _seen(platform, actor, found)
        if seen.one.state not in WORKED:
            return seen
        Event().wait(_AGAIN)


def _seen(platform: Platform, actor: Actor, found: UUID) -> Seen:
    return importing.seen(platform, actor, found, flaws=(1, ROWS_MOST), first=0)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > FILE_MOST:
            raise ImportTooLarge(megabytes=FILE_MOST // 1024**2)
        return file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read") from error


def _tell(seen: Seen) -> None:
    counts = seen.one.counts
    said = f"{counts.get('fresh', 0)} reports are new, {counts.get('known', 0)} known, {counts.get('flawed', 0)} left out."
    typer.echo(said)
    for flaw in seen.flaws.lines[:_SHOWN]:
        typer.echo(f"  line {flaw.line}: {WHYS[flaw.why]} {flaw.column} {flaw.value}".rstrip())


def _write(target: Path, seen: Seen) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["line", "reason", "column", *seen.one.heads])
        writer.writerows((one.line, WHYS[one.why], one.column, *one.cells) for one in seen.flaws.lines)
