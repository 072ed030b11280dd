"""How often is too often: counters in fixed windows, shared by all workers of the node."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from simpul.kernel.database.schema import limit
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import TooMany

KEPT = timedelta(hours=48)


def spend(unit: Unit, key: str, *, most: int, per: timedelta) -> None:
    """One more of `key` is counted in this window of `per`; TooMany once there were `most` before it.

    `key` names what is limited and for whom, by a hash (`login:…`, `disaster.report:…`), never by a bare address.
    """
    seconds = int(per.total_seconds())
    since = datetime.fromtimestamp(int(unit.clock.now().timestamp()) // seconds * seconds, UTC)
    row = insert(limit).values(key=key, since=since, spent=1)
    counted = row.on_conflict_do_update(index_elements=["key", "since"], set_={"spent": limit.c.spent + 1})
    spent = unit.connection.scalar(counted.returning(limit.c.spent)) or 0
    if spent > most:
        raise TooMany(seconds=int((since + per - unit.clock.now()).total_seconds()))


def forget(unit: Unit) -> int:
    """How many counters older than 48 hours were erased."""
    return unit.connection.execute(delete(limit).where(limit.c.since < unit.clock.now() - KEPT)).rowcount
