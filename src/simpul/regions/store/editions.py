"""Editions of the regions in PostgreSQL: begun, filled piece by piece, and put in force at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.regions.lookup.facts import Fact
from simpul.regions.model import Edition, Level, Successor
from simpul.regions.store import tables
from simpul.regions.store.tables import edition, region, successor

PIECE = 4_000
COPY_REGIONS = "COPY regions_region (edition, code, name, longitude, latitude, population) FROM STDIN"
COPY_OUTLINES = "COPY regions_outline (edition, level, code, polygon) FROM STDIN"


def in_force(connection: Connection) -> Edition | None:
    """The imported edition in force; None while only the packaged facts are."""
    row = connection.execute(
        select(edition).where(edition.c.in_force_at.is_not(None)).order_by(edition.c.in_force_at.desc()).limit(1)
    ).first()
    return None if row is None else _edition(row)


def history(connection: Connection) -> list[tuple[Edition, datetime | None, dict[str, Any]]]:
    """Every edition this node began to import with when it came into force and what was found, newest first."""
    rows = connection.execute(select(edition).order_by(edition.c.begun_at.desc()))
    return [(_edition(row), row.in_force_at, row.findings) for row in rows]


def begun(connection: Connection, new: Edition, at: datetime, findings: dict[str, Any]) -> None:
    """The edition is known here; a second time changes only what was found."""
    row = {
        "digest": new.digest,
        "law": new.law,
        "valid_from": new.valid_from,
        "counts": list(new.counts),
        "findings": findings,
        "begun_at": at,
    }
    statement = insert(edition).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["digest"], set_={"findings": findings}))


def keep_regions(connection: Connection, digest: str, facts: Sequence[Fact]) -> None:
    """The edition holds these regions; those it held already stay."""
    held = connection.scalar(select(func.count()).select_from(region).where(region.c.edition == digest))
    if held == len(facts):
        return
    connection.execute(delete(region).where(region.c.edition == digest))
    rows = ((digest, f.code, f.name, f.longitude, f.latitude, f.population) for f in facts)
    _copy(connection, COPY_REGIONS, rows)


def held_outlines(connection: Connection, digest: str, level: Level) -> set[str]:
    """The codes of that level whose outlines the edition holds already."""
    return set(
        connection.scalars(
            select(tables.outline.c.code).where(tables.outline.c.edition == digest, tables.outline.c.level == int(level))
        )
    )


def keep_outlines(
    connection: Connection, digest: str, level: Level, codes: Sequence[str], polygons: NDArray[np.object_]
) -> None:
    """The edition holds these outlines, none of which it held before."""
    wkb = shapely.to_wkb(polygons)
    rows = ((digest, int(level), code, bytes_) for code, bytes_ in zip(codes, wkb, strict=True))
    _copy(connection, COPY_OUTLINES, rows)


def put_in_force(connection: Connection, digest: str, at: datetime) -> None:
    """The edition is the one in force; outlines of those before are gone, their codes and names stay."""
    connection.execute(update(edition).where(edition.c.digest == digest).values(in_force_at=at))
    connection.execute(delete(tables.outline).where(tables.outline.c.edition != digest))


def facts(connection: Connection, digest: str) -> list[Fact]:
    """The regions of an edition."""
    columns = (region.c.code, region.c.name, region.c.longitude, region.c.latitude, region.c.population)
    return [Fact(*row) for row in connection.execute(select(*columns).where(region.c.edition == digest))]


def outlines(
    connection: Connection, digest: str, level: Level, within: str = ""
) -> tuple[tuple[str, ...], NDArray[np.object_]]:
    """Codes and polygons of one level, of the whole country or below one code, in the order of the codes."""
    wanted = select(tables.outline.c.code, tables.outline.c.polygon).where(
        tables.outline.c.edition == digest, tables.outline.c.level == int(level)
    )
    if within:
        wanted = wanted.where(tables.outline.c.code.startswith(f"{within}.", autoescape=True))
    rows = connection.execute(wanted).all()
    rows = sorted(rows, key=lambda row: row.code)
    polygons: NDArray[np.object_] = shapely.from_wkb(np.array([row.polygon for row in rows], dtype=object))
    return tuple(row.code for row in rows), polygons


def outline(connection: Connection, digest: str, level: Level, code: str) -> shapely.Geometry | None:
    """One region's polygon, or None where the edition holds none."""
    c = tables.outline.c
    row = connection.execute(select(c.polygon).where(c.edition == digest, c.level == int(level), c.code == code)).first()
    return None if row is None else shapely.from_wkb(row.polygon)


def keep_successors(connection: Connection, rows: Iterable[Successor]) -> None:
    """These successors are known."""
    values = [{"old": row.old, "new": row.new, "law": row.law} for row in rows]
    connection.execute(insert(successor).values(values).on_conflict_do_nothing())


def successors(connection: Connection) -> list[Successor]:
    """All successors that are known beside the packaged ones."""
    return [Successor(*row) for row in connection.execute(select(successor).order_by(successor.c.old, successor.c.new))]


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    if not connection.in_transaction():
        connection.begin()  # SQLAlchemy does not see what the driver does, and would not commit it
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _edition(row: Row[Any]) -> Edition:
    provinces, regencies, districts, villages = row.counts
    return Edition(row.digest, row.law, row.valid_from, exact=True, counts=(provinces, regencies, districts, villages))
