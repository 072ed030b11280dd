"""SQL about certificates."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, text, update

from simpul.cooperation.model.certificates import Certificate
from simpul.cooperation.store.attendance_tables import certificates

_c = certificates.c
_AGAIN = timedelta(minutes=3)
"""A worker that took one and did not finish it in this time is held for dead."""


def add(connection: Connection, one: Certificate) -> None:
    """The certificate is to be made."""
    connection.execute(insert(certificates).values(**_values(one)))


def keep(connection: Connection, one: Certificate) -> None:
    """The certificate is as `one` says."""
    connection.execute(update(certificates).where(_c.id == one.id).values(**_values(one)))


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Certificate | None:
    """The certificate, if there is one."""
    asked = select(certificates).where(_c.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _certificate(row) if row else None


def by_code(connection: Connection, code: str) -> Certificate | None:
    """The certificate of this code, if there is one."""
    row = connection.execute(select(certificates).where(_c.code == code)).one_or_none()
    return _certificate(row) if row else None


def of_activity(connection: Connection, activity: UUID) -> list[Certificate]:
    """An activity's certificates, withdrawn ones too, by number."""
    asked = select(certificates).where(_c.activity == activity).order_by(_c.number)
    return [_certificate(row) for row in connection.execute(asked)]


def of_person(connection: Connection, nomination: UUID) -> list[Certificate]:
    """A person's certificates, the newest first."""
    asked = select(certificates).where(_c.nomination == nomination).order_by(_c.issued_at.desc(), _c.number.desc())
    return [_certificate(row) for row in connection.execute(asked)]


def next_count(connection: Connection, programme: str, year: int) -> int:
    """How the programme's next certificate of the year is counted; nobody else counts before this transaction ends."""
    lock = text("SELECT pg_advisory_xact_lock(hashtextextended('cooperation.certificate:' || :programme, 0))")
    connection.execute(lock, {"programme": programme})
    asked = select(func.count()).where(_c.programme == programme, _c.number.like(f"%/{year}"))
    return (connection.scalar(asked) or 0) + 1


def waits(connection: Connection) -> bool:
    """Whether any certificate is still to be made."""
    return connection.scalar(select(_c.id).where(_c.file == "", _c.withdrawn_at.is_(None)).limit(1)) is not None


def claim(connection: Connection, now: datetime, most: int) -> list[Certificate]:
    """Those that are to be made now by who asks, at most so many."""
    free = or_(_c.claimed_at.is_(None), _c.claimed_at < now - _AGAIN)
    asked: Select[Any] = select(certificates).where(and_(_c.file == "", _c.withdrawn_at.is_(None), free))
    asked = asked.order_by(_c.number).limit(most).with_for_update(skip_locked=True)
    found = [_certificate(row) for row in connection.execute(asked)]
    if found:
        mine = update(certificates).where(_c.id.in_([one.id for one in found])).values(claimed_at=now)
        connection.execute(mine)
    return found


def made(connection: Connection, id: UUID, file: str, sha256: str) -> bool:
    """Whether the PDF is the certificate's from now on; not where another worker made one before."""
    done = update(certificates).where(_c.id == id, _c.file == "").values(file=file, sha256=sha256)
    return bool(connection.execute(done).rowcount)


def _values(one: Certificate) -> dict[str, Any]:
    plain = (
        *("id", "activity", "nomination", "programme", "code", "number", "name", "days", "of_days", "issued_at", "by_name"),
        *("file", "sha256", "synthetic", "withdrawn_at", "withdrawn_reason", "replaced_by", "version"),
    )
    return {name: getattr(one, name) for name in plain} | {"languages": list(one.languages)}


def _certificate(row: Row[Any]) -> Certificate:
    held = row._asdict()
    held.pop("claimed_at")
    return Certificate(**held | {"languages": tuple(row.languages)})
