"""SQL about large events, their quotas and counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.events import LargeEvent, Queue, Quota, Tally
from simpul.cooperation.store.event_tables import events, queues, quotas, tallies

_e, _q, _t, _w = events.c, quotas.c, tallies.c, queues.c
_EVENTS = select(events, _t.hall_places, _t.remote_places).join(tallies, _t.event == _e.id)


def add(connection: Connection, event: LargeEvent, at: datetime) -> None:
    """The event is there, with its places and empty counts; a slug that another has raises IntegrityError."""
    connection.execute(insert(events).values(id=event.id, **_values(event, at)))
    places = {"hall_places": event.hall_places, "remote_places": event.remote_places}
    connection.execute(insert(tallies).values(event=event.id, **places))
    connection.execute(insert(queues).values(event=event.id))


def change(connection: Connection, event: LargeEvent, seen: int, at: datetime) -> bool:
    """Whether the event was still at version `seen`; then it is as `event` says, at the next version.

    Fewer places in the hall than are taken raise IntegrityError: judge by `tally(..., to_change=True)` before.
    One that was postponed after its people were erased is to be erased again: others may register.
    """
    values = _values(event, at) | {"version": seen + 1, "erased_at": None}
    done = connection.execute(update(events).where(_e.id == event.id, _e.version == seen).values(values))
    if not done.rowcount:
        return False
    places = {"hall_places": event.hall_places, "remote_places": event.remote_places}
    connection.execute(update(tallies).where(_t.event == event.id).values(places))
    return True


def get(connection: Connection, event: UUID) -> LargeEvent | None:
    """The event, if there is one."""
    row = connection.execute(_EVENTS.where(_e.id == event)).one_or_none()
    return _event(row) if row else None


def by_slug(connection: Connection, slug: str) -> LargeEvent | None:
    """The event at this address, public or not."""
    row = connection.execute(_EVENTS.where(_e.slug == slug)).one_or_none()
    return _event(row) if row else None


def all_(connection: Connection) -> list[LargeEvent]:
    """Every event, the latest first."""
    return [_event(row) for row in connection.execute(_EVENTS.order_by(_e.starts_at.desc(), _e.slug))]


def quotas_of(connection: Connection, event: UUID) -> list[Quota]:
    """Every agency's quota and how much of it is taken, by name."""
    return [_quota(row) for row in connection.execute(select(quotas).where(_q.event == event).order_by(_q.name, _q.agency))]


def put_quotas(connection: Connection, wanted: Iterable[Quota]) -> None:
    """Each agency has this quota, new or changed; what is taken stays. Fewer places than taken raise IntegrityError.

    Hold the event's tally (`tally(..., to_change=True)`) while judging that.
    """
    rows = [{"event": one.event, "agency": one.agency, "name": one.name, "places": one.places} for one in wanted]
    if rows:
        made = upsert(quotas)
        changed = {"name": made.excluded.name, "places": made.excluded.places}
        connection.execute(made.on_conflict_do_update(index_elements=["event", "agency"], set_=changed), rows)


def tally(connection: Connection, event: UUID, *, to_change: bool = False) -> Tally | None:
    """The event's counts; `to_change`: nobody else gives or takes a place until this transaction ends."""
    asked = select(tallies).where(_t.event == event)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    if row is None:
        return None
    return Tally(row.event, row.hall, row.remote, row.waiting, row.remote_waiting, row.cancelled, row.number)


def queue(connection: Connection, event: UUID) -> Queue:
    """The event's queue; an empty one where there is no event."""
    row = connection.execute(select(_w.issued, _w.called).where(_w.event == event)).one_or_none()
    return Queue(row.issued, row.called) if row else Queue()


def busy_queues(connection: Connection) -> dict[UUID, Queue]:
    """The queues in which somebody waits, by event."""
    asked = select(queues).where(_w.called < _w.issued)
    return {row.event: Queue(row.issued, row.called) for row in connection.execute(asked)}


def issue(connection: Connection, event: UUID, count: int) -> Queue:
    """The queue after `count` numbers more were handed out: the last `count` up to `issued` are the caller's."""
    more = update(queues).where(_w.event == event).values(issued=_w.issued + count).returning(_w.issued, _w.called)
    row = connection.execute(more).one()
    return Queue(row.issued, row.called)


def call(connection: Connection, event: UUID, count: int) -> Queue:
    """The queue after so many more were called in; never more than have a number."""
    called = func.least(_w.issued, _w.called + count)
    row = connection.execute(
        update(queues).where(_w.event == event).values(called=called).returning(_w.issued, _w.called)
    ).one_or_none()
    return Queue(row.issued, row.called) if row else Queue()


def _values(event: LargeEvent, at: datetime) -> dict[str, object]:
    return {
        "slug": event.slug,
        "title": dict(event.title),
        "place": dict(event.place),
        "about": dict(event.about) if event.about else None,
        "zone": event.zone,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "opens_at": event.opens_at,
        "closes_at": event.closes_at,
        "programme": event.programme,
        "public": event.public,
        "synthetic": event.synthetic,
        "version": event.version,
        "changed_at": at,
    }


def _event(row: Row[tuple[object, ...]]) -> LargeEvent:
    return LargeEvent(
        id=row.id,
        slug=row.slug,
        title=row.title,
        place=row.place,
        zone=row.zone,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        hall_places=row.hall_places,
        remote_places=row.remote_places,
        about=row.about,
        programme=row.programme,
        public=row.public,
        synthetic=row.synthetic,
        version=row.version,
    )


def _quota(row: Row[tuple[object, ...]]) -> Quota:
    return Quota(row.event, row.agency, row.name, row.places, row.taken, row.waiting)
