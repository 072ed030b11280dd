"""SQL about the nodes' health. No personal data: see `store.usage_tables`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.health import Ailment, HealthSpan, NodeHealth, Reach
from simpul.exchange.store.usage_tables import node_check, node_health

_FIELDS = (
    *("reach", "ailment", "since", "checked_at", "answered_at", "millis", "log_size", "log_at", "trust_size"),
    "trust_issued_at",
)


def states(connection: Connection) -> Mapping[str, NodeHealth]:
    """Every node that was checked, by its path, as the last check found it."""
    return {row.node: _health(row) for row in connection.execute(select(node_health))}


def keep(connection: Connection, found: NodeHealth) -> None:
    """This is what is known of the node from now on."""
    values = {name: getattr(found, name) for name in _FIELDS}
    values |= {"reach": found.reach.value, "ailment": found.ailment.value}
    row = insert(node_health).values(node=found.node, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["node"], set_=values))


def count(connection: Connection, found: NodeHealth, span: datetime) -> None:
    """The check counts in the span that begins at `span`."""
    answered, millis = int(found.reach is Reach.ANSWERS), found.millis or 0
    row = insert(node_check).values(
        node=found.node, at=span, checks=1, answered=answered, total_ms=millis, slowest_ms=millis
    )
    more = {
        "checks": node_check.c.checks + 1,
        "answered": node_check.c.answered + answered,
        "total_ms": node_check.c.total_ms + millis,
        "slowest_ms": func.greatest(node_check.c.slowest_ms, millis),
    }
    connection.execute(row.on_conflict_do_update(index_elements=["node", "at"], set_=more))


def history(connection: Connection, node: str, since: datetime) -> list[HealthSpan]:
    """The node's checks since then, oldest first."""
    c = node_check.c
    query = select(c.at, c.checks, c.answered, c.total_ms, c.slowest_ms).where(c.node == node, c.at >= since).order_by(c.at)
    return [HealthSpan(*row) for row in connection.execute(query)]


def answered_since(connection: Connection, since: datetime) -> Mapping[str, tuple[int, int]]:
    """How many checks of each node there were since then, and how many of them it answered."""
    c = node_check.c
    query = select(c.node, func.sum(c.checks), func.sum(c.answered)).where(c.at >= since).group_by(c.node)
    return {node: (int(checks), int(answered)) for node, checks, answered in connection.execute(query)}


def forget(connection: Connection, nodes: Collection[str], before: datetime) -> None:
    """Nothing is kept of other nodes than these, and no checks from before then."""
    connection.execute(delete(node_health).where(node_health.c.node.not_in(nodes)))
    connection.execute(delete(node_check).where(node_check.c.node.not_in(nodes) | (node_check.c.at < before)))


def _health(row: Any) -> NodeHealth:
    values = {name: getattr(row, name) for name in _FIELDS}
    return NodeHealth(row.node, **(values | {"reach": Reach(row.reach), "ailment": Ailment(row.ailment)}))
