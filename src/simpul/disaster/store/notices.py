"""The queue of notices on its way out: taken, sent, put off, dropped. `subscriber_tables` says what personal data it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.disaster.model.subscriptions import Notice, NoticeState, Severity, Told
from simpul.disaster.store import subscribers as people
from simpul.disaster.store.noticing import alarm_of
from simpul.disaster.store.subscriber_tables import notices, paces, subscribers, tellings

LEASE = timedelta(minutes=5)
"""A notice that was taken so long ago was taken by a process that has died: it is taken again. Only such a one can come
twice, and browsers and mail programs show it once even then (same topic, same Message-ID)."""

REST_MOST = timedelta(hours=1)
"""No channel rests for longer; a time further ahead was written by a clock that was wrong."""

_TAKE = text("""
UPDATE disaster_notice SET state = 1, tries = tries + 1, changed_at = :now
WHERE (subject, version, subscriber) IN (
  SELECT subject, version, subscriber FROM disaster_notice
  WHERE channel = :channel AND rank = :rank AND state = 0 AND due_at <= :now
  ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING subject, version, subscriber""")

_TAKE_WITH = text("""
UPDATE disaster_notice SET state = 1, tries = tries + 1, changed_at = :now
WHERE (subject, version, subscriber) IN (
  SELECT subject, version, subscriber FROM disaster_notice
  WHERE subscriber = ANY(CAST(:ids AS bigint[])) AND state = 0 AND due_at <= :now FOR UPDATE SKIP LOCKED)
RETURNING subject, version, subscriber""")

Key = tuple[str, int, int]
_KEY = tuple_(notices.c.subject, notices.c.version, notices.c.subscriber)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The queue as it stands: waiting now, waiting for later, sent in the last day, given up in the last day."""

    due: int
    later: int
    sent: int
    failed: int


def pace(connection: Connection, channel: str, now: datetime) -> bool:
    """Whether the channel is free: this transaction holds it then, and no other worker takes from it meanwhile."""
    connection.execute(upsert(paces).values(channel=channel, next_at=now).on_conflict_do_nothing())
    asked = select(paces.c.next_at).where(paces.c.channel == channel).with_for_update(skip_locked=True)
    free_at = connection.scalar(asked)
    return free_at is not None and not now < free_at <= now + REST_MOST


def rest(connection: Connection, channel: str, until: datetime) -> None:
    """Nobody takes from the channel until then."""
    connection.execute(update(paces).where(paces.c.channel == channel).values(next_at=until))


def take(connection: Connection, channel: str, most: int, now: datetime) -> list[Key]:
    """Up to `most` notices that are due on the channel, the worst first; with one try more, and nobody else's now."""
    taken: list[Key] = []
    for severity in sorted(Severity, reverse=True):
        left = most - len(taken)
        if left > 0:
            binds = {"channel": channel, "rank": Severity.EXTREME - severity, "most": left, "now": now}
            taken += [_key(row) for row in connection.execute(_TAKE, binds)]
    return taken


def take_with(connection: Connection, ids: Collection[int], now: datetime) -> list[Key]:
    """What else is due to these subscribers."""
    if not ids:
        return []
    return [_key(row) for row in connection.execute(_TAKE_WITH, {"ids": list(ids), "now": now})]


def _key(row: Any) -> Key:
    return row.subject, row.version, row.subscriber


def read(connection: Connection, keys: Sequence[Key]) -> list[Notice]:
    """These notices whose subscribers are still there, by subscriber; the worst, then the newest, of each first."""
    if not keys:
        return []
    told = select(notices, tellings.c.kind, tellings.c.facts).join(tellings, tellings.c.id == notices.c.telling)
    rows = connection.execute(told.where(_KEY.in_(keys)).order_by(notices.c.rank, notices.c.telling.desc())).all()
    ids = {row.subscriber for row in rows}
    whole = select(subscribers).where(subscribers.c.id.in_(ids))
    there = {row.id: people.subscriber(row) for row in connection.execute(whole)}
    return [Notice(alarm_of(row), there[row.subscriber], row.tries) for row in rows if row.subscriber in there]


def settle(connection: Connection, keys: Sequence[Key], state: NoticeState, at: datetime) -> None:
    """These notices are in that state; of those sent, their subscribers are known to have been told now."""
    if not keys:
        return
    mine = notices.c.state == NoticeState.TAKEN
    connection.execute(update(notices).where(_KEY.in_(keys), mine).values(state=int(state), changed_at=at))
    if state is NoticeState.SENT:
        ids = {key[2] for key in keys}
        connection.execute(update(subscribers).where(subscribers.c.id.in_(ids)).values(told_at=at))


def put_off(connection: Connection, keys: Sequence[Key], until: datetime, *, tried: bool) -> None:
    """These notices wait until then; the try counts or not."""
    values: dict[str, Any] = {"state": int(NoticeState.WAITING), "due_at": until}
    if not tried:
        values["tries"] = func.greatest(notices.c.tries - 1, 0)
    if keys:
        connection.execute(update(notices).where(_KEY.in_(keys)).values(values))


def revive(connection: Connection, now: datetime) -> int:
    """How many notices wait again whose taker has died."""
    dead = ~notices.c.changed_at.between(now - LEASE, now + LEASE)
    return connection.execute(
        update(notices).where(notices.c.state == NoticeState.TAKEN, dead).values(state=int(NoticeState.WAITING))
    ).rowcount


def told(connection: Connection, subscriber: int, most: int) -> list[Told]:
    """What this subscriber was sent, the newest first."""
    seen = (int(NoticeState.SENT), int(NoticeState.WAITING), int(NoticeState.TAKEN))
    asked = (
        select(notices, tellings.c.kind, tellings.c.facts)
        .join(tellings, tellings.c.id == notices.c.telling)
        .where(notices.c.subscriber == subscriber, notices.c.state.in_(seen))
        .order_by(notices.c.changed_at.desc(), notices.c.telling.desc())
        .limit(most)
    )
    return [_told(row) for row in connection.execute(asked)]


def _told(row: Any) -> Told:
    state = NoticeState(row.state)
    return Told(alarm_of(row), row.changed_at if state is NoticeState.SENT else row.due_at, state)


def outlook(connection: Connection, now: datetime) -> Outlook:
    """The queue as it stands."""
    waiting, day = notices.c.state == NoticeState.WAITING, now - timedelta(days=1)
    counts = select(
        func.count().filter(waiting, notices.c.due_at <= now),
        func.count().filter(waiting, notices.c.due_at > now),
        func.count().filter(notices.c.state == NoticeState.SENT, notices.c.changed_at > day),
        func.count().filter(notices.c.state == NoticeState.FAILED, notices.c.changed_at > day),
    )
    return Outlook(*connection.execute(counts).one())


def is_due(connection: Connection, channel: str, now: datetime) -> bool:
    """Whether a notice is due on this channel."""
    ranks = [Severity.EXTREME - severity for severity in Severity]
    due = (notices.c.channel == channel, notices.c.rank.in_(ranks), notices.c.state == NoticeState.WAITING)
    asked = select(notices.c.subscriber).where(*due, notices.c.due_at <= now).limit(1)
    return connection.scalar(asked) is not None
