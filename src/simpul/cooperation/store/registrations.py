"""SQL about registrations. Giving and taking places is `store.registering`, under the lock of the event's tally."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, update

from simpul.cooperation.model.registrations import Admission, Registration, Telling, Ticket, Wish
from simpul.cooperation.store.event_tables import events, registrations

_r = registrations.c


def ticket(connection: Connection, event: UUID, code_digest: bytes) -> Registration | None:
    """The registration whose ticket's code has this digest, for this event; cancelled ones too."""
    row = connection.execute(select(registrations).where(_r.digest == code_digest, _r.event == event)).one_or_none()
    return registration(row) if row else None


def by_digest(connection: Connection, code_digest: bytes, *, to_change: bool = False) -> Registration | None:
    """The registration whose ticket's code has this digest, whatever its event."""
    asked = select(registrations).where(_r.digest == code_digest)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return registration(row) if row else None


def tickets_of(
    connection: Connection, event: UUID, admissions: Sequence[Admission] = (Admission.HALL,)
) -> Iterator[Ticket]:
    """What gates need of an event's registrations with these admissions, in their order; read as they come, not at once."""
    asked = (
        select(_r.id, _r.digest, _r.admission, _r.agency, _r.number)
        .where(_r.event == event, _r.admission.in_([one.value for one in admissions]))
        .order_by(_r.number)
    )
    for row in connection.execution_options(yield_per=2_000).execute(asked):
        yield Ticket(row.id, row.digest, Admission(row.admission), row.agency, row.number)


def of_event(connection: Connection, event: UUID, *, after: int = 0, most: int = 1_000) -> list[Registration]:
    """The next registrations after number `after`, for lists page by page."""
    asked = select(registrations).where(_r.event == event, _r.number > after).order_by(_r.number).limit(most)
    return [registration(row) for row in connection.execute(asked)]


def place_of(connection: Connection, one: Registration) -> int | None:
    """How many wait before this one for the same, and itself: 1 is next; None where it does not wait."""
    if one.admission is not Admission.WAITING:
        return None
    before = (_r.event == one.event, _r.admission == Admission.WAITING.value, _r.number <= one.number)
    same = (_r.wish == Wish.REMOTE.value,) if one.wish is Wish.REMOTE else (_r.agency == one.agency, _r.wish != "remote")
    return connection.scalar(select(func.count()).select_from(registrations).where(*before, *same))


def counts(connection: Connection, event: UUID) -> Mapping[tuple[str, Admission], int]:
    """How many there are by agency and admission, counted from the rows themselves."""
    asked = (
        select(_r.agency, _r.admission, func.count().label("n")).where(_r.event == event).group_by(_r.agency, _r.admission)
    )
    return {(row.agency, Admission(row.admission)): row.n for row in connection.execute(asked)}


def change(connection: Connection, one: UUID, seen: int, at: datetime, **values: Any) -> bool:
    """Whether the registration was still at version `seen`; then these columns of it are changed."""
    kept = values | {"version": seen + 1, "changed_at": at}
    done = connection.execute(update(registrations).where(_r.id == one, _r.version == seen).values(kept))
    return bool(done.rowcount)


def to_tell(connection: Connection, most: int) -> list[Registration]:
    """The next who are to be told something by mail."""
    asked = select(registrations).where(_r.tell.is_not(None)).order_by(_r.event, _r.number).limit(most)
    return [registration(row) for row in connection.execute(asked)]


def told(connection: Connection, one: UUID, seen: int) -> None:
    """Nothing more is to be told, unless the registration changed since that version."""
    connection.execute(update(registrations).where(_r.id == one, _r.version == seen).values(tell=None))


def erase(connection: Connection, before: datetime, at: datetime) -> tuple[int, int]:
    """Of how many events that ended before this moment the personal data was erased, and in how many registrations."""
    due = connection.scalars(
        select(events.c.id).where(events.c.ends_at < before, events.c.erased_at.is_(None)).with_for_update()
    ).all()
    erased = 0
    for event in due:
        gone = {"sealed": None, "key": None, "tell": None, "person": func.sha256(func.uuid_send(_r.id))}
        erased += connection.execute(update(registrations).where(_r.event == event).values(gone)).rowcount
        connection.execute(update(events).where(events.c.id == event).values(erased_at=at))
    return len(due), erased


def registration(row: Row[Any]) -> Registration:
    """The row as a value."""
    return Registration(
        id=row.id,
        event=row.event,
        number=row.number,
        agency=row.agency,
        person=row.person,
        digest=row.digest,
        wish=Wish(row.wish),
        admission=Admission(row.admission),
        at=row.at,
        changed_at=row.changed_at,
        sealed=row.sealed,
        was=Admission(row.was) if row.was else None,
        key=row.key,
        tell=Telling(row.tell) if row.tell else None,
        version=row.version,
    )
