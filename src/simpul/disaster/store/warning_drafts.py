"""What officers wrote and have not given out yet. The table: `warning_tables`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from simpul.disaster.model.warnings import MessageKind, WarningDraft
from simpul.disaster.store.warning_tables import drafts

_SAME = ("id", "values", "of", "of_version", "at", "by", "by_name", "region", "given")


def _draft(row: RowMapping) -> WarningDraft:
    return WarningDraft(kind=MessageKind(row["kind"]), **{name: row[name] for name in _SAME})


def keep(connection: Connection, draft: WarningDraft) -> None:
    """The draft is there."""
    row = {name: getattr(draft, name) for name in _SAME}
    connection.execute(insert(drafts).values({**row, "kind": draft.kind.value, "values": dict(draft.values)}))


def rewrite(connection: Connection, draft: WarningDraft) -> None:
    """The draft has these answers, by who wrote them; one that was given out stays."""
    fresh = {"values": dict(draft.values), "at": draft.at, "by": draft.by, "by_name": draft.by_name}
    connection.execute(update(drafts).where(drafts.c.id == draft.id, drafts.c.given.is_(None)).values(fresh))


def get(connection: Connection, id: UUID, *, claimed: bool = False) -> WarningDraft | None:
    """The draft of this id; None where there is none. `claimed`: nobody else changes it in this transaction."""
    wanted = select(drafts).where(drafts.c.id == id)
    row = connection.execute(wanted.with_for_update() if claimed else wanted).mappings().one_or_none()
    return _draft(row) if row else None


def waiting(connection: Connection, most: int = 50) -> list[WarningDraft]:
    """Drafts that were not given out, the newest first."""
    wanted = select(drafts).where(drafts.c.given.is_(None)).order_by(drafts.c.at.desc()).limit(most)
    return [_draft(row) for row in connection.execute(wanted).mappings()]


def given(connection: Connection, id: UUID, number: int) -> None:
    """The draft became the warning of this number, or a message of it."""
    connection.execute(update(drafts).where(drafts.c.id == id).values(given=number))


def remove(connection: Connection, id: UUID) -> None:
    """The draft is gone."""
    connection.execute(delete(drafts).where(drafts.c.id == id, drafts.c.given.is_(None)))


def forget(connection: Connection, before: datetime) -> int:
    """How many drafts older than that were erased."""
    return connection.execute(delete(drafts).where(drafts.c.at < before)).rowcount
