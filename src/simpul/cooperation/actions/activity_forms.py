"""An activity as a form gives it, and the form of one that is there."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from simpul.cooperation.model.activities import Activity, ActivityKind, Precision
from simpul.cooperation.model.activity_refusals import (
    ActivityCountWrong,
    ActivityDaysWrong,
    ActivityHoursWrong,
    ActivityKindWrong,
)
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules.programmes import TONGUES
from simpul.kernel.i18n import ZONES

INFERRED = ("since", "until", "place", "participants")
"""Facts of which a form says whether they are inferred rather than told by a source."""
FIELDS = (
    *("programme", "kind", "since", "until", "precision", "zone", "begins", "ends", "place", "remote", "host", "leader"),
    *("participants", "agencies", "documents", "public", "sources", "version"),
    *(f"{name}_{tongue}" for name in ("title", "note") for tongue in TONGUES),
    *(f"inferred_{name}" for name in INFERRED),
)


def read(given: Mapping[str, str], id: UUID) -> Activity:
    """The activity that these fields say; the refusal that names which cannot be read."""
    kinds = {one.value for one in ActivityKind}
    if given["kind"] not in kinds:
        raise ActivityKindWrong()
    since, until, zone = _days(given)
    exact = given["precision"] if given["precision"] in {one.value for one in Precision} else Precision.DAY
    return Activity(
        id=id,
        programme=given["programme"],
        kind=ActivityKind(given["kind"]),
        title={one: given[f"title_{one}"] for one in TONGUES},
        since=since,
        until=until,
        precision=Precision(exact),
        zone=zone,
        begins_at=_at(since, given["begins"], zone),
        ends_at=_at(until, given["ends"], zone),
        place=given["place"],
        remote=given["remote"],
        host=Side(given["host"]) if given["host"] in {one.value for one in Side} else None,
        leader=given["leader"],
        participants=_count(given["participants"]),
        agencies=_count(given["agencies"]),
        note={one: given[f"note_{one}"] for one in TONGUES},
        documents=given["documents"] == "ya",
        public=given["public"] == "ya",
        inferred=tuple(one for one in INFERRED if given[f"inferred_{one}"] == "ya"),
        sources=tuple(given["sources"].splitlines()),
        version=int(given["version"]) if given["version"].isdecimal() and len(given["version"]) < 9 else 0,
    )


def _days(given: Mapping[str, str]) -> tuple[date, date, str]:
    try:
        since = date.fromisoformat(given["since"].strip())
        until = date.fromisoformat(given["until"].strip()) if given["until"].strip() else since
    except ValueError:
        raise ActivityDaysWrong() from None
    zone = given["zone"] or "WIB"
    if zone not in ZONES:
        raise ActivityHoursWrong()
    return since, until, zone


def _at(day: date, hour: str, zone: str) -> datetime | None:
    if not hour.strip():
        return None
    try:
        return datetime.combine(day, time.fromisoformat(hour.strip()), ZONES[zone])
    except ValueError:
        raise ActivityHoursWrong() from None


def _count(given: str) -> int | None:
    text = given.strip().replace(".", "").replace(",", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 8:
        raise ActivityCountWrong()
    return int(text)


def fields_of(one: Activity) -> dict[str, str]:
    """What the form's fields hold of an activity that is there."""
    zone = ZONES[one.zone]
    values = dict.fromkeys(FIELDS, "") | {
        "programme": one.programme,
        "kind": one.kind.value,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "precision": one.precision.value,
        "zone": one.zone,
        "begins": one.begins_at.astimezone(zone).strftime("%H:%M") if one.begins_at else "",
        "ends": one.ends_at.astimezone(zone).strftime("%H:%M") if one.ends_at else "",
        "host": one.host.value if one.host else "",
        "participants": "" if one.participants is None else str(one.participants),
        "agencies": "" if one.agencies is None else str(one.agencies),
        "documents": "ya" if one.documents else "",
        "public": "ya" if one.public else "",
        "sources": "\n".join(one.sources),
        "version": str(one.version),
    }
    values |= {name: getattr(one, name) for name in ("place", "remote", "leader")}
    values |= {f"inferred_{name}": "ya" for name in one.inferred if name in INFERRED}
    for tongue in TONGUES:
        values[f"title_{tongue}"] = one.title.get(tongue, "")
        values[f"note_{tongue}"] = (one.note or {}).get(tongue, "")
    return values
