"""Shelters, how many people were counted in each, and who changed what.

Personal data in `disaster_shelter_step`: `by`, the account of the officer who took the step; kept with the shelter, since
the agency answers for what it told people. The people in a shelter are numbers only; groups of them (children, elderly
and disabled people) are for officers and never public. The contact is an office's.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    UUID,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Identity,
    Integer,
    RowMapping,
    Table,
    Text,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from simpul.disaster.model.shelters import (
    Facility,
    Shelter,
    ShelterChange,
    ShelterCount,
    ShelterDraft,
    ShelterKind,
    ShelterStep,
)
from simpul.kernel.database import Instant, metadata

shelters = Table(
    "disaster_shelter",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("external", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("facilities", ARRAY(Text), nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("people", Integer),
    Column("counted_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("agency", Text),
    Column("version", Integer, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)
counts = Table(
    "disaster_shelter_count",
    metadata,
    Column("shelter", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("people", Integer, nullable=False),
    Column("children", Integer),
    Column("elderly", Integer),
    Column("disabled", Integer),
)
steps = Table(
    "disaster_shelter_step",
    metadata,
    Column("shelter", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("step", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", UUID),
    Column("agency", Text),
    Column("before", JSONB, nullable=False),
)
_DRAFT = ("name", "longitude", "latitude", "capacity", "address", "contact", "note", "external", "source")
_OWN = ("region", "open", "people", "counted_at", "changed_at", "agency", "version", "synthetic")


def get(connection: Connection, number: int, *, lock: bool = False) -> Shelter | None:
    """The shelter of this number; locked for who changes it."""
    wanted = select(shelters).where(shelters.c.number == number)
    row = connection.execute(wanted.with_for_update() if lock else wanted).mappings().one_or_none()
    return _shelter(row) if row else None


def within(connection: Connection, codes: Sequence[str] = ()) -> list[Shelter]:
    """The shelters in any of these regions (none: everywhere), by name."""
    wanted = select(shelters).order_by(shelters.c.name, shelters.c.number)
    if codes:
        here = shelters.c.region
        wanted = wanted.where(
            or_(*(part for code in codes for part in (here == code, here.startswith(f"{code}.", autoescape=True))))
        )
    return [_shelter(row) for row in connection.execute(wanted).mappings()]


def by_external(connection: Connection, external: Sequence[str]) -> dict[str, Shelter]:
    """The shelters that files call by these numbers of their own, locked."""
    wanted = select(shelters).where(shelters.c.external.in_(list(external)), shelters.c.external != "").with_for_update()
    return {row["external"]: _shelter(row) for row in connection.execute(wanted).mappings()}


def add(connection: Connection, one: Shelter) -> int:
    """The number of the shelter, which is in the list now."""
    return int(connection.execute(insert(shelters).values(_values(one)).returning(shelters.c.number)).scalar_one())


def change(connection: Connection, one: Shelter) -> None:
    """The shelter stands as given."""
    connection.execute(update(shelters).where(shelters.c.number == one.number).values(_values(one)))


def remove(connection: Connection, number: int) -> None:
    """The shelter is gone with everything about it."""
    for table in (counts, steps):
        connection.execute(delete(table).where(table.c.shelter == number))
    connection.execute(delete(shelters).where(shelters.c.number == number))


def add_count(connection: Connection, shelter: int, version: int, one: ShelterCount) -> None:
    """The count is in the shelter's history."""
    names = ("at", "people", "children", "elderly", "disabled")
    connection.execute(
        insert(counts).values(shelter=shelter, version=version, **{name: getattr(one, name) for name in names})
    )


def drop_count(connection: Connection, shelter: int, version: int) -> None:
    """The count of this step is withdrawn."""
    connection.execute(delete(counts).where(counts.c.shelter == shelter, counts.c.version == version))


def counts_of(connection: Connection, shelter: int) -> list[ShelterCount]:
    """How many people were counted, the first first."""
    found = connection.execute(select(counts).where(counts.c.shelter == shelter).order_by(counts.c.version)).mappings()
    names = ("at", "people", "children", "elderly", "disabled")
    return [ShelterCount(**{name: row[name] for name in names}) for row in found]


def add_step(connection: Connection, shelter: int, one: ShelterChange) -> None:
    """The step is in the shelter's history."""
    names = ("version", "at", "by", "agency")
    values = {name: getattr(one, name) for name in names}
    connection.execute(insert(steps).values(shelter=shelter, step=one.step.value, before=dict(one.before), **values))


def steps_of(connection: Connection, shelter: int) -> list[ShelterChange]:
    """What was done with the shelter, the first first."""
    found = connection.execute(select(steps).where(steps.c.shelter == shelter).order_by(steps.c.version)).mappings()
    names = ("version", "at", "by", "agency", "before")
    return [ShelterChange(step=ShelterStep(row["step"]), **{name: row[name] for name in names}) for row in found]


def steps_at(connection: Connection, at: datetime, by: uuid.UUID | None) -> dict[int, list[ShelterChange]]:
    """What somebody did with shelters at one moment (a file taken in), by shelter, the first step first."""
    wanted = select(steps).where(steps.c.at == at, steps.c.by == by).order_by(steps.c.shelter, steps.c.version)
    names = ("version", "at", "by", "agency", "before")
    found: dict[int, list[ShelterChange]] = {}
    for row in connection.execute(wanted).mappings():
        one = ShelterChange(step=ShelterStep(row["step"]), **{name: row[name] for name in names})
        found.setdefault(row["shelter"], []).append(one)
    return found


def forget_synthetic(connection: Connection) -> None:
    """What was made up for trying out is gone."""
    made_up = select(shelters.c.number).where(shelters.c.synthetic)
    for table in (counts, steps):
        connection.execute(delete(table).where(table.c.shelter.in_(made_up)))
    connection.execute(delete(shelters).where(shelters.c.synthetic))


def _values(one: Shelter) -> dict[str, Any]:
    draft = one.draft
    return {
        **{name: getattr(draft, name) for name in _DRAFT},
        **{name: getattr(one, name) for name in _OWN},
        "kind": draft.kind.value,
        "facilities": [facility.value for facility in draft.facilities],
    }


def _shelter(row: RowMapping) -> Shelter:
    draft = ShelterDraft(
        kind=ShelterKind(row["kind"]),
        facilities=tuple(Facility(one) for one in row["facilities"]),
        **{name: row[name] for name in _DRAFT},
    )
    return Shelter(number=row["number"], draft=draft, **{name: row[name] for name in _OWN})
