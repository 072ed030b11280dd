"""Importing an edition: read, clean, keep piece by piece, and put in force in one transaction.

A run that was broken off goes on where it stopped; until the end the edition before stays in force.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.regions import rules
from simpul.regions.actions.atlas import in_force, keep, keeper, key
from simpul.regions.lookup import build, facts, land
from simpul.regions.lookup.facts import Fact
from simpul.regions.lookup.gazetteer import Gazetteer
from simpul.regions.lookup.repair import repaired
from simpul.regions.model import Edition, Level, RegionsImported
from simpul.regions.outside import folder as published
from simpul.regions.outside.folder import Shapes
from simpul.regions.store import cache, editions

Step = Callable[[str, float], None]
LAYERS = (
    ("provinces", Level.PROVINCE),
    ("regencies_cities", Level.REGENCY),
    ("districts", Level.DISTRICT),
    ("villages", Level.VILLAGE),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A folder to import and the decree that its codes stand in."""

    folder: Path
    law: str = facts.LAW
    valid_from: date = facts.VALID_FROM


@dataclass(slots=True)
class Findings:
    """What an import came upon: rows and outlines refused (code, reason), outlines repaired, codes without an outline."""

    refused: list[tuple[str, str]] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    finer: int = 0

    def plain(self) -> dict[str, Any]:
        """The findings as JSON values."""
        return {
            "refused": [list(each) for each in self.refused],
            "repaired": self.repaired,
            "without_outline": self.bare,
            "finer": self.finer,
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """An edition that is in force, what was found on the way, and whether it was in force before."""

    edition: Edition
    findings: Findings
    known: bool


def _silent(step: str, share: float) -> None: ...


def import_folder(platform: Platform, actor: Actor, *, source: Source, step: Step = _silent) -> Imported:
    """The folder's edition is in force, audited and announced. ImportForbidden, FolderUnfit.

    `step(name, share)` is told of the progress, share from 0 to 1 of the named step.
    """
    rules.permit_import(actor)
    published.checked(source.folder)
    digest = published.digest(source.folder)
    before = in_force(platform)
    if before.digest == digest:
        return Imported(before, Findings(), known=True)
    findings = Findings()
    rows = _rows(source, findings, step)
    edition = _edition(digest, source, rows)
    layers = _layers(source, rows, findings, step)
    _keep(platform, edition, (rows, layers, findings), step)
    _index(platform, edition, (rows, layers[-1][1]), step)
    _put_in_force(platform, actor, (before, edition), findings)
    step("force", 1.0)
    return Imported(edition, findings, known=False)


def import_basemap(platform: Platform, actor: Actor, *, tiles: Path) -> None:
    """The operator's map tiles lie in the data directory. ImportForbidden."""
    rules.permit_import(actor)
    cache.keep_basemap(platform.settings.data_dir, tiles)
    with platform.database.writing(actor) as unit:
        unit.audit("regions.basemap.import", subject=tiles.name, after={"bytes": tiles.stat().st_size})


def _rows(source: Source, findings: Findings, step: Step) -> list[Fact]:
    """The gazetteer's rows that can stand, parents first, so that a child of a refused row is refused too."""
    step("gazetteer", 0.0)
    people = published.population(source.folder)
    known: set[str] = set()
    good: list[Fact] = []
    for row in sorted(published.gazetteer(source.folder), key=lambda row: row.code):
        why = "twice" if row.code in known else rules.flaw(row.code, row.name, (row.longitude, row.latitude), known=known)
        if why is not None:
            findings.refused.append((row.code, why))
            continue
        known.add(row.code)
        good.append(Fact(row.code, row.name, row.longitude, row.latitude, people.get(row.code)))
    step("gazetteer", 1.0)
    return good


def _edition(digest: str, source: Source, rows: Sequence[Fact]) -> Edition:
    counts = np.bincount([rules.level(row.code) for row in rows], minlength=5)
    provinces, regencies, districts, villages = (int(n) for n in counts[1:5])
    return Edition(digest, source.law, source.valid_from, exact=True, counts=(provinces, regencies, districts, villages))


def _layers(source: Source, rows: Sequence[Fact], findings: Findings, step: Step) -> list[tuple[Level, Shapes]]:
    """Every level's outlines, valid, each code one of `rows`."""
    known = {row.code for row in rows}
    layers = []
    for number, (name, level) in enumerate(LAYERS):
        step("outlines", number / len(LAYERS))
        shapes = published.layer(source.folder, name)
        shapes = _with_finer(shapes, published.finer(source.folder), findings) if level is Level.VILLAGE else shapes
        layers.append((level, _cleaned(shapes, known, findings)))
    step("outlines", 1.0)
    drawn = set(layers[-1][1].codes)
    findings.bare = sorted(code for code in known if rules.level(code) is Level.VILLAGE and code not in drawn)
    return layers


def _with_finer(shapes: Shapes, finer: Shapes, findings: Findings) -> Shapes:
    """The villages, with the finer outlines instead of their own where there are some."""
    findings.finer = len(finer.codes)
    better = set(finer.codes)
    rest = [n for n, code in enumerate(shapes.codes) if code not in better]
    codes = (*(shapes.codes[n] for n in rest), *finer.codes)
    return Shapes(codes, np.concatenate((shapes.polygons[rest], finer.polygons)))


def _cleaned(shapes: Shapes, known: set[str], findings: Findings) -> Shapes:
    """The outlines of known codes, valid and none of them empty, in the order of the codes."""
    strange = [code for code in shapes.codes if code not in known]
    findings.refused += [(code, "outline of an unknown code") for code in strange]
    order = sorted((n for n, code in enumerate(shapes.codes) if code in known), key=lambda n: shapes.codes[n])
    codes = tuple(shapes.codes[n] for n in order)
    polygons, broken = repaired(shapes.polygons[order])
    findings.repaired += [codes[n] for n in broken]
    empty = shapely.is_empty(polygons)
    findings.refused += [(codes[n], "outline without area") for n in np.flatnonzero(empty)]
    return Shapes(tuple(code for code, gone in zip(codes, empty, strict=True) if not gone), polygons[~empty])


def _keep(
    platform: Platform, edition: Edition, found: tuple[Sequence[Fact], list[tuple[Level, Shapes]], Findings], step: Step
) -> None:
    """Regions and outlines are in the database, in pieces of a second or less; pieces kept before are left out."""
    rows, layers, findings = found
    with platform.database.writing() as unit:
        unit.unaudited("an edition that is not in force; putting it in force is audited")
        editions.begun(unit.connection, edition, platform.clock.now(), findings.plain())
        editions.keep_regions(unit.connection, edition.digest, rows)
    total, done = sum(len(shapes.codes) for _, shapes in layers), 0
    for level, shapes in layers:
        with platform.database.reading() as unit:
            held = editions.held_outlines(unit.connection, edition.digest, level)
        for codes, polygons in _pieces(shapes, held):
            with platform.database.writing() as unit:
                unit.unaudited("an edition that is not in force; putting it in force is audited")
                editions.keep_outlines(unit.connection, edition.digest, level, codes, polygons)
            done += len(codes)
            step("database", done / total)
    step("database", 1.0)


def _pieces(shapes: Shapes, held: set[str]) -> Iterable[tuple[list[str], NDArray[np.object_]]]:
    rest = [n for n, code in enumerate(shapes.codes) if code not in held]
    for start in range(0, len(rest), editions.PIECE):
        piece = rest[start : start + editions.PIECE]
        yield [shapes.codes[n] for n in piece], shapes.polygons[piece]


def _index(platform: Platform, edition: Edition, found: tuple[Sequence[Fact], Shapes], step: Step) -> None:
    """This machine's atlas of the edition lies ready."""
    step("index", 0.0)
    rows, shapes = found
    outlines = land.read()
    known = Gazetteer.of(edition.digest, rows)
    made = build.exact(known, shapes.codes, shapes.polygons, outlines)
    keep(made, cache.folder(platform.settings.data_dir, key(edition, land.digest())))
    step("index", 1.0)


def _put_in_force(platform: Platform, actor: Actor, change: tuple[Edition, Edition], findings: Findings) -> None:
    before, edition = change
    with platform.database.writing(actor) as unit:
        editions.put_in_force(unit.connection, edition.digest, platform.clock.now())
        editions.keep_successors(unit.connection, facts.successors())
        told = {"edition": edition.digest, "law": edition.law, "counts": list(edition.counts)}
        found = {"refused": len(findings.refused), "repaired": len(findings.repaired)}
        unit.audit("regions.import", subject=edition.digest, before={"edition": before.digest}, after={**told, **found})
        unit.emit(RegionsImported(edition.digest, edition.law))
        unit.ring("regions")
    keeper(platform).forget()
    cache.swept(platform.settings.data_dir, edition.digest)
