"""SQL about what was sent on, and about the numbers of places in other systems."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from simpul.kernel.database.unit import Unit
from simpul.malaria.model.sending import OutsideCode, OutsideSystem, SendPage, SentLine, TakenFile
from simpul.malaria.store.register import within
from simpul.malaria.store.register_tables import tallies
from simpul.malaria.store.sending_tables import outside_codes, sent
from simpul.malaria.store.tallies import MONTH, PLACE, REGENCY, REGENCY_LENGTH

_TAKEN = ("artefact", "region", "first", "until", "rows", "digest", "purpose", "synthetic")


def tell(unit: Unit, taken: TakenFile) -> None:
    """The history says that the unit's actor took this now."""
    values = {name: getattr(taken, name) for name in _TAKEN}
    actor = unit.actor
    who = {"by": actor.id, "by_name": actor.name, "agency": actor.agency or "", "at": unit.clock.now()}
    unit.connection.execute(insert(sent).values(id=unit.ids.new(), **values, **who))


def history(connection: Connection, region: str | None, page: int, per_page: int) -> SendPage:
    """What was taken of places in the region, the newest first."""
    chosen = within(sent.c.region, region)
    total = connection.scalar(select(func.count()).select_from(sent).where(*chosen)) or 0
    wanted = select(sent).where(*chosen).order_by(sent.c.number.desc()).limit(per_page).offset((page - 1) * per_page)
    return SendPage([_line(row) for row in connection.execute(wanted)], total)


def _line(row: Any) -> SentLine:
    return SentLine(row.id, row.at, row.by_name, row.agency, TakenFile(**{name: getattr(row, name) for name in _TAKEN}))


def codes(connection: Connection, system: OutsideSystem, region: str | None = None) -> list[OutsideCode]:
    """The numbers of the region's places in this system, by code."""
    c = outside_codes.c
    wanted = select(c.area, c.code).where(c.system == system.value, *within(c.area, region)).order_by(c.area)
    return [OutsideCode(system, row.area, row.code) for row in connection.execute(wanted)]


def replace_codes(unit: Unit, system: OutsideSystem, region: str | None, many: Sequence[OutsideCode]) -> None:
    """The region's places have these numbers in this system and no others."""
    c, now = outside_codes.c, unit.clock.now()
    unit.connection.execute(delete(outside_codes).where(c.system == system.value, *within(c.area, region)))
    if many:
        rows = [{"system": system.value, "area": one.area, "code": one.code, "at": now} for one in many]
        unit.connection.execute(insert(outside_codes), rows)


def regencies(connection: Connection, region: str | None) -> list[str]:
    """Codes of the kabupaten that have figures and lie in the region."""
    chosen = (tallies.c.level == REGENCY, tallies.c.span == MONTH, *within(tallies.c.area, region))
    return list(connection.scalars(select(tallies.c.area).distinct().where(*chosen).order_by(tallies.c.area)))


def oldest(connection: Connection, region: str | None) -> date | None:
    """The first month with figures in the region."""
    level = REGENCY if region is None or len(region) <= REGENCY_LENGTH else PLACE
    chosen = (tallies.c.level == level, tallies.c.span == MONTH, *within(tallies.c.area, region))
    first: date | None = connection.scalar(select(func.min(tallies.c.first)).where(*chosen))
    return first
