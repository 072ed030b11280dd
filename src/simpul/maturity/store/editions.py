"""SQL about editions: kept, read, moved on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.maturity.model.editions import Edition, EditionState
from simpul.maturity.model.instruments import Basis, Question, Words
from simpul.maturity.store.tables import editions


def get(connection: Connection, key: str) -> Edition | None:
    """The edition of that key, if there is one."""
    row = connection.execute(select(editions).where(editions.c.key == key)).first()
    return None if row is None else _edition(row)


def locked(connection: Connection, key: str) -> Edition | None:
    """As `get`; whoever else asks for the lock waits for the end of this transaction."""
    row = connection.execute(select(editions).where(editions.c.key == key).with_for_update()).first()
    return None if row is None else _edition(row)


def listed(connection: Connection) -> list[Edition]:
    """Every edition, the newest year first."""
    wanted = select(editions).order_by(editions.c.year.desc(), editions.c.key.desc())
    return [_edition(row) for row in connection.execute(wanted)]


def add(connection: Connection, new: Edition, at: datetime) -> bool:
    """Whether the edition was added; False when its key is taken."""
    done = insert(editions).values(_values(new) | {"changed_at": at}).on_conflict_do_nothing().returning(editions.c.key)
    return connection.execute(done).first() is not None


def keep(connection: Connection, changed: Edition, at: datetime) -> bool:
    """Whether it was kept in the place of the version before; False when somebody was faster."""
    values = _values(changed) | {"version": changed.version + 1, "changed_at": at}
    done = update(editions).where(editions.c.key == changed.key, editions.c.version == changed.version).values(values)
    return connection.execute(done).rowcount == 1


def _values(one: Edition) -> dict[str, Any]:
    return {
        "key": one.key,
        "year": one.year,
        "instrument": one.instrument,
        "title": one.title,
        "basis": one.basis.value,
        "stages": list(one.stages),
        "deadlines": {stage: day.isoformat() for stage, day in one.deadlines.items()},
        "questions": [{"key": each.key, "id": each.words.id, "en": each.words.en} for each in one.questions],
        "state": one.state.value,
        "digest": one.digest,
        "version": one.version,
        "published_at": one.published_at,
        "closed_at": one.closed_at,
        "synthetic": one.synthetic,
    }


def _edition(row: Row[Any]) -> Edition:
    return Edition(
        key=row.key,
        year=row.year,
        instrument=row.instrument,
        title=row.title,
        basis=Basis(row.basis),
        stages=tuple(row.stages),
        deadlines={stage: date.fromisoformat(day) for stage, day in row.deadlines.items()},
        questions=tuple(Question(each["key"], Words(each["id"], each["en"])) for each in row.questions),
        state=EditionState(row.state),
        digest=row.digest,
        version=row.version,
        published_at=row.published_at,
        closed_at=row.closed_at,
        synthetic=row.synthetic,
    )
