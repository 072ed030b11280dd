"""Webhooks and the calls made to them: kept, claimed, accounted for. The tables: `webhook_tables`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.disaster.model.webhooks import Delivery, DeliveryState, Webhook
from simpul.disaster.store.webhook_tables import deliveries, webhooks

_HOOK = (
    *("id", "name", "url", "region", "owner", "made_at", "made_by", "paused_at", "paused_why", "failing_since"),
    "ended_at",
)
_CALL = ("id", "webhook", "message", "type", "body", "at", "due_at", "tries", "status", "reason", "delivered_at")


def _webhook(row: RowMapping) -> Webhook:
    return Webhook(types=tuple(row["types"]), **{name: row[name] for name in _HOOK})


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(state=DeliveryState(row["state"]), **{name: row[name] for name in _CALL})


def keep(connection: Connection, webhook: Webhook, secret: bytes) -> None:
    """The webhook is there, with its sealed secret."""
    row = {name: getattr(webhook, name) for name in _HOOK}
    connection.execute(insert(webhooks).values({**row, "types": list(webhook.types), "secret": secret}))


def change(connection: Connection, id: UUID, values: Mapping[str, Any]) -> None:
    """The webhook has these values."""
    connection.execute(update(webhooks).where(webhooks.c.id == id).values(dict(values)))


def all_of(connection: Connection) -> list[Webhook]:
    """The webhooks that were not ended, by name."""
    wanted = select(webhooks).where(webhooks.c.ended_at.is_(None)).order_by(webhooks.c.name, webhooks.c.id)
    return [_webhook(row) for row in connection.execute(wanted).mappings()]


def get(connection: Connection, id: UUID) -> Webhook | None:
    """The webhook of this id; None where there is none, or it was ended."""
    wanted = select(webhooks).where(webhooks.c.id == id, webhooks.c.ended_at.is_(None))
    row = connection.execute(wanted).mappings().one_or_none()
    return _webhook(row) if row else None


def secrets_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The sealed secrets of these webhooks."""
    rows = connection.execute(select(webhooks.c.id, webhooks.c.secret).where(webhooks.c.id.in_(list(ids))))
    return {webhook: bytes(secret) for webhook, secret in rows}


def queue(connection: Connection, calls: Iterable[Delivery]) -> int:
    """How many of these calls were not there before; the same message is made for a webhook once."""
    rows = [{**{name: getattr(one, name) for name in _CALL}, "state": one.state.value} for one in calls]
    if not rows:
        return 0
    made = upsert(deliveries).values(rows).on_conflict_do_nothing(index_elements=["webhook", "message"])
    return len(connection.execute(made.returning(deliveries.c.id)).all())


def claim(connection: Connection, now: datetime, until: datetime, most: int) -> list[Delivery]:
    """Calls that are due, oldest first; nobody else makes them before `until`. Paused webhooks are not called."""
    called = select(webhooks.c.id).where(webhooks.c.paused_at.is_(None), webhooks.c.ended_at.is_(None))
    due = (
        select(deliveries.c.id)
        .where(deliveries.c.state == DeliveryState.WAITING.value, deliveries.c.due_at <= now)
        .where(deliveries.c.webhook.in_(called))
        .order_by(deliveries.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = update(deliveries).where(deliveries.c.id.in_(due)).values(due_at=until).returning(deliveries)
    return [_delivery(row) for row in connection.execute(taken).mappings()]


def account(connection: Connection, call: Delivery) -> None:
    """The call stands as given."""
    row = {name: getattr(call, name) for name in _CALL if name not in ("id", "webhook", "message")}
    connection.execute(update(deliveries).where(deliveries.c.id == call.id).values({**row, "state": call.state.value}))


def calls_of(connection: Connection, webhook: UUID, most: int) -> list[Delivery]:
    """The newest calls of a webhook."""
    wanted = select(deliveries).where(deliveries.c.webhook == webhook).order_by(deliveries.c.at.desc()).limit(most)
    return [_delivery(row) for row in connection.execute(wanted).mappings()]


def call(connection: Connection, id: UUID) -> Delivery | None:
    """The call of this id."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == id)).mappings().one_or_none()
    return _delivery(row) if row else None


def counts(connection: Connection) -> dict[tuple[UUID, DeliveryState], int]:
    """How many calls of each webhook stand how."""
    c = deliveries.c
    rows = connection.execute(select(c.webhook, c.state, func.count()).group_by(c.webhook, c.state))
    return {(webhook, DeliveryState(state)): int(number) for webhook, state, number in rows}


def forget(connection: Connection, before: datetime) -> int:
    """How many calls older than that were erased, and with them the secrets of webhooks that were ended."""
    connection.execute(update(webhooks).where(webhooks.c.ended_at < before).values(secret=b"", url=""))
    return connection.execute(delete(deliveries).where(deliveries.c.at < before)).rowcount
