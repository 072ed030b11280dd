"""What the monthly report reads that no other room asks for: the alerts of a month."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from simpul.malaria.model.alerts import Alert, AlertState
from simpul.malaria.store.alert_tables import alerts
from simpul.malaria.store.register import within


def alerts_of(connection: Connection, region: str, time: tuple[date, date], most: int) -> list[Alert]:
    """The region's alerts that began in this time, the newest first, at most so many."""
    chosen = (alerts.c.first >= time[0], alerts.c.first < time[1], *within(alerts.c.area, region))
    wanted = select(alerts).where(*chosen).order_by(alerts.c.first.desc(), alerts.c.raised_at.desc(), alerts.c.id)
    return [_alert(row) for row in connection.execute(wanted.limit(most))]


def _alert(row: Any) -> Alert:
    values = {name: getattr(row, name) for name in Alert.__slots__ if name != "state"}
    return Alert(**values, state=AlertState(row.state))
