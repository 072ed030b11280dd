"""SQL about the steps of investigations and foci: kept, told, taken back once, emptied when the person is erased."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from simpul.malaria.model.investigations import InquiryStep
from simpul.malaria.store.inquiry_tables import investigations, steps

UNDONE, OPENED = "undone", "opened"
_TOLD = ("id", "what", "facts", "by_name", "agency", "at", "version", "undone")


def add(connection: Connection, row: Mapping[str, Any]) -> None:
    """The step is kept."""
    connection.execute(insert(steps).values(**row))


def of(connection: Connection, subject: UUID) -> list[InquiryStep]:
    """All steps of an investigation or focus, the latest first."""
    columns = [steps.c[name] for name in _TOLD]
    found = select(*columns).where(steps.c.subject == subject).order_by(steps.c.version.desc(), steps.c.at.desc())
    return [InquiryStep(**row) for row in connection.execute(found).mappings()]


def standing(connection: Connection, subject: UUID) -> tuple[UUID, str, Mapping[str, Any] | None] | None:
    """The latest step that was not taken back: its id, what it was, and what stood before it."""
    wanted = (steps.c.subject == subject, ~steps.c.undone, steps.c.what != UNDONE)
    found = select(steps.c.id, steps.c.what, steps.c.before).where(*wanted).order_by(steps.c.version.desc()).limit(1)
    row = connection.execute(found).one_or_none()
    return (row.id, row.what, row.before) if row else None


def mark_undone(connection: Connection, id: UUID) -> None:
    """The step counts as taken back."""
    connection.execute(update(steps).where(steps.c.id == id).values(undone=True))


def erase(connection: Connection, whom: Sequence[UUID]) -> None:
    """Of these people nothing personal is left in forms or in what stood before a step."""
    connection.execute(update(investigations).where(investigations.c.person.in_(whom)).values(form={}, reason=""))
    connection.execute(update(steps).where(steps.c.person.in_(whom)).values(before=None, facts={}))
