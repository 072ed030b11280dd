"""SQL about counted calls, for the console: sums by time, by service, by client, by outcome. No personal data."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, delete, func, literal, select, text, true
from sqlalchemy.dialects.postgresql import INTERVAL

from simpul.exchange.model.usage import CallsSought, Grouping, Side, Window
from simpul.exchange.rules.usage import Counted
from simpul.exchange.store.usage_tables import usage

_ROLL = """
INSERT INTO exchange_usage (minutes, at, side, service, client, outcome, bucket, calls, total_us)
SELECT 60, date_bin('1 hour', at, 'epoch'), side, service, client, outcome, bucket, sum(calls), sum(total_us)
FROM exchange_usage WHERE minutes = 1 AND at >= :since AND at < :until
GROUP BY 2, 3, 4, 5, 6, 7
ON CONFLICT (minutes, at, side, service, client, outcome, bucket)
DO UPDATE SET calls = excluded.calls, total_us = excluded.total_us
"""
_c = usage.c
_COLUMNS = {
    Grouping.SERVICE: (_c.service,),
    Grouping.CLIENT: (_c.client,),
    Grouping.BOTH: (_c.service, _c.client),
    Grouping.OUTCOME: (),
}
Key = tuple[Side, str, str, str]
"""Side, service, client, outcome: of what the calls of a group have in common."""


def rolled_up(connection: Connection) -> datetime | None:
    """The last hour that is summed; None where none is."""
    last: datetime | None = connection.scalar(select(func.max(_c.at)).where(_c.minutes == 60))
    return last


def roll_up(connection: Connection, since: datetime, until: datetime) -> None:
    """The hours from `since` up to `until` are summed, whatever was summed of them before."""
    connection.execute(text(_ROLL), {"since": since, "until": until})


def forget(connection: Connection, minutes_before: datetime, hours_before: datetime) -> None:
    """Counts by the minute and by the hour from before these times are gone."""
    connection.execute(delete(usage).where(_c.minutes == 1, _c.at < minutes_before))
    connection.execute(delete(usage).where(_c.minutes == 60, _c.at < hours_before))


def by_time(
    connection: Connection, window: Window, sought: CallsSought, rolled: datetime
) -> Iterator[tuple[datetime, list[Counted]]]:
    """What was counted in each step of the window, steps without a call left out; see `_within` for `rolled`."""
    step = func.date_bin(literal(window.step, INTERVAL), _c.at, literal(window.start)).label("step")
    query = (
        select(step, _c.outcome, _c.bucket, func.sum(_c.calls), func.sum(_c.total_us))
        .where(_within(window, rolled), _sought(sought))
        .group_by(step, _c.outcome, _c.bucket)
        .order_by(step)
    )
    for at, rows in groupby(connection.execute(query), key=lambda row: row[0]):
        yield at, [_counted(tuple(row)[1:]) for row in rows]


def by_group(
    connection: Connection, window: Window, sought: CallsSought, how: tuple[Grouping, datetime]
) -> Iterator[tuple[Key, list[Counted]]]:
    """What was counted for each service, client, pair or outcome within the window; `how`: grouping, and `rolled`."""
    grouping, rolled = how
    columns = (_c.side, *_COLUMNS[grouping])
    query = (
        select(*columns, _c.outcome, _c.bucket, func.sum(_c.calls), func.sum(_c.total_us))
        .where(_within(window, rolled), _sought(sought))
        .group_by(*columns, _c.outcome, _c.bucket)
        .order_by(*columns, _c.outcome)
    )
    width = len(columns) + int(grouping is Grouping.OUTCOME)
    for key, rows in groupby(connection.execute(query), key=lambda row: tuple(row[:width])):
        yield _key(grouping, key), [_counted(tuple(row)[len(columns) :]) for row in rows]


def _key(grouping: Grouping, found: tuple[str, ...]) -> Key:
    side, *names = found
    match grouping:
        case Grouping.SERVICE:
            return Side(side), names[0], "", ""
        case Grouping.CLIENT:
            return Side(side), "", names[0], ""
        case Grouping.BOTH:
            return Side(side), names[0], names[1], ""
        case Grouping.OUTCOME:
            return Side(side), "", "", names[0]
        case _:
            assert_never(grouping)


def busiest(connection: Connection, window: Window, rolled: datetime, most: int) -> tuple[list[str], list[str]]:
    """The services and the clients with the most calls within the window, by name; at most so many of each."""
    found = []
    for column in (_c.service, _c.client):
        query = select(column).where(_within(window, rolled), column != "").group_by(column)
        found.append(sorted(connection.scalars(query.order_by(func.sum(_c.calls).desc()).limit(most))))
    return found[0], found[1]


def _within(window: Window, rolled: datetime) -> ColumnElement[bool]:
    """Counts of the window: by the hour up to `rolled`, by the minute from there on."""
    turn = min(max(rolled, window.start), window.end)
    hours = (_c.minutes == 60) & (_c.at >= window.start) & (_c.at < turn)
    minutes = (_c.minutes == 1) & (_c.at >= turn) & (_c.at < window.end)
    return hours | minutes


def _sought(sought: CallsSought) -> ColumnElement[bool]:
    side = _c.side == sought.side.value if sought.side else true()
    service = _c.service == sought.service if sought.service is not None else true()
    client = _c.client == sought.client if sought.client is not None else true()
    return side & service & client


def _counted(row: Sequence[Any]) -> Counted:
    outcome, bucket, calls, total = row
    return outcome, bucket, int(calls), int(total)
