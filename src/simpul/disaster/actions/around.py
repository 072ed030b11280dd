"""What belongs to one report and its place: areas with a state, the incident it tells of, whose badge, whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simpul.disaster import store
from simpul.disaster.model import PublicReport, Where
from simpul.disaster.model.areas import AreaKind, AreaRow
from simpul.disaster.model.incidents import Incident
from simpul.disaster.rules import invitations
from simpul.disaster.store import areas, incidents, partners
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Around:
    """What a report's page shows beside the report. `partner` is a name.

    `own`: the device that asks has sent it, and may still say how it is.
    """

    areas: tuple[AreaRow, ...] = ()
    incident: Incident | None = None
    partner: str = ""
    own: bool = False


def around(platform: Platform, report: PublicReport, device: str = "") -> Around:
    """What belongs to the report and its place; the deepest and worst area first. No device owns a report without one."""
    with platform.database.reading() as unit:
        kept = store.get(unit.connection, report.number) if device else None
        return Around(
            _areas(unit, report.where),
            _incident(unit, report),
            _partner(unit, report.partner),
            own=kept is not None and kept.sender.device == device and invitations.followable(kept, platform.clock.now()),
        )


def _incident(unit: Unit, report: PublicReport) -> Incident | None:
    found = incidents.by_ids(unit.connection, [report.incident]).get(report.incident) if report.incident else None
    return None if found is None or found.withdrawn or found.training != report.training else found


def _partner(unit: Unit, code: str | None) -> str:
    found = partners.get(unit.connection, code) if code else None
    return found.name if found else code or ""


def _areas(unit: Unit, where: Where) -> tuple[AreaRow, ...]:
    """The areas with a state that hold the point: units by their codes, polygons by their outlines."""
    codes = [code for code in (where.village, where.district, where.regency, where.province) if code]
    units = areas.some(unit.connection, [int(code.replace(".", "")) for code in codes])
    drawn = areas.all_areas(unit.connection, within=where.regency, stated=True) if where.regency else []
    held = [one for one in drawn if one.area.kind is not AreaKind.UNIT and _holds(one.area.outline, where)]
    found = [one for one in (*held, *units) if one.state]
    return tuple(sorted(found, key=lambda one: -(one.state or 0)))


def _holds(outline: Mapping[str, Any] | None, where: Where) -> bool:
    if outline is None:
        return False
    from shapely import Point  # loaded when an area near a report has a state, not at every start
    from shapely.geometry import shape

    return bool(shape(outline).covers(Point(where.longitude, where.latitude)))
