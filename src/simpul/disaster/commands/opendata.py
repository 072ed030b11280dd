"""`simpul disaster export`: the files of open data, made now and where they are wanted."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from simpul.disaster.actions.opendata import exporting
from simpul.disaster.model.opendata import MonthFile
from simpul.kernel.context import opened_platform
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform


def export(
    to: Annotated[Path | None, typer.Option(help="Folder to copy every file to; it is made where it is missing.")] = None,
    dataset: Annotated[str, typer.Option(help="One data set: laporan, kejadian, wilayah, pos-air, arsip-2017.")] = "",
    whole: Annotated[bool, typer.Option("--whole", help="Make every month anew, changed or not.")] = False,
) -> None:
    """Make the files of open data by month (CSV and GeoParquet), and copy them where they are wanted."""
    with opened_platform() as platform:
        try:
            for made in exporting.renew(platform, dataset=dataset, whole=whole):
                print(f"{made.dataset} {made.month:%Y-%m}: {made.rows} rows")
        except Refusal as refusal:
            typer.echo(refusal.sentence, err=True)
            raise typer.Exit(1) from refusal
        files = exporting.listed(platform, dataset or None)
        if to is not None:
            _copy(platform, files, to)
    print(f"{len(files)} files, {sum(one.bytes for one in files):,} bytes" + (f", copied to {to}" if to else "."))


def _copy(platform: Platform, files: list[MonthFile], to: Path) -> None:
    """Every file stands in the folder of its data set, under the name people know it by."""
    for one in files:
        target = to / one.dataset / one.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(platform.files.path(one.file), target)
