"""Warnings and their messages: kept, read, changed. A message is only ever added. The tables: `warning_tables`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from simpul.disaster.model.warnings import (
    HazardWarning,
    MessageKind,
    WarningMessage,
    WarningState,
    WarningStatus,
    WarningsWanted,
)
from simpul.disaster.store.warning_rows import as_json, of_json
from simpul.disaster.store.warning_tables import messages, warnings


def state_of(*, cancelled: bool, expires: datetime, now: datetime) -> WarningState:
    """How a warning stands at `now`."""
    if cancelled:
        return WarningState.CANCELLED
    return WarningState.EXPIRED if expires <= now else WarningState.IN_FORCE


def _warning(row: RowMapping, now: datetime) -> HazardWarning:
    state = state_of(cancelled=row["cancelled"], expires=row["expires"], now=now)
    return replace(of_json(row["content"]), number=row["number"], state=state)


def _row(warning: HazardWarning, around: Sequence[str]) -> dict[str, Any]:
    return {
        "version": warning.version,
        "hazard": warning.hazard,
        "severity": warning.severity.value,
        "status": warning.status.value,
        "cancelled": warning.state is WarningState.CANCELLED,
        "regions": list(warning.regions),
        "around": list(around),
        "origin": warning.origin.value,
        "origin_ref": warning.origin_ref,
        "onset": warning.onset,
        "expires": warning.expires,
        "issued_at": warning.issued_at,
        "sent": warning.sent,
        "content": as_json(warning),
    }


def next_number(connection: Connection) -> int:
    """A warning's number that nobody else has or will have."""
    return int(connection.scalar(select(func.nextval(func.pg_get_serial_sequence("disaster_warning", "number")))) or 0)


def keep(connection: Connection, warning: HazardWarning, around: Sequence[str]) -> None:
    """The warning is there under its id and number; `around` holds every code that a search by place finds it by."""
    connection.execute(insert(warnings).values({"id": warning.id, "number": warning.number, **_row(warning, around)}))


def change(connection: Connection, warning: HazardWarning, around: Sequence[str]) -> None:
    """The warning stands as given."""
    connection.execute(update(warnings).where(warnings.c.id == warning.id).values(_row(warning, around)))


def get(connection: Connection, number: int, now: datetime, *, claimed: bool = False) -> HazardWarning | None:
    """The warning of this number, None where there is none; `claimed`: nobody else changes it in this transaction."""
    if not 0 < number < 2**63:
        return None
    wanted = select(warnings).where(warnings.c.number == number)
    row = connection.execute(wanted.with_for_update() if claimed else wanted).mappings().one_or_none()
    return _warning(row, now) if row else None


def page(connection: Connection, asked: WarningsWanted, now: datetime) -> tuple[list[HazardWarning], int]:
    """One page of what is asked for, those in force first, the newest first; and how many there are."""
    conditions = _conditions(asked, now)
    total = connection.scalar(select(func.count()).select_from(warnings).where(*conditions)) or 0
    over = or_(warnings.c.cancelled, warnings.c.expires <= now)
    found = (
        select(warnings)
        .where(*conditions)
        .order_by(over, warnings.c.sent.desc(), warnings.c.number.desc())
        .limit(asked.per_page)
        .offset((asked.page - 1) * asked.per_page)
    )
    return [_warning(row, now) for row in connection.execute(found).mappings()], int(total)


def _conditions(asked: WarningsWanted, now: datetime) -> list[ColumnElement[bool]]:
    c = warnings.c
    status = WarningStatus.EXERCISE if asked.exercises else WarningStatus.ACTUAL
    states: dict[WarningState, list[ColumnElement[bool]]] = {
        WarningState.IN_FORCE: [c.cancelled.is_(False), c.expires > now],
        WarningState.EXPIRED: [c.cancelled.is_(False), c.expires <= now],
        WarningState.CANCELLED: [c.cancelled],
    }
    asked_for: list[ColumnElement[bool] | None] = [
        *(states[asked.state] if asked.state else ()),
        c.hazard == asked.hazard if asked.hazard else None,
        or_(*(_touching(code) for code in asked.regions)) if asked.regions else None,
        _touching(asked.mine) if asked.mine else None,
        c.status == status.value if asked.exercises is not None else None,
    ]
    return [one for one in asked_for if one is not None]


def _touching(code: str) -> ColumnElement[bool]:
    """Whether a warning is for a region in or above this one."""
    above = [".".join(code.split(".")[:n]) for n in range(1, code.count(".") + 1)]
    return or_(warnings.c.around.contains([code]), warnings.c.regions.overlap([*above, code]))


def in_force(
    connection: Connection, at: datetime, *, within: str = "", exercises: bool | None = False
) -> list[HazardWarning]:
    """The warnings as they stood at `at`: their newest message by then is no cancellation and had not expired."""
    c = messages.c
    wanted = [_touching(within)] if within else []
    if exercises is not None:
        status = WarningStatus.EXERCISE if exercises else WarningStatus.ACTUAL
        wanted.append(warnings.c.status == status.value)
    newest = (
        select(c.warning, c.kind, c.content)
        .select_from(messages.join(warnings, warnings.c.id == c.warning))
        .where(c.sent <= at, *wanted)
        .ext(distinct_on(c.warning))
        .order_by(c.warning, c.version.desc())
        .subquery()
    )
    rows = connection.scalars(select(newest.c.content).where(newest.c.kind != MessageKind.CANCEL.value))
    found = [of_json(content) for content in rows]
    live = [one for one in found if one.expires > at and (not within or _touches(one, within))]
    return sorted(live, key=lambda one: (one.sent, one.number), reverse=True)


def _touches(warning: HazardWarning, code: str) -> bool:
    return any(one == code or one.startswith(f"{code}.") or code.startswith(f"{one}.") for one in warning.regions)


def of_origins(connection: Connection, refs: Iterable[str], now: datetime) -> dict[str, HazardWarning]:
    """The warnings in force by what they rest on: `origin:ref`."""
    key = warnings.c.origin + ":" + warnings.c.origin_ref
    found = select(warnings).where(warnings.c.cancelled.is_(False), warnings.c.expires > now, key.in_(list(refs)))
    rows = connection.execute(found.order_by(warnings.c.sent)).mappings()
    return {f"{row['origin']}:{row['origin_ref']}": _warning(row, now) for row in rows}


def add_message(connection: Connection, message: WarningMessage) -> None:
    """The message is kept, for good."""
    row = {
        "warning": message.warning,
        "version": message.version,
        "kind": message.kind.value,
        "identifier": message.identifier,
        "sent": message.sent,
        "content": as_json(message.content),
        "document": message.document,
        "note": message.note,
        "matters": message.matters,
        "by": message.by,
        "by_name": message.by_name,
        "agreed_name": message.agreed_name,
    }
    connection.execute(insert(messages).values(row))


def _message(row: RowMapping) -> WarningMessage:
    content = of_json(row["content"])
    same = ("warning", "version", "identifier", "sent", "note", "matters", "by", "by_name", "agreed_name")
    return WarningMessage(
        **{name: row[name] for name in same},
        number=content.number,
        kind=MessageKind(row["kind"]),
        content=content,
        document=bytes(row["document"]),
    )


def messages_of(connection: Connection, number: int) -> list[WarningMessage]:
    """The warning's messages, oldest first."""
    joined = messages.join(warnings, warnings.c.id == messages.c.warning)
    wanted = select(messages).select_from(joined).where(warnings.c.number == number).order_by(messages.c.version)
    return [_message(row) for row in connection.execute(wanted).mappings()]


def document(connection: Connection, identifier: str) -> tuple[bytes, datetime] | None:
    """A message's CAP document, and when it was sent; None for an identifier that was never given out."""
    wanted = select(messages.c.document, messages.c.sent).where(messages.c.identifier == identifier)
    row = connection.execute(wanted).one_or_none()
    return (bytes(row.document), row.sent) if row else None


def recent(connection: Connection, since: datetime, now: datetime, *, most: int = 500) -> list[WarningMessage]:
    """The newest message of each actual warning that is in force at `now` or said something after `since`."""
    joined = messages.join(warnings, (warnings.c.id == messages.c.warning) & (warnings.c.version == messages.c.version))
    live = (warnings.c.cancelled.is_(False)) & (warnings.c.expires > now)
    wanted = (
        select(messages)
        .select_from(joined)
        .where(warnings.c.status == WarningStatus.ACTUAL.value, or_(live, messages.c.sent > since))
        .order_by(messages.c.sent.desc(), messages.c.identifier)
        .limit(most)
    )
    return [_message(row) for row in connection.execute(wanted).mappings()]
