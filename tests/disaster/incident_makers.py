"""What the tests of incidents are made of."""

from typing import Any

from sqlalchemy import select, update

from simpul.disaster.actions import incidents
from simpul.disaster.actions.incidents import Seen
from simpul.disaster.model import Report, Status
from simpul.disaster.model.incidents import Incident
from simpul.disaster.store import incidents as store
from simpul.disaster.store.tables import reports as report_table
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from tests.disaster.makers import JAKARTA, officer, sent

SARI = officer("31")
NORTH = (106.8831, -6.1214)
"""Koja, Jakarta Utara: 31.72."""


def reported(platform: Platform, *points: tuple[float, float], status: Status = Status.VERIFIED, **more: Any) -> list[int]:
    """Numbers of fresh reports at these points (three around Monas by default), each of this status."""
    spots = points or tuple((JAKARTA[0] + n * 0.002, JAKARTA[1]) for n in range(3))
    numbers = [sent(platform, spot, **more).number for spot in spots]
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a test's own reports")
        rows = update(report_table).where(report_table.c.number.in_(numbers)).values(status=status.value)
        unit.connection.execute(rows)
    return numbers


def opened(platform: Platform, *points: tuple[float, float], actor: Actor = SARI, **more: Any) -> Incident:
    """A fresh incident of three verified reports around Monas, or at these points."""
    return incidents.open_incident(platform, actor, reported(platform, *points, **more))


def seen(incident: Incident) -> Seen:
    return Seen(incident.number, incident.version)


def report_of(platform: Platform, number: int) -> Report:
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a look")
        return store.claim_reports(unit.connection, [number])[0]


def world(platform: Platform) -> dict[str, Any]:
    """All that an undo must bring back: incidents without version and time, which reports are whose, figures in force."""
    with platform.database.reading() as unit:
        connection = unit.connection
        rows = connection.execute(select(store.incidents).order_by(store.incidents.c.number)).mappings()
        leave_out = {"version", "changed_at"}
        kept = {
            row["id"]: {name: value for name, value in row.items() if name not in leave_out}
            for row in rows
            if not row["withdrawn"]
        }
        links = connection.execute(select(report_table.c.number, report_table.c.incident).order_by(report_table.c.number))
        figures = {
            str(one): [(figure.kind, figure.value, figure.source, figure.at) for figure in found if not figure.undone]
            for one, found in store.figures(connection, kept).items()
        }
        return {"incidents": kept, "links": [tuple(row) for row in links], "figures": figures}
