"""SQL about slides: who reads, first readings, rounds drawn, second and third readings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.kernel.actor import Actor
from simpul.malaria.model.slides import (
    BlindSlide,
    Microscopist,
    QualityStep,
    Reading,
    Slide,
    SlidePair,
    SlideRound,
)
from simpul.malaria.store.quality_tables import microscopists, rounds, seconds, slides, steps
from simpul.malaria.store.register import within

_SECOND = ("result", "species", "density")
_THIRD = ("third_result", "third_species", "third_density")


def add_reader(connection: Connection, one: Microscopist, now: datetime) -> None:
    """The microscopist is known."""
    values = {name: getattr(one, name) for name in Microscopist.__slots__}
    connection.execute(insert(microscopists).values(**values, added_at=now))


def readers(connection: Connection, region: str | None) -> list[Microscopist]:
    """The microscopists of the region, by facility and name."""
    m = microscopists.c
    wanted = select(microscopists).where(*within(m.area, region)).order_by(m.facility, m.name)
    return [_reader(row) for row in connection.execute(wanted)]


def reader(connection: Connection, id: UUID) -> Microscopist | None:
    """The microscopist with this id."""
    row = connection.execute(select(microscopists).where(microscopists.c.id == id)).one_or_none()
    return _reader(row) if row else None


def _reader(row: Any) -> Microscopist:
    return Microscopist(**{name: getattr(row, name) for name in Microscopist.__slots__})


def add_slides(connection: Connection, many: Sequence[Slide], now: datetime) -> int:
    """How many of these slides were not there before (reader, label and day)."""
    if not many:
        return 0
    rows = [
        {
            "id": one.id,
            "label": one.label,
            "area": one.area,
            "reader": one.reader,
            "day": one.day,
            "result": one.first.result,
            "species": one.first.species,
            "density": one.first.density,
            "added_at": now,
            "synthetic": one.synthetic,
        }
        for one in many
    ]
    kept = upsert(slides).values(rows).on_conflict_do_nothing().returning(slides.c.id)
    return len(connection.execute(kept).all())


def undrawn(connection: Connection, reader: UUID, month: tuple[date, date]) -> list[Slide]:
    """Slides of the reader and month that no round has drawn yet."""
    s = slides.c
    wanted = select(slides).outerjoin(seconds, seconds.c.slide == s.id)
    wanted = wanted.where(s.reader == reader, s.day >= month[0], s.day < month[1], seconds.c.slide.is_(None))
    return [_slide(row) for row in connection.execute(wanted)]


def slide_counts(connection: Connection, reader: UUID) -> list[tuple[date, int, int, int]]:
    """(month, slides, positive ones, drawn ones) of a reader, the newest first."""
    s = slides.c
    month = func.date_trunc("month", s.day)
    wanted = select(
        month, func.count(), func.count().filter(s.result == "positive"), func.count(seconds.c.slide)
    ).select_from(slides.outerjoin(seconds, seconds.c.slide == s.id))
    rows = connection.execute(wanted.where(s.reader == reader).group_by(month).order_by(month.desc()))
    return [(row[0].date(), row[1], row[2], row[3]) for row in rows]


def add_round(connection: Connection, made: Mapping[str, Any], drawn: Sequence[tuple[UUID, str]]) -> None:
    """The round is there with the slides drawn for it."""
    connection.execute(insert(rounds).values(**made))
    rows = [{"round": made["id"], "code": code, "slide": slide, "version": 1} for slide, code in drawn]
    connection.execute(insert(seconds), rows)


def _rounds() -> Select[Any]:
    counted = (
        select(
            *(seconds.c.round, func.count().label("slides"), func.count(seconds.c.result).label("read")),
            func.array_agg(aggregate_order_by(seconds.c.code, func.length(seconds.c.code), seconds.c.code)).label("codes"),
        )
        .group_by(seconds.c.round)
        .subquery()
    )
    m, r = microscopists.c, rounds.c
    return select(
        *(r.id, r.reader, m.name.label("reader_name"), m.facility, m.area, r.month, r.seed, r.drawn_at, r.drawn_by),
        *(r.closed_at, counted.c.slides, counted.c.read, counted.c.codes, r.synthetic),
    ).select_from(rounds.join(microscopists, m.id == r.reader).join(counted, counted.c.round == r.id))


def rounds_of(connection: Connection, region: str | None, reader: UUID | None = None) -> list[SlideRound]:
    """Rounds of the region, or of one reader, the newest first."""
    wanted = _rounds().where(*within(microscopists.c.area, region))
    if reader is not None:
        wanted = wanted.where(rounds.c.reader == reader)
    return [_round(row) for row in connection.execute(wanted.order_by(rounds.c.drawn_at.desc(), rounds.c.id))]


def round_(connection: Connection, id: UUID) -> SlideRound | None:
    """The round with this id."""
    row = connection.execute(_rounds().where(rounds.c.id == id)).one_or_none()
    return _round(row) if row else None


def _round(row: Any) -> SlideRound:
    values = row._asdict() | {"codes": (row.codes[0], row.codes[-1])}
    return SlideRound(**values)


def open_letters(connection: Connection) -> set[str]:
    """The letters of the codes of rounds that are open: no other round's slides on the same table bear them."""
    s, r = seconds.c, rounds.c
    wanted = select(func.left(s.code, 2)).distinct().join_from(seconds, rounds, r.id == s.round)
    return set(connection.execute(wanted.where(r.closed_at.is_(None))).scalars())


def open_(connection: Connection, id: UUID) -> bool:
    """Whether the round is open; nobody reads in it, draws or closes it until the transaction ends."""
    wanted = select(rounds.c.closed_at).where(rounds.c.id == id).with_for_update()
    return connection.execute(wanted).scalar_one() is None


def hold_reader(connection: Connection, id: UUID) -> None:
    """Nobody else draws slides of this reader until the transaction ends."""
    connection.execute(select(microscopists.c.id).where(microscopists.c.id == id).with_for_update())


def packing(connection: Connection, id: UUID) -> list[tuple[str, date, str]]:
    """(label, day, code) of the round's slides, as they stand in a box: by day and label."""
    s, f = seconds.c, slides.c
    wanted = select(f.label, f.day, s.code).join_from(seconds, slides, f.id == s.slide).where(s.round == id)
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted.order_by(f.day, f.label))]


def blind(connection: Connection, id: UUID, by: UUID | None = None) -> list[BlindSlide]:
    """The round's slides as the second reader sees them, by their codes."""
    s = seconds.c
    rows = connection.execute(
        select(s.code, s.result, s.version, s.read_by).where(s.round == id).order_by(func.length(s.code), s.code)
    )
    return [
        BlindSlide(id, row.code, row.result is not None, row.version, mine=row.read_by is not None and row.read_by == by)
        for row in rows
    ]


def own_reading(connection: Connection, id: UUID, code: str, by: UUID | None) -> Reading | None:
    """The second reading of a slide, where this account made it."""
    s = seconds.c
    wanted = select(s.result, s.species, s.density).where(s.round == id, s.code == code, s.read_by == by)
    row = connection.execute(wanted).one_or_none()
    return _reading(row, _SECOND) if row else None


def read(connection: Connection, one: BlindSlide, seen: Reading, by: Actor, now: datetime) -> bool:
    """Whether the slide stood as it was known and was read by nobody else; it has this second reading now."""
    s = seconds.c
    change = update(seconds).where(s.round == one.round, s.code == one.code, s.version == one.version)
    change = change.where(or_(s.read_by.is_(None), s.read_by == by.id))
    values = {"result": seen.result, "species": seen.species, "density": seen.density, "read_by": by.id, "read_at": now}
    return connection.execute(change.values(**values, version=one.version + 1)).rowcount == 1


def settle(connection: Connection, one: BlindSlide, seen: Reading, by: Actor, now: datetime) -> bool:
    """Whether the slide stood as it was known; it has this third reading now."""
    s = seconds.c
    change = update(seconds).where(s.round == one.round, s.code == one.code, s.version == one.version)
    values = {"third_result": seen.result, "third_species": seen.species, "third_density": seen.density}
    return connection.execute(change.values(**values, third_by=by.id, third_at=now, version=one.version + 1)).rowcount == 1


def close(connection: Connection, id: UUID, at: datetime | None) -> None:
    """The round is closed at this time, or open again."""
    connection.execute(update(rounds).where(rounds.c.id == id).values(closed_at=at))


def pairs(connection: Connection, ids: Sequence[UUID]) -> list[SlidePair]:
    """The slides of these rounds with their readings, by code."""
    s, f = seconds.c, slides.c
    wanted = select(
        *(s.slide, s.code, f.label, f.day, f.result.label("f_result"), f.species.label("f_species")),
        *(f.density.label("f_density"), s.result, s.species, s.density, *(s[name] for name in _THIRD)),
    ).select_from(seconds.join(slides, f.id == s.slide))
    rows = connection.execute(wanted.where(s.round.in_(ids)).order_by(s.round, s.code))
    return [
        SlidePair(
            row.slide,
            row.code,
            row.label,
            row.day,
            Reading(row.f_result, row.f_species, row.f_density),
            _reading(row, _SECOND),
            _reading(row, _THIRD),
        )
        for row in rows
    ]


def add_step(connection: Connection, id: UUID, reader: UUID, step: QualityStep, by: Actor) -> None:
    """What followed for the reader is kept."""
    row = {"id": id, "reader": reader, "what": step.what, "note": step.note, "by": by.id}
    connection.execute(insert(steps).values(**row, by_name=step.by_name, at=step.at))


def steps_of(connection: Connection, reader: UUID) -> list[QualityStep]:
    """What followed for a reader, the newest first."""
    rows = connection.execute(select(steps).where(steps.c.reader == reader).order_by(steps.c.at.desc()))
    return [QualityStep(row.what, row.note, row.by_name, row.at) for row in rows]


def _reading(row: Any, names: Sequence[str]) -> Reading | None:
    result, species, density = (getattr(row, name) for name in names)
    return Reading(result, species, density) if result is not None else None


def _slide(row: Any) -> Slide:
    first = Reading(row.result, row.species, row.density)
    return Slide(row.id, row.label, row.area, row.reader, row.day, first, row.synthetic)


def known(connection: Connection) -> bool:
    """Whether any made-up microscopist is here."""
    return bool(connection.scalar(select(func.count()).where(and_(microscopists.c.synthetic))))
