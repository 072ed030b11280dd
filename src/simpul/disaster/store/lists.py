"""Lists of reports and what is counted about them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model import Counts, Order, Page, Report, Status, Wanted
from simpul.disaster.store.rows import report_of
from simpul.disaster.store.tables import reports, tally

_LEVELS = (reports.c.province, reports.c.regency, reports.c.district, reports.c.village)
_depth = reports.c.card["flood_depth"].astext.cast(Integer)
_waiting = case((reports.c.status == Status.UNVERIFIED.value, 0), else_=1)
_grade = case({"extreme": 0, "severe": 1, "moderate": 2, "minor": 3}, value=reports.c.severity, else_=4)
_ORDERS: dict[Order, Sequence[ColumnElement[object]]] = {
    Order.NEWEST: (reports.c.number.desc(),),
    Order.DEEPEST: (_depth.desc().nulls_last(), reports.c.number.desc()),
    Order.WORST: (_grade, reports.c.number.desc()),
    Order.URGENT: (_waiting, _grade, reports.c.number.desc()),
}


def inside(code: str) -> ColumnElement[bool]:
    """Whether a report lies in the region of this dotted code."""
    return _LEVELS[min(code.count("."), 3)] == code


def page(connection: Connection, wanted: Wanted) -> Page:
    """The reports that are wanted; exercises never stand among others."""
    condition = and_(*conditions(wanted))
    total = connection.scalar(select(func.count()).select_from(reports).where(condition)) or 0
    found = (
        select(reports)
        .where(condition)
        .order_by(*_ORDERS[wanted.order])
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    rows = tuple(report_of(row) for row in connection.execute(found).mappings())
    return Page(rows, total, wanted.page, wanted.per_page)


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a report must be like to be among those that are wanted."""
    asked: list[ColumnElement[bool] | None] = [
        reports.c.status.in_([one.value for one in wanted.statuses]),
        reports.c.training.is_(wanted.training),
        reports.c.hazard.in_(sorted(wanted.hazards)) if wanted.hazards else None,
        reports.c.severity.in_(sorted(wanted.severities)) if wanted.severities else None,
        or_(*(inside(code) for code in wanted.regions)) if wanted.regions else None,
        inside(wanted.within) if wanted.within else None,
        reports.c.number == wanted.number if wanted.number is not None else None,
        _depth > wanted.deeper_than if wanted.deeper_than is not None else None,
        reports.c.reported_at >= wanted.since if wanted.since else None,
        reports.c.live_until > wanted.live_at if wanted.live_at else None,
    ]
    return [one for one in asked if one is not None]


def counts(connection: Connection, *, within: str | None, since: datetime, training: bool = False) -> Counts:
    """What the desk of a region has before it, of the reports since `since`; of exercises alone where `training`."""
    grouped = (
        select(reports.c.status, func.count(), func.count().filter(reports.c.severity.in_(["severe", "extreme"])))
        .where(reports.c.reported_at >= since, reports.c.training.is_(training))
        .group_by(reports.c.status)
    )
    rows = connection.execute(grouped.where(inside(within)) if within else grouped).all()
    found = {status: (number, severe) for status, number, severe in rows}
    waiting = found.get("unverified", (0, 0))
    return Counts(waiting[0], found.get("verified", (0, 0))[0], found.get("hidden", (0, 0))[0], waiting[1])


def recent_counts(connection: Connection, *, since: datetime, deep: int) -> tuple[int, int]:
    """How many reports came in since `since`, and how many of them tell of water deeper than `deep` cm."""
    recent = and_(
        reports.c.status != Status.HIDDEN.value,
        reports.c.reported_at >= since,
        reports.c.training.is_(False),
    )
    row = connection.execute(select(func.count(), func.count().filter(_depth > deep)).where(recent)).one()
    return row[0], row[1]


def near(connection: Connection, report: Report, *, degrees: float, since: datetime, most: int = 8) -> list[Report]:
    """Other reports of the same hazard within `degrees` of a report, since `since`, newest first."""
    here = report.where
    box = and_(
        reports.c.longitude.between(here.longitude - degrees, here.longitude + degrees),
        reports.c.latitude.between(here.latitude - degrees, here.latitude + degrees),
        reports.c.reported_at >= since,
        reports.c.hazard == report.hazard,
        reports.c.id != report.id,
        reports.c.training.is_(report.training),
    )
    found = select(reports).where(box).order_by(reports.c.number.desc()).limit(most)
    return [report_of(row) for row in connection.execute(found).mappings()]


def count_verified(connection: Connection, *, day: date, region: str, hazard: str, by: int) -> None:
    """The tally of this day, region and hazard is `by` more."""
    row = insert(tally).values(day=day, region=region, hazard=hazard, verified=by)
    same = row.on_conflict_do_update(index_elements=["day", "region", "hazard"], set_={"verified": tally.c.verified + by})
    connection.execute(same)


def verified_on(connection: Connection, day: date, region: str | None = None) -> int:
    """How many reports of this day are verified, in a region or in all."""
    counted = select(func.coalesce(func.sum(tally.c.verified), 0)).where(tally.c.day == day)
    if region:
        counted = counted.where(or_(tally.c.region == region, tally.c.region.startswith(f"{region}.")))
    return int(connection.scalar(counted) or 0)
