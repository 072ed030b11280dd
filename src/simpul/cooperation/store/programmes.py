"""SQL about programmes and seats."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, Row, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.programmes import Duty, Programme, Seat, Side
from simpul.cooperation.store.programme_tables import programmes, seats

_p, _s = programmes.c, seats.c


def listed(connection: Connection) -> list[Programme]:
    """Every programme, the oldest first."""
    return [_programme(row) for row in connection.execute(select(programmes).order_by(_p.since, _p.code))]


def get(connection: Connection, code: str, *, to_change: bool = False) -> Programme | None:
    """The programme, if there is one."""
    asked = select(programmes).where(_p.code == code)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _programme(row) if row else None


def keep(connection: Connection, one: Programme, at: datetime) -> None:
    """The programme is as `one` says, new or changed."""
    values = {
        "name": dict(one.name),
        "since": one.since,
        "until": one.until,
        "place": one.place,
        "note": dict(one.note) if one.note else None,
        "fields": [dict(each) for each in one.fields],
        "inferred": list(one.inferred),
        "sources": list(one.sources),
        "synthetic": one.synthetic,
        "public": one.public,
        "version": one.version,
        "changed_at": at,
    }
    made = upsert(programmes).values(code=one.code, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["code"], set_=values))


def seats_of_account(connection: Connection, account: UUID, on: date) -> dict[str, Seat]:
    """The seats that somebody has on this day, by programme."""
    asked = select(seats).where(_s.account == account, _s.since <= on, or_(_s.until.is_(None), _s.until >= on))
    return {row.programme: _seat(row) for row in connection.execute(asked)}


def seats_of(connection: Connection, programme: str) -> list[Seat]:
    """Everybody's seats in a programme, past ones too, by side and name."""
    asked = select(seats).where(_s.programme == programme).order_by(_s.side, _s.name)
    return [_seat(row) for row in connection.execute(asked)]


def seat(connection: Connection, one: Seat) -> None:
    """The seat is as `one` says; one account has one seat in a programme."""
    values = {"name": one.name, "side": one.side.value, "duty": one.duty.value, "since": one.since, "until": one.until}
    made = upsert(seats).values(programme=one.programme, account=one.account, at=one.at, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["programme", "account"], set_=values | {"at": one.at}))


def end_seat(connection: Connection, programme: str, account: UUID, last: date, at: datetime) -> bool:
    """Whether the account had a seat there, which ends with this day; one that had not begun by then is gone."""
    mine = (_s.programme == programme, _s.account == account)
    if connection.execute(delete(seats).where(*mine, _s.since > last)).rowcount:
        return True
    ended = update(seats).where(*mine, or_(_s.until.is_(None), _s.until > last)).values(until=last, at=at)
    return bool(connection.execute(ended).rowcount)


def _programme(row: Row[tuple[object, ...]]) -> Programme:
    return Programme(
        code=row.code,
        name=row.name,
        since=row.since,
        until=row.until,
        place=row.place,
        note=row.note,
        fields=tuple(row.fields),
        inferred=tuple(row.inferred),
        sources=tuple(row.sources),
        synthetic=row.synthetic,
        public=row.public,
        version=row.version,
    )


def _seat(row: Row[tuple[object, ...]]) -> Seat:
    return Seat(row.programme, row.account, row.name, Side(row.side), Duty(row.duty), row.since, row.until, row.at)
