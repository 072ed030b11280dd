"""`simpul disaster areas …`, `… gauges …`, `… infrastructure …`: which areas a node knows, and what its water does."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import typer

from simpul.disaster.actions import area_register, demo_water
from simpul.disaster.actions import gauges as water
from simpul.disaster.model.areas import AreaFileUnreadable
from simpul.disaster.rules import gauges as rules
from simpul.kernel.context import opened_platform
from simpul.kernel.errors import Refusal
from simpul.regions import Level

app_areas = typer.Typer(help="Areas that officers set states for.", no_args_is_help=True)
app_gauges = typer.Typer(help="Flood gauges and what they say.", no_args_is_help=True)
app_infrastructure = typer.Typer(help="Basins, floodgates, pumps, sites and waterways.", no_args_is_help=True)
FILE_MOST = 512 * 1024 * 1024
_SHOWN = 20
_COLUMNS = "id=id,name=name,parent=parent,city=city"
_T = TypeVar("_T")
File = Annotated[Path, typer.Argument(help="The file to read; .gz is unpacked.")]
Source = Annotated[str, typer.Option(help="Who made it and on which terms; shown with it.")]


@app_areas.command()
def add(
    level: Annotated[str, typer.Option(help="province, regency, district or village.")] = "village",
    within: Annotated[str, typer.Option(help="Code of the region they lie in, such as 31.")] = "",
) -> None:
    """Make the regions of a level local areas, so that they stand on the desk and in every answer."""
    known = {one.slug: one for one in Level}
    if level not in known:
        raise typer.BadParameter(f"{level} is none of {', '.join(known)}", param_hint="--level")
    with opened_platform() as platform:
        added = _or_exit(lambda: area_register.seed_level(platform, known[level], within))
    print(f"{added} areas added.")


@app_areas.command(name="import")
def import_areas(
    file: File,
    source: Source = "",
    columns: Annotated[str, typer.Option(help="Which properties hold number, name, parent and city.")] = _COLUMNS,
    within: Annotated[str, typer.Option(help="Code of the region whose agency the file comes from.")] = "",
) -> None:
    """Take in polygons from GeoJSON; one with a known number is renewed and keeps its state."""
    named = replace(_columns(columns), within=within)
    with opened_platform() as platform:
        given = _or_exit(lambda: _json(file))
        done = _or_exit(lambda: area_register.import_features(platform, given, named, source=source or file.name))
    print(f"{done.kept} areas imported; {len(done.refused)} features refused.")
    for row, why in done.refused[:_SHOWN]:
        print(f"  feature {row}: {why}")


@app_gauges.command(name="import")
def import_gauges(file: File, source: Source = "") -> None:
    """Take in stations and observations: CSV (id,name,longitude,latitude,time,depth_cm,warning) or CogniCity's JSON."""
    with opened_platform() as platform:
        found = _or_exit(lambda: rules.read(_bytes(file)))
        stations, seen = _or_exit(lambda: water.take_in(platform, found, source=source or file.name))
    print(f"{stations} gauges and {seen} observations imported.")


@app_gauges.command()
def samples() -> None:
    """Make up a few gauges and things of infrastructure for trying out; they are labelled synthetic wherever shown."""
    with opened_platform() as platform:
        stations, things = _or_exit(lambda: demo_water.seed(platform))
    print(f"{stations} synthetic gauges and {things} synthetic things of infrastructure.")


@app_infrastructure.callback()
def infrastructure() -> None:
    """Basins, floodgates, pumps, sites and waterways."""


@app_infrastructure.command(name="import")
def import_infrastructure(
    kind: Annotated[str, typer.Argument(help="basins, floodgates, pumps, sites or waterways.")],
    file: File,
    source: Source = "",
) -> None:
    """The layer holds what this GeoJSON holds: points and lines with `name` and tags. What it held before is gone."""
    with opened_platform() as platform:
        layer = _or_exit(lambda: rules.kind_of(kind))
        given = _or_exit(lambda: _json(file))
        count = _or_exit(lambda: water.take_in_layer(platform, layer, given, source=source or file.name))
    print(f"{count} {kind} imported.")


def _columns(given: str) -> area_register.Columns:
    """The columns that `id=geom_id,name=area_name` names; what it leaves out is taken from where the area lies."""
    pairs = dict(pair.split("=", 1) for pair in given.split(",") if "=" in pair)
    if not pairs or pairs.keys() - {"id", "name", "parent", "city"}:
        raise typer.BadParameter(f"{given} is not like {_COLUMNS}", param_hint="--columns")
    return area_register.Columns(**{name.strip(): value.strip() for name, value in pairs.items()})


def _json(file: Path) -> Any:
    try:
        return orjson.loads(_bytes(file))
    except orjson.JSONDecodeError:
        raise AreaFileUnreadable(reason=f"{file.name} is no JSON") from None


def _bytes(file: Path) -> bytes:
    """The file's bytes, unpacked; AreaFileUnreadable for one that is not there, broken or larger than any such file."""
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as source:
            content = source.read(FILE_MOST + 1)
    except (OSError, EOFError):
        raise AreaFileUnreadable(reason=f"{file} cannot be read") from None
    if len(content) > FILE_MOST:
        raise AreaFileUnreadable(reason=f"{file.name} is larger than 512 MB")
    return content


def _or_exit(do: Callable[[], _T]) -> _T:
    """What `do` gives; a refusal is told in one line and ends the command with 1."""
    try:
        return do()
    except Refusal as refusal:
        typer.echo(refusal.sentence.format(**refusal.facts), err=True)
        raise typer.Exit(1) from refusal
