"""SQL about the way to elimination: last local cases of villages and kabupaten, and certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from simpul.malaria.model.elimination import EliminationCertificate
from simpul.malaria.rules.alerting import IMPORTED
from simpul.malaria.store.register import within
from simpul.malaria.store.register_tables import certificates, tallies, tests
from simpul.malaria.store.tables import villages
from simpul.malaria.store.tallies import MONTH, PLACE, REGENCY

_t = tallies.c


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A place of the register: its last local or unexplained case, since when tests come from it."""

    code: str
    name: str
    synthetic: bool
    last_local: date | None
    since: date | None
    unexplained: int


def of_villages(connection: Connection, region: str, recent: date) -> list[LookedAt]:
    """The programme's villages of the region by name; `unexplained` counts cases from `recent` on."""
    t = tests.c
    local = or_(t.origin.is_(None), t.origin.not_in(IMPORTED))
    cases = (
        select(
            t.village,
            func.max(t.day).filter(local).label("last_local"),
            func.count().filter(t.origin.is_(None), t.day >= recent).label("unexplained"),
        )
        .where(t.result == "positive", t.purpose == "diagnosis", *within(t.village, region))
        .group_by(t.village)
        .subquery()
    )
    looked = _looked(PLACE, region).subquery()
    v = villages.c
    joined = villages.outerjoin(cases, cases.c.village == v.code).outerjoin(looked, looked.c.area == v.code)
    wanted = select(
        *(v.code, v.name, v.synthetic, cases.c.last_local, looked.c.since),
        func.coalesce(cases.c.unexplained, 0).label("unexplained"),
    )
    found = connection.execute(wanted.select_from(joined).where(*within(v.code, region)).order_by(v.name, v.code))
    return [LookedAt(**row) for row in found.mappings()]


def of_regencies(connection: Connection, region: str | None) -> list[LookedAt]:
    """The kabupaten of the region that have tests; `last_local` is the first day of the last month with a local case."""
    rows = connection.execute(_looked(REGENCY, region)).mappings()
    return [LookedAt(row["area"], "", row["synthetic"], row["last_local"], row["since"], 0) for row in rows]


def _looked(level: str, region: str | None) -> Any:
    elsewhere: ColumnElement[int] = sum((_t[name] for name in IMPORTED[1:]), start=_t[IMPORTED[0]])
    return (
        select(
            _t.area,
            func.min(_t.first).label("since"),
            func.max(_t.first).filter(_t.positive > elsewhere).label("last_local"),
            func.bool_or(_t.synthetic).label("synthetic"),
        )
        .where(and_(_t.level == level, _t.span == MONTH, *within(_t.area, region)))
        .group_by(_t.area)
        .order_by(_t.area)
    )


def certified(connection: Connection, region: str | None) -> dict[str, EliminationCertificate]:
    """The certificates of the region's areas, by their code."""
    c = certificates.c
    found = connection.execute(select(c.area, c.number, c.given_on, c.by_name).where(*within(c.area, region)))
    return {row["area"]: EliminationCertificate(**row) for row in found.mappings()}


def certify(connection: Connection, row: dict[str, Any]) -> None:
    """The area holds this certificate and no other."""
    statement = insert(certificates).values(row)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["area"], set_={k: v for k, v in row.items() if k != "area"})
    )


def withdraw(connection: Connection, area: str) -> Sequence[str]:
    """The numbers of the certificates that the area held; it holds none now."""
    gone = delete(certificates).where(certificates.c.area == area).returning(certificates.c.number)
    return list(connection.scalars(gone))
