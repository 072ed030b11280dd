"""What gauges send, many at once: how each stood, what is new, what was refused, how the broker is. Personal data: none.

`disaster_gauge_state`: one row a gauge, its newest reading and one that is doubted. `disaster_gauge_refused`: how often a
gauge was not believed and why, 30 days after the last time; `by` is mqtt or http. `disaster_gauge_feed`: the connections.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, any_, case, cast, delete, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

from simpul.disaster.model.gauge_intake import Around, FeedState, Known, Nonsense, Past, RefusedCount
from simpul.disaster.model.gauges import Observation
from simpul.disaster.store.gauges import gauge_of, gauges
from simpul.kernel.database import Instant, metadata

states = Table(
    "disaster_gauge_state",
    metadata,
    Column("gauge", Text, primary_key=True),
    Column("at", Instant),
    Column("depth_cm", Integer),
    Column("warning", Integer),
    Column("doubt_at", Instant),
    Column("doubt_cm", Integer),
    Column("told_at", Instant),
    Column("told", Integer),
)
refused = Table(
    "disaster_gauge_refused",
    metadata,
    Column("gauge", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("said", Text, nullable=False),
    Column("by", Text, nullable=False),
)
feeds = Table(
    "disaster_gauge_feed",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("last_at", Instant),
    Column("detail", Text, nullable=False),
)
STRANGERS = 200
"""Refused rows of ids that no gauge has; beyond that the oldest go, so that a stranger cannot fill the table."""
_KEEP = text(
    "INSERT INTO disaster_gauge_observation (gauge, at, depth_cm, warning, name)"
    " SELECT * FROM json_to_recordset(CAST(:rows AS json)) AS r"
    " (gauge text, at timestamptz, depth_cm int, warning smallint, name text) ON CONFLICT (gauge, at) DO NOTHING"
)
"""Rows as one JSON text: thousands of readings are passed on in a fraction of the time that arrays take."""
_KEEP_STATES = text(
    "INSERT INTO disaster_gauge_state (gauge, at, depth_cm, warning, doubt_at, doubt_cm, told_at, told)"
    " SELECT * FROM unnest(CAST(:gauge AS text[]), CAST(:at AS timestamptz[]), CAST(:depth_cm AS int[]),"
    " CAST(:warning AS int[]), CAST(:doubt_at AS timestamptz[]), CAST(:doubt_cm AS int[]),"
    " CAST(:told_at AS timestamptz[]), CAST(:told AS int[])) ON CONFLICT (gauge) DO UPDATE SET at = EXCLUDED.at,"
    " depth_cm = EXCLUDED.depth_cm, warning = EXCLUDED.warning, doubt_at = EXCLUDED.doubt_at,"
    " doubt_cm = EXCLUDED.doubt_cm, told_at = EXCLUDED.told_at, told = EXCLUDED.told"
)
_AROUND = text(
    "SELECT w.gauge, w.at AS asked, s.depth_cm AS same_cm, b.at AS b_at, b.depth_cm AS b_cm,"
    " a.at AS a_at, a.depth_cm AS a_cm"
    " FROM (SELECT DISTINCT * FROM unnest(CAST(:gauge AS text[]), CAST(:at AS timestamptz[])) AS u (gauge, at)) w"
    " LEFT JOIN disaster_gauge_observation s ON s.gauge = w.gauge AND s.at = w.at"
    " LEFT JOIN LATERAL (SELECT at, depth_cm FROM disaster_gauge_observation o WHERE o.gauge = w.gauge AND o.at < w.at"
    " ORDER BY o.at DESC LIMIT 1) b ON true"
    " LEFT JOIN LATERAL (SELECT at, depth_cm FROM disaster_gauge_observation o WHERE o.gauge = w.gauge AND o.at > w.at"
    " ORDER BY o.at LIMIT 1) a ON true"
)
_RENEW = text(
    "INSERT INTO disaster_gauge_state (gauge, at, depth_cm, warning) SELECT DISTINCT ON (gauge) gauge, at, depth_cm,"
    " CASE WHEN name = '' THEN NULL ELSE warning END FROM disaster_gauge_observation WHERE gauge = ANY(:ids)"
    " ORDER BY gauge, at DESC ON CONFLICT (gauge) DO UPDATE SET at = EXCLUDED.at, depth_cm = EXCLUDED.depth_cm,"
    " warning = EXCLUDED.warning, doubt_at = NULL, doubt_cm = NULL"
)
_REFUSE = text(
    "INSERT INTO disaster_gauge_refused AS r (gauge, reason, count, first_at, last_at, said, by)"
    " VALUES (:gauge, :reason, :count, :at, :at, :said, :by) ON CONFLICT (gauge, reason) DO UPDATE"
    " SET count = r.count + EXCLUDED.count, last_at = EXCLUDED.last_at, said = EXCLUDED.said, by = EXCLUDED.by"
)


def known(connection: Connection, ids: Collection[str], *, locked: bool = True) -> Mapping[str, Known]:
    """The gauges of these ids, with what each said before; `locked`: nobody else takes in their readings meanwhile."""
    columns = [column for column in states.c if column.name != "gauge"]
    wanted = (
        select(gauges, *(column.label(f"past_{column.name}") for column in columns))
        .outerjoin(states, states.c.gauge == gauges.c.id)
        .where(gauges.c.id == any_(cast(sorted(ids), ARRAY(Text))))
        .order_by(gauges.c.id)
    )
    found = connection.execute(wanted.with_for_update(of=gauges, key_share=True) if locked else wanted).mappings()
    return {
        row["id"]: Known(
            gauge_of(row),
            Past(
                row["past_at"], row["past_depth_cm"] or 0, row["past_warning"], row["past_doubt_at"],
                row["past_doubt_cm"] or 0, row["past_told_at"], row["past_told"],
            ),
        )
        for row in found
    }  # fmt: skip


def around(connection: Connection, pairs: Sequence[tuple[str, datetime]]) -> Mapping[tuple[str, datetime], Around]:
    """What is kept of these gauges around these times."""
    if not pairs:
        return {}
    values = {"gauge": [gauge for gauge, _ in pairs], "at": [at for _, at in pairs]}
    return {
        (row.gauge, row.asked): Around(
            row.same_cm,
            (row.b_at, row.b_cm) if row.b_at is not None else None,
            (row.a_at, row.a_cm) if row.a_at is not None else None,
        )
        for row in connection.execute(_AROUND, values)
    }


def keep(connection: Connection, seen: Sequence[tuple[str, Observation]]) -> None:
    """These observations are there; one of an instant that is known changes nothing."""
    if seen:
        rows = [
            {"gauge": gauge, "at": one.at, "depth_cm": one.depth_cm, "warning": one.warning, "name": one.name}
            for gauge, one in seen
        ]
        connection.execute(_KEEP, {"rows": orjson.dumps(rows).decode()})


def keep_states(connection: Connection, pasts: Mapping[str, Past]) -> None:
    """Each of these gauges has said this."""
    if pasts:
        names = ("at", "depth_cm", "warning", "doubt_at", "doubt_cm", "told_at", "told")
        values = {name: [getattr(one, name) for one in pasts.values()] for name in names}
        connection.execute(_KEEP_STATES, {"gauge": list(pasts), **values})


def renew_states(connection: Connection, ids: Sequence[str]) -> None:
    """The newest reading of each of these gauges is known as such; for what was imported."""
    if ids:
        connection.execute(_RENEW, {"ids": list(ids)})


def count_refused(connection: Connection, things: Iterable[RefusedCount]) -> None:
    """So often more were messages refused."""
    rows = [
        {
            "gauge": one.gauge,
            "reason": one.reason.value,
            "count": one.count,
            "at": one.last_at,
            "said": one.said,
            "by": one.by,
        }
        for one in things
    ]
    if rows:
        connection.execute(_REFUSE, sorted(rows, key=lambda row: (str(row["gauge"]), str(row["reason"]))))


def drop_strangers(connection: Connection) -> None:
    """Of ids that no gauge has only the newest refusals stay."""
    strange = select(refused.c.gauge).where(refused.c.reason == Nonsense.UNKNOWN.value)
    old = strange.order_by(refused.c.last_at.desc(), refused.c.gauge).offset(STRANGERS)
    connection.execute(delete(refused).where(refused.c.reason == Nonsense.UNKNOWN.value, refused.c.gauge.in_(old)))


def refusals(connection: Connection, gauge: str | None = None, *, strangers: bool = False) -> list[RefusedCount]:
    """What was refused of a gauge, or of all; or of ids that no gauge has; the newest first."""
    wanted = select(refused).order_by(refused.c.last_at.desc(), refused.c.gauge)
    if gauge is not None:
        wanted = wanted.where(refused.c.gauge == gauge)
    if strangers:
        wanted = wanted.where(refused.c.reason == Nonsense.UNKNOWN.value)
    return [
        RefusedCount(**{**row, "reason": Nonsense(row["reason"])})
        for row in connection.execute(wanted.limit(STRANGERS * 5)).mappings()
    ]


def forget_refused(connection: Connection, before: datetime) -> int:
    """How many counts of refusals were older, and are gone."""
    return connection.execute(delete(refused).where(refused.c.last_at < before)).rowcount


def forget_stranger(connection: Connection, gauge: str) -> None:
    """This id is a gauge's now: it is no stranger any more."""
    connection.execute(delete(refused).where(refused.c.gauge == gauge, refused.c.reason == Nonsense.UNKNOWN.value))


def keep_feed(connection: Connection, name: str, now: FeedState) -> None:
    """The connection of this name stands so; `since` stays while the state does."""
    row = insert(feeds).values(name=name, state=now.state, since=now.since, last_at=now.last_at, detail=now.detail[:200])
    fresh = row.excluded
    values = {
        "state": fresh.state,
        "since": case((feeds.c.state == fresh.state, feeds.c.since), else_=fresh.since),
        "last_at": func.greatest(feeds.c.last_at, fresh.last_at),
        "detail": fresh.detail,
    }
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=values))


def feed(connection: Connection, name: str) -> FeedState | None:
    """How the connection of this name stands; None where there never was one."""
    row = connection.execute(select(feeds).where(feeds.c.name == name)).one_or_none()
    return None if row is None else FeedState(row.state, row.since, row.last_at, row.detail)
