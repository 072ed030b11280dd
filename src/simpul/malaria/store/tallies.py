"""SQL that counts the register: by place in the transaction that changes it, by regency a moment later."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, cast, delete, func, insert, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.malaria.model.register import COUNTS, Tally
from simpul.malaria.store.register import within
from simpul.malaria.store.register_tables import due, tallies, tests

PLACE, REGENCY = "place", "regency"
WEEK, MONTH = "week", "month"
REGENCY_LENGTH = 5
_t = tests.c
_tested = _t.result.in_(("negative", "positive"))
_positive = _t.result == "positive"
_age = func.coalesce(_t.age, -1)


def _species(*names: str) -> ColumnElement[bool]:
    return _positive & _t.species.in_(names)


_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "tested": _tested,
    **{name: _tested & (_t.method == name) for name in ("rdt", "slide", "pcr")},
    "positive": _positive,
    "pf": _species("falciparum"),
    "pv": _species("vivax"),
    "pm": _species("malariae"),
    "po": _species("ovale"),
    "pk": _species("knowlesi"),
    "mix": _species("mixed_pf_pv_po"),
    "suspect_pk": _species("suspect_knowlesi"),
    "other": _positive & or_(_t.species.is_(None), _t.species == "unknown"),
    "pos_0_4": _positive & _age.between(0, 4),
    "pos_5_14": _positive & _age.between(5, 14),
    "pos_15_64": _positive & _age.between(15, 64),
    "pos_65": _positive & (_age > 64),
    "pos_male": _positive & (_t.sex == "L"),
    "pos_female": _positive & (_t.sex == "P"),
    **{name: _positive & _t[name] for name in ("pregnant", "severe", "died", "primaquine", "primaquine_due")},
    "standard": _positive & (_t.treated == "standard"),
    "nonprogram": _positive & (_t.treated == "other"),
    "investigated": _positive & _t.investigated_on.is_not(None),
    **{
        name: _positive & (_t.origin == name)
        for name in ("indigenous", "imported", "introduced", "induced", "relapse", "recrudescent")
    },
}
_COUNTED = [func.count().filter(_CONDITIONS[name]).label(name) for name in COUNTS]


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def recount(connection: Connection, village: str, days: Collection[date]) -> None:
    """The place's weeks and months around these days are what its tests add up to; its regency is marked as behind."""
    if not days:
        return
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"malaria_tally {village}", 0))))
    for span in (WEEK, MONTH):
        firsts = {week_of(day) if span == WEEK else day.replace(day=1) for day in days}
        _recount(connection, village, span, firsts)
    connection.execute(insert(due), [{"area": village[:REGENCY_LENGTH], "day": day} for day in days])


def _recount(connection: Connection, village: str, span: str, firsts: Collection[date]) -> None:
    t = tallies.c
    gone = delete(tallies).where(t.level == PLACE, t.span == span, t.area == village, t.first.in_(firsts))
    connection.execute(gone)
    first = cast(func.date_trunc(span, _t.day), Date)
    low, high = min(firsts), max(firsts) + timedelta(days=31)
    chosen = (_t.village == village, _t.day >= low, _t.day < high, _t.purpose == "diagnosis", first.in_(firsts))
    made = select(*(literal(PLACE), literal(span), _t.village, first, *_COUNTED, func.bool_or(_t.synthetic))).where(*chosen)
    columns = ["level", "span", "area", "first", *COUNTS, "synthetic"]
    connection.execute(insert(tallies).from_select(columns, made.group_by(_t.village, first)))


def refresh(connection: Connection, most: int = 50_000) -> int:
    """How many weeks and months of regencies were behind; now none of them is. None while another adds up."""
    alone = func.pg_try_advisory_xact_lock(func.hashtextextended("malaria_tally_due", 0))
    if not connection.scalar(select(alone)):
        return 0
    oldest = select(due.c.id).order_by(due.c.id).limit(most).with_for_update(skip_locked=True)
    taken = connection.execute(delete(due).where(due.c.id.in_(oldest)).returning(due.c.area, due.c.day)).all()
    behind = {(row.area, WEEK, week_of(row.day)) for row in taken} | {
        (row.area, MONTH, row.day.replace(day=1)) for row in taken
    }
    if behind:
        _add_up(connection, behind)
    return len(behind)


def _add_up(connection: Connection, behind: Collection[tuple[str, str, date]]) -> None:
    t = tallies.c
    regency = func.left(t.area, REGENCY_LENGTH)
    chosen = tuple_(regency, t.span, t.first).in_(sorted(behind))
    sums = [func.sum(t[name]).label(name) for name in COUNTS]
    made = (
        select(literal(REGENCY), t.span, regency, t.first, *sums, func.bool_or(t.synthetic))
        .where(t.level == PLACE, chosen)
        .group_by(t.span, regency, t.first)
    )
    gone = delete(tallies).where(t.level == REGENCY, tuple_(t.area, t.span, t.first).in_(sorted(behind)))
    connection.execute(gone)
    columns = ["level", "span", "area", "first", *COUNTS, "synthetic"]
    connection.execute(insert(tallies).from_select(columns, made))


def rebuild(connection: Connection) -> None:
    """Every tally is counted anew from the register: of places, then of regencies."""
    connection.execute(delete(tallies))
    connection.execute(delete(due))
    columns = ["level", "span", "area", "first", *COUNTS, "synthetic"]
    for span in (WEEK, MONTH):
        first = cast(func.date_trunc(span, _t.day), Date)
        made = select(*(literal(PLACE), literal(span), _t.village, first, *_COUNTED, func.bool_or(_t.synthetic)))
        chosen = made.where(_t.purpose == "diagnosis").group_by(_t.village, first)
        connection.execute(insert(tallies).from_select(columns, chosen))
    t = tallies.c
    regency, sums = func.left(t.area, REGENCY_LENGTH), [func.sum(t[name]).label(name) for name in COUNTS]
    added = select(literal(REGENCY), t.span, regency, t.first, *sums, func.bool_or(t.synthetic))
    whole = added.where(t.level == PLACE).group_by(t.span, regency, t.first)
    connection.execute(insert(tallies).from_select(columns, whole))


def keep(connection: Connection, level: str, span: str, many: Sequence[Tally]) -> None:
    """These tallies stand as given, whatever the register says: a made-up history of which no test is kept."""
    rows = [
        {"level": level, "span": span, "area": one.area, "first": one.first, "synthetic": one.synthetic, **one.counts}
        for one in many
    ]
    for start in range(0, len(rows), 500):
        connection.execute(upsert(tallies).values(rows[start : start + 500]).on_conflict_do_nothing())


def months(connection: Connection, region: str | None, level: str, first: date, until: date) -> list[Tally]:
    """The months of the region's places or regencies that begin in this time."""
    return _spans(connection, MONTH, region, level, (first, until))


def weeks(connection: Connection, region: str | None, level: str, first: date, until: date) -> list[Tally]:
    """The weeks of the region's places or regencies that begin in this time."""
    return _spans(connection, WEEK, region, level, (first, until))


def weekly(
    connection: Connection, region: str | None, level: str, time: tuple[date, date], column: str
) -> list[tuple[str, date, int]]:
    """(area, Monday, count) of one column, where it is not nought."""
    t = tallies.c
    chosen = (t.level == level, t.span == WEEK, t.first >= time[0], t.first < time[1], t[column] > 0)
    wanted = select(t.area, t.first, t[column]).where(*chosen, *within(t.area, region)).order_by(t.area, t.first)
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted)]


def _spans(connection: Connection, span: str, region: str | None, level: str, time: tuple[date, date]) -> list[Tally]:
    t = tallies.c
    chosen = (t.level == level, t.span == span, t.first >= time[0], t.first < time[1])
    wanted = select(tallies).where(*chosen, *within(t.area, region)).order_by(t.area, t.first)
    return [tally_of(row) for row in connection.execute(wanted)]


def tally_of(row: Any) -> Tally:
    """The tally of a row."""
    return Tally(row.area, row.first, {name: getattr(row, name) for name in COUNTS}, row.synthetic)
